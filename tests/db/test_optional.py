"""Filters that nobody asked for are not sent."""

from __future__ import annotations

from itertools import combinations

import psycopg
import pytest

from db.optional import with_only
from db.queries import query
from tests.db.test_queries import numbered

SQL = "select 1\n-- if a\nand a\n  -- if b\n  and b\n  -- end\n-- end\nlimit 1"
BLOCKS = (
    "people role team objections objection handling wins win win_state words side speaker evidence subject scored "
    "since until call_type account product after after_score by_score"
).split()


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ((), "select 1\nlimit 1"),
        (("a",), "select 1\nand a\nlimit 1"),
        (("a", "b"), "select 1\nand a\n  and b\nlimit 1"),
        (("b",), "select 1\nlimit 1"),
    ],
)
def test_a_block_counts_only_when_it_and_those_around_it_are_wanted(wanted: tuple[str, ...], left: str) -> None:
    assert with_only(SQL, wanted) == left


def test_a_filter_that_a_query_does_not_have_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no whole blocks"):
        with_only(SQL, {"c"})


def test_any_two_filters_of_a_search_go_together(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for number, pair in enumerate([(), *((name,) for name in BLOCKS), *combinations(BLOCKS, 2)]):
            needed = {"objections", "wins", "words"} & set(BLOCKS) if set(pair) & {"side", "speaker"} else set()
            text = with_only(query("search_calls"), {*pair, *needed})
            connection.execute(f"prepare search_{number} as {numbered(text)}".encode())
