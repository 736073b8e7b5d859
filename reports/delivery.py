"""Sends the letters of a week: enters each once, hands it over once, and says what became of every one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import uuid4

from analysis.errors import BadSetting
from analysis.ports import Clock
from analysis.week import Week
from db import outbox, wishes
from db.database import Database
from db.outbox import Claimed, Entered, Lease, NewAction, NewMail
from db.wishes import Wish
from reports.letters import REP, Letter
from reports.mailer import Delivery, Mailer
from reports.message import Envelope, address_of, as_mime, key_of
from reports.render import Email

LEASE_S: Final = 180.0
"""Longer than every step of handing a mail over may take together."""
DRAFT: Final = f"{REP}:draft"
"""Of the kind of a draft; then comes what names its words."""
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""Before each further try; whoever is not taken after the last one is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Where letters go. `draft`: a rep's goes to their manager first. `override_to` gets everything instead."""

    mode: Literal["draft", "send"]
    override_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """A letter that is not entered, and why."""

    letter: Letter
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of the letters of a week: those in the outbox as they stand now, and those that are not in it."""

    mails: tuple[Entered, ...]
    not_sent: tuple[NotSent, ...]


async def post(
    db: Database, letters: Sequence[Letter], policy: Policy, week: Week, *, said: Mapping[str, Wish]
) -> Posted:
    """Enter the letters; one that went out before stays as it was. Nothing is sent yet."""
    reasons = {id(letter): why_not(letter, policy, said) for letter in letters}
    wanted = [letter for letter in letters if reasons[id(letter)] is None]
    mails = [mail for letter in wanted for mail in _mails(letter, policy, week)]
    told = () if policy.override_to else wanted  # a trial promises nobody anything
    await outbox.enter(db, mails, [action for letter in told for action in _actions(letter, week)])
    keys = {(mail.kind, mail.recipient) for mail in mails}
    standing = await outbox.entered(db, week.monday)
    return Posted(
        mails=tuple(item for item in standing if (item.kind, item.recipient) in keys),
        not_sent=tuple(
            NotSent(letter=letter, reason=reason) for letter in letters if (reason := reasons[id(letter)]) is not None
        ),
    )


async def deliver(
    db: Database, mailer: Mailer, sender: str, *, clock: Clock, ids: Collection[int] | None = None
) -> int:
    """Hand over every mail that is due, one after the other, and return how many went; any number may do this at once.

    Raises:
        BadSetting: the server does not let us in; what was not handed over stays pending.
    """
    await outbox.settle_lost(db, now=clock())
    sent = 0
    while mail := await _claim(db, clock(), ids):
        sent += await _send(db, mailer, sender, mail, clock=clock)
    return sent


def is_draft(mail: Entered) -> bool:
    """Whether it went, or goes, to whoever releases the mail that it shows."""
    return mail.kind.startswith(DRAFT)


def why_not(letter: Letter, policy: Policy, said: Mapping[str, Wish]) -> str | None:
    """Why a letter is not entered, in a sentence; None when it is."""
    if letter.to is None:
        return "Nobody is known to send it to: `coach person set EMAIL --manager …` says who leads a team."
    is_drafted = policy.mode == "draft" and letter.draft is not None
    wish = said.get(letter.to)
    if wish and not wish.wanted:
        return f"They asked not to get these mails: `coach person set {letter.to} --mail on` undoes it."
    if is_drafted and not letter.reply_to:
        return "No manager is known to release it: `coach person set EMAIL --manager …` says who that is."
    at = said.get((is_drafted and letter.reply_to) or letter.to)
    if at and at.bounce and policy.override_to is None:
        return (
            f"{at.address} takes no mail ({at.bounce}): mend the address, or `coach person set {at.address} --mail on` "
            "tries it again."
        )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A claimed mail with the right to send it."""

    mail: Claimed
    lease: Lease


