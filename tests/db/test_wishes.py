"""Everybody gets the mails until they stop them, or until their address turns out to take none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from db import outbox
from db.database import Database
from db.errors import UnstorableValue
from db.outbox import NewMail
from db.wishes import Wish, bounced, mark_bounced, set_wish, wish_of, wishes
from tests.db.examples import stored_call

MAYA, SAM, BOSS = "maya@company.example", "sam@company.example", "jordan@company.example"
MONDAY = date(2026, 11, 9)
NOW = datetime(2026, 11, 16, 14, tzinfo=UTC)


def mail(kind: str, recipient: str, deliver_to: str) -> NewMail:
    return NewMail(
        kind=kind,
        recipient=recipient,
        monday=MONDAY,
        deliver_to=deliver_to,
        state="held",
        subject="s",
        text="t",
        html="h",
        reply_to=None,
        stop=None,
    )


async def said(database: Database, address: str) -> Wish:
    return (await wishes(database, [address]))[address]


async def waiting(database: Database) -> set[tuple[str, str]]:
    return {(item.kind, item.recipient) for item in await outbox.entered(database, MONDAY)}


async def test_everybody_wants_the_mails_until_they_stop_them(database: Database) -> None:
    first = await wishes(database, [MAYA, SAM])
    assert {wish.wanted for wish in first.values()} == {True}
    assert first[MAYA].token != first[SAM].token
    for _ in range(2):
        await set_wish(database, MAYA, wanted=False)
    again = await wishes(database, [MAYA, SAM])
    assert [again[name].wanted for name in (MAYA, SAM)] == [False, True]
    assert again[MAYA].token == first[MAYA].token


async def test_a_link_is_known_by_its_token_only(database: Database) -> None:
    token = (await said(database, MAYA)).token
    found = await wish_of(database, token)
    assert found
    assert found.address == MAYA
    assert await wish_of(database, "00000000-0000-4000-8000-000000000000") is None
    with pytest.raises(UnstorableValue):
        await wish_of(database, "not a token")


async def test_whoever_never_had_a_mail_can_be_left_out_beforehand(database: Database) -> None:
    await set_wish(database, "new@company.example", wanted=False)
    assert not (await said(database, "new@company.example")).wanted


async def test_what_waits_for_whoever_stops_is_dropped_with_its_draft(database: Database) -> None:
    mails = [mail("rep_week", MAYA, MAYA), mail("rep_week:draft", MAYA, BOSS), mail("rep_week", SAM, SAM)]
    await outbox.enter(database, mails, [])
    await set_wish(database, MAYA, wanted=False)
    assert await waiting(database) == {("rep_week", SAM)}


async def test_an_address_that_takes_none_is_known_until_it_is_tried_again(database: Database) -> None:
    await outbox.enter(database, [mail("rep_week", MAYA, MAYA), mail("rep_week:draft", MAYA, BOSS)], [])
    await mark_bounced(database, MAYA, reason="550 5.1.1 No such person", now=NOW)
    assert (await said(database, MAYA)).bounce == "550 5.1.1 No such person"
    assert await waiting(database) == {("rep_week:draft", MAYA)}, "that one goes to somebody else"
    await set_wish(database, MAYA, wanted=True)
    assert (await said(database, MAYA)).bounce is None


async def test_only_addresses_that_somebody_of_ours_still_has_are_reported(database: Database) -> None:
    await stored_call(database)
    await mark_bounced(database, "rae@us.example", reason="gone", now=NOW)
    await mark_bounced(database, "left@us.example", reason="gone", now=NOW)
    assert [wish.address for wish in await bounced(database)] == ["rae@us.example"]
