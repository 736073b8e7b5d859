"""The digests of a week for everybody, from what was collected: one more query, for all that they quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.database import Session
from db.digests import turns_at
from db.people import PersonRecord
from reports.citing import Citing
from reports.collect import Gathered, Team
from reports.digest import NothingToSay, QuietTeam, RepDigest, TeamDigest
from reports.picks import Choice, Place, choose
from reports.rep_digest import rep_digest, seen_by_one, why_nothing
from reports.team_digest import coverage, team_as_seen, team_digest
from reports.team_picks import TeamChoice, choose_for_team
from reports.weekly import PersonWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class RepWeek:
    """A rep, and their week or why nothing is said of it."""

    person: PersonRecord
    digest: RepDigest | NothingToSay


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWeek:
    """A team, who leads it, and its week."""

    name: str
    leaders: tuple[PersonRecord, ...]
    digest: TeamDigest | QuietTeam


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDigests:
    """Everybody's week."""

    reps: tuple[RepWeek, ...]
    teams: tuple[TeamWeek, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TeamPart:
    team: Team
    people: tuple[PersonWeek, ...]
    choice: TeamChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What everybody's digest speaks of; `seen` is each person as this week's scorer sees them."""

    people: tuple[PersonWeek, ...]
    seen: Mapping[int, PersonWeek]
    choices: Mapping[int, Choice]
    teams: tuple[_TeamPart, ...]

    @property
    def places(self) -> Iterator[Place]:
        """The turns that the digests quote or point to."""
        for choice in (*self.choices.values(), *(part.choice for part in self.teams)):
            yield from choice.places


async def week_digests(db: Session, gathered: Gathered, pages: Mapping[int, str] | None = None) -> WeekDigests:
    """The week of everybody of ours and of every team; `pages` are addresses of calls' own pages, by their number."""
    chosen = choose_all(gathered)
    return digests(gathered, chosen, Citing(gathered.calls, await turns_at(db, chosen.places), pages))


def choose_all(gathered: Gathered) -> Chosen:
    """What to speak of to everybody who has anything to do with a call."""
    setting = gathered.setting
    people = tuple(person for person in gathered.people if person.calls or person.scores)
    seen = {person.person.id: found for person in people if (found := seen_by_one(person, setting))}
    return Chosen(
        people=people,
        seen=seen,
        choices={id_: choose(person, setting) for id_, person in seen.items()},
        teams=tuple(_part(team, gathered) for team in gathered.teams),
    )


def digests(gathered: Gathered, chosen: Chosen, citing: Citing) -> WeekDigests:
    """Everybody's week, with what they quote at hand."""
    reps = tuple(_rep(person, chosen, gathered, citing) for person in chosen.people)
    return WeekDigests(reps=reps, teams=tuple(_team(part, reps, gathered, citing) for part in chosen.teams))


def _part(team: Team, gathered: Gathered) -> _TeamPart:
    people = team_as_seen(team.members, gathered.setting)
    return _TeamPart(team=team, people=people, choice=choose_for_team(people, gathered.setting))


def _rep(person: PersonWeek, chosen: Chosen, gathered: Gathered, citing: Citing) -> RepWeek:
    id_ = person.person.id
    if id_ in chosen.seen:
        digest = rep_digest(chosen.seen[id_], gathered.setting, chosen.choices[id_], citing)
    else:
        digest = NothingToSay(week=gathered.setting.week, reason=why_nothing(person))
    return RepWeek(person=person.person, digest=digest)


def _team(part: _TeamPart, reps: Sequence[RepWeek], gathered: Gathered, citing: Citing) -> TeamWeek:
    ids = {person.person.id for person in part.team.members}
    own = [rep.digest for rep in reps if rep.person.id in ids and isinstance(rep.digest, RepDigest)]
    scorers = [score.scorer for person in part.people for score in person.scores]
    covered = coverage(
        part.team.members,
        part.team.calls,
        scorer=scorers[0] if scorers else None,
        followed=[item for digest in own if digest.followed_from == "mail" for item in digest.followed],
        spent_usd=gathered.spent_usd,
        setting=gathered.setting,
    )
    digest = team_digest(
        part.team.name, part.people, gathered.setting, choice=part.choice, citing=citing, coverage=covered
    )
    return TeamWeek(name=part.team.name, leaders=part.team.leaders, digest=digest)
