"""The mails of a week as a step of its review: written, and handed over unless something speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analysis.engine import Engine
from analysis.settings import Settings
from analysis.week import Week
from db.outbox import Entered
from reports.delivery import Posted
from reports.office import Sender, WeekLetters, send, sender_of, week_letters

OFF: Final = "REPORT_MODE is off, so nothing is sent: `coach report --week {week}` writes the mails as files."
INVENTED: Final = "The calls are invented, so their mails go nowhere but to REPORT_OVERRIDE_TO."
IN_ORDER: Final = {"held", "sent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """The mails, and what became of them. `held_back` is why nothing was sent; `since` is when this run began."""

    written: WeekLetters
    posted: Posted | None
    held_back: str | None
    since: datetime

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
class Post:
    """How mails are sent, or `held_back`: why they are not."""

    sender: Sender | None
    held_back: str | None


def post_of(settings: Settings, week: Week, now: datetime, *, held_back: str | None = None) -> Post:
    """How the mails of a week are sent, found out before anything is paid for.

    Raises:
        BadSetting: REPORT_MODE says to send them, and something that this takes is not set.
    """
    if held_back is None and week.end(settings.zone) > now:
        held_back = f"The week is not over before {week.end(settings.zone):%d %B}, and a mail goes out only once."
    if held_back is None and settings.report_mode == "off":
        held_back = OFF.format(week=week)
    return Post(sender=None if held_back else sender_of(settings), held_back=held_back)


async def mail(
    engine: Engine, settings: Settings, week: Week, post: Post, *, remarks: tuple[str, ...], since: datetime
) -> Mailed:
    """Write the mails of a week and hand over those that did not go before.

    Raises:
        BadSetting: the mail server does not let us in; what was not handed over waits.
        StorageError: the database went away.
    """
    written = await week_letters(engine.db, week, settings, engine.library.rubrics, remarks=remarks)
    if post.sender is None:
        return Mailed(written=written, posted=None, held_back=post.held_back, since=since)
    if written.is_invented and settings.report_override_to is None:
        return Mailed(written=written, posted=None, held_back=INVENTED, since=since)
    posted = await send(engine.db, post.sender, written, written.letters, clock=engine.clock)
    return Mailed(written=written, posted=posted, held_back=None, since=since)
