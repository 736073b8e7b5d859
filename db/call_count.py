"""How many calls there are."""

from __future__ import annotations

from dataclasses import dataclass

from db.database import Session
from db.queries import query


@dataclass(frozen=True, slots=True, kw_only=True)
class _CountRow:
    calls: int


async def count_calls(db: Session) -> int:
    """All calls, whoever they belong to."""
    row = await db.fetch_one(query("count_calls"), {}, _CountRow)
    return row.calls if row else 0
