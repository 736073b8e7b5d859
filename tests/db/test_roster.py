"""Who people are is said once: by hand before the roster, by the roster before Gong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.database import Database
from db.people import PersonRecord, find_person, our_people, save_users
from db.roster import Listing, set_people
from gong.model import User, UserId
from knowledge.rubric import Role

MAYA = "maya@us.example"
BO, JO = "bo@us.example", "jo@us.example"


def gong_user(role_title: str = "Account Executive") -> User:
    return User(id=UserId("u1"), email=MAYA, name="Maya Chen", title=role_title, active=True, manager=None)


async def test_a_role_from_the_roster_stays_whatever_gong_says_later(database: Database) -> None:
    await set_people(database, [Listing(email=MAYA, role=Role.SE)], by_hand=False)
    await save_users(database, [(gong_user(), Role.AE, "from the job title")])
    maya = await find_person(database, MAYA)
    assert maya is not None
    assert (maya.name, maya.role, maya.role_reason) == ("Maya Chen", Role.SE, "from the roster")


async def test_a_later_roster_changes_what_an_earlier_one_said_and_not_what_was_set_by_hand(database: Database) -> None:
    await set_people(database, [Listing(email=MAYA, role=Role.SE)], by_hand=False)
    await set_people(database, [Listing(email=MAYA, role=Role.CSM)], by_hand=False)
    assert (await _maya(database)).role is Role.CSM
    await set_people(database, [Listing(email=MAYA, role=Role.AE)], by_hand=True)
    await set_people(database, [Listing(email=MAYA, role=Role.SE, team="West")], by_hand=False)
    maya = await _maya(database)
    assert (maya.role, maya.role_reason, maya.team) == (Role.AE, "set by hand", "West")


async def test_nothing_said_changes_nothing_and_an_empty_text_takes_away(database: Database) -> None:
    boss = Listing(email="boss@us.example", name="Bo")
    await set_people(database, [boss, Listing(email=MAYA, team="West", manager=boss.email)], by_hand=True)
    (again,) = await set_people(database, [Listing(email=MAYA)], by_hand=True)
    assert again.before == again.after
    assert (again.after.team, again.after.manager) == ("West", "Bo")
    (emptied,) = await set_people(database, [Listing(email=MAYA, team="", manager="")], by_hand=True)
    assert (emptied.after.team, emptied.after.manager) == (None, None)


async def test_a_team_is_one_however_its_name_is_written(database: Database) -> None:
    await set_people(
        database, [Listing(email=MAYA, team="West"), Listing(email="jo@us.example", team="WEST")], by_hand=True
    )
    await set_people(database, [Listing(email="al@us.example", team="west")], by_hand=True)
    assert len({one.team for one in await our_people(database)}) == 1


async def test_what_was_set_by_hand_survives_that_two_rows_become_one_person(database: Database) -> None:
    await set_people(
        database,
        [Listing(email=BO, name="Bo"), Listing(email=MAYA, role=Role.SE, team="West", manager=BO)],
        by_hand=True,
    )
    without_email = User(id=UserId("u1"), email=None, name="Maya", title=None, active=True, manager=None)
    await save_users(database, [(without_email, Role.UNKNOWN, "no job title is known")])
    await save_users(database, [(gong_user(), Role.AE, "from the job title")])
    maya = await _maya(database)
    assert (maya.user_id, maya.role, maya.role_by_hand, maya.team) == ("u1", Role.SE, True, "West")
    assert (maya.manager_email, maya.manager_is_set) == (BO, True)


async def _known_to_gong(database: Database) -> None:
    """Maya is managed by Bo in Gong's list of users, and Jo is in it as well."""
    given = [("u1", MAYA, "u2"), ("u2", BO, None), ("u3", JO, None)]
    users = [
        User(id=UserId(id_), email=email, name=email, title=None, manager=boss and UserId(boss))
        for id_, email, boss in given
    ]
    await save_users(database, [(user, Role.UNKNOWN, "") for user in users])


@pytest.mark.parametrize("by_hand", [True, False])
async def test_a_manager_whom_a_person_or_a_roster_named_stays_whatever_gong_says(
    database: Database, *, by_hand: bool
) -> None:
    await _known_to_gong(database)
    assert (await _maya(database)).manager_email == BO
    await set_people(database, [Listing(email=MAYA, manager=JO)], by_hand=by_hand)
    await _known_to_gong(database)
    maya = await _maya(database)
    assert (maya.manager_email, maya.manager_is_set) == (JO, True)


async def test_a_manager_that_gong_names_too_stays_when_gong_names_another(database: Database) -> None:
    await _known_to_gong(database)
    await set_people(database, [Listing(email=MAYA, manager=BO)], by_hand=True)
    moved = replace(gong_user(), manager=UserId("u3"))
    await save_users(database, [(moved, Role.UNKNOWN, "")])
    assert (await _maya(database)).manager_email == BO


async def test_a_manager_that_is_taken_back_is_gongs_to_name_again(database: Database) -> None:
    await _known_to_gong(database)
    await set_people(database, [Listing(email=MAYA, manager=JO)], by_hand=True)
    (change,) = await set_people(database, [Listing(email=MAYA, manager="")], by_hand=True)
    assert (change.after.manager, change.after.manager_is_set) == (None, False)
    await _known_to_gong(database)
    assert (await _maya(database)).manager_email == BO


async def test_a_manager_who_is_not_known_leaves_it_to_gong(database: Database) -> None:
    await _known_to_gong(database)
    await set_people(database, [Listing(email=MAYA, role=Role.AE, manager="nobody@us.example")], by_hand=False)
    maya = await _maya(database)
    assert (maya.manager_email, maya.manager_is_set) == (BO, False)


async def _maya(database: Database) -> PersonRecord:
    found = await find_person(database, MAYA)
    assert found is not None
    return found
