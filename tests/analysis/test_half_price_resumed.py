"""Killed at any moment, batches are found again: nothing is handed in twice, no answer is paid twice or lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from analysis.engine import Wanted
from analysis.errors import BatchUncertain, JudgeUnreachable
from db.batches import pending
from db.database import Database
from knowledge.library import Library
from tests.analysis.desk import DEMO, FIRST_CALL, claude_engine
from tests.analysis.halves import answers_in, half_price, ledger_of, owners
from tests.coaching_mcp.warm import start_warm
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_batches import PATH
from tests.standins.claude_script import Dropped, HttpError, overloaded

ROOT = Path(__file__).parents[2]
FIRST_ROUND, ALL = 8, 10
"""The questions about two calls: four dimensions each, then the summaries."""


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not happened():  # noqa: ASYNC110 (it happens in the stand-in's thread)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def killed(dsn: str, standin: ClaudeStandin) -> AsyncGenerator[None]:
    """A process at work for the length of the block, and then killed without a word."""
    process = await start_warm("tests.analysis.batcher", dsn, standin.base_url, standin.key, cwd=ROOT, env={})
    try:
        yield
    finally:
        process.kill()
        await process.communicate()


async def everything_was_judged_once(database: Database, standin: ClaudeStandin, library: Library) -> None:
    """Every question was handed in once, paid once, and the engine finds its answer."""
    asked = [item.custom_id for batch in standin.batches.all for item in batch.items]
    assert len(asked) == len(set(asked)) == ALL
    rows = await ledger_of(database)
    assert [(row.outcome, bool(row.cost_usd)) for row in rows] == [("done", True)] * ALL
    assert await answers_in(database) == ALL
    assert await pending(database) == []
    async with claude_engine(database, standin, library) as engine:
        for call in (FIRST_CALL, DEMO):
            assert (await engine.analyze(Wanted(call=call))).narrative
    assert standin.questions == []


@pytest.mark.parametrize("moment", ["being handed in", "waiting", "taking results"])
async def test_a_process_killed_at_any_step_is_taken_over_by_the_next(
    dsn: str, database: Database, claude_standin: ClaudeStandin, library: Library, moment: str
) -> None:
    batches = claude_standin.batches
    batches.stalls, batches.held = moment == "being handed in", moment == "waiting"
    batches.stalls_after = 3 if moment == "taking results" else None
    async with killed(dsn, claude_standin):
        await until(lambda: bool(batches.all))
        if moment == "waiting":
            await until(lambda: any(request.path.startswith(f"{PATH}/") for request in claude_standin.requests))
        if moment == "taking results":
            await until(lambda: batches.all[0].ended_at is not None and batches.stalls_after is None)
    batches.held = False
    (left,) = await pending(database)
    assert (left.provider_id is None) == (moment == "being handed in")
    async with half_price(database, claude_standin, library) as half:
        await half.work(await owners(database), wait_s=10)
    await everything_was_judged_once(database, claude_standin, library)


async def test_a_batch_that_claude_has_although_the_line_broke_is_recognised(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.loses_answer = True
    async with half_price(database, claude_standin, library) as half:
        with pytest.raises(BatchUncertain):
            await half.submit(await owners(database))
        await half.work(await owners(database), wait_s=5)
    await everything_was_judged_once(database, claude_standin, library)


async def test_a_batch_that_never_arrived_is_handed_in_again_once_that_is_certain(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.on(Dropped(), matching=lambda request: request.path == PATH)
    calls = await owners(database)
    async with half_price(database, claude_standin, library) as half:
        with pytest.raises(BatchUncertain):
            await half.submit(calls)
        early = await half.submit(calls)
        await database.execute("update batch set written_at = written_at - interval '11 minutes'")
        await half.work(calls, wait_s=5)
    assert (early.questions, early.waiting) == (0, FIRST_ROUND)
    await everything_was_judged_once(database, claude_standin, library)


async def test_somebody_elses_batch_is_not_taken_for_ours(
    database: Database, claude_standin: ClaudeStandin, library: Library, stocked: Database
) -> None:
    async with half_price(stocked, claude_standin, library) as other:  # the same key, another database, another size
        await other.submit((await owners(stocked))[:1])
    claude_standin.on(Dropped(), matching=lambda request: request.path == PATH)
    async with half_price(database, claude_standin, library) as half:
        with pytest.raises(BatchUncertain):
            await half.submit(await owners(database))
        collected = await half.collect()
    assert (collected.answered, collected.still_running) == (0, 1)
    (batch,) = await pending(database)
    assert batch.provider_id is None


async def test_a_strangers_batch_of_the_same_size_gives_no_answers_to_our_questions(
    database: Database, claude_standin: ClaudeStandin, library: Library, stocked: Database
) -> None:
    async with half_price(stocked, claude_standin, library) as other:
        strange = [wanted for wanted in await owners(stocked) if int(wanted.call) > 10][:2]
        assert (await other.submit(strange)).questions == FIRST_ROUND
    claude_standin.on(Dropped(), matching=lambda request: request.path == PATH)
    async with half_price(database, claude_standin, library) as half:
        with pytest.raises(BatchUncertain):
            await half.submit(await owners(database))
        collected = await half.collect()
    assert collected.problems == (
        "Claude gave 8 results too few for batch msgbatch_000001; they are looked for again the next time.",
    )
    assert await answers_in(database) == 0
    async with claude_engine(database, claude_standin, library) as engine:
        assert (await engine.analyze(Wanted(call=FIRST_CALL))).narrative


async def test_results_that_broke_off_are_read_to_the_end_the_next_time(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.cut_after = 3
    async with half_price(database, claude_standin, library) as half:
        await half.submit(await owners(database))
        broken = await half.collect()
        rest = await half.collect()
        assert 0 < broken.answered < FIRST_ROUND
        assert broken.answered + rest.answered == FIRST_ROUND
        assert (broken.still_running, rest.still_running) == (1, 0)
        assert broken.problems
        assert not rest.problems
        await half.work(await owners(database), wait_s=5)
    await everything_was_judged_once(database, claude_standin, library)


async def test_two_who_hand_in_and_collect_at_once_pay_once(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.takes_s = 0.3
    calls = await owners(database)
    async with (
        half_price(database, claude_standin, library) as one,
        half_price(database, claude_standin, library) as other,
    ):
        async with asyncio.TaskGroup() as group:
            submitted = [group.create_task(half.submit(calls)) for half in (one, other)]
        async with asyncio.TaskGroup() as group:
            collected = [group.create_task(half.collect(wait_s=10)) for half in (one, other)]
        assert sum(task.result().questions for task in submitted) == FIRST_ROUND
        assert sum(task.result().answered for task in collected) == FIRST_ROUND
        await one.work(calls, wait_s=5)
    await everything_was_judged_once(database, claude_standin, library)


async def test_waiting_ends_when_the_time_is_over_and_the_batch_goes_on(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.held = True
    async with half_price(database, claude_standin, library) as half:
        collected = await half.work(await owners(database), wait_s=0.2)
    assert (collected.answered, collected.still_running, len(await pending(database))) == (0, 1, 1)


@pytest.mark.usefixtures("no_waiting")
async def test_a_claude_that_is_busy_while_it_is_asked_about_a_batch_is_asked_again(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library) as half:
        await half.submit(await owners(database))
        fault = HttpError(status=500, type="api_error")
        claude_standin.on(fault, matching=lambda request: request.path.startswith(f"{PATH}/"), times=4)
        collected = await half.collect(wait_s=5)
    assert (collected.answered, collected.problems) == (FIRST_ROUND, ())


@pytest.mark.usefixtures("no_waiting")
async def test_an_outage_in_the_middle_is_waited_for_and_one_at_the_end_is_told(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    calls = await owners(database)
    claude_standin.on(overloaded(), matching=lambda request: request.path == PATH, times=4)
    async with half_price(database, claude_standin, library) as half:
        await half.work(calls, wait_s=10)
        await everything_was_judged_once(database, claude_standin, library)
        await database.execute("update batch set closed_at = null")
        claude_standin.on(Dropped(), matching=lambda request: request.path.startswith(f"{PATH}/"), times=None)
        assert (await half.collect()).problems
        claude_standin.__exit__()
        with pytest.raises(JudgeUnreachable):
            await half.collect(wait_s=0.2)


async def test_a_batch_that_this_key_does_not_know_is_told_of_and_given_up_when_its_results_are_gone(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    calls = await owners(database)
    async with half_price(database, claude_standin, library) as half:
        await half.submit(calls)
        claude_standin.batches.all.clear()
        early = await half.collect()
        await database.execute("update batch set written_at = written_at - interval '30 days'")
        late = await half.collect()
    assert (early.still_running, late.still_running) == (0, 0)
    assert "msgbatch_000001" in early.problems[0]
    assert not late.problems
    assert {left.reason for left in late.left_over} == {"Claude no longer has the answers of this batch."}
    assert {(row.outcome, row.cost_usd) for row in await ledger_of(database)} == {("lost", None)}


async def test_a_batch_whose_results_claude_has_thrown_away_is_given_up(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library) as half:
        await half.submit(await owners(database))
        claude_standin.batches.all[0].archived = True
        collected = await half.collect()
    assert (len(collected.left_over), collected.still_running) == (FIRST_ROUND, 0)
    assert await pending(database) == []