async def _claim(db: Database, now: datetime, ids: Collection[int] | None) -> _Held | None:
    claim = uuid4()
    mail = await outbox.claim_next(db, claim, now=now, lease_s=LEASE_S, ids=ids)
    return _Held(mail=mail, lease=Lease(id=mail.id, claim=claim)) if mail else None


async def _send(db: Database, mailer: Mailer, sender: str, held: _Held, *, clock: Clock) -> bool:
    mail = held.mail
    envelope = Envelope(
        key=key_of(mail.kind, mail.recipient, mail.week),
        sender=sender,
        to=mail.deliver_to,
        reply_to=mail.reply_to,
        stop=mail.stop,
    )
    email = Email(subject=mail.subject, html=mail.body_html, text=mail.body_text)
    try:
        async with mailer.offer(address_of(sender), address_of(mail.deliver_to)) as offer:
            if isinstance(offer, Delivery):
                done = offer
            elif await outbox.mark_sending(db, held.lease, now=clock()):
                done = await offer.hand_over(as_mime(email, envelope, clock()))
            else:
                return False  # it took too long, and somebody else has it
    except BadSetting as error:  # it waits for whoever mends it, and for nobody else
        await outbox.finish(db, held.lease, "pending", reason=str(error), now=clock())
        raise
    await _note(db, held, done, clock())
    if done.no_such_address:
        reason = done.reason or "it was refused"
        await wishes.mark_bounced(db, mail.deliver_to, reason=reason, now=clock())
    return done.outcome == "sent"


async def _note(db: Database, held: _Held, done: Delivery, now: datetime) -> None:
    lease, tried = held.lease, held.mail.attempts
    if done.outcome != "later":
        await outbox.finish(db, lease, done.outcome, reason=done.reason, now=now)
    elif tried <= len(PAUSES):
        again = now + PAUSES[tried - 1]
        await outbox.finish(db, lease, "pending", reason=done.reason, now=now, not_before=again)
    else:
        reason = f"given up after {tried} tries; {done.reason}"
        await outbox.finish(db, lease, "refused", reason=reason, now=now)


def _mails(letter: Letter, policy: Policy, week: Week) -> tuple[NewMail, ...]:
    """The letter as it goes, and in draft mode the draft that goes to the manager before it."""
    own = NewMail(
        kind=letter.kind,
        recipient=letter.to or "",
        monday=week.monday,
        deliver_to=letter.to or "",
        state="pending",
        subject=letter.email.subject,
        text=letter.email.text,
        html=letter.email.html,
        reply_to=letter.reply_to,
        stop=letter.stop,
    )
    if policy.mode == "draft" and letter.draft:
        draft = replace(
            own,
            kind=f"{DRAFT}:{_words_of(letter.email)}",
            deliver_to=letter.reply_to or "",
            subject=letter.draft.subject,
            text=letter.draft.text,
            html=letter.draft.html,
            reply_to=None,
            stop=None,
        )
        shown = _redirected(draft, policy)
        return shown, _redirected(replace(own, state="held", shown_in=shown.kind), policy)
    return (_redirected(own, policy),)


def _words_of(email: Email) -> str:
    """What names exactly these words: a draft of others is another draft."""
    return hashlib.sha256(f"{email.subject}\n{email.text}\n{email.html}".encode()).hexdigest()[:12]


def _redirected(mail: NewMail, policy: Policy) -> NewMail:
    """The mail, or where everything goes to one address the same there, which leaves the real one to be sent."""
    if policy.override_to is None:
        return mail
    address = address_of(policy.override_to).lower()  # as all addresses are kept
    return replace(mail, kind=f"{mail.kind}:override:{address}", deliver_to=address, stop=None)


def _actions(letter: Letter, week: Week) -> list[NewAction]:
    if letter.person_id is None:
        return []
    return [
        NewAction(
            person_id=letter.person_id,
            monday=week.monday,
            position=position,
            criterion=item.criterion,
            when_words=item.when,
            then_words=item.then,
            look_for=item.look_for,
        )
        for position, item in enumerate(letter.plan, start=1)
    ]
