"""People: one row each, however many calls they are on and by whatever key they arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import outbox
from db.calls import find_call, save_call
from db.database import Database
from db.digests import actions_before
from db.errors import UnstorableValue
from db.outbox import NewAction
from db.people import NewPerson, clean_email, distinct, find_person, save_users
from gong.model import Side, Speaker, SpeakerId, User, UserId
from knowledge.rubric import Role
from tests.db.examples import REP, STARTED, new_call, stored_call, with_speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    email: str | None
    gong_user_id: str | None
    name: str


async def people(database: Database) -> list[Row]:
    return await database.fetch("select email, gong_user_id, name from person order by name", {}, Row)


def user(number: int = 1, **changes: object) -> tuple[User, Role, str]:
    known = User(id=UserId(f"u{number}"), name=f"User {number}", email=f"user{number}@us.example", title="AE")
    return replace(known, **changes), Role.AE, "title: AE"


async def test_a_user_is_found_by_e_mail_in_whatever_case(database: Database) -> None:
    assert await save_users(database, [user(email="User1@US.example")]) == 1
    found = await find_person(database, " USER1@us.EXAMPLE ")
    assert found is not None
    assert (found.email, found.user_id, found.role, found.role_reason) == (
        "user1@us.example",
        UserId("u1"),
        Role.AE,
        "title: AE",
    )
    assert found.is_internal
    assert found.active
    assert await find_person(database, "nobody@us.example") is None


async def test_the_same_list_again_changes_nobody(database: Database) -> None:
    users = [user(1), user(2, manager=UserId("u1"))]
    assert await save_users(database, users) == 2
    assert await save_users(database, users) == 0
    assert await save_users(database, []) == 0


async def test_what_changed_in_the_list_is_counted_and_stored(database: Database) -> None:
    await save_users(database, [user(1), user(2)])
    assert await save_users(database, [user(1, name="New Name", active=False), user(2)]) == 1
    found = await find_person(database, "user1@us.example")
    assert found is not None
    assert (found.name, found.active) == ("New Name", False)


async def test_a_role_that_a_person_set_is_never_overwritten(database: Database) -> None:
    await save_users(database, [user()])
    await database.execute("update person set role = 'se', role_reason = 'said so', role_is_set = true")
    await save_users(database, [user(title="Account Executive")])
    await stored_call(database, with_speaker(new_call(), email="user1@us.example", user_id=None))
    found = await find_person(database, "user1@us.example")
    assert found is not None
    assert (found.role, found.role_reason, found.role_is_set) == (Role.SE, "said so", True)


async def test_a_manager_is_linked_who_comes_later_in_the_list(database: Database) -> None:
    await save_users(database, [user(1, manager=UserId("u2")), user(2), user(3, manager=UserId("u99"))])
    first, third = await find_person(database, "user1@us.example"), await find_person(database, "user3@us.example")
    assert first is not None
    assert third is not None
    assert (first.manager, first.manager_email) == ("User 2", "user2@us.example")
    assert third.manager is None


async def test_somebody_on_many_calls_is_one_row(database: Database) -> None:
    for number in range(3):
        await stored_call(database, new_call(f"730000000000000000{number}"))
    assert [row.name for row in await people(database)] == ["Cy Customer", "Rae Rep"]


async def test_both_keys_on_one_call_join_what_was_known_by_either(database: Database) -> None:
    """First only an e-mail, then only a Gong user id, then both at once: still one person, with every call."""
    by_email = await stored_call(database, with_speaker(new_call("71"), user_id=None))
    by_user = await stored_call(database, with_speaker(new_call("72"), email=None))
    assert len(await people(database)) == 3
    await stored_call(database, new_call("73"))
    rows = await people(database)
    assert [(row.email, row.gong_user_id) for row in rows] == [("cy@them.example", None), ("rae@us.example", "u1")]
    after = [await find_call(database, one.call.id) for one in (by_email, by_user)]
    assert len({one.person_id(REP) for one in after if one}) == 1


async def test_the_list_of_users_joins_them_too_and_a_role_that_was_set_survives(database: Database) -> None:
    await stored_call(database, with_speaker(new_call("71"), user_id=None))
    await stored_call(database, with_speaker(new_call("72"), email=None))
    await database.execute(
        "update person set role = 'csm', role_reason = 'said so', role_is_set = true where email = 'rae@us.example'"
    )
    await save_users(database, [user(1, email="rae@us.example")])
    found = await find_person(database, "rae@us.example")
    assert found is not None
    assert (found.user_id, found.role, found.role_is_set) == (UserId("u1"), Role.CSM, True)
    assert len(await people(database)) == 2


def plan(person: int | None, monday: date, criterion: str) -> NewAction:
    assert person is not None
    words = {"when_words": "When they name a problem", "then_words": "ask what slips", "look_for": "a number"}
    return NewAction(person_id=person, monday=monday, position=1, criterion=criterion, **words)


async def test_what_somebody_was_to_try_stays_theirs_when_two_rows_become_one(database: Database) -> None:
    by_email = (await stored_call(database, with_speaker(new_call("71"), user_id=None))).person_id(REP)
    by_user = (await stored_call(database, with_speaker(new_call("72"), email=None))).person_id(REP)
    last, this = date(2026, 11, 2), date(2026, 11, 9)
    plans = [plan(by_email, last, "recap"), plan(by_user, last, "agenda"), plan(by_email, this, "impact")]
    await outbox.enter(database, [], plans)
    await stored_call(database, new_call("73"))
    (later,) = await actions_before(database, this + timedelta(days=7))
    assert (later.person_id, later.criterion) == (by_user, "impact")
    (earlier,) = await actions_before(database, this)
    assert (earlier.person_id, earlier.criterion) == (by_user, "agenda"), "the row that stays had its own"


async def test_an_e_mail_that_another_user_has_now_moves_to_them(database: Database) -> None:
    await save_users(database, [user(1), user(2)])
    await save_users(database, [user(1, email="new@us.example"), user(2, email="user1@us.example")])
    assert [(row.email, row.gong_user_id) for row in await people(database)] == [
        ("new@us.example", "u1"),
        ("user1@us.example", "u2"),
    ]


async def test_two_users_who_swap_e_mails_stay_two(database: Database) -> None:
    await save_users(database, [user(1), user(2)])
    await save_users(database, [user(1, email="user2@us.example"), user(2, email="user1@us.example")])
    assert [(row.email, row.gong_user_id) for row in await people(database)] == [
        ("user2@us.example", "u1"),
        ("user1@us.example", "u2"),
    ]


async def test_an_account_that_was_made_anew_for_the_same_e_mail_is_the_same_person(database: Database) -> None:
    await save_users(database, [user(1)])
    await save_users(database, [user(7, email="user1@us.example")])
    assert [(row.email, row.gong_user_id) for row in await people(database)] == [("user1@us.example", "u7")]


async def test_somebody_who_joined_a_call_twice_is_one_person(database: Database) -> None:
    new = new_call()
    again = Speaker(id=SpeakerId("1009"), name="Rae (phone)", side=Side.US, email="RAE@us.example")
    record = await stored_call(database, replace(new, call=replace(new.call, speakers=(*new.call.speakers, again))))
    assert record.person_id(REP) == record.person_id(again.id)
    assert record.owner == REP


async def test_the_newest_call_says_what_somebody_does_in_whatever_order_calls_come(database: Database) -> None:
    newer = with_speaker(new_call("72"), title="Solutions Engineer", name="Rae R. Rep")
    newer = replace(newer, roles={REP: (Role.SE, "title: Solutions Engineer")})
    newer = replace(newer, call=replace(newer.call, started_at=STARTED + timedelta(days=30)))
    for new in (newer, new_call("71"), newer):
        await save_call(database, new)
    found = await find_person(database, "rae@us.example")
    assert found is not None
    assert (found.name, found.title, found.role) == ("Rae R. Rep", "Solutions Engineer", Role.SE)


async def test_a_call_does_not_change_what_the_list_of_users_says(database: Database) -> None:
    await save_users(database, [user(1, email="rae@us.example", name="Rae of the list", title="Support Engineer")])
    await stored_call(database)
    found = await find_person(database, "rae@us.example")
    assert found is not None
    assert (found.name, found.title) == ("Rae of the list", "Support Engineer")


async def test_a_call_without_a_job_title_does_not_take_a_role_away(database: Database) -> None:
    await stored_call(database)
    silent = replace(with_speaker(new_call("72"), title=None), roles={REP: (Role.UNKNOWN, "no job title is known")})
    await stored_call(database, silent)
    found = await find_person(database, "rae@us.example")
    assert found is not None
    assert (found.title, found.role) == ("Account Executive", Role.AE)


async def test_a_call_gets_its_owner_when_the_list_of_users_comes_after_it(database: Database) -> None:
    absent = new_call()
    absent = replace(absent, call=replace(absent.call, host=UserId("u9")))
    assert (await stored_call(database, absent)).owner is None
    await save_users(database, [user(9)])
    owner = await database.fetch(
        "select person.email, gong_user_id, name from call join person on person.id = owner_id", {}, Row
    )
    assert [row.email for row in owner] == ["user9@us.example"]


@pytest.mark.parametrize("name", ["a\0b", "half \ud800 a pair"])
async def test_a_name_that_cannot_be_stored_is_refused_and_nobody_is_stored(database: Database, name: str) -> None:
    with pytest.raises(UnstorableValue, match="NUL byte or half a surrogate pair"):
        await save_users(database, [user(1), user(2, name=name)])
    assert await people(database) == []


def person(email: str | None, user_id: str | None) -> NewPerson:
    return NewPerson(
        email=email,
        user_id=UserId(user_id) if user_id else None,
        name=f"{email} {user_id}",
        title=None,
        is_internal=True,
        role=Role.UNKNOWN,
        role_reason="",
        described_at="infinity",
    )


KEYS = st.tuples(st.sampled_from([None, "a", "b", "c"]), st.sampled_from([None, "1", "2", "3"]))


@given(st.lists(KEYS.filter(any), max_size=8))
def test_no_two_distinct_people_share_a_key(keys: list[tuple[str | None, str | None]]) -> None:
    found = distinct(person(*pair) for pair in keys)
    for kind in ("email", "user_id"):
        values = [value for one in found if (value := getattr(one, kind)) is not None]
        assert len(values) == len(set(values))
    assert bool(found) == bool(keys)


@pytest.mark.parametrize(("raw", "clean"), [(None, None), ("  ", None), (" A@B.C ", "a@b.c")])
def test_an_e_mail_is_lower_case_or_none(raw: str | None, clean: str | None) -> None:
    assert clean_email(raw) == clean
