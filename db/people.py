"""The people on calls and in Gong's list of users: one row each, by whichever key they arrive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

from db.database import Session
from db.queries import Params, Statement, as_json, query
from gong.model import User, UserId
from knowledge.rubric import Role

FROM_THE_LIST: Final = "infinity"
"""`NewPerson.described_at` of somebody in Gong's list of users, which no call's description replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody as one source describes them; at least one of `email` and `user_id` is there.

    `described_at` is when the call began that this is from, in ISO form, or FROM_THE_LIST.
    """

    email: str | None
    user_id: UserId | None
    name: str
    title: str | None
    is_internal: bool
    role: Role
    role_reason: str
    described_at: str
    active: bool | None = None
    manager: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """Somebody as we know them.

    `role_is_set`, `manager_is_set`: a person or a roster said so, and nothing that comes from Gong changes it;
    `role_by_hand`: nor does a roster.
    """

    id: int
    email: str | None
    user_id: UserId | None
    name: str
    title: str | None
    is_internal: bool
    role: Role
    role_reason: str
    role_is_set: bool
    role_by_hand: bool
    active: bool
    team: str | None
    manager: str | None
    manager_email: str | None
    manager_is_set: bool


async def save_users(db: Session, users: Sequence[tuple[User, Role, str]]) -> int:
    """Store Gong's list of users, each with the role that was guessed and why; how many are new or changed.

    A role or manager that a person set stays. Managers are linked by their Gong user ids, in whatever order they come.
    """
    statements = people_statements(_listed(user, role, reason) for user, role, reason in users)
    managers = Statement("link_managers", statements[-1].params)
    changed = await db.batch([*statements, managers, Statement("adopt_calls")])
    return changed["update_people"] + changed["insert_people"]


async def find_person(db: Session, email: str) -> PersonRecord | None:
    """Whose e-mail this is, in whatever case it is written."""
    found = await find_people(db, [email])
    return found[0] if found else None


async def find_people(db: Session, emails: Iterable[str]) -> tuple[PersonRecord, ...]:
    """Those whose e-mails these are, as far as they are known; by team and name."""
    return await _people(db, {"emails": [clean_email(email) for email in emails], "ours": False})


async def our_people(db: Session) -> tuple[PersonRecord, ...]:
    """Everybody on our side, by team and name."""
    return await _people(db, {"emails": [], "ours": True})


def people_statements(people: Iterable[NewPerson]) -> list[Statement]:
    """What stores these people, in one transaction; `sql/people.sql` says how two rows become one."""
    given = {"people": as_json([asdict(person) for person in distinct(people)])}
    steps = ("absorb_people", "merge_people", "release_emails", "update_people", "insert_people")
    return [Statement("lock_people"), *(Statement(step, given) for step in steps)]


def distinct(people: Iterable[NewPerson]) -> list[NewPerson]:
    """The same people, each once: who shares an e-mail or a user id is one, and the first description counts."""
    found: list[NewPerson] = []
    for person in people:
        same = [other for other in found if _is_same(other, person)]
        merged = person
        for other in reversed(same):
            merged = replace(other, email=other.email or merged.email, user_id=other.user_id or merged.user_id)
        found = [other for other in found if other not in same]
        found.append(merged)
    return found


def clean_email(email: str | None) -> str | None:
    """In lower case and without blanks around it; None when nothing is left."""
    return (email or "").strip().lower() or None


async def _people(db: Session, params: Params) -> tuple[PersonRecord, ...]:
    rows = await db.fetch(query("find_people"), params, PersonRecord)
    return tuple(replace(row, role=Role(row.role)) for row in rows)  # until here it is the word for it


def _is_same(one: NewPerson, other: NewPerson) -> bool:
    same_email = one.email is not None and one.email == other.email
    return same_email or (one.user_id is not None and one.user_id == other.user_id)


def _listed(user: User, role: Role, reason: str) -> NewPerson:
    return NewPerson(
        email=clean_email(user.email),
        user_id=user.id,
        name=user.name,
        title=user.title,
        is_internal=True,
        role=role,
        role_reason=reason,
        described_at=FROM_THE_LIST,
        active=user.active,
        manager=user.manager,
    )
