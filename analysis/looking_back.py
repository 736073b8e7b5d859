"""Looks back at what was judged of a person, a team or a role, in a handful of round trips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from analysis import insights, peers
from analysis.errors import NothingKnown
from analysis.evaluations import noise_of
from analysis.peers import FEWEST_PEERS, Gap, RoleMean
from analysis.retrospect import Asked, Coverage, Moment, Retrospect
from analysis.steps import Step
from analysis.trend import Gauge, Measure, Trend, gauge, trends
from db import insights as store
from db.database import Database, Session
from db.insights import (
    ALL_AT_ONCE,
    Calendar,
    LevelOnCall,
    MomentOnCall,
    Of,
    Peer,
    Scope,
    Sought,
    Span,
    Tally,
    Told,
)
from db.moments import Spoken, load_moments
from db.queries import Ask, Row
from knowledge.rubric import Dimension, Role, Rubric
from knowledge.scorecard import is_keyword

LAST_NARRATIVES: Final = 20
MOMENTS: Final = 3
EXAMPLE_LEVELS: Final = (4, 3)
"""What is worth listening to: these levels, the first of them first."""
MOST_AIMS: Final = 3
"""Of so many of the last actions it is looked at what became of them."""


async def look_back(db: Database, asked: Asked, rubrics: Mapping[Dimension, Rubric]) -> Retrospect:
    """What can be said.

    Raises:
        NothingKnown: nothing was judged; the message says what was there instead.
        BadPeriod: there is no time before the period.
    """
    async with db.borrowed() as session:
        return await _LookingBack(session, asked, rubrics).look()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What one scorer said of the subject, and of everybody of the role."""

    scorer: str
    by: Gauge
    tallies: Sequence[Tally]
    own: tuple[Trend, ...]
    told: tuple[Told, ...]
    peers: Sequence[Peer]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """The top quarter (by our numbers of them), the others' own trends, and where the former are furthest ahead."""

    top: tuple[int, ...]
    others: Sequence[Trend]
    dimension: Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closer:
    """What a second look found, once it was known at what to look."""

    levels: Sequence[LevelOnCall]
    own: Sequence[MomentOnCall]
    ahead: tuple[Gap, ...]


