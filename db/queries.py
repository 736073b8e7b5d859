"""The named queries in `sql/*.sql`; no other SQL is sent, apart from the migrations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Generic, LiteralString, TypeVar, cast

FOLDER: Final = Path(__file__).parent / "sql"
MARK: Final = "-- name: "

Params = Mapping[str, object]
NO_PARAMS: Final[Params] = {}
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the named queries, with its values."""

    name: str
    params: Params = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Ask(Generic[Row]):
    """A query for `Session.ask`, and its rows once it was put."""

    sql: LiteralString
    params: Params
    row: type[Row]
    rows: list[Row] = field(default_factory=list[Row])


def query(name: str) -> LiteralString:
    """The text of one named query."""
    return queries()[name]


@cache
def queries() -> Mapping[str, LiteralString]:
    """Every named query. Each begins with a line `-- name: …` and a comment that says what it is for."""
    found: dict[str, LiteralString] = {}
    for path in sorted(FOLDER.glob("*.sql")):
        for part in path.read_text(encoding="utf-8").split(MARK)[1:]:
            name, _, text = part.partition("\n")
            if name in found:
                raise ValueError(f"{path.name}: there are two queries named {name!r}")
            # The files ship with the code, so their text is as literal as the code is.
            found[name] = cast("LiteralString", text.strip())
    return found


def as_json(value: object) -> str:
    """JSON for a query's `::jsonb`. Not escaped to ASCII, so that what Postgres cannot store is noticed."""
    return json.dumps(value, ensure_ascii=False)
