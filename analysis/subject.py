"""Whose calls somebody asks about: one person's, a team's, or everybody's of a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.errors import PersonNotFound
from analysis.lookup import the_person
from db.database import Session
from db.people import PersonRecord, our_people
from knowledge.rubric import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody whose calls they are."""

    name: str
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose calls: `members` by our numbers of them. `role` is theirs, None where they have several.

    `name` is how the answer calls them; for a team or a role `person` is None.
    """

    name: str
    members: Mapping[int, Member]
    role: Role | None
    person: int | None = None

    @property
    def email(self) -> str | None:
        return self.members[self.person].email if self.person is not None else None


def team_of(person: PersonRecord) -> str | None:
    """The name of somebody's team, or whose team it is."""
    return person.team or (team_led_by(person.manager) if person.manager else None)


def team_led_by(name: str) -> str:
    """What those are called who have a manager of that name and are in no team."""
    return f"{name}’s team"


async def one_person(db: Session, text: str) -> Subject:
    """The colleague with that e-mail or name.

    Raises:
        PersonNotFound: nobody on our side answers to it, or several do; it names them.
    """
    found = await the_person(db, text)
    member = Member(name=found.name, email=found.email)
    return Subject(name=found.name, members={found.id: member}, role=Role(found.role), person=found.id)


async def whole_team(db: Session, text: str) -> Subject:
    """The team of that name, or the team of whoever leads it.

    Raises:
        PersonNotFound: there is no such team; it names those that there are.
    """
    wanted = text.strip().casefold()
    people = await our_people(db)
    members = [one for one in people if wanted and wanted in _names_of_team(one)]
    if not members:
        teams = sorted({name for one in people if (name := team_of(one))})
        known = (
            f"There are: {', '.join(teams)}." if teams else "Nobody is in a team: `coach person set EMAIL --team …`."
        )
        raise PersonNotFound(f"There is no team {text.strip()!r}. {known}")
    return _group(team_of(members[0]) or text, members)


async def whole_role(db: Session, role: Role, title: str) -> Subject:
    """Everybody of that role; `title` is how it is called.

    Raises:
        PersonNotFound: nobody has it.
    """
    members = [one for one in await our_people(db) if one.role is role]
    if not members:
        raise PersonNotFound(
            f"Nobody has the role {role.value}. `coach roster show` lists the roles; `coach person set EMAIL --role "
            f"{role.value}` says one."
        )
    return _group(title, members)


async def everybody(db: Session) -> Subject:
    """All of us."""
    return _group("Everybody", await our_people(db))


def _group(name: str, members: Iterable[PersonRecord]) -> Subject:
    members = tuple(members)
    roles = {one.role for one in members}
    return Subject(
        name=name,
        members={one.id: Member(name=one.name, email=one.email) for one in members},
        role=roles.pop() if len(roles) == 1 else None,
    )


def _names_of_team(one: PersonRecord) -> set[str]:
    """What one may call the team that somebody is in: by its name, or by whose it is."""
    names = (one.team,) if one.team else (one.manager, one.manager_email, team_of(one))
    return {name.casefold() for name in names if name}
