"""Work that outlives the request that started it: asking again picks it up, and it is never done twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

TICK_S: Final = 5.0
MOST_KEPT: Final = 100
"""So many results that nobody came back for are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Generic[T]):
    """It is finished."""

    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """It goes on; `seconds` since it was started."""

    seconds: float


@dataclass(slots=True, kw_only=True)
class _Errand(Generic[T]):
    task: asyncio.Task[T]
    started: float
    waiting: int = 0


class Errands(Generic[T]):
    """One piece of work per key. A result, or a failure, is kept until somebody has been told of it."""

    def __init__(self) -> None:
        self._errands: dict[Hashable, _Errand[T]] = {}

    @property
    def kept(self) -> tuple[Hashable, ...]:
        """The keys of what was started and nobody has been told yet what came of it."""
        return tuple(self._errands)

    async def run(
        self,
        key: Hashable,
        work: Callable[[], Coroutine[Any, Any, T]],
        *,
        patience_s: float,
        on_tick: Callable[[float], Awaitable[None]],
    ) -> Done[T] | Running:
        """Start the work unless it was started before, and wait for it, but not longer than `patience_s`.

        Whoever is cancelled while waiting leaves it running. `on_tick` is told every few seconds how long it has run.
        """
        errand = self._errands.get(key)
        if errand is None:
            errand = self._errands[key] = _Errand(task=asyncio.create_task(work()), started=time.monotonic())
            self._forget_the_oldest()
        errand.waiting += 1
        try:
            until = time.monotonic() + patience_s
            while not errand.task.done() and (left := until - time.monotonic()) > 0:
                await asyncio.wait({errand.task}, timeout=min(TICK_S, left))
                if not errand.task.done():
                    await on_tick(time.monotonic() - errand.started)
        finally:
            errand.waiting -= 1
        if not errand.task.done():
            return Running(seconds=time.monotonic() - errand.started)
        if self._errands.get(key) is errand:
            del self._errands[key]
        return Done(value=errand.task.result())

    async def stop(self) -> None:
        """End what is still running; what was paid for by then is kept by the engine."""
        tasks = [errand.task for errand in self._errands.values()]
        self._errands.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.exception()  # somebody has to look at it, or asyncio complains

    def _forget_the_oldest(self) -> None:
        told = [key for key, errand in self._errands.items() if errand.task.done() and not errand.waiting]
        for key in told[: max(0, len(self._errands) - MOST_KEPT)]:
            task = self._errands.pop(key).task
            if not task.cancelled():
                task.exception()
