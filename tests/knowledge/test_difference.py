"""What changed between two versions of a rubric is told thing by thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.difference import Difference, differences
from knowledge.library import read_library
from knowledge.rubric import CallType, Criterion, CriterionId, Dimension, Role, Rubric, Sign
from tests.builders import criterion

AGENDA = criterion("agenda", weights={Role.SE: 2.0}, role_levels={Role.SE: {4: "Four for an engineer."}})
OTHERS = tuple(criterion(name) for name in ("impact", "decision", "listening"))


def rubric(*criteria: Criterion, question: str = "How well was it found out?") -> Rubric:
    return Rubric(dimension=Dimension.DISCOVERY, title="Finding out", question=question, criteria=criteria)


OLD = rubric(AGENDA, *OTHERS)


def changed(**fields: object) -> tuple[Difference, ...]:
    return differences(OLD, rubric(AGENDA.model_copy(update=fields), *OTHERS))


@pytest.mark.parametrize(
    ("fields", "what", "before", "after"),
    [
        ({"weight": 1.5}, "weight", "1", "1.5"),
        ({"weights": {}}, "weight for se", "2", None),
        ({"weights": {Role.SE: 2.0, Role.AE: 3.0}}, "weight for ae", None, "3"),
        ({"roles": (Role.AE, Role.SE)}, "roles", "ae, se, csm, support", "ae, se"),
        ({"call_types": (CallType.DEMO,)}, "types of call", "every type", "demo"),
        ({"question": "Is there one?"}, "question", "Does the rep do agenda?", "Is there one?"),
        ({"levels": {**AGENDA.levels, 2: "Two."}}, "level 2", "What agenda is like at 2.", "Two."),
        ({"role_levels": {}}, "level 4 for se", "Four for an engineer.", None),
        ({"not_applicable_when": "Never."}, "not applicable when", "There is no occasion for agenda.", "Never."),
    ],
)
def test_one_changed_thing_is_one_difference_with_both_words(
    fields: dict[str, object], what: str, before: str | None, after: str | None
) -> None:
    assert changed(**fields) == (Difference(criterion=CriterionId("agenda"), what=what, before=before, after=after),)


def test_a_sign_that_is_new_or_gone_is_named_by_its_words() -> None:
    found = changed(positive=(Sign(sign="Says why", example="So that you decide"),))
    assert [(item.what, item.before is None) for item in found] == [("+ Says why", True), ("+ does agenda", False)]


def test_criteria_that_are_new_or_gone_or_in_another_order_are_said() -> None:
    found = differences(OLD, rubric(criterion("budget"), OTHERS[1], OTHERS[0], OTHERS[2]))
    assert [(item.criterion, item.what, item.after is None) for item in found] == [
        ("budget", "criterion", False),
        ("agenda", "criterion", True),
        (None, "order", False),
    ]


def test_a_changed_question_of_the_dimension_is_about_no_criterion() -> None:
    (only,) = differences(OLD, rubric(AGENDA, *OTHERS, question="How?"))
    assert (only.criterion, only.what) == (None, "question")


@given(st.sampled_from(list(Dimension)), st.sampled_from(list(Dimension)))
def test_versions_differ_exactly_when_their_contents_do(one: Dimension, other: Dimension) -> None:
    library = read_library()
    old, new = library.rubrics[one], library.rubrics[other]
    assert bool(differences(old, new)) == (old.hash != new.hash)
