"""Who is at which call just now: each process takes its own, and holds them for as long as it lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from db.database import Session
from db.queries import query


@dataclass(frozen=True, slots=True, kw_only=True)
class _CallRow:
    call_id: int


async def take(db: Session, claim: UUID, call_ids: Sequence[int], *, lease: timedelta) -> int | None:
    """The first of these calls that nobody is at, ours for the length of a lease; None where there is none now."""
    params = {"claim": claim, "call_ids": list(call_ids), "lease": lease}
    row = await db.fetch_one(query("take_call"), params, _CallRow)
    return row.call_id if row else None


async def keep(db: Session, claim: UUID, *, lease: timedelta) -> int:
    """Hold on to all that this process is at for another lease; how many that are."""
    return await db.execute(query("keep_calls_at_work"), {"claim": claim, "lease": lease})


async def give_back(db: Session, claim: UUID, call_id: int) -> None:
    """Let others have a call."""
    await db.execute(query("give_back_call"), {"claim": claim, "call_id": call_id})


async def give_back_all(db: Session, claim: UUID) -> None:
    """Let others have every call that this process is at."""
    await db.execute(query("give_back_calls"), {"claim": claim})
