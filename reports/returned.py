"""Takes in what was reported of a mail after it went: which one it was, and whether any more go to that address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from analysis.ports import Clock
from db import outbox
from db.database import Database
from db.outbox import HandedOver
from db.wishes import mark_bounced
from reports.bounce import Bounce, read_bounce
from reports.mailer import is_about_the_address
from reports.message import key_of, name_of

REMEMBERED: Final = timedelta(days=60)
"""Reports on mails of weeks before that are about nothing that is still of use."""

Outcome = Literal["came back", "closed", "late", "known", "another", "not ours", "no report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a report came to. `came back`: that mail did; `closed`: and none goes there any more.

    `late`: the mail may still arrive; `known`: this was reported before; `another`: it names an address to which that
    mail did not go; `not ours`: it is about no mail of ours; `no report`: it is something else.
    """

    outcome: Outcome
    mail: HandedOver | None = None
    reason: str | None = None


async def take_back(db: Database, content: bytes, *, clock: Clock) -> Returned:
    """Take in a report as it came by mail. The same one again changes nothing."""
    bounce = read_bounce(content)
    if bounce is None:
        return Returned(outcome="no report")
    mail = await _meant(db, bounce, clock)
    if mail is None:
        return Returned(outcome="not ours", reason=bounce.reason)
    return Returned(outcome=await _note(db, mail, bounce, clock()), mail=mail, reason=bounce.reason)


async def _note(db: Database, mail: HandedOver, bounce: Bounce, now: datetime) -> Outcome:
    """Note what is new in a report on a mail of ours."""
    if mail.deliver_to not in bounce.addresses:
        return "another"
    if not bounce.for_good:
        return "late"
    if not await outbox.returned(db, mail, reason=f"it came back: {bounce.reason}", now=now):
        return "known"
    if not is_about_the_address(0, bounce.reason):
        return "came back"
    await mark_bounced(db, mail.deliver_to, reason=bounce.reason, now=now)
    return "closed"


async def _meant(db: Database, bounce: Bounce, clock: Clock) -> HandedOver | None:
    """The mail that a report is about: only whoever got one of ours can name it."""
    if bounce.mail is None:
        return None
    mails = await outbox.handed_over(db, (clock() - REMEMBERED).date())
    return next((mail for mail in mails if name_of(key_of(mail.kind, mail.recipient, mail.week)) == bounce.mail), None)
