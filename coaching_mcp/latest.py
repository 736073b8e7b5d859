"""The latest weekly reports as text: what the mails say, whether or not any were sent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Final

from analysis.errors import EngineError, PersonNotFound
from analysis.lookup import the_person
from analysis.week import last_week
from coaching_mcp.answers import NOTICE
from coaching_mcp.desk import Office
from reports.collect import gather
from reports.digest import QuietTeam, RepDigest
from reports.letters import Letter, Style, letters
from reports.week_digests import RepWeek, TeamWeek, WeekDigests, week_digests

WEEKS_BACK: Final = 6
"""So many weeks are looked through for one that has something to report."""
FOOTER: Final = "\n-- \n"
FAIR: Final = "For coaching, not for ranking or pay."


class NoReport(EngineError):
    """There is no report of late for that person or team."""


async def latest_reports(office: Office) -> str:
    """What leaders read about their teams, of the last week in which any of them had calls.

    Raises:
        NoReport: there was no such week, or there are no teams.
    """
    async for week in _weeks(office):
        teams = [team for team in week.teams if not isinstance(team.digest, QuietTeam)]
        if teams:
            return "\n\n".join(_texts(reps=(), teams=teams))
    raise NoReport(
        f"No team had a call in the last {WEEKS_BACK} weeks: search_calls and get_rep_insights look further back."
    )


async def latest_report(office: Office, whose: str) -> str:
    """What a rep, or whoever leads a team, reads about the last week in which they had calls.

    Raises:
        PersonNotFound: there is neither.
        NoReport: there was no such week.
    """
    wanted, names = whose.strip().casefold(), dict[str, None]()
    async for week in _weeks(office):
        names |= dict.fromkeys(team.name for team in week.teams)
        teams = [team for team in week.teams if team.name.casefold() == wanted]
        if any(not isinstance(team.digest, QuietTeam) for team in teams):
            return next(_texts(reps=(), teams=teams))
    if wanted in map(str.casefold, names):
        raise NoReport(f"{whose} had no call in the last {WEEKS_BACK} weeks.")
    return await _of_person(office, whose, ", ".join(names) or "none")


async def _of_person(office: Office, whose: str, teams: str) -> str:
    try:
        person = await the_person(office.engine.db, whose)
    except PersonNotFound as error:
        raise PersonNotFound(f"{error} The teams are: {teams}.") from error
    async for week in _weeks(office):
        reps = [rep for rep in week.reps if rep.person.id == person.id and isinstance(rep.digest, RepDigest)]
        if reps:
            return next(_texts(reps=reps, teams=()))
    raise NoReport(f"There is nothing to report of {person.name} in the last {WEEKS_BACK} weeks.")


async def _weeks(office: Office) -> AsyncGenerator[WeekDigests]:
    """The weeks that are over, the last one first."""
    engine = office.engine
    last = last_week(engine.clock(), office.zone)
    for weeks in range(WEEKS_BACK):
        gathered = await gather(engine.db, last.earlier(weeks), office.zone, engine.library.rubrics)
        yield await week_digests(engine.db, gathered)


def _texts(*, reps: list[RepWeek] | tuple[()], teams: list[TeamWeek] | tuple[()]) -> Iterator[str]:
    """Each report once, without what is about mails."""
    told = letters(WeekDigests(reps=tuple(reps), teams=tuple(teams)), Style())
    written = {item.name: item.email for item in told if isinstance(item, Letter)}
    for email in written.values():
        yield f"# {email.subject}\n\n{email.text.partition(FOOTER)[0].rstrip()}\n\n{FAIR} {NOTICE}"
