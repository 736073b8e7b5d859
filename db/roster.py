"""What people say about people: roles and teams, which nothing read from Gong replaces, and managers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from db.database import Session
from db.people import PersonRecord, find_people
from db.queries import Statement, as_json
from knowledge.rubric import Role

BY_HAND: Final = "set by hand"
FROM_ROSTER: Final = "from the roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is said about somebody; None leaves a thing as it is, an empty `team` or `manager` takes it away.

    `email` and `manager` are e-mails in lower case.
    """

    email: str
    name: str | None = None
    role: Role | None = None
    team: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Somebody before and after; `before` is None for somebody new."""

    before: PersonRecord | None
    after: PersonRecord


async def set_people(db: Session, listings: Sequence[Listing], *, by_hand: bool) -> tuple[Change, ...]:
    """Say this of these people, all or none, and return each before and after, in the same order.

    A role said by hand is only changed by hand. A manager who is not known changes nothing.
    """
    emails = [listing.email for listing in listings]
    before = {person.email: person for person in await find_people(db, emails)}
    reason = BY_HAND if by_hand else FROM_ROSTER
    people = as_json([{**asdict(listing), "role_reason": reason, "by_hand": by_hand} for listing in listings])
    await db.batch(
        [
            Statement("lock_people"),
            Statement("insert_teams", {"people": people}),
            Statement("insert_listed", {"people": people}),
            Statement("set_listed", {"people": people}),
        ]
    )
    after = {person.email: person for person in await find_people(db, emails)}
    return tuple(Change(before=before.get(email), after=after[email]) for email in emails)
