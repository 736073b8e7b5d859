"""Answers come in time, and what takes longer is not lost and not paid twice."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from fastmcp.exceptions import ToolError

from analysis.engine import Wanted
from coaching_mcp.errands import Done, Errands, Running
from coaching_mcp.wire import answered, in_time
from db.database import Database
from db.errors import StorageUnavailable
from tests.analysis.desk import FIRST_CALL, bundled, claude_engine, stock
from tests.coaching_mcp.front import Front, Said, connected, server
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import Answered
from tests.standins.judge import CarefulJudge

PRICE = "That is roughly twice what we pay now."


async def test_a_slow_analysis_is_picked_up_by_asking_again_and_paid_once(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library, judge=CarefulJudge()) as engine:
        claude_standin.total_s = 0.6
        async with connected(server(engine, has_judge=True, patience_s=0.2)) as front:
            first = await front.ask("analyze_call", call=FIRST_CALL, force=True)
            answers = 1
            said = first
            while said.data.get("status") == "running":
                said = await front.ask("analyze_call", call=FIRST_CALL, force=True)
                answers += 1
    assert first.data["status"] == "running"
    assert "still judging" in first.text
    assert not first.failed
    assert said.data["rows"]
    assert answers > 2
    assert len(claude_standin.requests) == 5


async def asked_until_three_are_judged(front: Front) -> Said:
    """What is answered while the fourth dimension is still being judged."""
    said = await front.ask("analyze_call", call=FIRST_CALL)
    while len(said.data.get("rows", [])) < 3:
        assert said.data["status"] == "running"
        said = await front.ask("analyze_call", call=FIRST_CALL)
    return said


async def test_an_answer_that_comes_before_the_end_has_the_dimensions_that_are_judged(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library, judge=CarefulJudge(objection=PRICE)) as engine:
        claude_standin.on(Answered(total_s=4.0), matching="Dimension: engagement")
        async with connected(server(engine, has_judge=True, patience_s=0.3)) as front:
            said = early = await asked_until_three_are_judged(front)
            while said.data.get("status") == "running":
                said = await front.ask("analyze_call", call=FIRST_CALL)
    assert early.data["status"] == "running"
    assert {row["dimension"] for row in early.data["rows"]} == {"Discovery", "Product knowledge", "Objection handling"}
    assert "Still being judged: engagement." in early.text
    assert [row["score"] for row in said.data["rows"]] == [75, 75, 75, 75]
    assert any(point.startswith("Change:") for point in said.data["points"])
    assert len(claude_standin.requests) == 5


async def test_asking_again_without_force_waits_for_the_new_judgement_and_shows_no_old_score(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library, judge=CarefulJudge(objection=PRICE)) as engine:
        await engine.analyze(Wanted(call=FIRST_CALL))
        async with connected(server(engine, has_judge=True, patience_s=0.3)) as front:
            claude_standin.answer = CarefulJudge(level=1, objection=PRICE)
            claude_standin.on(Answered(total_s=3.0), matching="Dimension: engagement")
            said = await front.ask("analyze_call", call=FIRST_CALL, force=True)
            other = await front.ask("analyze_call", call=FIRST_CALL, dimensions=["discovery"])
            running = []
            while said.data.get("status") == "running":
                running.append(said)
                said = await front.ask("analyze_call", call="1")
            after = await front.ask("analyze_call", call=FIRST_CALL)
    assert len(running) > 1
    assert not any("rows" in one.data for one in running)
    assert "This call is being judged anew" in other.text
    assert [row["score"] for row in said.data["rows"]] == [25, 25, 25, 25]
    assert after.data["rows"] == said.data["rows"]
    assert "anew" not in after.text
    assert len(claude_standin.requests) == 10


async def test_a_server_that_stops_in_the_middle_has_kept_what_was_judged(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library, judge=CarefulJudge(objection=PRICE)) as engine:
        claude_standin.on(Answered(total_s=60.0), matching="Dimension: engagement")
        async with connected(server(engine, has_judge=True, patience_s=0.3)) as front:
            await asked_until_three_are_judged(front)
        async with connected(server(engine, has_judge=True)) as front:
            said = await front.ask("analyze_call", call=FIRST_CALL)
    assert [row["score"] for row in said.data["rows"]] == [75, 75, 75, 75]
    assert len(claude_standin.requests) == 6


async def test_whoever_waits_is_told_how_far_things_are(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        claude_standin.total_s = 0.3
        async with connected(server(engine, has_judge=True)) as front:
            await front.ask("analyze_call", call="the Brightline first call")
    assert any("Brightline" in message for message in front.progress)


async def test_a_request_that_is_cancelled_harms_nothing(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        claude_standin.total_s = 0.4
        async with connected(server(engine, has_judge=True)) as front:
            impatient = asyncio.create_task(front.ask("analyze_call", call=FIRST_CALL))
            await asyncio.sleep(0.3)
            impatient.cancel()
            said = await front.ask("analyze_call", call=FIRST_CALL)
    assert said.data["rows"]
    assert len(claude_standin.requests) == 5


async def nothing(_: float) -> None:
    """Nobody watches."""


async def test_twenty_who_ask_at_once_share_one_piece_of_work() -> None:
    errands: Errands[int] = Errands()
    started = 0

    async def work() -> int:
        nonlocal started
        started += 1
        await asyncio.sleep(0.05)
        return 7

    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(errands.run("k", work, patience_s=5, on_tick=nothing)) for _ in range(20)]
    assert [each.result() for each in asked] == [Done(value=7)] * 20
    assert started == 1


async def test_a_failure_is_kept_until_somebody_is_told_and_then_tried_again() -> None:
    errands: Errands[int] = Errands()
    tries = 0

    async def work() -> int:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0.05)
        if tries == 1:
            raise StorageUnavailable("the database went away")
        return tries

    assert isinstance(await errands.run("k", work, patience_s=0.01, on_tick=nothing), Running)
    await asyncio.sleep(0.1)
    with pytest.raises(StorageUnavailable):
        await errands.run("k", work, patience_s=1, on_tick=nothing)
    assert await errands.run("k", work, patience_s=1, on_tick=nothing) == Done(value=2)


async def test_what_still_runs_when_the_server_stops_is_ended() -> None:
    errands: Errands[None] = Errands()
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    assert isinstance(await errands.run("k", work, patience_s=0.01, on_tick=nothing), Running)
    await errands.stop()
    assert ended.is_set()


async def test_what_nobody_expected_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise ValueError("secret: postgres://me:hunter2@db")

    with pytest.raises(ToolError) as caught:
        await answered(broken, concise=True)  # pyright: ignore[reportArgumentType] (it never answers)
    assert "hunter2" not in str(caught.value)
    assert "Ask again" in str(caught.value)
    assert "hunter2" in caplog.text


async def test_a_question_that_takes_too_long_is_answered_with_what_to_do() -> None:
    async def slow() -> None:
        await asyncio.sleep(60)

    with pytest.raises(ToolError, match="took too long and was stopped"):
        await in_time(slow, deadline_s=0.05)


async def test_twenty_users_are_served_while_an_analysis_runs(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        claude_standin.total_s = 1.5
        served = server(engine, has_judge=True)
        async with AsyncExitStack() as stack:
            fronts = [await stack.enter_async_context(connected(served)) for _ in range(20)]
            slow = asyncio.create_task(fronts[0].ask("analyze_call", call=FIRST_CALL))
            await asyncio.sleep(0.2)
            async with asyncio.timeout(2.0), asyncio.TaskGroup() as group:
                found = [group.create_task(front.ask("search_calls")) for front in fronts]
            assert not slow.done()
            assert all(each.result().data["rows"] for each in found)
            assert (await slow).data["rows"]
