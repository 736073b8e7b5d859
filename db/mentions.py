"""Calls and people that somebody names in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.database import Session
from db.optional import with_only
from db.queries import query
from knowledge.rubric import CallType


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A call that fits some words."""

    id: int
    gong_id: str
    title: str
    started_at: datetime
    account: str | None
    call_type: str
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody on our side; `last_call_at` is when they were last on a call."""

    id: int
    name: str
    email: str | None
    role: str
    last_call_at: datetime | None


async def find_mentioned(
    db: Session,
    words: Sequence[str],
    *,
    span: tuple[datetime, datetime] | None = None,
    call_type: tuple[CallType, str] | None = None,
    limit: int,
) -> list[Mentioned]:
    """The newest calls that hold all of these words (lower case), begun in the span, of that type (or so titled)."""
    blocks = {name for name, value in (("since", span), ("call_type", call_type)) if value}
    params: dict[str, object] = {"words": list(words), "limit": limit}
    if span:
        params |= {"since": span[0], "until": span[1]}
    if call_type:
        params |= {"call_type": call_type[0].value, "type_words": call_type[1]}
    return await db.fetch(with_only(query("find_mentioned"), blocks), params, Mentioned)


async def find_people_by_name(db: Session, words: Sequence[str], *, limit: int) -> list[Known]:
    """People on our side whose name or e-mail holds all of these words (lower case)."""
    return await db.fetch(query("find_people_by_name"), {"words": list(words), "limit": limit}, Known)
