"""Filters that nobody asked for are not sent."""

from __future__ import annotations

from itertools import combinations

import psycopg
import pytest

from db.optional import with_only
from db.queries import query
from tests.db.test_queries import numbered

SQL = "select 1\n-- if a\nand a\n  -- if b\n  and b\n  -- end\n-- end\nlimit 1"
PAGE = (
    "person people role team who subject anybody heard by_index by_text patterns side speaker asked among counted "
    "scored_lowest scored_any tags any_of since until call_type account product call after after_score by_score "
    "key_lowest key_some"
).split()
SHOWN = (
    "objections objection handling wins win win_state claim words by_index by_text patterns side speaker asked ranked "
    "evidence criterion"
).split()
NEEDED = {"role": "who", "team": "who", "account": "call", "product": "call", "after_turns": "counted"}


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


@pytest.mark.parametrize(("name", "blocks"), [("find_standings", PAGE), ("show_hits", SHOWN)])
def test_any_two_filters_of_a_search_go_together(dsn: str, name: str, blocks: list[str]) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for number, pair in enumerate([(), *((block,) for block in blocks), *combinations(blocks, 2)]):
            needed = {NEEDED[block] for block in pair if block in NEEDED}
            text = with_only(query(name), {*pair, *needed})
            connection.execute(f"prepare search_{number} as {numbered(text)}".encode())
