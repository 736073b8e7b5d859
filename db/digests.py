"""What the mails of a week are made from, in a number of queries that does not grow with the calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from db.bodies import NARRATIVE, read_body
from db.database import Session
from db.insights import Span
from db.moments import load_moments
from db.queries import query
from gong.model import Side, Utterance
from knowledge.scorecard import Handling, Narrative, ObjectionType


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOfWeek:
    """A call, and one of ours who spoke on it; where nobody did, `label` is None and the person is whose call it is."""

    call_id: int
    title: str
    url: str | None
    account: str | None
    started_at: datetime
    is_invented: bool
    person_id: int | None
    label: str | None
    is_analysed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPerson:
    """Somebody of ours who is on invented calls only, or is on none and led by the same as somebody who is.

    `is_amid_real`: there are real calls, of others.
    """

    person_id: int
    is_amid_real: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOnCall:
    """What one part of one rep reached on one call of the week of `monday`; `score` is None where it has none."""

    person_id: int
    scorer: str
    part: str
    call_id: int
    started_at: datetime
    monday: date
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One criterion of one person in one week (its Monday).

    On `n` calls there was something to judge; `done` of them show it (level 3 or more, or seen), `low` do not (level 1
    or less, or not seen). `levels` is the sum of the levels, 0 of a keyword reading.
    """

    person_id: int
    scorer: str
    part: str
    criterion: str
    monday: date
    n: int
    done: int
    low: int
    levels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One criterion of one person on one call, with the turn and the character where it shows first."""

    person_id: int
    scorer: str
    part: str
    criterion: str
    call_id: int
    transcript_id: int
    level: int | None
    sighting: str | None
    turn: int | None
    start_char: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOnCall:
    """What somebody was told after a call."""

    person_id: int
    scorer: str
    call_id: int
    transcript_id: int
    started_at: datetime
    narrative: Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionOnCall:
    """An objection that one of ours met, and how."""

    person_id: int
    scorer: str
    call_id: int
    transcript_id: int
    started_at: datetime
    type: ObjectionType
    handling: Handling
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """How often somebody's judgements were disputed, and changed by their manager."""

    person_id: int
    opened: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """Something a rep was asked to try; `criterion` decides whether it was done."""

    person_id: int
    position: int
    criterion: str
    when_words: str
    then_words: str
    look_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidTurn:
    """A turn of a transcript, by whom and of which side."""

    transcript_id: int
    name: str
    side: Side
    said: Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class _NarrativeRow:
    person_id: int
    scorer: str
    call_id: int
    transcript_id: int
    started_at: datetime
    body: str
    body_version: int


async def calls_in(db: Session, span: Span) -> Sequence[CallOfWeek]:
    """Every call of the span, once for each of ours who spoke."""
    return await db.fetch(query("digest_calls"), _params(span), CallOfWeek)


async def invented_people(db: Session) -> Sequence[InventedPerson]:
    """Everybody of ours who is known from invented calls only."""
    return await db.fetch(query("digest_invented"), {}, InventedPerson)


async def scores_in(db: Session, span: Span, *, zone: str) -> Sequence[ScoreOnCall]:
    """Every score of the span, by every scorer; `zone` names the time zone whose weeks these are."""
    return await db.fetch(query("digest_scores"), {**_params(span), "zone": zone}, ScoreOnCall)


async def tallies_in(db: Session, span: Span, *, zone: str) -> Sequence[Tally]:
    """Every criterion by week; `zone` names the time zone whose weeks these are."""
    return await db.fetch(query("digest_tallies"), {**_params(span), "zone": zone}, Tally)


async def sights_in(db: Session, span: Span) -> Sequence[Sight]:
    """Every criterion on every call of the span."""
    return await db.fetch(query("digest_sights"), _params(span), Sight)


async def told_in(db: Session, span: Span) -> tuple[ToldOnCall, ...]:
    """Every narrative of the span, the oldest first."""
    rows = await db.fetch(query("digest_narratives"), _params(span), _NarrativeRow)
    told = ((row, read_body(NARRATIVE, row.body, row.body_version)) for row in rows)
    found = (
        ToldOnCall(
            person_id=row.person_id,
            scorer=row.scorer,
            call_id=row.call_id,
            transcript_id=row.transcript_id,
            started_at=row.started_at,
            narrative=narrative,
        )
        for row, narrative in told
        if isinstance(narrative, Narrative)
    )
    return tuple(sorted(found, key=lambda item: (item.started_at, item.call_id)))


async def objections_in(db: Session, span: Span) -> tuple[ObjectionOnCall, ...]:
    """Every objection of the span, the oldest first."""
    rows = await db.fetch(query("digest_objections"), _params(span), ObjectionOnCall)
    return tuple(replace(row, type=ObjectionType(row.type), handling=Handling(row.handling)) for row in rows)


async def disputed_in(db: Session, span: Span) -> Sequence[Disputed]:
    """Who disputed, or had levels changed, in the span."""
    return await db.fetch(query("digest_disputes"), _params(span), Disputed)


async def actions_before(db: Session, monday: date) -> Sequence[ActionRow]:
    """What each rep's last mail before the week of this Monday asked for, if it is at most four weeks old."""
    return await db.fetch(query("digest_actions"), {"monday": monday}, ActionRow)


async def turns_at(db: Session, places: Iterable[tuple[int, int]]) -> tuple[SaidTurn, ...]:
    """The turns at these places (transcript and number); a place that is not there is left out."""
    spoken = await load_moments(db, sorted(set(places)))
    return tuple(
        SaidTurn(transcript_id=one.transcript_id, name=one.speaker, side=Side(one.side), said=one.said)
        for one in spoken.values()
    )


def _params(span: Span) -> dict[str, object]:
    return {"since": span.since, "until": span.until}
