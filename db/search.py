"""Finding calls, moments and people by what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from db.database import Session
from db.new_call import spans_from_text
from db.optional import with_only
from db.queries import query
from gong.model import CallId, SpeakerId, Utterance
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Win, WinState

Sort = Literal["newest", "lowest_score"]
PLAIN: Final = ("words", "speaker", "side", "team", "account", "product", "since", "until")
NAMED: Final = ("role", "call_type", "objection", "handling", "win", "win_state")
"""The filters whose block and parameter have the field's own name; the values of the second are of a few words."""
NO_SCORE: Final = 101
"""Where calls without a score stand when the lowest come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """A place in a list of results: behind this call. `score` is only there when the lowest come first."""

    started_at: datetime
    id: int
    score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which calls; what is None filters nothing.

    Scores are those of one rep: of the one that `people`, `role` and `team` choose, else of whoever the call belongs
    to. A call is in the range of scores if one of `dimensions` is. `words` are as in a web search.
    """

    words: str | None = None
    speaker: str | None = None
    side: Literal["us", "customer"] | None = None
    people: tuple[int, ...] | None = None
    role: Role | None = None
    team: str | None = None
    account: str | None = None
    product: str | None = None
    call_type: CallType | None = None
    since: datetime | None = None
    until: datetime | None = None
    dimensions: tuple[Dimension, ...] = tuple(Dimension)
    least: int | None = None
    most: int | None = None
    objection: ObjectionType | None = None
    handling: Handling | None = None
    any_objection: bool = False
    win: Win | None = None
    win_state: WinState | None = None
    evidence: bool = False
    sort: Sort = "newest"
    after: After | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A turn of a call that matches, and as what: `pricing objection, partly met`."""

    turn: int
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A call that matches. `scores` by dimension are by one `scorer` of the rep; one without a number is None."""

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
    lowest: int | None
    marks: tuple[Mark, ...] = field(default=())

    def after(self, sort: Sort) -> After:
        """The place behind this call."""
        score = (NO_SCORE if self.lowest is None else self.lowest) if sort == "lowest_score" else None
        return After(started_at=self.started_at, id=self.id, score=score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A turn with who said it."""

    transcript_id: int
    speaker: str
    side: str
    said: Utterance


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
    parts: list[str] | None
    scores: list[int | None] | None
    lowest: int | None
    turns: list[int] | None
    abouts: list[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _MomentRow:
    transcript_id: int
    seq: int
    label: str
    body: str
    spans: str
    speaker: str
    side: str


async def search_calls(db: Session, wanted: Filter, *, limit: int) -> list[Hit]:
    """A page of the calls that match, with the turns in which they do."""
    sql = with_only(query("search_calls"), _blocks(wanted))
    return [_hit(row) for row in await db.fetch(sql, _params(wanted, limit), _HitRow)]


async def load_moments(db: Session, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Spoken]:
    """The turns at these places (transcript, turn)."""
    if not places:
        return {}
    params = {"transcripts": [place[0] for place in places], "turns": [place[1] for place in places]}
    rows = await db.fetch(query("load_moments"), params, _MomentRow)
    return {(row.transcript_id, row.seq): _spoken(row) for row in rows}


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


def _blocks(wanted: Filter) -> set[str]:
    values = {
        **{name: getattr(wanted, name) for name in PLAIN},
        **{name: getattr(wanted, name) for name in NAMED},
        "people": wanted.people,
        "subject": wanted.people is not None or wanted.role or wanted.team,
        "scored": wanted.least is not None or wanted.most is not None,
        "objections": wanted.objection or wanted.handling or wanted.any_objection,
        "wins": wanted.win or wanted.win_state,
        "evidence": wanted.evidence,
        "by_score": wanted.sort == "lowest_score",
        "after": wanted.after and wanted.sort == "newest",
        "after_score": wanted.after and wanted.sort == "lowest_score",
    }
    return {name for name, value in values.items() if value not in (None, False)}


def _params(wanted: Filter, limit: int) -> dict[str, object]:
    after = wanted.after
    return {
        **{name: getattr(wanted, name) for name in PLAIN},
        **{name: value and value.value for name in NAMED for value in [getattr(wanted, name)]},
        "people": list(wanted.people or ()),
        "dimensions": [dimension.value for dimension in wanted.dimensions],
        "least": wanted.least or 0,
        "most": 100 if wanted.most is None else wanted.most,
        "after_at": after and after.started_at,
        "after_id": after and after.id,
        "after_score": after and after.score,
        "limit": limit,
    }


def _hit(row: _HitRow) -> Hit:
    marks = zip(row.turns or (), row.abouts or (), strict=True)
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
        role=Role(row.role) if row.role else None,
        scorer=row.scorer,
        scores={
            part: score for part, score in zip(row.parts or (), row.scores or (), strict=True) if part != "narrative"
        },
        lowest=row.lowest,
        marks=tuple(Mark(turn=turn, about=about) for turn, about in marks),
    )


def _spoken(row: _MomentRow) -> Spoken:
    said = Utterance(
        seq=row.seq,
        speaker=SpeakerId(row.label),
        label=row.label,
        text=row.body,
        spans=spans_from_text(row.spans),
    )
    return Spoken(transcript_id=row.transcript_id, speaker=row.speaker, side=row.side, said=said)
