"""How many rows of each table a search looks at, as Postgres itself counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, LiteralString

from db.database import Borrowed, Database, Row
from db.filter import Filter
from db.queries import Params, Statement
from db.search import search_calls


class Overheard(Borrowed):
    """A connection that keeps what was sent."""

    sent: list[tuple[LiteralString, Params]]

    async def fetch(
        self, sql: LiteralString, params: Params, row: type[Row], *, first: Sequence[Statement] = ()
    ) -> list[Row]:
        self.sent.append((sql, params))
        return await super().fetch(sql, params, row, first=first)


async def rows_read(database: Database, wanted: Filter, *, limit: int) -> Counter[str]:
    """The rows that were fetched for a search, those that did not fit among them, by table."""
    async with database.borrowed() as own:
        db = Overheard(own._own, own.traffic)
        db.sent = []
        await search_calls(db, wanted, limit=limit)
        read: Counter[str] = Counter()
        for sql, params in db.sent:
            cursor = await own._own.execute(b"explain (analyze, format json) " + sql.encode(), params)
            row = await cursor.fetchone()
            assert row is not None
            for table, rows in _scans(row[0][0]["Plan"]):
                read[table] += rows
        return read


def _scans(node: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if "Relation Name" in node:
        kept, dropped = node["Actual Rows"], node.get("Rows Removed by Filter", 0)
        yield node["Relation Name"], round((kept + dropped) * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _scans(child)
