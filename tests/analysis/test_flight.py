"""Whoever asks the same thing at the same time shares one answer, and nobody can spoil it for the others."""

from __future__ import annotations

import asyncio

import pytest

from analysis.flight import Flight


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


class Work:
    """Counts how often it is begun and broken off; ends when the test says so."""

    def __init__(self) -> None:
        self.begun = self.broken_off = 0
        self.may_end = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            await settled()  # what is begun has to be put back
            raise
        if self.error:
            raise self.error
        return number


async def results(*tasks: asyncio.Task[int]) -> list[int | BaseException]:
    await asyncio.wait(tasks)
    return [asyncio.CancelledError() if task.cancelled() else task.exception() or task.result() for task in tasks]


async def test_fifty_callers_with_one_question_share_one_answer() -> None:
    flight, work = Flight[int](), Work()
    callers = [asyncio.create_task(flight.run("key", work)) for _ in range(50)]
    await settled()
    work.may_end.set()
    assert await results(*callers) == [1] * 50
    assert work.begun == 1


async def test_other_questions_do_not_wait() -> None:
    flight, slow, quick = Flight[int](), Work(), Work()
    waiting = asyncio.create_task(flight.run(("call", 1), slow))
    quick.may_end.set()
    assert await flight.run(("call", 2), quick) == 1
    slow.may_end.set()
    assert await waiting == 1


async def test_an_answer_is_shared_and_not_kept() -> None:
    flight, work = Flight[int](), Work()
    work.may_end.set()
    assert [await flight.run("key", work), await flight.run("key", work)] == [1, 2]


async def test_everybody_who_waits_hears_of_a_failure_and_the_next_one_may_try_again() -> None:
    flight, work = Flight[int](), Work()
    work.error = ValueError("broken")
    callers = [asyncio.create_task(flight.run("key", work)) for _ in range(3)]
    await settled()
    work.may_end.set()
    assert await results(*callers) == [work.error] * 3
    work.error = None
    assert await flight.run("key", work) == 2


@pytest.mark.parametrize("leaver", [0, 1, 2])
async def test_a_caller_who_leaves_does_not_harm_the_others(leaver: int) -> None:
    flight, work = Flight[int](), Work()
    callers = [asyncio.create_task(flight.run("key", work)) for _ in range(3)]
    await settled()
    callers[leaver].cancel()
    await settled()
    work.may_end.set()
    outcomes = await results(*callers)
    assert isinstance(outcomes.pop(leaver), asyncio.CancelledError)
    assert outcomes == [1, 1]
    assert (work.begun, work.broken_off) == (1, 0)


async def test_work_that_nobody_waits_for_any_more_is_broken_off() -> None:
    flight, work = Flight[int](), Work()
    callers = [asyncio.create_task(flight.run("key", work)) for _ in range(2)]
    await settled()
    for caller in callers:
        caller.cancel()
    await results(*callers)
    await settled()
    assert (work.begun, work.broken_off) == (1, 1)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_caller_who_comes_after_the_last_one_left_gets_work_of_their_own() -> None:
    flight, work = Flight[int](), Work()
    first = asyncio.create_task(flight.run("key", work))
    await settled()
    first.cancel()
    await asyncio.wait([first])
    second = asyncio.create_task(flight.run("key", work))
    await settled()
    work.may_end.set()
    assert await second == 2


async def test_a_deadline_of_one_caller_is_not_the_deadline_of_another() -> None:
    flight, work = Flight[int](), Work()
    patient = asyncio.create_task(flight.run("key", work))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await flight.run("key", work)
    work.may_end.set()
    assert await patient == 1
