"""The calls of a week, and what was paid for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from db.database import Session
from db.insights import Span
from db.queries import query
from gong.model import CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCall:
    """A stored call, by our number and by Gong's."""

    id: int
    gong_id: CallId
    title: str
    started_at: datetime
    duration_s: int
    is_invented: bool

    @property
    def name(self) -> str:
        """For whoever may look into the database: its title, and Gong's id."""
        return f"{self.title!r} ({self.gong_id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _DollarsRow:
    dollars: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _CountRow:
    calls: int


async def calls_of(db: Session, span: Span) -> list[WeekCall]:
    """Every call of the span, the oldest first; invented ones only as long as there are no real ones."""
    return await db.fetch(query("week_calls"), {"since": span.since, "until": span.until}, WeekCall)


async def invented_left_out(db: Session, span: Span) -> int:
    """How many invented calls of the span are none of `calls_of`, because there are real ones, of whatever time."""
    row = await db.fetch_one(query("invented_left_out"), {"since": span.since, "until": span.until}, _CountRow)
    return row.calls if row else 0


async def spent_on(db: Session, call_ids: Iterable[int]) -> Decimal:
    """US dollars paid for these calls so far; what nobody knows the cost of (yet) is not in it."""
    row = await db.fetch_one(query("spent_on_calls"), {"call_ids": list(call_ids)}, _DollarsRow)
    return row.dollars if row else Decimal(0)
