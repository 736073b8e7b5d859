"""Whatever can change a result changes its fingerprint, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from analysis.case import NARRATIVE
from analysis.fingerprint import fingerprints
from knowledge.rubric import CallType, Dimension, Role, Rubric
from tests.builders import criterion, rep

MADE_WITH = {"scorer": "claude:m:medium", "prompt": "p1", "verifier": "1.1"}
DISCOVERY, ENGAGEMENT = Dimension.DISCOVERY.value, Dimension.ENGAGEMENT.value


def rubric(dimension: Dimension, *, question: str = "How good is it?") -> Rubric:
    criteria = tuple(criterion(f"{name}_{dimension.value}") for name in ("one", "two", "three", "four"))
    return Rubric(dimension=dimension, title="A title", question=question, criteria=criteria)


RUBRICS = (rubric(Dimension.DISCOVERY), rubric(Dimension.ENGAGEMENT))


def made(**fields: Any) -> Mapping[str, str]:
    basics: dict[str, Any] = {
        "hash": "h1",
        "rep": rep(),
        "call_type": CallType.DEMO,
        "rubrics": RUBRICS,
        "made_with": MADE_WITH,
        "wins": "w1",
    }
    given = {**basics, **fields}
    given["rubrics"] = {each.dimension: each.hash for each in given["rubrics"]}
    return fingerprints(given.pop("hash"), given.pop("rep"), given.pop("call_type"), **given)


def test_every_part_of_a_scorecard_has_one_of_its_own() -> None:
    assert set(made()) == {DISCOVERY, ENGAGEMENT, NARRATIVE}
    assert len(set(made().values())) == 3
    assert all(len(value) == 64 for value in made().values())


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "h2"},
        {"rep": rep("R2")},
        {"rep": rep(role=Role.SE)},
        {"call_type": CallType.DISCOVERY},
        {"made_with": {**MADE_WITH, "prompt": "p2"}},
        {"made_with": {**MADE_WITH, "windows": "1"}},
        {"made_with": {key: value for key, value in MADE_WITH.items() if key != "prompt"}},
    ],
    ids=str,
)
def test_what_can_change_a_result_changes_all_of_them(change: dict[str, Any]) -> None:
    before, after = made(), made(**change)
    assert all(before[part] != after[part] for part in before)


def test_a_rubric_changes_its_own_dimension_and_the_narrative_only() -> None:
    changed = (RUBRICS[0], rubric(Dimension.ENGAGEMENT, question="How good is it really?"))
    before, after = made(), made(rubrics=changed)
    assert before[DISCOVERY] == after[DISCOVERY]
    assert before[ENGAGEMENT] != after[ENGAGEMENT]
    assert before[NARRATIVE] != after[NARRATIVE]


def test_what_cannot_change_a_result_changes_nothing() -> None:
    renamed = replace(rep(), email="new@callcoach-tests.example", role_reason="set by hand", speaker="another id")
    shuffled = dict(reversed(MADE_WITH.items()))
    assert made(rep=renamed, made_with=shuffled, rubrics=tuple(reversed(RUBRICS))) == made()


def test_what_has_to_be_won_changes_the_narrative_only() -> None:
    before, after = made(), made(wins="w2")
    assert [part for part in before if before[part] != after[part]] == [NARRATIVE]
