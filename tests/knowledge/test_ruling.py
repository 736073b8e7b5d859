"""What people say of a judgement: a dispute changes nothing, a manager's level does, an older one neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rubric import CriterionId, Dimension
from knowledge.ruling import Ruling, is_open, ruled, rulings_on
from knowledge.scorecard import (
    Confidence,
    DimensionResult,
    NotApplicable,
    Observed,
    Scored,
    Sighting,
    Unscored,
    score,
)

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
AGENDA, IMPACT, BUDGET, PAIN = (CriterionId(name) for name in ("agenda", "impact", "budget", "pain"))
RESULT = DimensionResult(
    dimension=Dimension.DISCOVERY,
    findings=(
        Scored(
            criterion=AGENDA,
            weight=1,
            level=1,
            judged_level=3,
            reasoning="No words for it.",
            confidence=Confidence.LOW,
            needs_review=True,
        ),
        Unscored(criterion=IMPACT, weight=3, reason="It was left out."),
        NotApplicable(criterion=BUDGET, reason="Nobody spoke of money."),
        Observed(criterion=PAIN, sighting=Sighting.SEEN, note=""),
    ),
)


def said(criterion: CriterionId = AGENDA, *, level: int | None = None, days: int = 0, current: bool = True) -> Ruling:
    return Ruling(
        dimension=Dimension.DISCOVERY,
        criterion=criterion,
        judged_level=1,
        level=level,
        reason="I did say it.",
        said_by="maya@us.example",
        said_at=MONDAY + timedelta(days=days),
        is_current=current,
    )


def test_a_dispute_changes_nothing() -> None:
    assert ruled(RESULT, [said()]) == RESULT


def test_the_managers_level_counts_and_needs_no_second_look() -> None:
    changed = ruled(RESULT, [said(level=4), said(IMPACT, level=2)])
    assert changed.score == 63  # (1·4 + 3·2) of (1 + 3)·4
    assert not changed.needs_review
    assert RESULT.score is None


def test_the_last_word_on_a_criterion_counts() -> None:
    (first, *_) = ruled(RESULT, [said(level=4), said(level=2, days=1), said(days=2)]).findings
    assert isinstance(first, Scored)
    assert first.level == 2


@pytest.mark.parametrize("ruling", [said(BUDGET, level=3), said(PAIN, level=3)], ids=["not applicable", "a reading"])
def test_what_has_no_level_gets_none(ruling: Ruling) -> None:
    assert ruled(RESULT, [ruling]) == RESULT


def test_what_was_said_of_an_earlier_judgement_does_not_count() -> None:
    assert ruled(RESULT, [said(level=4, current=False)]) == RESULT


@given(st.lists(st.tuples(st.sampled_from([AGENDA, IMPACT]), st.none() | st.integers(0, 4), st.booleans()), max_size=8))
def test_the_score_is_always_the_arithmetic_over_the_levels_that_count(
    given_: list[tuple[CriterionId, int | None, bool]],
) -> None:
    rulings = [
        said(criterion, level=level, days=day, current=now) for day, (criterion, level, now) in enumerate(given_)
    ]
    changed = ruled(RESULT, rulings)
    levels = {AGENDA: 1, IMPACT: None} | {
        item.criterion: item.level for item in rulings if item.is_current and item.level is not None
    }
    counted = {finding.criterion: finding.level for finding in changed.findings if isinstance(finding, Scored)}
    assert counted == {criterion: level for criterion, level in levels.items() if level is not None}
    assert changed.score == score(changed.findings)


def test_a_dispute_is_open_until_somebody_decides_it_or_it_is_judged_again() -> None:
    dispute = said(days=1)
    assert is_open(dispute, [dispute, said(level=2)])
    assert not is_open(dispute, [dispute, said(level=1, days=2)])
    assert not is_open(said(current=False), [])
    assert is_open(dispute, [dispute, said(IMPACT, level=2, days=2)])


def test_a_dispute_of_what_has_no_level_is_closed_by_keeping_it() -> None:
    kept = replace(said(BUDGET, days=1), keeps=True)
    assert not is_open(said(BUDGET), [said(BUDGET), kept])
    assert not is_open(kept, [kept])
    assert ruled(RESULT, [said(BUDGET), kept]) == RESULT
    assert kept.sentence == "Kept as it is by maya@us.example on 24 November 2026: I did say it."


@pytest.mark.parametrize(
    ("ruling", "sentence"),
    [
        (said(), "Disputed by maya@us.example on 23 November 2026: I did say it."),
        (said(level=2), "Changed from 1 to 2 by maya@us.example on 23 November 2026: I did say it."),
        (said(level=1), "Confirmed at 1 by maya@us.example on 23 November 2026: I did say it."),
        (
            said(level=2, current=False),
            (
                "About an earlier judgement (level 1), and not counted any more: "
                "changed from 1 to 2 by maya@us.example on 23 November 2026: I did say it."
            ),
        ),
    ],
    ids=["dispute", "change", "confirmation", "older"],
)
def test_it_is_said_in_a_sentence_who_said_what_and_why(ruling: Ruling, sentence: str) -> None:
    assert ruling.sentence == sentence


def test_what_was_said_is_found_by_dimension_and_criterion() -> None:
    assert rulings_on([said(), said(IMPACT)], Dimension.DISCOVERY, IMPACT) == (said(IMPACT),)
    assert not rulings_on([said()], Dimension.ENGAGEMENT, AGENDA)
