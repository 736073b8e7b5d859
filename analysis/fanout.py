"""Warm then fan out: one question writes the prompt cache, the others read it. Pure asyncio.

A cache entry can be read once the response that writes it has begun, so the first question goes alone
until its first content arrives; then the rest go at once. If one ends before that, the next goes alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

T = TypeVar("T")
Job = Callable[[Callable[[], None]], Awaitable[T]]
"""Something that answers, and calls what it is given once its first content has arrived."""


async def warm_then_rest(jobs: Sequence[Job[T]]) -> list[T]:
    """The results of all jobs, in their order.

    Raises:
        ExceptionGroup: what jobs raised; the others are cancelled. A job whose failure should not
            stop the others returns it as a value.
    """
    async with asyncio.TaskGroup() as group:
        tasks: list[asyncio.Task[T]] = []
        warm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for job in jobs:
            tasks.append(group.create_task(_run(job, partial(_settle, warm))))
            if not warm.done():
                await asyncio.wait([warm, tasks[-1]], return_when=asyncio.FIRST_COMPLETED)
    return [task.result() for task in tasks]


async def _run(job: Job[T], on_first: Callable[[], None]) -> T:
    return await job(on_first)


def _settle(warm: asyncio.Future[None]) -> None:
    if not warm.done():
        warm.set_result(None)
