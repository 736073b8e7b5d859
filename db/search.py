"""Finding calls by what is known of them, with the turns that match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db.bodies import NARRATIVE
from db.database import Session
from db.filter import After, Filter, Sort
from db.optional import with_only
from db.queries import query
from db.standings import Found, Standing, find_standings
from gong.model import CallId
from knowledge.rubric import CallType, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A turn of a call that matches, and as what: `pricing objection, partly met`."""

    turn: int
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A call that matches. `scores` by dimension are by one `scorer` of the rep; one without a number is None.

    `place` is where it stands among the others, and in how many turns the words were said where relevance sorts.
    """

    id: int
    gong_id: CallId
    title: str
    url: str | None
    started_at: datetime
    duration_s: int
    call_type: CallType
    account: str | None
    is_invented: bool
    transcript_id: int
    rep: str | None
    role: Role | None
    scorer: str | None
    scores: Mapping[str, int | None]
    place: Standing
    marks: tuple[Mark, ...] = field(default=())

    def after(self, sort: Sort) -> After:
        """The place behind this call."""
        return self.place.after(sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class _HitRow:
    id: int
    gong_id: str
    title: str
    url: str | None
    started_at: datetime
    duration_s: int
    call_type: str
    account: str | None
    is_invented: bool
    transcript_id: int
    rep: str | None
    role: str | None
    scorer: str | None
    parts: list[str]
    discovery: int | None
    product_knowledge: int | None
    objection_handling: int | None
    engagement: int | None
    turns: list[int]
    abouts: list[str]


async def search_calls(db: Session, wanted: Filter, *, limit: int) -> list[Hit]:
    """A page of the calls that match, with the turns in which they do: findings first, then what was said."""
    return await show_calls(db, wanted, await find_standings(db, wanted, limit=limit))


async def show_calls(db: Session, wanted: Filter, found: Found) -> list[Hit]:
    """Calls that were found, with the turns in which they match."""
    if not found.standings:
        return []
    rows = await db.fetch(
        with_only(query("show_hits"), _blocks(wanted, found)), _params(wanted, found, found.standings), _HitRow
    )
    places = {standing.call_id: standing for standing in found.standings}
    return [_hit(row, places[row.id]) for row in rows]  # one that was changed since it was found may be missing


def _blocks(wanted: Filter, found: Found) -> set[str]:
    findings = wanted.findings
    values = {
        "objections": findings.objections,
        "objection": findings.objection,
        "handling": findings.handling,
        "wins": findings.wins,
        "win": findings.win,
        "win_state": findings.win_state,
        "claim": findings.claim,
        "words": found.said,
        "evidence": wanted.evidence or findings.reached,
        "criterion": findings.reached,
    }
    named = {name for name, value in values.items() if value}
    if not found.said:
        return named
    return named | found.said.blocks | (set() if found.said.is_one else {"ranked"})


def _params(wanted: Filter, found: Found, standings: Sequence[Standing]) -> dict[str, object]:
    findings = wanted.findings
    return {
        "calls": [standing.call_id for standing in standings],
        "speakers": [standing.speaker_id for standing in standings],
        "objection": findings.objection,
        "handling": findings.handling,
        "win": findings.win,
        "win_state": findings.win_state,
        "claim": findings.claim,
        "criterion": findings.reached and findings.reached.criterion,
        "dimensions": [dimension.value for dimension in wanted.dimensions],
        **(found.said.params if found.said else {}),
    }


def _hit(row: _HitRow, standing: Standing) -> Hit:
    marks = dict.fromkeys(Mark(turn=turn, about=about) for turn, about in zip(row.turns, row.abouts, strict=True))
    return Hit(
        id=row.id,
        gong_id=CallId(row.gong_id),
        title=row.title,
        url=row.url,
        started_at=row.started_at,
        duration_s=row.duration_s,
        call_type=CallType(row.call_type),
        account=row.account,
        is_invented=row.is_invented,
        transcript_id=row.transcript_id,
        rep=row.rep,
        role=Role(row.role) if row.rep and row.role else None,
        scorer=row.scorer,
        scores={part: getattr(row, part) for part in row.parts if part != NARRATIVE},
        place=standing,
        marks=tuple(marks),
    )
