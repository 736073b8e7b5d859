"""Collects what the mails of a week are made from: the same number of queries however many calls and reps there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from analysis.evaluations import noise_of
from analysis.noise import Noise
from analysis.subject import team_of
from analysis.week import Week
from db import digests
from db.database import Database, Session
from db.digests import CallOfWeek, ScoreOnCall
from db.insights import Span
from db.people import PersonRecord, our_people
from db.weeks import spent_on
from knowledge.rubric import Dimension, Rubric
from knowledge.scorecard import is_keyword
from reports.weekly import BEFORE, CHART, PersonWeek, Setting


class _OfPerson(Protocol):
    @property
    def person_id(self) -> int | None: ...


Row = TypeVar("Row", bound=_OfPerson)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who are led together. `leaders` are those who get the team's mail."""

    name: str
    leaders: tuple[PersonRecord, ...]
    members: tuple[PersonWeek, ...]
    calls: tuple[CallOfWeek, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A week as the database has it. `people` are ours, by team and name; `spent_usd` is for all its calls.

    `is_invented`: there are no calls but invented ones. Once there are others, invented people are left out.
    """

    setting: Setting
    people: tuple[PersonWeek, ...]
    calls: Sequence[CallOfWeek]
    spent_usd: Decimal
    is_invented: bool = False

    @property
    def teams(self) -> tuple[Team, ...]:
        """The teams by name: those that are named, else those of a manager; people of neither are in none."""
        members: defaultdict[str, list[PersonWeek]] = defaultdict(list)
        for person in self.people:
            name = team_of(person.person)
            if name:
                members[name].append(person)
        known = {person.person.email: person.person for person in self.people if person.person.email}
        return tuple(self._team(name, members[name], known) for name in sorted(members))

    def _team(self, name: str, members: Sequence[PersonWeek], known: Mapping[str, PersonRecord]) -> Team:
        ids = {person.person.id for person in members}
        emails = dict.fromkeys(person.person.manager_email for person in members)
        return Team(
            name=name,
            leaders=tuple(known[email] for email in emails if email and email in known),
            members=tuple(members),
            calls=tuple(call for call in self.calls if call.person_id in ids),
        )


async def gather(db: Database, week: Week, zone: ZoneInfo, rubrics: Mapping[Dimension, Rubric]) -> Gathered:
    """Everything that the digests of a week need, apart from the words that they quote."""
    async with db.borrowed() as session:
        return await _gather(session, week, zone, rubrics)


async def _gather(db: Session, week: Week, zone: ZoneInfo, rubrics: Mapping[Dimension, Rubric]) -> Gathered:
    this = _span(week, 0, zone)
    chart, lately = _span(week, CHART - 1, zone), _span(week, BEFORE - 1, zone)
    calls = await digests.calls_in(db, this)
    scores = _by_person(await digests.scores_in(db, chart, zone=zone.key))
    tallies = _by_person(await digests.tallies_in(db, chart, zone=zone.key))
    sights = _by_person(await digests.sights_in(db, this))
    told = _by_person(await digests.told_in(db, this))
    met = _by_person(await digests.objections_in(db, lately))
    disputed = _by_person(await digests.disputed_in(db, this))
    actions = _by_person(await digests.actions_before(db, week.monday))
    spoke = _by_person([call for call in calls if call.label])
    invented = await digests.invented_people(db)
    left_out = {one.person_id for one in invented if one.is_amid_real}
    people = tuple(
        PersonWeek(
            person=person,
            calls=tuple(spoke[person.id]),
            scores=tuple(scores[person.id]),
            tallies=tuple(tallies[person.id]),
            sights=tuple(sights[person.id]),
            told=tuple(told[person.id]),
            objections=tuple(met[person.id]),
            disputed=tuple(disputed[person.id]),
            actions=tuple(actions[person.id]),
        )
        for person in await our_people(db)
        if person.id not in left_out
    )
    noise = await _noise(db, [score for each in scores.values() for score in each])
    spent = await spent_on(db, sorted({call.call_id for call in calls}))
    return Gathered(
        setting=Setting(week=week, zone=zone, rubrics=rubrics, noise=noise),
        people=people,
        calls=calls,
        spent_usd=spent,
        is_invented=bool(invented) and not left_out,
    )


async def _noise(db: Session, scores: Iterable[ScoreOnCall]) -> dict[str, dict[Dimension, Noise]]:
    """By judge, how much its scores move by themselves; one query for each judge there was in eight weeks."""
    judges = sorted({score.scorer for score in scores if not is_keyword(score.scorer)})
    return {judge: await noise_of(db, judge) for judge in judges}


def _span(week: Week, weeks_before: int, zone: ZoneInfo) -> Span:
    return Span(since=week.earlier(weeks_before).start(zone), until=week.end(zone))


def _by_person(rows: Iterable[Row]) -> defaultdict[int | None, list[Row]]:
    found: defaultdict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found
