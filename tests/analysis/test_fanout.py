"""The first question warms the cache, the others follow together, and nothing is left running."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from analysis.fanout import Job, warm_then_rest


class Desk:
    """Jobs that tell when they began, and wait for the test before they say anything."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.speak: dict[str, asyncio.Event] = {}
        self.finish: dict[str, asyncio.Event] = {}

    def job(self, name: str, *, error: Exception | None = None, silent: bool = False) -> Job[str]:
        self.speak[name], self.finish[name] = asyncio.Event(), asyncio.Event()

        async def run(on_first: Callable[[], None]) -> str:
            self.begun.append(name)
            if not silent:
                await self.speak[name].wait()
                on_first()
            await self.finish[name].wait()
            if error:
                raise error
            on_first()
            return f"answer of {name}"

        return run

    def let(self, *names: str) -> None:
        for name in names:
            self.speak[name].set()
            self.finish[name].set()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def nothing_else_runs() -> bool:
    return asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_others_wait_until_the_first_begins_to_answer_and_then_go_at_once() -> None:
    desk = Desk()
    whole = asyncio.create_task(warm_then_rest([desk.job(name) for name in "abcd"]))
    await settled()
    assert desk.begun == ["a"]
    desk.speak["a"].set()
    await settled()
    assert desk.begun == ["a", "b", "c", "d"]
    desk.let(*"dcba")
    await whole


async def test_answers_come_in_the_order_of_the_questions_whoever_is_done_first() -> None:
    desk = Desk()
    whole = asyncio.create_task(warm_then_rest([desk.job(name) for name in "abc"]))
    for name in "acb":
        await settled()
        desk.let(name)
    assert await whole == ["answer of a", "answer of b", "answer of c"]


async def test_when_the_first_ends_without_a_word_the_next_one_goes_alone() -> None:
    async def refused(_: Callable[[], None]) -> str:
        return "refused"

    desk = Desk()
    whole = asyncio.create_task(warm_then_rest([refused, desk.job("b"), desk.job("c")]))
    await settled()
    assert desk.begun == ["b"]
    desk.let("b", "c")
    assert await whole == ["refused", "answer of b", "answer of c"]


async def test_when_all_end_without_a_word_they_went_one_after_the_other() -> None:
    order: list[str] = []

    def mute(name: str) -> Job[str]:
        async def run(_: Callable[[], None]) -> str:
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")
            return name

        return run

    assert await warm_then_rest([mute("a"), mute("b")]) == ["a", "b"]
    assert order == ["a begins", "a ends", "b begins", "b ends"]


async def test_no_questions_have_no_answers() -> None:
    assert await warm_then_rest([]) == []


@pytest.mark.parametrize("failing", ["a", "c"])
async def test_a_failure_that_is_not_a_value_stops_the_others(failing: str) -> None:
    desk = Desk()
    jobs = [desk.job(name, error=ValueError("broken") if name == failing else None) for name in "abc"]
    whole = asyncio.create_task(warm_then_rest(jobs))
    await settled()
    desk.speak["a"].set()
    await settled()
    desk.let(failing)
    with pytest.RaisesGroup(ValueError):
        await whole
    assert nothing_else_runs()


async def test_a_failure_before_the_first_word_lets_nobody_else_begin() -> None:
    desk = Desk()
    whole = asyncio.create_task(warm_then_rest([desk.job("a", error=ValueError(), silent=True), desk.job("b")]))
    await settled()
    desk.let("a")
    with pytest.RaisesGroup(ValueError):
        await whole
    assert desk.begun == ["a"]


@pytest.mark.parametrize("speaking", [[], ["a"]], ids=["before the first word", "after it"])
async def test_whoever_is_cancelled_takes_every_question_along(speaking: list[str]) -> None:
    desk = Desk()
    whole = asyncio.create_task(warm_then_rest([desk.job(name) for name in "abc"]))
    await settled()
    for name in speaking:
        desk.speak[name].set()
    await settled()
    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert nothing_else_runs()


async def test_nothing_is_left_running_afterwards() -> None:
    desk = Desk()
    whole = asyncio.create_task(warm_then_rest([desk.job(name) for name in "ab"]))
    desk.let("a", "b")
    await whole
    assert nothing_else_runs()
