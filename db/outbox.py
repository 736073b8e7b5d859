"""The mails that are to be sent, each of them once: entered, claimed, handed over, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from db.database import Session
from db.queries import Statement, as_json, query

State = Literal["held", "pending", "sending", "sent", "ambiguous", "refused"]
Finish = Literal["pending", "sent", "ambiguous", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail about the week of `monday`, to be entered. It goes to `deliver_to`, who may stand in for `recipient`.

    `shown_in` is the kind of the draft that shows exactly these words, for a mail that is held.
    """

    kind: str
    recipient: str
    monday: date
    deliver_to: str
    state: Literal["held", "pending"]
    subject: str
    text: str
    html: str
    reply_to: str | None
    stop: str | None
    shown_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """Something that a rep is asked to try after the week of `monday`."""

    person_id: int
    monday: date
    position: int
    criterion: str
    when_words: str
    then_words: str
    look_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A mail as it stands. `reason` is what the server, or the wire, said last; before `not_before` it is not tried."""

    id: int
    kind: str
    recipient: str
    deliver_to: str
    state: State
    subject: str
    attempts: int
    reason: str | None
    finished_at: datetime | None
    not_before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A mail that is ours to send until the lease is over; `attempts` counts this one."""

    id: int
    kind: str
    recipient: str
    week: date
    deliver_to: str
    subject: str
    body_text: str
    body_html: str
    reply_to: str | None
    stop: str | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A mail that a server took, or may have taken."""

    id: int
    kind: str
    recipient: str
    week: date
    deliver_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to send one mail, under this name."""

    id: int
    claim: UUID


async def enter(db: Session, mails: Sequence[NewMail], actions: Sequence[NewAction]) -> None:
    """Enter mails and what they ask for, all or none. One that was handed over before stays as it is."""
    await db.batch(
        [
            Statement("insert_mails", {"mails": as_json([_mail(mail) for mail in mails])}),
            Statement("drop_old_drafts", {"mails": as_json([_mail(mail) for mail in mails])}),
            Statement("insert_actions", {"actions": as_json([_action(action) for action in actions])}),
        ]
    )


async def entered(db: Session, monday: date) -> Sequence[Entered]:
    """Every mail about a week, in the order of entering."""
    return await db.fetch(query("outbox_of_week"), {"monday": monday}, Entered)


async def claim_next(
    db: Session, claim: UUID, *, now: datetime, lease_s: float, ids: Collection[int] | None
) -> Claimed | None:
    """The next mail that is due, for `lease_s` seconds; only of `ids` where they are given. None: nothing is due."""
    params = {"claim": claim, "now": now, "lease_s": lease_s, "ids": None if ids is None else list(ids)}
    return await db.fetch_one(query("claim_mail"), params, Claimed)


async def mark_sending(db: Session, lease: Lease, *, now: datetime) -> bool:
    """Note that it is about to be handed over; False when the lease was lost, so that it must not be."""
    params = {"id": lease.id, "claim": lease.claim, "now": now}
    return bool(await db.execute(query("mark_sending"), params))


async def finish(
    db: Session, lease: Lease, state: Finish, *, reason: str | None, now: datetime, not_before: datetime | None = None
) -> None:
    """Note what became of it; `pending` again is tried once more, not before some time."""
    params = {
        "id": lease.id,
        "claim": lease.claim,
        "state": state,
        "reason": reason,
        "now": now,
        "not_before": not_before,
    }
    await db.execute(query("finish_mail"), params)


async def settle_lost(db: Session, *, now: datetime) -> int:
    """How many mails somebody died over while handing them over: they may have arrived, and are ambiguous now."""
    return await db.execute(query("settle_lost_mails"), {"now": now})


async def release(db: Session, monday: date) -> int:
    """How many held mails about a week are to be sent now: those whose very words went out in a draft."""
    return await db.execute(query("release_mails"), {"monday": monday})


async def handed_over(db: Session, since: date) -> Sequence[HandedOver]:
    """Mails about the weeks since a Monday that a server took, or may have; also those that came back."""
    return await db.fetch(query("mails_handed_over"), {"since": since}, HandedOver)


async def returned(db: Session, mail: HandedOver, *, reason: str, now: datetime) -> bool:
    """Note that a mail came back; whether that was news."""
    return bool(await db.execute(query("return_mail"), {"id": mail.id, "reason": reason, "now": now}))


def _mail(mail: NewMail) -> dict[str, object]:
    return {
        "kind": mail.kind,
        "recipient": mail.recipient,
        "week": mail.monday.isoformat(),
        "deliver_to": mail.deliver_to,
        "state": mail.state,
        "subject": mail.subject,
        "body_text": mail.text,
        "body_html": mail.html,
        "reply_to": mail.reply_to,
        "stop": mail.stop,
        "shown_in": mail.shown_in,
    }


def _action(action: NewAction) -> dict[str, object]:
    return {
        "person_id": action.person_id,
        "week": action.monday.isoformat(),
        "position": action.position,
        "criterion": action.criterion,
        "when_words": action.when_words,
        "then_words": action.then_words,
        "look_for": action.look_for,
    }
