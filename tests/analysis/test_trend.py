"""Means, spreads and changes over many calls, each worked out by hand."""

from __future__ import annotations

from datetime import date
from random import Random
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.noise import UNMEASURED, Noise
from analysis.trend import Measure, Sums, gauge, trends
from db.insights import Tally
from knowledge.library import read_library
from knowledge.rubric import Dimension, Role

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
SCORES = Measure(dimension=Dimension.DISCOVERY, criterion=None, noise=UNMEASURED)
BY = gauge(dict.fromkeys(Dimension, UNMEASURED), read_library().rubrics, Role.AE)


def sums(*values: int) -> Sums:
    """What a database would say of these values."""
    return Sums(n=len(values), total=sum(values), squares=sum(value**2 for value in values), results=len(values))


def tally(first: date | None, *values: int, criterion: str | None = None, person: int = 1) -> Tally:
    found = sums(*values)
    return Tally(
        person_id=person,
        part="discovery",
        criterion=criterion,
        firsts=[first],
        n=[found.n],
        total=[found.total],
        squares=[found.squares],
        results=[found.n],
        low=[sum(value <= 1 for value in values) if criterion else 0],
        seen=[0],
        looked=[0],
    )


def test_a_mean_and_its_spread_are_those_of_the_calls() -> None:
    """60, 70, 80: mean 70; deviations -10, 0, 10: √((100 + 0 + 100) ÷ 2) = 10."""
    assert (sums(60, 70, 80).mean, sums(60, 70, 80).spread) == (70, 10)


def test_one_call_has_a_mean_and_no_spread_and_no_call_has_neither() -> None:
    assert (sums(64).mean, sums(64).spread) == (64, None)
    assert (sums().mean, sums().spread) == (None, None)


def test_two_months_together_are_the_calls_of_both() -> None:
    """60 and 80, then 100: mean 80, spread √((400 + 0 + 400) ÷ 2) = 20."""
    both = sums(60, 80) + sums(100)
    assert (both.n, both.mean, both.spread) == (3, 80, 20)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=60))
def test_any_scores_have_the_mean_and_spread_of_the_textbook(values: list[int]) -> None:
    assert sums(*values).mean == pytest.approx(fmean(values))
    assert sums(*values).spread == pytest.approx(stdev(values), abs=1e-9)


def test_a_difference_within_the_noise_of_so_many_calls_is_level() -> None:
    """Assumed spread 6. Means over 4 and 4 calls: 2.77 · 6 · √((1/4 + 1/4) ÷ 2) = 8.31 points."""
    old = sums(60, 60, 60, 60)
    assert SCORES.within(4) == pytest.approx(8.31)
    assert SCORES.change(old, sums(68, 68, 68, 68)) == "level"
    assert SCORES.change(old, sums(69, 69, 69, 69)) == "up"
    assert SCORES.change(old, sums(51, 51, 51, 51)) == "down"


def test_however_many_calls_there_are_less_than_five_points_is_no_change() -> None:
    """2.77 · 6 ÷ √100 = 1.66, but a level of one criterion in five is five points."""
    assert SCORES.change(sums(*[60] * 100), sums(*[65] * 100)) == "level"
    assert SCORES.change(sums(*[60] * 100), sums(*[66] * 100)) == "up"


def test_of_fewer_than_three_calls_no_change_is_said() -> None:
    assert SCORES.change(sums(20, 20), sums(90, 90, 90)) is None
    assert SCORES.change(sums(20, 20, 20), sums(90, 90)) is None


def test_a_criterion_moves_more_than_the_score_that_it_is_part_of() -> None:
    """Five criteria of equal weight: 6 · √5 = 13.42 points; two of 3 and 1: 6 · 4 ÷ √10 = 7.59."""
    assert UNMEASURED.of_one([1, 1, 1, 1, 1]).spread == pytest.approx(13.416, abs=0.001)
    assert UNMEASURED.of_one([3, 1]).spread == pytest.approx(7.589, abs=0.001)
    assert UNMEASURED.of_one([2]) == UNMEASURED
    assert UNMEASURED.of_one([]) == UNMEASURED


def test_calls_that_differ_much_do_not_make_an_improvement_by_chance() -> None:
    """2 and 4 in turn over 30 calls spread by √(30 ÷ 29) = 1.017; 1.96 · 1.017 · √(2 ÷ 30) = 0.515 levels.

    The noise of an assumed criterion over so many is 0.27 levels: what a mean of 3.0 to 3.4 seemed to be beyond.
    """
    measure = Measure(dimension=Dimension.DISCOVERY, criterion="impact", noise=UNMEASURED.of_one([1] * 5))
    old = sums(*[2, 4] * 15)
    assert measure.within(30) == pytest.approx(0.271, abs=0.001)
    assert measure.level_up_to(old, old) == pytest.approx(0.515, abs=0.001)
    assert measure.change(old, sums(*[2, 4] * 9, *[4] * 12)) == "level"  # mean 3.4
    assert measure.change(old, sums(*[2, 4] * 6, *[4] * 18)) == "up"  # mean 3.6


