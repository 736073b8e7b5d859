"""Each call that arrives is looked at by one worker at a time, and never forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from db import inbox
from db.database import Database
from db.inbox import Claim, Received
from tests.flows.workshops import pass_time

LEASE = timedelta(minutes=1)
OVER = timedelta(seconds=-1)
BIG = "9223372036854775807123"
"""An id that fits no integer."""


async def deliver(database: Database, call_id: str = BIG, body: bytes = b"{}", *, is_test: bool = False) -> Received:
    return await inbox.store_delivery(database, call_id, body, rule="new calls", is_test=is_test)


async def claimed(database: Database, *, most: int = 10, lease: timedelta = LEASE) -> list[Claim]:
    return await inbox.claim_calls(database, most=most, lease=lease)


async def states(database: Database) -> dict[str, int]:
    return {row.state: row.calls for row in await inbox.count_inbox(database)}


async def test_a_call_that_is_delivered_often_and_by_several_rules_is_looked_at_once(database: Database) -> None:
    assert await deliver(database) is Received.NEW
    assert await deliver(database) is Received.KNOWN
    assert await deliver(database, body=b'{"other": 1}') is Received.NEW
    (claim,) = await claimed(database)
    assert (claim.call_id, claim.source, claim.crashes) == (BIG, "gong", 0)
    assert await claimed(database) == []


async def test_a_test_from_gongs_settings_is_kept_and_leads_to_nothing(database: Database) -> None:
    assert await deliver(database, is_test=True) is Received.TEST
    assert await claimed(database) == []
    assert await deliver(database, body=b"real") is Received.NEW


async def test_a_call_that_is_done_stays_done_until_there_is_something_new(database: Database) -> None:
    await deliver(database)
    (claim,) = await claimed(database)
    assert await inbox.settle_call(database, claim, "done")
    assert await deliver(database) is Received.KNOWN
    assert await states(database) == {"done": 1}
    assert await deliver(database, body=b"changed") is Received.NEW
    assert await states(database) == {"waiting": 1}


async def test_a_call_that_is_delivered_again_with_the_same_content_is_looked_at_once_an_hour_at_most(
    database: Database, dsn: str
) -> None:
    await deliver(database)
    (claim,) = await claimed(database)
    await inbox.settle_call(database, claim, "done")
    await pass_time(dsn, timedelta(minutes=59))
    assert await deliver(database) is Received.KNOWN
    await pass_time(dsn, timedelta(minutes=2))
    assert await deliver(database) is Received.NEW
    assert await deliver(database) is Received.KNOWN
    assert await states(database) == {"waiting": 1}


async def test_what_waits_and_what_was_left_out_is_listed_with_the_reason(database: Database) -> None:
    await inbox.note_calls(database, ["1", "2", "3", "4"])
    first, second, third = await claimed(database, most=3)
    await inbox.settle_call(database, first, "skipped", "it is private")
    await inbox.put_off(database, [second], timedelta(hours=1), "no transcript yet")
    left = await inbox.inbox_calls(database)
    assert [(noted.call_id, noted.state, noted.reason) for noted in left] == [
        ("4", "waiting", None),
        (second.call_id, "waiting", "no transcript yet"),
        (third.call_id, "working", None),
    ]
    assert [noted.due_at is None for noted in left] == [True, False, False]
    assert [noted.reason for noted in await inbox.inbox_calls(database, ["skipped"])] == ["it is private"]
    found = await inbox.find_noted(database, first.call_id)
    assert found is not None
    assert (found.state, found.reason) == ("skipped", "it is private")
    assert await inbox.find_noted(database, "5") is None


@pytest.mark.parametrize("state", ["skipped", "failed"])
async def test_a_call_that_was_given_up_is_tried_again_when_it_is_delivered_again(
    database: Database, state: inbox.Settled
) -> None:
    await deliver(database)
    (claim,) = await claimed(database)
    await inbox.settle_call(database, claim, state, "it was gone")
    assert await deliver(database) is Received.NEW
    assert len(await claimed(database)) == 1


async def test_news_during_the_work_is_looked_at_after_it(database: Database) -> None:
    await deliver(database)
    (claim,) = await claimed(database)
    await deliver(database, body=b"changed meanwhile")
    assert await claimed(database) == []
    assert await inbox.settle_call(database, claim, "done")
    assert [again.news for again in await claimed(database)] == [2]


async def test_news_shortens_a_wait(database: Database) -> None:
    await deliver(database)
    await inbox.put_off(database, await claimed(database), timedelta(hours=1), "no transcript yet")
    assert await claimed(database) == []
    await deliver(database, body=b"changed")
    assert len(await claimed(database)) == 1


async def test_what_a_vanished_worker_left_behind_is_taken_over_and_its_word_no_longer_counts(
    database: Database,
) -> None:
    await deliver(database)
    (lost,) = await claimed(database, lease=OVER)
    (taken,) = await claimed(database)
    assert (taken.id, taken.crashes) == (lost.id, 1)
    assert not await inbox.settle_call(database, lost, "failed", "too late")
    assert await inbox.put_off(database, [lost], timedelta(0), "too late") == 0
    assert await inbox.keep_calls(database, [lost, taken], LEASE) == {taken.id}
    assert await inbox.settle_call(database, taken, "done")


async def test_holding_on_keeps_others_away(database: Database) -> None:
    await deliver(database)
    (claim,) = await claimed(database, lease=OVER)
    await inbox.keep_calls(database, [claim], LEASE)
    assert await claimed(database) == []


async def test_many_workers_at_once_share_the_calls_and_none_gets_two(database: Database) -> None:
    await inbox.note_calls(database, [str(number) for number in range(40)])
    async with asyncio.TaskGroup() as group:
        working = [group.create_task(claimed(database, most=7)) for _ in range(8)]
    taken = [claim.call_id for worker in working for claim in worker.result()]
    assert len(taken) == len(set(taken)) >= 35
    assert len(await claimed(database, most=40)) == 40 - len(taken)


async def test_a_delivered_call_goes_before_those_that_were_found_by_looking_back(database: Database) -> None:
    assert await inbox.note_calls(database, ["1", "2", "3"]) == 3
    await deliver(database, "4")
    await deliver(database, "3")
    assert {claim.call_id for claim in await claimed(database, most=2)} == {"3", "4"}


async def test_noting_what_is_known_changes_nothing_unless_it_is_asked_for(database: Database) -> None:
    await deliver(database, "1")
    (claim,) = await claimed(database)
    await inbox.settle_call(database, claim, "skipped", "private")
    assert await inbox.note_calls(database, ["1", "2"]) == 1
    assert await inbox.known_calls(database, ["1", "2", "3"]) == {"1": "skipped", "2": "waiting"}
    assert await inbox.note_calls(database, ["1"], again=True) == 1
    assert await inbox.known_calls(database, ["1"]) == {"1": "waiting"}


async def test_what_was_not_accepted_is_counted_by_reason(database: Database) -> None:
    for reason, times in (("expired", 1), ("expired", 2), ("another body", 1)):
        await inbox.count_rejections(database, reason, times)
    counted = {row.reason: row.times for row in await inbox.rejections(database, days=1)}
    assert counted == {"expired": 3, "another body": 1}


async def test_what_was_delivered_is_forgotten_after_a_while_and_the_call_is_not(database: Database) -> None:
    await deliver(database)
    assert await inbox.forget_deliveries(database) == 0
    assert await inbox.forget_deliveries(database, OVER) == 1
    assert await states(database) == {"waiting": 1}
