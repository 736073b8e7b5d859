"""How levels become a score, and when there is none."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rubric import LEVELS, CriterionId, Dimension
from knowledge.scorecard import (
    Confidence,
    DimensionResult,
    Finding,
    NotApplicable,
    Observed,
    Scored,
    Sighting,
    Unscored,
    band,
    score,
)

ids = st.sampled_from(["agenda", "impact", "recap", "airtime"]).map(CriterionId)
weights = st.sampled_from([0.5, 1, 1.5, 2, 3, 4, 10])


def a_level(level: int, weight: float = 1, *, needs_review: bool = False) -> Scored:
    return Scored(
        criterion=CriterionId("impact"),
        weight=weight,
        level=level,
        judged_level=level,
        reasoning="Asked what it costs.",
        confidence=Confidence.HIGH,
        needs_review=needs_review,
    )


def not_judged(weight: float = 1) -> Unscored:
    return Unscored(criterion=CriterionId("recap"), weight=weight, reason="Claude did not answer.")


scored = st.builds(a_level, st.sampled_from(LEVELS), weights)
beside_the_score: st.SearchStrategy[Finding] = st.one_of(
    st.builds(NotApplicable, criterion=ids, reason=st.just("Nobody raised a concern.")),
    st.builds(Observed, criterion=ids, sighting=st.sampled_from(Sighting), note=st.just("9 questions")),
)


@given(st.lists(scored, min_size=1))
def test_a_score_is_between_0_and_100(findings: list[Scored]) -> None:
    points = score(findings)
    assert points is not None
    assert 0 <= points <= 100


@given(st.lists(scored, min_size=1), st.data())
def test_a_higher_level_never_lowers_the_score(findings: list[Scored], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(findings) - 1))
    raised = [*findings]
    raised[position] = replace(findings[position], level=min(findings[position].level + 1, LEVELS[-1]))
    before, after = score(findings), score(raised)
    assert before is not None
    assert after is not None
    assert after >= before


@given(st.lists(scored, min_size=1), st.lists(beside_the_score))
def test_what_did_not_come_up_and_what_keywords_saw_do_not_count(scored: list[Scored], others: list[Finding]) -> None:
    assert score([*scored, *others]) == score(scored)


@given(st.lists(beside_the_score))
def test_without_a_level_there_is_no_score(findings: list[Finding]) -> None:
    assert score(findings) is None


@given(st.lists(weights, min_size=1), st.sampled_from(LEVELS))
def test_the_same_level_everywhere_is_that_level_whatever_the_weights(weights: list[float], level: int) -> None:
    assert score([a_level(level, weight) for weight in weights]) == 25 * level


@given(st.lists(scored, min_size=1), st.sampled_from([0.25, 2, 8]))
def test_only_the_proportion_of_weights_counts(findings: list[Scored], factor: float) -> None:
    assert score([replace(finding, weight=finding.weight * factor) for finding in findings]) == score(findings)


@given(st.lists(scored, min_size=1), st.randoms())
def test_the_order_of_the_findings_does_not_count(findings: list[Scored], random: Random) -> None:
    shuffled = [*findings]
    random.shuffle(shuffled)
    assert score(shuffled) == score(findings)


@given(st.lists(scored, min_size=1), st.lists(weights.map(not_judged)))
def test_a_score_is_given_while_at_least_half_of_the_weight_was_judged(
    findings: list[Scored], missing: list[Unscored]
) -> None:
    judged, unjudged = sum(finding.weight for finding in findings), sum(finding.weight for finding in missing)
    expected = score(findings) if judged >= unjudged else None
    assert score([*findings, *missing]) == expected


def test_exactly_half_judged_still_gives_a_score_and_a_little_less_none() -> None:
    assert score([a_level(3), not_judged()]) == 75
    assert score([a_level(3), not_judged(1.1)]) is None


def test_a_score_by_hand() -> None:
    # (2·4 + 1·1 + 3·2) / 4 = 3.75 of 6: 62.5, and a half is rounded up
    assert score([a_level(4, 2), a_level(1, 1), a_level(2, 3)]) == 63


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (100, "exceptional"),
        (90, "exceptional"),
        (89, "strong"),
        (80, "strong"),
        (79, "solid"),
        (70, "solid"),
        (69, "developing"),
        (60, "developing"),
        (59, "needs attention"),
        (0, "needs attention"),
    ],
)
def test_a_score_has_words(points: int, words: str) -> None:
    assert band(points) == words


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (a_level(3), False),
        (a_level(1, needs_review=True), True),
        (not_judged(), True),
        (NotApplicable(criterion=CriterionId("recap"), reason="Nothing was told."), False),
    ],
)
def test_a_capped_or_missing_level_asks_for_a_second_look(finding: Finding, *, expected: bool) -> None:
    result = DimensionResult(dimension=Dimension.DISCOVERY, findings=(finding,))
    assert result.needs_review is expected
    assert result.score == score([finding])