def test_calls_that_are_all_alike_leave_only_the_judges_noise() -> None:
    assert SCORES.level_up_to(sums(60, 60, 60, 60), sums(90, 90, 90, 90)) == pytest.approx(8.31, abs=0.01)


CALLS = st.lists(st.integers(0, 100), min_size=3, max_size=40)


@given(CALLS, CALLS)
def test_a_change_is_beyond_the_judge_and_beyond_chance_with_the_calls(old: list[int], new: list[int]) -> None:
    """The textbook's standard error of a difference, and the judge's noise, each by itself."""
    apart = abs(fmean(new) - fmean(old))
    error = (stdev(old) ** 2 / len(old) + stdev(new) ** 2 / len(new)) ** 0.5
    judge = UNMEASURED.between_means(len(old), len(new)).limit
    found = SCORES.change(sums(*old), sums(*new))
    assert found is not None
    if found != "level":
        assert apart >= judge - 1e-9
        assert apart >= 1.96 * error - 1e-9
    else:
        assert apart <= max(judge, 1.96 * error) + 1e-9


def test_random_scores_improve_about_once_in_forty_and_no_more() -> None:
    """1,000 pairs of 30 random calls each: 5% are apart by chance, half of them upwards."""
    random = Random(7)
    pairs = [[sums(*(random.randint(20, 90) for _ in range(30))) for _ in range(2)] for _ in range(1_000)]
    changes = [SCORES.change(old, new) for old, new in pairs]
    assert 10 < changes.count("up") < 40
    assert 10 < changes.count("down") < 40


def test_levels_change_by_the_noise_of_a_criterion() -> None:
    """13.416 points over 9 and 9 calls: 2.77 · 13.416 ÷ 3 = 12.39 points, of which 25 are a level: 0.496 levels."""
    measure = Measure(dimension=Dimension.DISCOVERY, criterion="impact", noise=UNMEASURED.of_one([1] * 5))
    assert measure.within(9) == pytest.approx(0.496, abs=0.001)
    old = sums(*[1] * 9)
    assert measure.change(old, sums(2, 2, 2, 2, 1, 1, 1, 1, 1)) == "level"  # mean 1.44
    assert measure.change(old, sums(2, 2, 2, 2, 2, 1, 1, 1, 1)) == "up"  # mean 1.56


def test_what_was_measured_of_a_scorer_goes_before_what_is_assumed() -> None:
    """Spread 2, 4 and 4 calls: 2.77 · 2 · ½ = 2.77, so the smallest difference of 5 counts."""
    steady = Measure(dimension=Dimension.DISCOVERY, criterion=None, noise=Noise(spread=2, degrees=30))
    assert steady.within(4) == 5
    assert steady.change(sums(60, 60, 60, 60), sums(66, 66, 66, 66)) == "up"


def test_a_series_has_its_steps_in_order_and_the_time_before_apart() -> None:
    (one,) = trends([tally(NOVEMBER, 80), tally(None, 50, 50, 50), tally(OCTOBER, 60, 70)], BY)
    assert [(point.first, point.sums.mean) for point in one.series] == [(OCTOBER, 65), (NOVEMBER, 80)]
    assert (one.now.n, one.now.mean, one.before.mean, one.difference) == (3, 70, 50, 20)


def test_a_team_is_all_the_calls_of_its_people() -> None:
    """90 by one and 30, 30, 30 by another: 45 a call, not 60 a person."""
    (one,) = trends([tally(OCTOBER, 90), tally(OCTOBER, 30, 30, 30, person=2)], BY)
    assert (one.now.n, one.now.mean) == (4, 45)


def test_a_criterion_is_a_trend_of_its_own_beside_its_dimension() -> None:
    score, level = trends([tally(OCTOBER, 0, 4, criterion="impact"), tally(OCTOBER, 50)], BY)
    assert (score.measure.criterion, level.measure.criterion) == (None, "impact")
    assert (level.now.mean, level.now.low) == (2, 1)


def test_a_criterion_that_the_rubric_no_longer_has_is_still_counted() -> None:
    (one,) = trends([tally(OCTOBER, 3, criterion="long_gone")], BY)
    assert one.now.mean == 3
