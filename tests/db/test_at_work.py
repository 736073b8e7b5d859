"""Processes that share calls: each takes its own, and what a dead one was at is free when its lease is over."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from db import at_work
from db.calls import find_call, save_call
from db.database import Database
from tests.db.examples import new_call

LEASE = timedelta(seconds=60)
OVER = timedelta(seconds=-1)


@pytest.fixture
async def calls(database: Database) -> list[int]:
    ids: list[int] = []
    for number in range(12):
        new = new_call(f"73{number:017}")
        await save_call(database, new)
        record = await find_call(database, new.call.id)
        assert record is not None
        ids.append(record.id)
    return ids


async def test_the_first_call_that_nobody_is_at_is_taken(database: Database, calls: list[int]) -> None:
    one, two = uuid4(), uuid4()
    assert await at_work.take(database, one, calls, lease=LEASE) == calls[0]
    assert await at_work.take(database, two, calls, lease=LEASE) == calls[1]
    await at_work.give_back(database, two, calls[0])  # not theirs
    assert await at_work.take(database, two, calls, lease=LEASE) == calls[2]
    await at_work.give_back(database, one, calls[0])
    assert await at_work.take(database, two, calls, lease=LEASE) == calls[0]


async def test_there_may_be_nothing_to_take(database: Database, calls: list[int]) -> None:
    assert await at_work.take(database, uuid4(), [], lease=LEASE) is None
    await at_work.take(database, uuid4(), calls[:1], lease=LEASE)
    assert await at_work.take(database, uuid4(), calls[:1], lease=LEASE) is None


async def test_what_a_dead_process_was_at_is_free_when_its_lease_is_over(database: Database, calls: list[int]) -> None:
    dead, alive = uuid4(), uuid4()
    assert await at_work.take(database, dead, calls[:1], lease=OVER) == calls[0]
    assert await at_work.take(database, alive, calls[:1], lease=LEASE) == calls[0]
    assert await at_work.keep(database, dead, lease=LEASE) == 0
    assert await at_work.keep(database, alive, lease=LEASE) == 1


async def test_at_its_end_a_process_gives_back_all_that_it_was_at(database: Database, calls: list[int]) -> None:
    ended, other = uuid4(), uuid4()
    for _ in calls[1:]:
        await at_work.take(database, ended, calls, lease=LEASE)
    assert await at_work.take(database, other, calls, lease=LEASE) == calls[-1]
    await at_work.give_back_all(database, ended)
    assert await at_work.take(database, other, calls, lease=LEASE) == calls[0]


async def test_many_at_once_never_take_the_same(database: Database, calls: list[int]) -> None:
    async def taken() -> list[int]:
        claim, mine = uuid4(), list[int]()
        for _ in range(6):
            call = await at_work.take(database, claim, calls, lease=LEASE)
            mine += [call] if call else []
        return mine

    async with asyncio.TaskGroup() as group:
        everybody = [group.create_task(taken()) for _ in range(8)]
    found = [call for each in everybody for call in each.result()]
    assert len(found) == len(set(found))
    assert set(found) <= set(calls)
