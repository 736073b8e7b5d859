"""A rubric by itself: who is asked what, with which weight and words, and when it is another rubric."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import read_library
from knowledge.rubric import LEVELS, CallType, Criterion, Dimension, Role, Rubric

RUBRICS = list(read_library().rubrics.values())


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every text, every number and every yes or no of a rubric stands."""
    if isinstance(value, str | float | bool):
        yield place
    else:
        for key in value if hasattr(value, "keys") else range(len(value)):
            yield from leaves(value[key], (*place, key))


def changed(value: Any, place: tuple[Any, ...]) -> None:
    """Change one leaf in place: another word, another weight, or the opposite."""
    for key in place[:-1]:
        value = value[key]
    old = value[place[-1]]
    other = {bool: lambda: not old, float: lambda: old / 2, str: lambda: f"{old} indeed"}
    value[place[-1]] = other[type(old)]()


CHOSEN = ("dimension", "id", "roles", "call_types")
PLACES = [
    (number, place)
    for number, rubric in enumerate(RUBRICS)
    for place in leaves(rubric.model_dump(mode="json"))
    if not set(CHOSEN) & set(place)  # from a fixed list: there is no other word to put there
]


@given(st.sampled_from(PLACES))
def test_a_rubric_with_one_other_word_or_weight_is_another_rubric(chosen: tuple[int, tuple[Any, ...]]) -> None:
    number, place = chosen
    content = RUBRICS[number].model_dump(mode="json")
    changed(content, place)
    assert Rubric.model_validate(content).hash != RUBRICS[number].hash


def test_a_rubric_in_another_order_is_another_rubric() -> None:
    content = RUBRICS[0].model_dump(mode="json")
    content["criteria"].reverse()
    assert Rubric.model_validate(content).hash != RUBRICS[0].hash


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.dimension)
def test_a_rubric_that_went_through_json_is_the_same_rubric(rubric: Rubric) -> None:
    assert Rubric.model_validate_json(rubric.model_dump_json()) == rubric
    assert Rubric.model_validate_json(rubric.model_dump_json()).hash == rubric.hash


def criterion(**changes: object) -> Criterion:
    plain: dict[str, object] = {
        "id": "purpose",
        "title": "Purpose",
        "question": "Is the purpose said?",
        "weight": 2,
        "not_applicable_when": "The opening was not recorded.",
        "levels": {level: f"This is what level {level} looks like." for level in LEVELS},
        "positive": [{"sign": "Says it.", "example": "We are here to decide."}],
        "negative": [{"sign": "Does not.", "example": "So, the slides."}],
    }
    return Criterion.model_validate({**plain, **changes})


def test_a_role_with_a_weight_of_its_own_gets_it_and_the_others_the_common_one() -> None:
    asked = criterion(weights={"se": 3})
    assert (asked.weight_for(Role.SE), asked.weight_for(Role.AE), asked.weight_for(Role.UNKNOWN)) == (3, 2, 2)


def test_a_role_reads_its_own_anchors_where_there_are_some_and_the_common_ones_elsewhere() -> None:
    asked = criterion(role_levels={"support": {3: "The log is read aloud."}})
    assert asked.anchors(Role.SUPPORT)[3] == "The log is read aloud."
    assert asked.anchors(Role.SUPPORT)[2] == asked.anchors(Role.AE)[2] == "This is what level 2 looks like."


def test_a_criterion_for_some_types_of_call_is_asked_on_those_and_where_the_type_is_not_known() -> None:
    asked = criterion(call_types=["negotiation"])
    assert asked.applies(Role.AE, CallType.NEGOTIATION)
    assert asked.applies(Role.AE, CallType.OTHER)
    assert not asked.applies(Role.AE, CallType.SUPPORT)


def test_a_criterion_for_some_roles_is_asked_of_those_and_not_where_the_role_is_not_known() -> None:
    asked = criterion(roles=["ae", "csm"])
    assert asked.applies(Role.CSM, CallType.DEMO)
    assert not asked.applies(Role.SE, CallType.DEMO)
    assert not asked.applies(Role.UNKNOWN, CallType.DEMO)


def test_the_four_dimensions_are_the_ones_that_are_judged() -> None:
    assert [dimension.value for dimension in Dimension] == [
        "discovery",
        "product_knowledge",
        "objection_handling",
        "engagement",
    ]
