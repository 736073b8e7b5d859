"""A week's mails from beginning to end: written, and where that is wanted entered, handed over and accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from analysis.errors import BadSetting
from analysis.ports import Clock
from analysis.settings import Settings
from analysis.week import Week
from db import outbox
from db.database import Database
from db.wishes import Wish, wishes
from knowledge.rubric import Dimension, Rubric
from reports.collect import gather
from reports.delivery import Policy, Posted, deliver, post
from reports.letters import Letter, Silence, Style, letters
from reports.mailer import Mailer, read_server
from reports.message import address_of
from reports.week_digests import TeamWeek, week_digests

STOP_PATH: Final = "/mail/stop"
"""Below REPORT_PUBLIC_URL; then comes what somebody's wish is known by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLetters:
    """The letters of a week, or why there are none, and who wants any; `teams` is what those to leaders are about."""

    week: Week
    posts: tuple[Letter | Silence, ...]
    teams: tuple[TeamWeek, ...]
    wishes: Mapping[str, Wish]
    is_invented: bool

    @property
    def letters(self) -> tuple[Letter, ...]:
        return tuple(item for item in self.posts if isinstance(item, Letter))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What sending takes."""

    mailer: Mailer
    policy: Policy
    mailbox: str


async def week_letters(
    db: Database,
    week: Week,
    settings: Settings,
    rubrics: Mapping[Dimension, Rubric],
    pages: Mapping[int, str] | None = None,
    *,
    remarks: tuple[str, ...] = (),
) -> WeekLetters:
    """Write the letters of a week. Sends nothing.

    `pages` are addresses of calls' own pages, by their number; `remarks` are sentences on what may be missing.
    """
    found = await gather(db, week, settings.zone, rubrics)
    said = await wishes(db, [person.person.email for person in found.people if person.person.email])
    closed = frozenset(wish.address for wish in said.values() if wish.bounce)
    setting = replace(found.setting, quotes=settings.report_quotes, remarks=remarks, unreachable=closed)
    gathered = replace(found, setting=setting)
    digests = await week_digests(db, gathered, pages)

    def stop(address: str) -> str | None:
        if settings.report_override_to:  # whoever tries it out must not stop the mails of others
            return None
        if settings.report_public_url and address in said:
            return f"{settings.report_public_url.rstrip('/')}{STOP_PATH}/{said[address].token}"
        return f"mailto:{address_of(settings.report_from)}?subject=stop" if settings.report_from else None

    return WeekLetters(
        week=week,
        posts=letters(digests, Style(quotes=settings.report_quotes, stop=stop)),
        teams=digests.teams,
        wishes=said,
        is_invented=gathered.is_invented,
    )


def sender_of(settings: Settings) -> Sender:
    """What the settings say about sending.

    Raises:
        BadSetting: they do not say all of it, or say not to send.
    """
    if settings.report_mode == "off":
        raise BadSetting(
            "REPORT_MODE is off, so nothing is sent: set it to draft (managers release their reps' mails) or to send."
        )
    if settings.smtp_url is None or settings.report_from is None:
        missing = "SMTP_URL" if settings.smtp_url is None else "REPORT_FROM"
        raise BadSetting(f"{missing} is not set, and sending mails takes it: .env.example shows how it is written.")
    domain = address_of(settings.report_from).partition("@")[2]
    return Sender(
        mailer=Mailer(read_server(settings.smtp_url.get_secret_value()), hello=domain),
        policy=Policy(mode=settings.report_mode, override_to=settings.report_override_to),
        mailbox=settings.report_from,
    )


async def send(db: Database, sender: Sender, written: WeekLetters, wanted: Sequence[Letter], *, clock: Clock) -> Posted:
    """Enter the wanted letters and hand over what is due of them; each goes once, however often this is done.

    Raises:
        BadSetting: the mail server does not let us in; what was not handed over waits.
    """
    posted = await post(db, wanted, sender.policy, written.week, said=written.wishes)
    ids = [mail.id for mail in posted.mails]
    await deliver(db, sender.mailer, sender.mailbox, clock=clock, ids=ids)
    standing = await outbox.entered(db, written.week.monday)
    return Posted(mails=tuple(mail for mail in standing if mail.id in ids), not_sent=posted.not_sent)


async def release(db: Database, sender: Sender, week: Week, *, clock: Clock) -> Posted:
    """Hand over what is held of a week, now that somebody has read the drafts; it stays held where no draft arrived.

    Raises:
        BadSetting: the mail server does not let us in; what was not handed over waits.
    """
    await outbox.release(db, week.monday)
    due = [mail.id for mail in await outbox.entered(db, week.monday) if mail.state in {"held", "pending"}]
    await deliver(db, sender.mailer, sender.mailbox, clock=clock, ids=due)
    return Posted(mails=tuple(mail for mail in await outbox.entered(db, week.monday) if mail.id in due), not_sent=())
