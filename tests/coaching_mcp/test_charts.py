"""Bars and lines of letters, in any terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_mcp.charts import bar, is_plain, line


def test_a_line_has_one_letter_for_each_value_and_a_dot_for_none() -> None:
    """Eight letters for 0 to 100: 50 is 3.5 of 7, which is the fifth."""
    assert line([0, 50, None, 100], most=100, plain=False) == "▁▅·█"


def test_without_such_letters_a_line_is_of_digits() -> None:
    """Ten digits for 0 to 100: 50 is 4.5 of 9, rounded to the even 4."""
    assert line([0, 50, None, 100], most=100, plain=True) == "04-9"


def test_a_bar_is_as_long_as_its_value() -> None:
    """2.5 of 4 in 8 places are 5; 2.6 are 5.2, so a fifth of the next."""
    assert bar(2.5, most=4, width=8, plain=False) == "█████   "
    assert bar(2.6, most=4, width=8, plain=False) == "█████▎  "
    assert bar(2.6, most=4, width=8, plain=True) == "#####   "


@pytest.mark.parametrize("plain", [True, False])
@given(value=st.floats(-10, 1000), width=st.integers(1, 60))
def test_whatever_the_value_a_bar_keeps_its_place(*, plain: bool, value: float, width: int) -> None:
    assert len(bar(value, most=4, width=width, plain=plain)) == width


@pytest.mark.parametrize(
    ("encoding", "plain"), [("utf-8", False), ("ascii", True), ("cp1252", True), ("unheard", True)]
)
def test_a_terminal_without_the_letters_is_known_by_its_encoding(*, encoding: str, plain: bool) -> None:
    assert is_plain(encoding) is plain
    drawn = line([0, 30, None], most=100, plain=plain) + bar(3, most=4, width=5, plain=plain)
    assert plain is drawn.isascii()
