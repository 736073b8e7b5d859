"""Agreement in figures, against examples worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import (
    Detection,
    Kappa,
    Mean,
    Share,
    again,
    exact,
    levels,
    off_by,
    shifted,
    spread,
    weighted_kappa,
)

LEVEL = st.integers(0, 4)
EVERY_PAIR_ONCE = [(one, other) for one in range(5) for other in range(5)]
# Ten calls, each level twice; the second person says 1 for one 0, and 3 for one 4. Disagreement 1² + 1² = 2. By
# chance: 10·Σi²a + 10·Σj²b − 2·Σia·Σjb = 10·60 + 10·54 − 2·20·20 = 340. So 1 − 10·2/340.
NEARLY = [(0, 1), (0, 0), (1, 1), (1, 1), (2, 2), (2, 2), (3, 3), (3, 3), (4, 3), (4, 4)]


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        (NEARLY, 1 - 20 / 340),
        ([(0, 4)] * 5 + [(4, 0)] * 5, -1.0),
        (EVERY_PAIR_ONCE, 0.0),
        ([(level, level) for level in range(5)] * 2, 1.0),
    ],
    ids=["two near misses", "always the opposite", "as chance would have it", "the same"],
)
def test_kappa_is_what_it_is_by_hand(pairs: list[tuple[int, int]], kappa: float) -> None:
    assert weighted_kappa(pairs).value == pytest.approx(kappa)


def test_a_miss_by_three_levels_weighs_nine_times_a_miss_by_one() -> None:
    """With the same margins the observed disagreement alone decides: 1 − κ is in proportion to it."""
    base = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)] * 4
    near, far = weighted_kappa([*base, (1, 2), (2, 1)]).raw, weighted_kappa([*base, (0, 3), (3, 0)]).raw
    assert near is not None
    assert far is not None
    assert (1 - far) / (1 - near) == pytest.approx(9, rel=0.15)


def test_kappa_of_one_and_the_same_level_says_nothing() -> None:
    assert weighted_kappa([(3, 3)] * 20).value is None


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        (Share(hits=4, of=4), None),
        (Share(hits=4, of=5), 0.8),
        (Mean(total=8.0, of=4), None),
        (Mean(total=8.0, of=8), 1.0),
        (Kappa(raw=0.5, of=9), None),
        (Kappa(raw=0.5, of=10), 0.5),
    ],
    ids=str,
)
def test_there_is_no_figure_of_too_few(figure: Share | Mean | Kappa, value: float | None) -> None:
    assert figure.value == value


@given(st.lists(st.tuples(LEVEL, LEVEL), min_size=10))
def test_who_is_first_does_not_matter_and_kappa_is_one_only_for_the_same(pairs: list[tuple[int, int]]) -> None:
    there, back = weighted_kappa(pairs).raw, weighted_kappa([(other, one) for one, other in pairs]).raw
    assert there == (back if back is None else pytest.approx(back))
    if there is not None:
        assert there <= 1
        assert (there == pytest.approx(1)) == (exact(pairs).hits == len(pairs))


def test_repeats_are_compared_each_with_each() -> None:
    pairs = again([2, 3, None])
    assert pairs == [(2, 3), (2, None), (3, None)]
    assert levels(pairs) == [(2, 3)]


def test_levels_apart_have_no_direction_and_a_shift_has() -> None:
    pairs = [(1, 3), (3, 1), (2, 2), (0, 1), (4, 4)]
    assert off_by(pairs).value == pytest.approx(1.0)
    assert shifted(pairs).value == pytest.approx(0.2)


def test_the_spread_of_repeats_is_pooled_over_calls_and_not_between_them() -> None:
    """Squares 50 and 2 over one independent repeat each: √26. That one call is better than the other is no noise."""
    points, degrees = spread([[60, 70], [20, 22], [90]])
    assert (points, degrees) == (pytest.approx(26**0.5), 2)


def test_precision_is_of_what_was_found_and_recall_of_what_is_there() -> None:
    found = Detection(found=6, missed=2, false_alarms=4) + Detection(found=2, missed=0, false_alarms=0)
    assert found.precision == Share(hits=8, of=12)
    assert found.recall == Share(hits=8, of=10)
