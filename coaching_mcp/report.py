"""`coach report`: the mails of a week, written into a folder, and sent where that is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from analysis.bootstrap import open_database, system_clock
from analysis.errors import PersonNotFound
from analysis.settings import Settings
from analysis.week import Week, last_week, read_week
from coaching_mcp import views
from coaching_mcp.bounced import bounced
from coaching_mcp.errors import HeldBack
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.mail_files import write_letters
from db.outbox import Entered
from flows.week_mails import IN_ORDER, INVENTED, post_of
from knowledge.library import read_library
from reports.delivery import Policy, Posted, is_draft, why_not
from reports.letters import REP, Letter, Silence
from reports.office import Sender, WeekLetters, release, send, sender_of, week_letters

FOLDER: Final = Path("call-coach-reports")
STATES: Final = {
    "held": "held until somebody releases it (--release)",
    "pending": "waits",
    "sending": "is being sent",
    "sent": "sent",
    "ambiguous": "may have arrived, so it is not sent again",
    "refused": "not taken",
}


async def report(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the mails of a week, and with --send or --release hand them over, each of them once."""
    if arguments.action == "bounced":
        return await bounced(arguments, settings)
    week = read_week(arguments.week) if arguments.week else last_week(system_clock(), settings.zone)
    folder: Path = (arguments.out or FOLDER).resolve()
    sender, posted = None, None
    if arguments.send or arguments.release:
        sender = _sender(settings, week)
    async with open_database(settings) as db:
        written = await week_letters(db, week, settings, read_library().rubrics)
        if sender and written.is_invented and settings.report_override_to is None:
            raise HeldBack(INVENTED)
        began = system_clock()
        posts = _wanted(written, rep=arguments.rep, team=arguments.team)
        letters = [item for item in posts if isinstance(item, Letter)]
        files = write_letters(folder, letters, prefix=str(week), sender=settings.report_from, at=system_clock())
        if sender and arguments.release:
            posted = await release(db, sender, week, clock=system_clock)
        elif sender:
            posted = await send(db, sender, written, letters, clock=system_clock)
    if arguments.json:
        views.write(_as_json(week, posts, files, posted))
    else:
        print("\n".join(_told(week, posts, files, _unsent(written, settings))))
        print("\n".join(_became(posted, began, settings.zone, released=arguments.release)))
    return PARTLY if posted and any(mail.state not in IN_ORDER for mail in posted.mails) else DONE


def _sender(settings: Settings, week: Week) -> Sender:
    """What sending takes.

    Raises:
        BadSetting: it is not set up.
        HeldBack: the week is not over.
    """
    sender = sender_of(settings)
    held_back = post_of(settings, week, system_clock()).held_back
    if held_back:
        raise HeldBack(held_back)
    return sender


def _wanted(written: WeekLetters, *, rep: str | None, team: str | None) -> tuple[Letter | Silence, ...]:
    """The letters that were asked for.

    Raises:
        PersonNotFound: there is nobody, or no team, of that name.
    """
    if rep is None and team is None:
        return written.posts
    named = [item for item in written.posts if _is_meant(item, rep, team)]
    if not named:
        what = f"the rep {rep!r}" if rep else f"the team {team!r}"
        raise PersonNotFound(
            f"There is no mail for {what} in {written.week}: `coach roster show` lists everybody and their teams."
        )
    return tuple(named)


def _is_meant(item: Letter | Silence, rep: str | None, team: str | None) -> bool:
    if rep is not None:
        is_rep = isinstance(item, Silence) or item.kind == REP
        return is_rep and _typed(rep) in {_typed(item.name), _typed(item.to or "")}
    return isinstance(item, Letter) and item.kind != REP and _typed(item.name) == _typed(team or "")


def _typed(name: str) -> str:
    """A name however it is typed; few keyboards have a typographic apostrophe."""
    return name.casefold().replace("’", "'")


def whom(mail: Entered) -> str:
    """To whom it is, and where it goes instead."""
    if is_draft(mail):
        return f"draft of the mail to {mail.recipient}, to {mail.deliver_to}"
    return mail.recipient if mail.deliver_to == mail.recipient else f"{mail.recipient}, delivered to {mail.deliver_to}"


def on_day(mail: Entered, zone: tzinfo) -> str:
    """When an earlier run sent it, on the company's day, such as ` on 16 November, so not again`."""
    return f" on {mail.finished_at.astimezone(zone):%d %B}, so not again" if mail.finished_at else ""


def _unsent(written: WeekLetters, settings: Settings) -> dict[int, str]:
    """Why a letter would not be sent, by its `id()`: an address that takes no mail, say."""
    policy = Policy(
        mode="draft" if settings.report_mode == "draft" else "send", override_to=settings.report_override_to
    )
    found = ((id(letter), why_not(letter, policy, written.wishes)) for letter in written.letters)
    return {letter: reason for letter, reason in found if reason}


def _told(
    week: Week, posts: tuple[Letter | Silence, ...], files: dict[str, Path], unsent: dict[int, str]
) -> Iterator[str]:
    yield f"{week} ({week.words})"
    written = iter(files.values())
    for item in posts:
        if isinstance(item, Silence):
            yield f"  {item.name}: no mail. {item.reason}"
        else:
            yield f"  {item.name} <{item.to or 'nobody is known'}>: {item.email.subject}"
            yield f"    {next(written).as_uri()}"
            if id(item) in unsent:
                yield f"    This one is not sent. {unsent[id(item)]}"


def _became(posted: Posted | None, began: datetime, zone: tzinfo, *, released: bool) -> Iterator[str]:
    if posted is None:
        yield "Nothing was sent; each mail is there as .html, .txt and .eml. --send hands them over."
        return
    if released and not posted.mails:
        yield "No mail of this week is held, so nothing was released. --send enters the week's mails as drafts."
    for mail in posted.mails:
        yield f"  {whom(mail)}: {_outcome(mail, began, zone, released=released)}"
    for left in posted.not_sent:
        yield f"  {left.letter.name}: not sent."


def _outcome(mail: Entered, began: datetime, zone: tzinfo, *, released: bool) -> str:
    if released and mail.state == "held":
        return "still held: no draft with these words has reached anybody. --send sends it, then release it again"
    if mail.state == "sent" and mail.finished_at and mail.finished_at < began:
        return f"{STATES[mail.state]}{on_day(mail, zone)}"
    reason = f": {mail.reason}" if mail.reason and mail.state != "sent" else ""
    return f"{STATES[mail.state]}{reason}"


def _as_json(
    week: Week, posts: tuple[Letter | Silence, ...], files: dict[str, Path], posted: Posted | None
) -> dict[str, object]:
    written = iter(files.values())
    return {
        "week": str(week),
        "mails": [
            {"name": item.name, "to": item.to, "subject": item.email.subject, "page": str(next(written))}
            if isinstance(item, Letter)
            else {"name": item.name, "to": item.to, "subject": None, "reason": item.reason}
            for item in posts
        ],
        "sent": None
        if posted is None
        else [
            {"recipient": mail.recipient, "delivered_to": mail.deliver_to, "state": mail.state, "reason": mail.reason}
            for mail in posted.mails
        ],
        "not_sent": [{"name": left.letter.name, "reason": left.reason} for left in (posted.not_sent if posted else ())],
    }
