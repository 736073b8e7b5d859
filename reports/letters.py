"""The letters of a week: each digest as the mail of one person, or why there is none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from db.people import PersonRecord
from reports.digest import NothingToSay, Planned
from reports.mail_words import Wording
from reports.render import Email, render_rep_mail, render_team_mail
from reports.rep_mail import rep_mail
from reports.team_mail import team_mail
from reports.week_digests import RepWeek, TeamWeek, WeekDigests

REP = "rep_week"
TEAM = "team_week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to one person. `name` is for people and files; `plan` is what a rep (`person_id`) is asked to try.

    `draft` is what goes to `reply_to` where drafts are released first; `stop` is where `to` can stop these mails.
    `to` is None where nobody is known to send it to; `reply_to` is who looks into what the reader disagrees with, and
    who releases a draft.
    """

    kind: str
    name: str
    to: str | None
    reply_to: str | None
    person_id: int | None
    email: Email
    draft: Email | None = None
    stop: str | None = None
    plan: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """There is no letter to somebody, and why."""

    name: str
    to: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How letters are written: without `quotes` they only link to what was said; `stop` says how to stop them."""

    quotes: bool = True
    stop: Callable[[str], str | None] = lambda _: None

    def stop_of(self, to: str | None) -> str | None:
        return self.stop(to) if to else None


def letters(week: WeekDigests, style: Style) -> tuple[Letter | Silence, ...]:
    """The letters to all reps, then to all who lead a team."""
    reps = (_to_rep(rep, style) for rep in week.reps)
    teams = (letter for team in week.teams for letter in _to_leaders(team, style))
    return (*reps, *teams)


def _to_rep(rep: RepWeek, style: Style) -> Letter | Silence:
    person, digest = rep.person, rep.digest
    if isinstance(digest, NothingToSay):
        return Silence(name=person.name, to=person.email, reason=digest.reason)
    wording = Wording(quotes=style.quotes, stop=style.stop_of(person.email))
    return Letter(
        kind=REP,
        name=person.name,
        to=person.email,
        reply_to=person.manager_email,
        person_id=person.id,
        email=render_rep_mail(rep_mail(digest, wording)),
        draft=render_rep_mail(rep_mail(digest, replace(wording, draft=True, stop=None))),
        stop=wording.stop,
        plan=digest.plan,
    )


def _to_leaders(team: TeamWeek, style: Style) -> Iterator[Letter]:
    leaders: tuple[PersonRecord | None, ...] = team.leaders or (None,)
    for leader in leaders:
        to = leader.email if leader else None
        yield Letter(
            kind=f"{TEAM}:{team.name}",
            name=team.name,
            to=to,
            reply_to=None,
            person_id=None,
            email=render_team_mail(team_mail(team.digest, Wording(quotes=style.quotes, stop=style.stop_of(to)))),
            stop=style.stop_of(to),
        )
