"""Calls that arrived are fetched, stored and judged, and what cannot be done now is done later or said."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from analysis.bootstrap import put_in
from analysis.engine import Wanted
from analysis.errors import NotAnalysed
from db import inbox
from db.calls import find_call
from db.database import Database
from flows.drain import drain
from flows.outcome import Became, Result
from knowledge.library import read_library
from knowledge.rubric import Role
from tests.analysis.desk import DEMO, FIRST_CALL, LONG_CALL, claude_engine
from tests.flows.workshops import arrived, drained, pass_time, workshop
from tests.standins.claude import ClaudeStandin
from tests.standins.gong import Fails, GongStandin

pytestmark = pytest.mark.usefixtures("no_waiting")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_a_call_that_arrived_is_fetched_stored_and_judged(database: Database) -> None:
    await arrived(database, FIRST_CALL, DEMO)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        said, states = await drained(tools)
        card = await tools.engine.stored(Wanted(call=FIRST_CALL))
    assert str(said) == "2 read"
    assert said.is_clean
    assert states == {"done": 2}
    assert card is not None
    assert len(standin.requests) == 2, "both calls in one request for what they are and one for what was said"


async def test_invented_calls_that_came_from_the_simulated_gong_are_still_said_to_be_invented(
    database: Database,
) -> None:
    await arrived(database, FIRST_CALL)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        await drain(tools)
    record = await find_call(database, FIRST_CALL)
    assert record is not None
    assert record.call.is_invented


async def test_an_empty_inbox_costs_no_request(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin) as tools:
        said, _ = await drained(tools)
    assert str(said) == "nothing to do"
    assert standin.requests == []


async def test_a_transcript_that_is_late_is_waited_for_without_anybody_waiting(database: Database, dsn: str) -> None:
    await arrived(database, FIRST_CALL)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        bring = standin.tenant.withhold(FIRST_CALL)
        said, states = await drained(tools)
        assert str(said) == "1 waits"
        assert states == {"waiting": 1}
        assert str((await drained(tools))[0]) == "nothing to do"
        await pass_time(dsn, HOUR)
        bring()
        said, states = await drained(tools)
    assert str(said) == "1 read"
    assert states == {"done": 1}


async def test_a_transcript_that_never_comes_is_given_up_after_a_day_with_the_reason(
    database: Database, dsn: str
) -> None:
    await arrived(database, FIRST_CALL)
    looks = 0
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.tenant.withhold(FIRST_CALL)
        for _ in range(60):
            said, states = await drained(tools)
            looks += bool(said.results)
            await pass_time(dsn, HOUR / 2)
    assert states == {"skipped": 1}
    assert 10 < looks < 30


async def test_a_call_that_was_deleted_before_it_was_fetched_is_skipped_after_a_while(
    database: Database, dsn: str
) -> None:
    await arrived(database, FIRST_CALL, DEMO)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.tenant.delete(FIRST_CALL)
        assert str((await drained(tools))[0]) == "1 read, 1 waits"
        await pass_time(dsn, 3 * HOUR)
        said, _ = await drained(tools)
    ((reason, times),) = said.reasons
    assert times == 1
    assert "deleted there, or the key's owner may not see it" in reason


async def test_a_colleague_who_had_their_share_in_a_call_is_judged_too(database: Database) -> None:
    await arrived(database, DEMO)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        assert str((await drained(tools))[0]) == "1 read"
        owner = await tools.engine.show(DEMO)
        (engineer,) = owner.others
        assert (await tools.engine.show(DEMO, engineer.label)).rep.role is engineer.role is Role.SE


async def test_only_the_owner_is_judged_where_that_is_wanted(database: Database) -> None:
    await arrived(database, DEMO)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        await drain(replace(tools, judges_colleagues=False))
        (engineer,) = (await tools.engine.show(DEMO)).others
        with pytest.raises(NotAnalysed):
            await tools.engine.show(DEMO, engineer.label)


async def test_a_call_that_is_delivered_again_and_did_not_change_is_said_to_be_unchanged(database: Database) -> None:
    await arrived(database, DEMO)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        await drain(tools)
        await inbox.store_delivery(database, DEMO, b"something else about it", rule="new calls")
        assert str((await drained(tools))[0]) == "1 unchanged"


async def test_a_private_call_is_skipped_and_its_words_are_not_asked_for(database: Database) -> None:
    await arrived(database, FIRST_CALL)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.tenant.make_private(FIRST_CALL)
        said, states = await drained(tools)
        assert standin.asked("/v2/calls/transcript") == []
    assert states == {"skipped": 1}
    assert "private" in said.reasons[0][0]


async def test_a_transcript_that_changed_is_taken_in_again_when_the_call_is_delivered_again(
    database: Database,
) -> None:
    await arrived(database, FIRST_CALL)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        await drain(tools)
        standin.tenant.transcripts[FIRST_CALL]["transcript"][0]["sentences"][0]["text"] = "Something else was said."
        await inbox.store_delivery(database, FIRST_CALL, b"changed", rule="new calls")
        assert str((await drained(tools))[0]) == "1 read"
    record = await find_call(database, FIRST_CALL)
    assert record is not None
    assert record.transcript_version == 2


async def test_a_quota_that_is_gone_is_waited_for_and_said(database: Database, dsn: str) -> None:
    await arrived(database, FIRST_CALL, DEMO)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.on(Fails(status=429, headers={"Retry-After": "7200"}), times=None)
        said, states = await drained(tools)
        assert said.problem
        assert states == {"waiting": 2}
    async with GongStandin() as standin, workshop(database, standin) as tools:
        await pass_time(dsn, 25 * HOUR)
        assert str((await drained(tools))[0]) == "2 read"


@pytest.mark.parametrize("status", [401, 500])
async def test_a_gong_that_does_not_answer_loses_nothing_however_long_it_takes(
    database: Database, dsn: str, status: int
) -> None:
    await arrived(database, FIRST_CALL)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        for _ in range(4):
            standin.on(Fails(status=status), times=3)
            said, states = await drained(tools)
            assert said.problem
            assert not said.is_clean
            assert states == {"waiting": 1}
            await pass_time(dsn, DAY)
        standin._rules.clear()
        assert str((await drained(tools))[0]) == "1 read"


async def test_without_judging_on_arrival_calls_are_only_stored(database: Database) -> None:
    await arrived(database, FIRST_CALL)
    async with GongStandin() as standin, workshop(database, standin, judges=False) as tools:
        said, states = await drained(tools)
        assert await tools.engine.stored(Wanted(call=FIRST_CALL)) is None
    assert str(said) == "1 stored"
    assert states == {"done": 1}


async def test_the_spending_cap_stops_judging_until_tomorrow_and_keeps_the_calls(
    database: Database, dsn: str, claude_standin: ClaudeStandin
) -> None:
    await arrived(database, FIRST_CALL, DEMO, LONG_CALL)
    library = read_library()
    await put_in(database, library)
    async with (
        claude_engine(database, claude_standin, library, cap_usd=Decimal(0)) as engine,
        GongStandin() as standin,
        workshop(database, standin, engine=engine, at_once=1) as tools,
    ):
        said, states = await drained(tools)
        assert states == {"waiting": 3}
        assert said.problem
        assert "cap" in said.problem
        assert str((await drained(tools))[0]) == "nothing to do"
        await pass_time(dsn, DAY)
        assert len((await drain(tools)).results) == 3
    assert claude_standin.questions == []


async def test_a_wrong_key_for_claude_is_said_once_and_calls_wait(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    await arrived(database, FIRST_CALL, DEMO, LONG_CALL)
    library = read_library()
    await put_in(database, library)
    async with claude_engine(database, claude_standin, library) as engine:
        claude_standin.key = "another"
        async with GongStandin() as standin, workshop(database, standin, engine=engine, at_once=1) as tools:
            said, states = await drained(tools)
    assert states == {"waiting": 3}
    assert said.problem
    assert "ANTHROPIC_API_KEY" in said.problem


async def test_a_call_whose_workers_vanish_again_and_again_is_given_up(database: Database) -> None:
    await arrived(database, FIRST_CALL)
    for _ in range(6):
        await inbox.claim_calls(database, most=1, lease=timedelta(seconds=-1))
    async with GongStandin() as standin, workshop(database, standin) as tools:
        said, states = await drained(tools)
    assert states == {"failed": 1}
    assert not said.is_clean
    assert "coach sync --again" in said.reasons[0][0]


async def test_work_that_is_broken_off_can_be_taken_up_at_once(database: Database) -> None:
    await arrived(database, FIRST_CALL)

    async def never(_call_id: str, _work: object) -> Result:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    started = asyncio.Event()
    async with GongStandin() as standin, workshop(database, standin) as tools:
        working = asyncio.create_task(drain(tools, each=never))
        await started.wait()
        working.cancel()
        await asyncio.wait({working})
        said, states = await drained(tools)
    assert str(said) == "1 read"
    assert states == {"done": 1}


async def test_a_call_that_breaks_the_program_keeps_no_other_waiting(database: Database, dsn: str) -> None:
    await arrived(database, FIRST_CALL, DEMO)

    async def clumsy(call_id: str, work: object) -> Result:
        if call_id == FIRST_CALL:
            raise ZeroDivisionError("with the words of a call")
        return await work()  # type: ignore[operator]

    async with GongStandin() as standin, workshop(database, standin) as tools:
        said = await drain(tools, each=clumsy)
        assert sorted(result.became for result in said.results) == [Became.READ, Became.WAITS]
        await pass_time(dsn, 2 * DAY)
        said = await drain(tools, each=clumsy)
    assert [(result.became, result.reason) for result in said.results] == [
        (Became.FAILED, "something went wrong that should not have (ZeroDivisionError); the log says where")
    ]
