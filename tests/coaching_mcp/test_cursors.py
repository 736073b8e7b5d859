"""Where the next page of a search begins."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_mcp.cursors import BadCursor, read_cursor, write_cursor
from db.filter import After

PLACES = st.builds(
    After,
    started_at=st.datetimes(timezones=st.just(UTC)),
    id=st.integers(1, 10**12),
    rank=st.none() | st.integers(0, 10**6),
)


@given(PLACES)
def test_a_place_is_found_again_to_the_microsecond(place: After) -> None:
    assert read_cursor(write_cursor(place), "newest" if place.rank is None else "relevance") == place


NO_PLACE = st.text(alphabet=st.characters(exclude_characters="_"))


@given(NO_PLACE | st.from_regex(r"-?\d{13,}_\d{1,20}(_\d{1,10})?", fullmatch=True))
def test_any_other_text_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(BadCursor, match="Leave it out to begin with the first page"):
        read_cursor(text, "newest")


@given(PLACES)
def test_a_place_in_another_order_is_refused(place: After) -> None:
    with pytest.raises(BadCursor, match="another order"):
        read_cursor(write_cursor(place), "lowest_score" if place.rank is None else "newest")
