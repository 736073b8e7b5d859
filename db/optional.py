"""Queries with optional lines: a filter that nobody asked for is not sent. Pure.

Lines between `-- if name` and `-- end` count only when that name is asked for; such blocks may be nested. With all of
its blocks a query is a valid statement, so that it can be checked like any other.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import LiteralString, cast

IF, END = "-- if ", "-- end"


def with_only(sql: LiteralString, wanted: Collection[str]) -> LiteralString:
    """The query with those of its blocks that are wanted.

    Raises:
        ValueError: a block is wanted that the query does not have, or one does not end.
    """
    kept: list[str] = []
    open_blocks: list[str] = []
    known: set[str] = set()
    for line in sql.splitlines():
        mark = line.strip()
        if mark.startswith(IF):
            open_blocks.append(mark.removeprefix(IF))
            known.add(open_blocks[-1])
        elif mark == END:
            open_blocks.pop()
        elif all(name in wanted for name in open_blocks):
            kept.append(line)
    if open_blocks or not set(wanted) <= known:
        raise ValueError(f"the query has no whole blocks {sorted({*open_blocks, *(set(wanted) - known)})}")
    # Every line is one of the file's own, so what is left is as literal as the file is.
    return cast("LiteralString", "\n".join(kept))
