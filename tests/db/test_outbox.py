"""A mail is entered once, handed over by one, and whoever dies over it leaves it unsent or unknown, never twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from db import outbox
from db.database import Database
from db.digests import actions_before
from db.outbox import Claimed, Lease, NewAction, NewMail
from db.wishes import set_wish
from tests.db.examples import REP, stored_call

MONDAY = date(2026, 11, 9)
NOW = datetime(2026, 11, 16, 14, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
MAIL = NewMail(
    kind="rep_week",
    recipient="maya@company.example",
    monday=MONDAY,
    deliver_to="maya@company.example",
    state="pending",
    subject="Discovery 75",
    text="Discovery 75",
    html="<p>Discovery 75</p>",
    reply_to="jordan@company.example",
    stop=None,
)


async def claimed(database: Database, *, now: datetime = NOW) -> tuple[Claimed, Lease] | None:
    claim = uuid4()
    mail = await outbox.claim_next(database, claim, now=now, lease_s=180, ids=None)
    return (mail, Lease(id=mail.id, claim=claim)) if mail else None


async def state(database: Database) -> tuple[str, str | None]:
    (mail,) = await outbox.entered(database, MONDAY)
    return mail.state, mail.reason


async def test_a_mail_is_entered_once_for_a_kind_a_person_and_a_week(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    await outbox.enter(database, [MAIL], [])
    assert len(await outbox.entered(database, MONDAY)) == 1
    await outbox.enter(database, [replace(MAIL, kind="team_week:East"), replace(MAIL, recipient="sam@x.example")], [])
    assert len(await outbox.entered(database, MONDAY)) == 3


async def test_a_mail_that_waits_takes_newer_words_and_one_that_went_keeps_its_own(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    await outbox.enter(database, [replace(MAIL, subject="Discovery 76")], [])
    found = await claimed(database)
    assert found
    assert found[0].subject == "Discovery 76"
    await outbox.mark_sending(database, found[1], now=NOW)
    await outbox.finish(database, found[1], "sent", reason=None, now=NOW)
    await outbox.enter(database, [replace(MAIL, subject="Discovery 77")], [])
    (mail,) = await outbox.entered(database, MONDAY)
    assert (mail.subject, mail.state, mail.finished_at) == ("Discovery 76", "sent", NOW)
    assert await claimed(database, now=LATER) is None


async def test_only_one_of_many_gets_a_mail(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    async with asyncio.TaskGroup() as group:
        tries = [group.create_task(claimed(database)) for _ in range(8)]
    assert sum(task.result() is not None for task in tries) == 1


async def test_whoever_dies_before_handing_over_leaves_it_to_be_sent(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    first = await claimed(database)
    assert first
    assert await claimed(database) is None
    again = await claimed(database, now=LATER)
    assert again
    assert again[0].attempts == 2
    assert not await outbox.mark_sending(database, first[1], now=LATER), "the first one comes too late"
    assert await outbox.mark_sending(database, again[1], now=LATER)


async def test_whoever_dies_while_handing_over_leaves_it_unknown_and_it_is_not_sent_again(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    found = await claimed(database)
    assert found
    assert await outbox.mark_sending(database, found[1], now=NOW)
    assert await outbox.settle_lost(database, now=NOW) == 0, "it may still be at it"
    assert await outbox.settle_lost(database, now=LATER) == 1
    assert await state(database) == ("ambiguous", "the sender stopped while handing it over")
    await outbox.enter(database, [MAIL], [])
    assert await claimed(database, now=LATER) is None


async def test_a_claim_that_ran_out_before_the_words_were_handed_over_stops_the_sender(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    found = await claimed(database)
    assert found
    assert not await outbox.mark_sending(database, found[1], now=LATER)


async def test_a_mail_that_is_about_to_be_sent_is_dropped_when_it_is_not_wanted_any_more(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    found = await claimed(database)
    assert found
    await set_wish(database, MAIL.recipient, wanted=False)
    assert not await outbox.mark_sending(database, found[1], now=NOW)
    assert await claimed(database, now=LATER) is None


async def test_a_mail_that_was_not_taken_waits_for_its_time(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    found = await claimed(database)
    assert found
    await outbox.finish(database, found[1], "pending", reason="450 later", now=NOW, not_before=LATER)
    assert await claimed(database, now=LATER - timedelta(seconds=1)) is None
    assert await claimed(database, now=LATER)


async def test_a_held_mail_waits_until_it_is_released(database: Database) -> None:
    shown = replace(MAIL, kind="rep_week:draft:1", deliver_to="jordan@company.example")
    await outbox.enter(database, [shown, replace(MAIL, state="held", shown_in=shown.kind)], [])
    draft = await claimed(database)
    assert draft
    assert await claimed(database) is None
    assert await outbox.release(database, MONDAY) == 0, "nobody has read it"
    await outbox.mark_sending(database, draft[1], now=NOW)
    await outbox.finish(database, draft[1], "sent", reason=None, now=NOW)
    assert await outbox.release(database, date(2026, 11, 16)) == 0
    assert await outbox.release(database, MONDAY) == 1
    assert await claimed(database)


async def test_sending_for_good_releases_what_was_held(database: Database) -> None:
    await outbox.enter(database, [replace(MAIL, state="held")], [])
    await outbox.enter(database, [MAIL], [])
    assert (await state(database))[0] == "pending"
    await outbox.enter(database, [replace(MAIL, state="held")], [])
    assert (await state(database))[0] == "pending", "what was released is not held again"


async def test_the_plan_of_a_mail_is_kept_as_it_was_sent_and_is_found_by_the_next_weeks(database: Database) -> None:
    record = await stored_call(database)
    person = record.person_id(REP)
    assert person
    action = NewAction(
        person_id=person,
        monday=MONDAY,
        position=1,
        criterion="impact",
        when_words="When they name a problem",
        then_words="ask what slips",
        look_for="a number",
    )
    mail = replace(MAIL, recipient="rae@us.example")
    await outbox.enter(database, [mail], [action, replace(action, position=2, criterion="recap")])
    await outbox.enter(database, [mail], [replace(action, then_words="ask how often")])
    found = await claimed(database)
    assert found
    await outbox.mark_sending(database, found[1], now=NOW)
    await outbox.enter(database, [mail], [replace(action, then_words="ask something else")])
    (kept,) = await actions_before(database, MONDAY + timedelta(days=7))
    assert (kept.criterion, kept.then_words) == ("impact", "ask how often"), "as it stood when it was handed over"
    assert len(await actions_before(database, MONDAY + timedelta(days=28))) == 1
    assert not await actions_before(database, MONDAY + timedelta(days=35)), "too long ago"
    assert not await actions_before(database, MONDAY), "not in its own week"


async def test_what_was_not_taken_is_tried_again_by_the_next_run_with_the_words_of_then(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    found = await claimed(database)
    assert found
    await outbox.finish(database, found[1], "refused", reason="554 looks like spam", now=NOW)
    assert await claimed(database, now=LATER) is None
    await outbox.enter(database, [replace(MAIL, subject="Discovery 76")], [])
    again = await claimed(database, now=LATER)
    assert again
    assert (again[0].subject, again[0].attempts) == ("Discovery 76", 1)


async def test_a_mail_that_came_back_is_known_among_those_that_went(database: Database) -> None:
    await outbox.enter(database, [MAIL], [])
    assert not await outbox.handed_over(database, MONDAY), "it only waits"
    found = await claimed(database)
    assert found
    await outbox.mark_sending(database, found[1], now=NOW)
    await outbox.finish(database, found[1], "sent", reason=None, now=NOW)
    assert not await outbox.handed_over(database, MONDAY + timedelta(days=7)), "too long ago"
    (mail,) = await outbox.handed_over(database, MONDAY)
    assert mail.recipient == "maya@company.example"
    assert await outbox.returned(database, mail, reason="5.1.1 nobody", now=LATER)
    assert not await outbox.returned(database, mail, reason="5.1.1 nobody", now=LATER), "no news"
    assert await state(database) == ("refused", "5.1.1 nobody")
