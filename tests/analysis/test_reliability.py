"""What keywords say wrongly too often is not shown, and the reason is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.baseline import NO_CUSTOMER
from analysis.reliability import measured
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import (
    DimensionResult,
    Evidence,
    Finding,
    Handling,
    Highlight,
    Match,
    Narrative,
    NotApplicable,
    Objection,
    ObjectionType,
    Observed,
    Sighting,
)

Pair = tuple[int, int]
EVIDENCE = Evidence(turn=3, speaker="C1", quote="so", start=0, end=2, at_ms=0, match=Match.KEYWORD)


def table(folder: Path, *, seen: Pair = (9, 10), not_seen: Pair = (9, 10), no_occasion: Pair = (9, 10)) -> Path:
    """A measurement of the agenda and of price objections: hits, of."""
    words = {"seen": seen, "not_seen": not_seen, "no_opportunity": no_occasion}
    signal: dict[str, Any] = {"criterion": "agenda"} | {word: _share(pair) for word, pair in words.items()}
    objections = [{"type": "pricing", "precision": _share(seen)}]
    content = {"measured": "2026-11-24", "calls": 18, "signals": [signal], "objections": objections}
    file = folder / f"{seen}{not_seen}{no_occasion}.json"
    file.write_text(json.dumps(content))
    return file


def _share(pair: Pair) -> dict[str, int]:
    return {"hits": pair[0], "of": pair[1]}


def shown(file: Path, sighting: str, criterion: str = "agenda") -> Finding:
    found = Observed(criterion=CriterionId(criterion), sighting=Sighting(sighting), note="", evidence=(EVIDENCE,))
    result = DimensionResult(dimension=Dimension.DISCOVERY, findings=(found,))
    return measured(file).shown(result).findings[0]


@pytest.mark.parametrize(
    ("sighting", "word", "measured_as"),
    [
        ("seen", "seen", "seen"),
        ("partly", "seen", "seen"),
        ("not_seen", "not seen", "not_seen"),
        ("no_opportunity", "no occasion", "no_occasion"),
    ],
)
def test_a_word_that_is_right_too_seldom_is_replaced_by_the_reason(
    tmp_path: Path, sighting: str, word: str, measured_as: str
) -> None:
    assert shown(table(tmp_path, **{measured_as: (7, 10)}), sighting) == NotApplicable(
        criterion=CriterionId("agenda"),
        reason=f"keywords are not reliable enough for this: “{word}” was right 7 of 10 times on 18 calls",
    )


@pytest.mark.parametrize(
    ("seen", "not_seen", "sighting"),
    [
        ((8, 10), (0, 10), "seen"),
        ((0, 10), (8, 10), "not_seen"),
        ((0, 2), (0, 2), "seen"),
    ],
    ids=["eight of ten is enough", "each word counts for itself", "of two says nothing"],
)
def test_everything_else_is_shown(tmp_path: Path, seen: Pair, not_seen: Pair, sighting: str) -> None:
    assert isinstance(shown(table(tmp_path, seen=seen, not_seen=not_seen), sighting), Observed)


def test_that_no_customer_spoke_is_no_matter_of_words(tmp_path: Path) -> None:
    found = Observed(criterion=CriterionId("agenda"), sighting=Sighting.NO_OPPORTUNITY, note=NO_CUSTOMER)
    result = DimensionResult(dimension=Dimension.DISCOVERY, findings=(found,))
    assert measured(table(tmp_path, no_occasion=(0, 10))).shown(result) == result


def test_a_criterion_that_was_not_measured_is_shown(tmp_path: Path) -> None:
    assert isinstance(shown(table(tmp_path, seen=(0, 10)), "seen", "recap"), Observed)


def test_objections_that_are_false_alarms_too_often_are_not_shown(tmp_path: Path) -> None:
    objections = tuple(
        Objection(type=type_, handling=Handling.UNJUDGED, evidence=EVIDENCE)
        for type_ in (ObjectionType.PRICING, ObjectionType.TIMING)
    )
    result = DimensionResult(dimension=Dimension.OBJECTION_HANDLING, findings=(), objections=objections)
    left = measured(table(tmp_path, seen=(1, 10))).shown(result).objections
    assert [item.type for item in left] == [ObjectionType.TIMING]


def test_a_highlight_that_stands_on_such_a_word_goes_with_it(tmp_path: Path) -> None:
    highlight = Highlight(text="Look.", criterion=CriterionId("agenda"))
    narrative = Narrative(summary="So.", strength=highlight, focus=highlight, action=None)
    no_praise = measured(table(tmp_path, seen=(1, 10))).narrative(narrative)
    assert (no_praise.strength, no_praise.focus) == (None, highlight)
    no_blame = measured(table(tmp_path, not_seen=(1, 10))).narrative(narrative)
    assert (no_blame.strength, no_blame.focus) == (highlight, None)


def test_another_measurement_makes_another_reading(tmp_path: Path) -> None:
    assert measured(table(tmp_path)).version != measured(table(tmp_path, seen=(7, 10))).version