class _LookingBack:
    """One look, step by step: each step is a round trip that needs what the one before it found."""

    def __init__(self, db: Session, asked: Asked, rubrics: Mapping[Dimension, Rubric]) -> None:
        self._db, self._asked, self._rubrics = db, asked, rubrics
        period, before = asked.period, asked.period.before()
        self._now = self._scope(tuple(asked.subject.members), Span(since=period.start, until=period.end))
        self._all = replace(self._now, span=Span(since=before.start, until=period.end))
        self._zone = str(period.start.tzinfo)
        # Somebody is set beside others; the whole of a team or a role has its best among them.
        self._apart = self._now.people if asked.subject.person is not None else ()

    def _scope(self, people: tuple[int, ...], span: Span) -> Scope:
        return Scope(people=people, span=span, call_type=self._asked.call_type, product=self._asked.product)

    async def look(self) -> Retrospect:
        coverage = await self._coverage()
        judged = await self._judged(coverage.scorer)
        weakest, lead = insights.pattern(judged.own), self._lead(judged)
        closer = await self._closer(judged, weakest, lead)
        hear = [_sought(weakest.measure, MOMENTS)] if weakest else []
        show = [_sought(gap.measure, 1) for gap in closer.ahead if weakest is None or gap.measure != weakest.measure]
        found = await self._examples(judged, [*hear, *show])
        places = [*closer.own, *(on for moments in found.values() for on in moments)]
        spoken = await load_moments(self._db, [(on.transcript_id, on.turn) for on in places])
        return Retrospect(
            coverage=coverage,
            by=judged.by,
            tallies=judged.tallies,
            dimensions=insights.dimensions_of(judged.own),
            criteria=insights.criteria_of(judged.own),
            roles=self._role_means(judged.peers),
            pattern=weakest,
            moments=_moments(closer.own, spoken),
            improvement=insights.improvement(judged.own),
            follow_through=insights.follow_through(judged.told, closer.levels),
            plan=insights.plan(judged.told),
            ahead=closer.ahead,
            top_people=len(lead.top) if lead else 0,
            shown={one.criterion: moment for one in show for moment in _moments(found[one], spoken)},
            worth_hearing=_moments((on for one in hear for on in found[one]), spoken),
        )

    async def _coverage(self) -> Coverage:
        """A judge goes before a keyword reading, then whoever judged the latest call."""
        heard = store.scorers(self._now)
        await self._db.ask(heard)
        spoke = sum(row.calls for row in heard.rows if row.is_total)
        judged = {row.scorer: row for row in heard.rows if row.scorer and not row.is_total}
        if not judged:
            raise NothingKnown(await self._nothing(spoke))
        chosen = max(judged, key=lambda name: (not is_keyword(name), judged[name].last_call_at, name))
        others = tuple(sorted(name for name in judged if name != chosen and not is_keyword(name)))
        return Coverage(scorer=chosen, judged=judged[chosen].calls, spoke=spoke, others=others)

    async def _nothing(self, spoke: int) -> str:
        name, words = self._asked.subject.name, self._asked.period.words
        if spoke:
            return (
                f"{name}: {spoke} {'call' if spoke == 1 else 'calls'} from {words}, and none has been analysed yet: "
                "`coach analyze` (in Claude: analyze_call) does that, one call at a time."
            )
        if filtered := self._filtered():
            unfiltered = store.scorers(replace(self._now, call_type=None, product=None))
            await self._db.ask(unfiltered)
            others = sum(row.calls for row in unfiltered.rows if row.is_total)
            if others:
                calls = "call" if others == 1 else "calls"
                there = f"Without that there {'is' if others == 1 else 'are'} {others} {calls}: leave it out."
                return f"No calls of {name} from {words} {filtered}. {there}"
        last = await store.last_call_at(self._db, self._now.people)
        local = last.astimezone(self._asked.period.start.tzinfo) if last else None
        when = f" The last one was on {local.day} {local:%b %Y}." if local else ""
        return f"No calls of {name} from {words}.{when} Ask for another period."

    def _filtered(self) -> str:
        """What was asked of the calls besides whose and when, in words."""
        kind, product = self._asked.call_type, self._asked.product
        said = [
            f"are of the type {kind.value.replace('_', ' ')}" if kind else "",
            f"are about {product}" if product else "",
        ]
        return " and ".join(filter(None, said))

    async def _judged(self, scorer: str) -> _Judged:
        person, role = self._asked.subject.person, self._role
        tallies = store.tallies(self._all, scorer, self._calendar(self._asked.step), of=self._of(self._asked.dimension))
        told = [] if person is None else [store.narratives(person, scorer, until=self._until, limit=LAST_NARRATIVES)]
        reached = [store.peers(self._now, scorer, role)] if role else []
        await self._db.ask(tallies, *told, *reached)
        by = gauge(await noise_of(self._db, scorer), self._rubrics, role or Role.UNKNOWN)
        return _Judged(
            scorer=scorer,
            by=by,
            tallies=tallies.rows,
            own=trends(tallies.rows, by),
            told=store.told(_rows(told)),
            peers=_rows(reached),
        )

    def _lead(self, judged: _Judged) -> _Lead | None:
        """Somebody is set beside the best of the others; a team or a role, beside the best of its own role."""
        if not self._asked.others:
            return None
        top = peers.top_quarter(peer for peer in judged.peers if peer.person_id not in self._apart)
        others = judged.own
        if not self._asked.subject.members.keys().isdisjoint(top):
            others = trends([tally for tally in judged.tallies if tally.person_id not in top], judged.by)
        dimension = peers.furthest_ahead(others, judged.peers, top)
        return _Lead(top=top, others=others, dimension=dimension) if dimension else None

    async def _closer(self, judged: _Judged, weakest: Trend | None, lead: _Lead | None) -> _Closer:
        person, scorer, aims = self._asked.subject.person, judged.scorer, insights.aims(judged.told)[:MOST_AIMS]
        levels = [store.levels(person, scorer, self._all.span, aims)] if person is not None and aims else []
        own = [store.moments(self._now, scorer, _sought(weakest.measure, MOMENTS))] if weakest else []
        top = [self._top_tallies(scorer, lead)] if lead else []
        await self._db.ask(*levels, *own, *top)
        return _Closer(
            levels=_rows(levels),
            own=_rows(own),
            ahead=peers.gaps(lead.others, trends(_rows(top), judged.by)) if lead else (),
        )

    def _top_tallies(self, scorer: str, lead: _Lead) -> Ask[Tally]:
        scope = replace(self._now, people=lead.top)
        return store.tallies(scope, scorer, self._calendar(None), of=replace(self._of(lead.dimension), role=self._role))

    async def _examples(self, judged: _Judged, sought: Sequence[Sought]) -> dict[Sought, list[MomentOnCall]]:
        """What others show of it, the highest level first; nothing where it would be plain who they are."""
        found: dict[Sought, list[MomentOnCall]] = {one: [] for one in sought}
        role, scope = self._role, replace(self._now, people=self._apart)
        known = sum(peer.person_id not in self._apart for peer in judged.peers)
        if role is None or known < FEWEST_PEERS or not self._asked.others:
            return found
        for level in EXAMPLE_LEVELS:
            short = [one for one in sought if len(found[one]) < one.most]
            asked = [store.examples(scope, judged.scorer, role, one, level=level) for one in short]
            await self._db.ask(*asked)
            for one, answered in zip(short, asked, strict=True):
                found[one] = [*found[one], *answered.rows][: one.most]
        return found

    def _role_means(self, judged: Sequence[Peer]) -> dict[Dimension, RoleMean]:
        others = [peer for peer in judged if peer.person_id not in self._now.people]
        means = {dimension: peers.role_mean(others, dimension) for dimension in Dimension}
        return {dimension: mean for dimension, mean in means.items() if mean}

    @property
    def _role(self) -> Role | None:
        """The one that they are compared within, if there is one."""
        return None if self._asked.subject.role is Role.UNKNOWN else self._asked.subject.role

    @property
    def _until(self) -> datetime:
        return self._now.span.until

    def _calendar(self, step: Step | None) -> Calendar:
        return Calendar(step=step.value if step else ALL_AT_ONCE, zone=self._zone, since=self._now.span.since)

    def _of(self, dimension: Dimension | None) -> Of:
        return Of(dimensions=(dimension,) if dimension else tuple(Dimension))


def _sought(measure: Measure, most: int) -> Sought:
    return Sought(part=measure.dimension.value, criterion=measure.criterion or "", most=most)


def _rows(asked: Iterable[Ask[Row]]) -> list[Row]:
    return [row for each in asked for row in each.rows]


def _moments(found: Iterable[MomentOnCall], spoken: Mapping[tuple[int, int], Spoken]) -> tuple[Moment, ...]:
    places = ((on, spoken.get((on.transcript_id, on.turn))) for on in found)
    return tuple(Moment(on=on, spoken=turn) for on, turn in places if turn)
