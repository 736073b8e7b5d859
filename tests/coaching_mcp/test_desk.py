"""One engine for all requests, opened by the first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from coaching_mcp.catalogue import build
from coaching_mcp.desk import Desk, Office
from db.database import Database
from db.errors import StorageUnavailable
from tests.analysis.desk import ZONE, keyword_engine, stock
from tests.coaching_mcp.front import connected


async def test_it_is_opened_by_the_first_request_only_and_closed_with_the_last_client(database: Database) -> None:
    engine = keyword_engine(database, await stock(database))
    events: list[str] = []

    @asynccontextmanager
    async def opener() -> AsyncGenerator[Office]:
        events.append("open")
        await asyncio.sleep(0.05)
        yield Office(engine=engine, zone=ZONE, has_judge=False)
        events.append("closed")

    served = build(Desk(opener))
    async with connected(served) as one, connected(served) as two:
        assert not events
        async with asyncio.TaskGroup() as group:
            for front in (one, two, one, two):
                group.create_task(front.ask("search_calls"))
        assert events == ["open"]
    assert events == ["open", "closed"]


async def test_an_opening_that_fails_is_told_and_tried_again(database: Database) -> None:
    engine = keyword_engine(database, await stock(database))
    tries = 0

    @asynccontextmanager
    async def opener() -> AsyncGenerator[Office]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StorageUnavailable("the database went away: check that it runs, then try again")
        yield Office(engine=engine, zone=ZONE, has_judge=False)

    async with connected(build(Desk(opener))) as front:
        first = await front.ask("search_calls")
        second = await front.ask("search_calls")
    assert first.failed
    assert "check that it runs" in first.text
    assert not second.failed


async def test_somebody_who_gives_up_while_it_opens_does_not_stop_it_for_the_others(database: Database) -> None:
    engine = keyword_engine(database, await stock(database))

    @asynccontextmanager
    async def opener() -> AsyncGenerator[Office]:
        await asyncio.sleep(0.1)
        yield Office(engine=engine, zone=ZONE, has_judge=False)

    desk = Desk(opener)
    async with desk.use():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await desk.office()
        assert (await desk.office()).engine is engine
