"""What is said of others of the same role, worked out by hand; and what is not said, so that nobody shows through."""

from __future__ import annotations

import pytest

from analysis.noise import UNMEASURED
from analysis.peers import furthest_ahead, gaps, role_mean, top_quarter
from analysis.trend import Measure, Trend
from db.insights import Peer
from knowledge.rubric import Dimension
from tests.analysis.test_insights import trend
from tests.analysis.test_trend import sums

DISCOVERY, PRODUCT = Dimension.DISCOVERY, Dimension.PRODUCT_KNOWLEDGE


def peer(person: int, discovery: int, product: int | None = None, *, calls: int = 4) -> Peer:
    """Somebody with these means on each of that many calls; the other dimensions never came up."""
    counts = [calls, 0 if product is None else calls, 0, 0]
    means = [discovery, product or 0, 0, 0]
    totals, squares = [mean * calls for mean in means], [mean**2 * calls for mean in means]
    return Peer(person_id=person, calls=calls, counts=counts, totals=totals, squares=squares)


def test_a_roles_mean_counts_each_of_its_people_once() -> None:
    """One with 10 calls at 90 and two with 1 call at 60 and 30: (90 + 60 + 30) ÷ 3 = 60.

    As steady as 3² ÷ (1/10 + 1 + 1) = 4.29 calls of one person.
    """
    people = [peer(1, 90, calls=10), peer(2, 60, calls=1), peer(3, 30, calls=1)]
    found = role_mean(people, DISCOVERY)
    assert found is not None
    assert (found.people, found.calls, found.mean) == (3, 12, 60)
    assert found.as_calls == pytest.approx(4.286, abs=0.001)


def test_a_mean_of_fewer_than_three_would_show_somebodys_own() -> None:
    assert role_mean([peer(1, 90), peer(2, 60)], DISCOVERY) is None
    assert role_mean([peer(1, 90, 50), peer(2, 60), peer(3, 30)], PRODUCT) is None


def test_the_top_quarter_of_nine_people_is_three() -> None:
    people = [peer(number, 40 + number) for number in range(1, 10)]
    assert top_quarter(people) == (7, 8, 9)


def test_of_eight_people_a_quarter_is_two_and_they_would_be_known() -> None:
    assert top_quarter([peer(number, 40 + number) for number in range(1, 9)]) == ()


def test_who_had_fewer_than_three_calls_is_in_no_quarter() -> None:
    people = [peer(number, 40 + number, calls=2 if number == 9 else 3) for number in range(1, 11)]
    assert top_quarter(people) == (7, 8, 10)


def test_every_dimension_counts_the_same_in_who_is_best() -> None:
    """Person 1 has 80 and 40, so 60; the others of the best have 61, 62 and 63."""
    people = [peer(1, 80, 40), *(peer(number, 50 + number) for number in range(2, 14))]
    assert top_quarter(people) == (10, 11, 12, 13)


def test_keyword_readings_have_no_top_quarter() -> None:
    nothing = [0] * 4
    people = [Peer(person_id=one, calls=5, counts=nothing, totals=nothing, squares=nothing) for one in range(20)]
    assert top_quarter(people) == ()


def both(discovery: int, product: int) -> list[Trend]:
    return [trend(sums(*[discovery] * 4)), trend(sums(*[product] * 4), dimension=PRODUCT)]


def test_what_is_looked_at_is_where_the_best_are_furthest_ahead_beyond_the_noise() -> None:
    """4 own calls and 12 of theirs: 2.77 · 6 · √((1/4 + 1/12) ÷ 2) = 6.78 points."""
    people = [peer(number, 80, 70) for number in (1, 2, 3)]
    assert furthest_ahead(both(60, 60), people, (1, 2, 3)) is DISCOVERY
    assert furthest_ahead(both(74, 60), people, (1, 2, 3)) is PRODUCT
    assert furthest_ahead(both(74, 64), people, (1, 2, 3)) is None


def test_the_best_are_not_ahead_by_chance_with_their_calls() -> None:
    """Own 0 and 100 in turn on four calls: spread 57.7, a standard error of 28.9; 70 is 20 more than 50."""
    people = [peer(number, 70) for number in (1, 2, 3)]
    assert furthest_ahead([trend(sums(0, 100, 0, 100))], people, (1, 2, 3)) is None
    assert furthest_ahead([trend(sums(50, 50, 50, 50))], people, (1, 2, 3)) is DISCOVERY


@pytest.mark.parametrize(("level", "names"), [(3, ["agenda", "impact"]), (2, ["impact"])])
def test_a_gap_is_a_criterion_that_they_do_more_by_more_than_noise(level: int, names: list[str]) -> None:
    """9 and 9 calls, a spread of 6 points: 2.77 · 6 ÷ 3 = 5.54 points are 0.22 levels."""
    own = [trend(sums(*[1] * 9), criterion="impact"), trend(sums(*[2] * 9), criterion="agenda")]
    theirs = [trend(sums(*[3] * 9), criterion="impact"), trend(sums(*[level] * 9), criterion="agenda")]
    found = gaps(own, theirs)
    assert sorted(gap.measure.criterion or "" for gap in found) == names
    assert found[0].measure == Measure(dimension=DISCOVERY, criterion="impact", noise=UNMEASURED)
    assert found[0].size == 2


def test_at_most_three_gaps_are_told_the_widest_first() -> None:
    own = [trend(sums(0, 0, 0), criterion=f"c{number}") for number in range(5)]
    theirs = [trend(sums(*[number] * 3), criterion=f"c{number}") for number in range(5)]
    assert [gap.size for gap in gaps(own, theirs)] == [4, 3, 2]
