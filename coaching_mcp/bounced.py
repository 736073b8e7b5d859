"""`coach report bounced`: what a mail server reported of a mail that went, so that a mail alias can hand it over."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from analysis.bootstrap import open_database, system_clock
from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.errors import CannotRead
from coaching_mcp.exits import DONE
from reports.returned import REMEMBERED, Returned, take_back

STDIN: Final = Path("-")
LARGEST: Final = 5_000_000


async def bounced(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a report in. One that changes nothing is done with too, or a mail alias would send a report on it."""
    content = _content(arguments.file)
    async with open_database(settings) as db:
        returned = await take_back(db, content, clock=system_clock)
    if arguments.json:
        views.write(
            {
                "outcome": returned.outcome,
                "recipient": returned.mail.recipient if returned.mail else None,
                "delivered_to": returned.mail.deliver_to if returned.mail else None,
                "reason": returned.reason,
            }
        )
    else:
        print(_told(returned))
    return DONE


def _content(file: Path) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read(LARGEST)
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST)
    except OSError as error:
        raise CannotRead(f"{str(file)!r} cannot be read: {error.strerror}. Check its path.") from error


def _told(returned: Returned) -> str:
    mail = returned.mail
    if returned.outcome == "no report":
        return "This is no mail server's report on a mail (RFC 3464), so nothing was changed."
    if mail is None:
        return f"It is about no mail that went from here in the last {REMEMBERED.days} days, so nothing was changed."
    words = {
        "known": "is known to have come back, so nothing was changed.",
        "another": "is not what came back: the report names another address, so nothing was changed.",
        "late": f"is late and may still arrive ({returned.reason}), so nothing was changed.",
        "came back": f"came back: {returned.reason}. That is not about the address, so later mails still go there.",
        "closed": f"came back: {returned.reason}. No more go there: mend the address, or `coach person set "
        f"{mail.deliver_to} --mail on` tries it again.",
    }
    return f"The mail to {mail.deliver_to} about the week of {mail.week} {words[returned.outcome]}"
