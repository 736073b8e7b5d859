"""The mails of a week as a step of its review: written, and handed over unless something speaks against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analysis.engine import Engine
from analysis.settings import Settings
from analysis.subject import team_of
from analysis.week import Week
from db.digests import calls_in
from db.insights import Span
from db.outbox import Entered, entered
from db.people import our_people
from reports.delivery import Posted
from reports.letters import TEAM, Letter
from reports.office import Sender, WeekLetters, send, sender_of, week_letters

OFF: Final = "REPORT_MODE is off, so nothing is sent: `coach report --week {week}` writes the mails as files."
INVENTED: Final = "The calls are invented, so their mails go nowhere but to REPORT_OVERRIDE_TO."
IN_ORDER: Final = {"held", "sent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """The mails, and what became of them. `held_back` is why nothing was sent; `since` is when this run began.

    `waiting` are those that are about calls which wait to be judged, so that a later run sends them.
    """

    written: WeekLetters
    posted: Posted | None
    held_back: str | None
    since: datetime
    waiting: tuple[Letter, ...] = ()

    @property
    def mails(self) -> tuple[Entered, ...]:
        return self.posted.mails if self.posted else ()

    @property
    def not_arrived(self) -> tuple[Entered, ...]:
        """Those that somebody has to look after, or that a later run hands over."""
        return tuple(mail for mail in self.mails if mail.state not in IN_ORDER)

    def went_before(self, mail: Entered) -> bool:
        """Whether an earlier run sent it."""
        return mail.state == "sent" and mail.finished_at is not None and mail.finished_at < self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is to be known of the calls: those that wait, by our number, and what may be missing, in sentences."""

    waits: frozenset[int] = frozenset()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How mails are sent, or `held_back`: why they are not."""

    sender: Sender | None
    held_back: str | None


def post_of(settings: Settings, week: Week, now: datetime, *, held_back: str | None = None) -> Post:
    """How the mails of a week are sent, found out before anything is paid for.

    Raises:
        BadSetting: REPORT_MODE says to send them, and something that this takes is not set.
    """
    if week.end(settings.zone) > now:
        unfinished = f"The week is not over before {week.end(settings.zone):%d %B %Y}, and a mail goes out only once."
        held_back = f"{held_back} {unfinished}" if held_back else unfinished
    if held_back is None and settings.report_mode == "off":
        held_back = OFF.format(week=week)
    return Post(sender=None if held_back else sender_of(settings), held_back=held_back)


async def mail(engine: Engine, settings: Settings, week: Week, post: Post, about: About, *, since: datetime) -> Mailed:
    """Write the mails of a week and hand over those that did not go before and that nothing is waited for.

    Raises:
        BadSetting: the mail server does not let us in; what was not handed over waits.
        StorageError: the database went away.
    """
    written = await week_letters(engine.db, week, settings, engine.library.rubrics, remarks=about.remarks)
    if post.sender is None:
        return Mailed(written=written, posted=None, held_back=post.held_back, since=since)
    if written.is_invented and settings.report_override_to is None:
        return Mailed(written=written, posted=None, held_back=INVENTED, since=since)
    waiting = await _waiting(engine, settings, written, about.waits)
    due = [letter for letter in written.letters if letter not in waiting]
    posted = await send(engine.db, post.sender, written, due, clock=engine.clock)
    return Mailed(written=written, posted=posted, held_back=None, since=since, waiting=waiting)


async def _waiting(
    engine: Engine, settings: Settings, written: WeekLetters, waits: Collection[int]
) -> tuple[Letter, ...]:
    """Letters to whoever of ours was on these calls, and to who leads them; but not those that are entered already."""
    if not waits:
        return ()
    week, db = written.week, engine.db
    on = await calls_in(db, Span(since=week.start(settings.zone), until=week.end(settings.zone)))
    ids = {row.person_id for row in on if row.call_id in waits}
    teams = {f"{TEAM}:{team_of(person)}" for person in await our_people(db) if person.id in ids}
    there = await entered(db, week.monday)
    return tuple(
        letter
        for letter in written.letters
        if (letter.person_id in ids or letter.kind in teams) and not any(_is_of(mail, letter) for mail in there)
    )


def _is_of(mail: Entered, letter: Letter) -> bool:
    """Whether the mail, its draft, or what went elsewhere in its place is in the outbox."""
    return mail.recipient == letter.to and f"{mail.kind}:".startswith(f"{letter.kind}:")
