"""Whether a difference is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.noise import UNMEASURED, Change, Noise, beyond

POINTS = st.floats(0, 100)


def change(old: float, new: float, noise: Noise = UNMEASURED) -> Change:
    return beyond(noise.limit, old, new)


@pytest.mark.parametrize(
    ("new", "expected"),
    [(60, "level"), (70, "level"), (50, "level"), (71.1, "up"), (48.9, "down")],
)
def test_what_the_judge_does_by_itself_is_level(new: float, expected: str) -> None:
    """A spread of 4 points: two readings of one call are up to 2.77 · 4 = 11.08 apart."""
    assert change(60, new, Noise(spread=4, degrees=30)) == expected


def test_where_nothing_was_measured_sixteen_points_are_level_and_it_is_said() -> None:
    assert (change(60, 76), change(60, 77)) == ("level", "up")
    assert not UNMEASURED.is_measured
    assert "assumption" in UNMEASURED.in_words()
    assert "coach eval" in UNMEASURED.in_words()


def test_a_judge_that_never_moved_is_still_not_believed_to_the_point() -> None:
    still = Noise(spread=0, degrees=40)
    assert (change(60, 65, still), change(60, 66, still)) == ("level", "up")
    assert "40 repeats" in still.in_words()


def test_means_over_several_calls_are_less_noisy_but_never_to_the_point() -> None:
    """A spread of 8 points over 4 calls each is one of 4: 11.08 points; over a hundred calls 5 points still count."""
    noise = Noise(spread=8, degrees=30)
    assert noise.between_means(4, 4).limit == pytest.approx(11.08)
    assert noise.between_means(1, 1).limit == pytest.approx(noise.limit)
    assert noise.between_means(1, 9).limit > noise.between_means(9, 9).limit
    assert noise.between_means(100, 100).limit == 5


@given(POINTS, POINTS, st.floats(0, 50))
def test_there_and_back_are_opposite(old: float, new: float, spread: float) -> None:
    noise = Noise(spread=spread, degrees=20)
    opposite = {"level": "level", "up": "down", "down": "up"}
    assert change(new, old, noise) == opposite[change(old, new, noise)]
