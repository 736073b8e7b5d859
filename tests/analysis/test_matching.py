"""What was found is set beside what is there."""

from __future__ import annotations

from analysis.agreement import Detection
from analysis.matching import match, match_objections
from knowledge.golden import ObjectionLabel
from knowledge.scorecard import Evidence, Handling, Match, Objection, ObjectionType


def raised(turn: int, type_: str = "pricing") -> Objection:
    evidence = Evidence(turn=turn, speaker="C1", quote="no", start=0, end=2, at_ms=0, match=Match.EXACT)
    return Objection(type=ObjectionType(type_), handling=Handling.WELL, evidence=evidence)


def label(turn: int, type_: str = "pricing") -> ObjectionLabel:
    return ObjectionLabel(turn=turn, type=ObjectionType(type_), handling=Handling.WELL)


def test_one_turn_away_is_the_same_objection_and_two_turns_are_not() -> None:
    assert match_objections([label(10)], [raised(11)]).detection == Detection(found=1, missed=0, false_alarms=0)
    assert match_objections([label(10)], [raised(12)]).detection == Detection(found=0, missed=1, false_alarms=1)


def test_another_type_is_another_objection() -> None:
    found = match_objections([label(10)], [raised(10, "timing")])
    assert found.detection == Detection(found=0, missed=1, false_alarms=1)


def test_one_finding_does_not_count_for_two_labels() -> None:
    found = match_objections([label(10), label(11)], [raised(10)])
    assert found.detection == Detection(found=1, missed=1, false_alarms=0)


def test_the_nearest_is_taken() -> None:
    matched = match([10], [11, 10], lambda one, other: abs(one - other))
    assert matched.pairs == ((10, 10),)
    assert matched.extra == (11,)
