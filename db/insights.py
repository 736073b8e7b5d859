"""What is known of people over many calls: questions that `Session.ask` puts together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final, LiteralString

from db.bodies import NARRATIVE, read_body
from db.database import Session
from db.optional import with_only
from db.queries import Ask, query
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Narrative

ORDER: Final = tuple(Dimension)
ALL_AT_ONCE: Final = "millennium"
"""The step of a series that nobody wants to see: whatever it is cut into is added up again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `since` up to, not including, `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose calls (by our numbers of people), from when, and of those only a type or what is about a product."""

    people: tuple[int, ...]
    span: Span
    call_type: CallType | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How calls are put into steps: by `week`, `month` or `quarter` where `zone` is; before `since` there are none."""

    step: str
    zone: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """Of which dimensions, and only what people were judged as a role for, if one is named."""

    dimensions: tuple[Dimension, ...] = tuple(Dimension)
    role: Role | None = None


EVERYTHING: Final = Of()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A criterion of a part, of which at most so many moments are wanted."""

    part: str
    criterion: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorerCalls:
    """On how many calls somebody was judged by a scorer, or by none; `is_total`: on how many they spoke at all."""

    scorer: str | None
    calls: int
    last_call_at: datetime | None
    is_total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCall:
    """When somebody last spoke on a call."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One part of one person, or one of its criteria, step by step; every list has a value for each step.

    `firsts` are the first days of the steps, None for everything before the calendar. There were `n` scores or levels,
    their sum and the sum of their squares; of `results` there were so many, with a number or not; `low` levels are 0
    or 1; keywords saw it on `seen` of `looked`.
    """

    person_id: int
    part: str
    criterion: str | None
    firsts: list[date | None]
    n: list[int]
    total: list[int]
    squares: list[int]
    results: list[int]
    low: list[int]
    seen: list[int]
    looked: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What somebody of a role reached: of each dimension, in their order, how many scores, their sum and squares'."""

    person_id: int
    calls: int
    counts: list[int]
    totals: list[int]
    squares: list[int]

    def mean(self, dimension: Dimension) -> float | None:
        at = ORDER.index(dimension)
        return self.totals[at] / self.counts[at] if self.counts[at] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelOnCall:
    """The level of one criterion on one call."""

    call_id: int
    started_at: datetime
    criterion: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentOnCall:
    """The first moment of a call that shows a criterion, which is at that level there."""

    call_id: int
    title: str
    url: str | None
    started_at: datetime
    is_invented: bool
    transcript_id: int
    level: int
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody was told after a call."""

    call_id: int
    started_at: datetime
    narrative: Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeRow:
    """The same, as it is stored."""

    call_id: int
    started_at: datetime
    body: str
    body_version: int


def scorers(scope: Scope) -> Ask[ScorerCalls]:
    """By whom these calls were judged, and the total of them."""
    return Ask(_only(query("insight_scorers"), scope), _params(scope), ScorerCalls)


def tallies(scope: Scope, scorer: str, calendar: Calendar, *, of: Of = EVERYTHING) -> Ask[Tally]:
    """Everything that this scorer said of these people, added up."""
    params = {
        **_params(scope),
        "scorer": scorer,
        "earliest": scope.span.since,
        "since": calendar.since,
        "step": calendar.step,
        "zone": calendar.zone,
        "parts": [dimension.value for dimension in of.dimensions],
        "role": of.role.value if of.role else None,
    }
    return Ask(_only(query("insight_tallies"), scope, *(("role",) if of.role else ())), params, Tally)


def peers(scope: Scope, scorer: str, role: Role) -> Ask[Peer]:
    """What everybody of this role reached in the span, the people of the scope or others."""
    return Ask(_only(query("insight_peers"), scope), {**_params(scope), "scorer": scorer, "role": role.value}, Peer)


def narratives(person: int, scorer: str, *, until: datetime, limit: int) -> Ask[NarrativeRow]:
    """What this person was told after the last calls before `until`, the newest first."""
    params = {"person": person, "scorer": scorer, "until": until, "limit": limit}
    return Ask(query("insight_narratives"), params, NarrativeRow)


def levels(person: int, scorer: str, span: Span, criteria: Sequence[str]) -> Ask[LevelOnCall]:
    """These criteria call by call, the oldest first."""
    params = {"person": person, "scorer": scorer, "since": span.since, "until": span.until, "criteria": list(criteria)}
    return Ask(query("insight_levels"), params, LevelOnCall)


def moments(scope: Scope, scorer: str, sought: Sought) -> Ask[MomentOnCall]:
    """Where these people are lowest in it."""
    params = {**_params(scope), "scorer": scorer, **_sought(sought)}
    return Ask(_only(query("insight_moments"), scope), params, MomentOnCall)


def examples(scope: Scope, scorer: str, role: Role, sought: Sought, *, level: int) -> Ask[MomentOnCall]:
    """Where others of this role than these people show it at this level."""
    params = {**_params(scope), "scorer": scorer, "role": role.value, **_sought(sought), "level": level}
    return Ask(_only(query("insight_examples"), scope), params, MomentOnCall)


async def last_call_at(db: Session, people: Sequence[int]) -> datetime | None:
    """When one of these people last spoke on a call."""
    row = await db.fetch_one(query("insight_last_call"), {"people": list(people)}, LastCall)
    return row.at if row else None


def told(rows: Iterable[NarrativeRow]) -> tuple[Told, ...]:
    """Narratives as they were given."""
    read = ((row, read_body(NARRATIVE, row.body, row.body_version)) for row in rows)
    return tuple(
        Told(call_id=row.call_id, started_at=row.started_at, narrative=narrative)
        for row, narrative in read
        if isinstance(narrative, Narrative)
    )


def _only(sql: LiteralString, scope: Scope, *more: str) -> LiteralString:
    filters = {"call_type": scope.call_type, "product": scope.product}
    return _cut(sql, frozenset({*more, *(key for key, value in filters.items() if value)}))


@cache
def _cut(sql: LiteralString, wanted: frozenset[str]) -> LiteralString:
    return with_only(sql, wanted)


def _params(scope: Scope) -> dict[str, object]:
    return {
        "people": list(scope.people),
        "since": scope.span.since,
        "until": scope.span.until,
        "call_type": scope.call_type.value if scope.call_type else None,
        "product": scope.product,
    }


def _sought(sought: Sought) -> dict[str, object]:
    return {"part": sought.part, "criterion": sought.criterion, "limit": sought.most}
