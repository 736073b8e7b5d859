"""What is known of one person over many calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.bodies import NARRATIVE, read_body
from db.database import Session
from db.optional import with_only
from db.queries import query
from knowledge.rubric import CallType
from knowledge.scorecard import Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionOnCall:
    """One criterion of one person on one call, or, without a criterion, a part that had none.

    `score` is of the whole part; `turn` is the first moment that shows the criterion.
    """

    call_id: int
    title: str
    url: str | None
    started_at: datetime
    is_invented: bool
    transcript_id: int
    part: str
    score: int | None
    criterion: str | None
    level: int | None
    sighting: str | None
    turn: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody was told after a call."""

    call_id: int
    started_at: datetime
    narrative: Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMean:
    """What so many others of the same role reached in a part, on average."""

    part: str
    people: int
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """On how many calls of a span somebody spoke, and when the last one was, in the span or not."""

    calls: int
    last_call_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `since` up to, not including, `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scorer:
    scorer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _NarrativeRow:
    call_id: int
    started_at: datetime
    body: str
    body_version: int


async def rep_scorer(db: Session, person: int, span: Span) -> str | None:
    """By whom this person's calls in the span were judged last; None if by nobody."""
    row = await db.fetch_one(query("rep_scorer"), _params(person, span), _Scorer)
    return row.scorer if row else None


async def rep_criteria(
    db: Session, person: int, span: Span, *, scorer: str, call_type: CallType | None, product: str | None
) -> Sequence[CriterionOnCall]:
    """Everything that this scorer said of this person in the span, the oldest call first."""
    wanted = {name for name, value in (("call_type", call_type), ("product", product)) if value}
    params = {
        **_params(person, span),
        "scorer": scorer,
        "call_type": call_type.value if call_type else None,
        "product": product,
    }
    return await db.fetch(with_only(query("rep_criteria"), wanted), params, CriterionOnCall)


async def rep_narratives(db: Session, person: int, *, scorer: str, until: datetime, limit: int) -> tuple[Told, ...]:
    """What this person was told after the last calls, the newest first."""
    params = {"person": person, "scorer": scorer, "until": until, "limit": limit}
    rows = await db.fetch(query("rep_narratives"), params, _NarrativeRow)
    told = ((row, read_body(NARRATIVE, row.body, row.body_version)) for row in rows)
    return tuple(
        Told(call_id=row.call_id, started_at=row.started_at, narrative=narrative)
        for row, narrative in told
        if isinstance(narrative, Narrative)
    )


async def role_means(db: Session, person: int, span: Span, *, role: str, scorer: str) -> dict[str, RoleMean]:
    """By part, what others of this role reached in the span."""
    params = {**_params(person, span), "role": role, "scorer": scorer}
    return {row.part: row for row in await db.fetch(query("role_means"), params, RoleMean)}


async def rep_calls(db: Session, person: int, span: Span) -> Presence:
    """How often this person spoke."""
    row = await db.fetch_one(query("rep_calls"), _params(person, span), Presence)
    return row or Presence(calls=0, last_call_at=None)


def _params(person: int, span: Span) -> dict[str, object]:
    return {"person": person, "since": span.since, "until": span.until}
