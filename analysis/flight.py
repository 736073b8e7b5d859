"""Single flight in one process: whoever asks the same thing at the same time shares one answer. Pure asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Running(Generic[T]):
    task: asyncio.Task[T]
    waiting: int = 0


class Flight(Generic[T]):
    """Runs one piece of work per key at a time.

    The work belongs to nobody who waits for it: a caller that is cancelled leaves it running for the
    others, and it is cancelled when the last of them is gone.
    """

    def __init__(self) -> None:
        self._running: dict[Hashable, _Running[T]] = {}

    async def run(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of `work`, or of the same work that somebody already started."""
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = _Running(asyncio.create_task(work()))
            running.task.add_done_callback(lambda _: self._forget(key, running))
        running.waiting += 1
        try:
            return await asyncio.shield(running.task)
        finally:
            running.waiting -= 1
            if not running.waiting and not running.task.done():
                self._forget(key, running)
                running.task.cancel()
                await asyncio.wait([running.task])  # what it holds has to be given back while there is a database

    def _forget(self, key: Hashable, running: _Running[T]) -> None:
        if self._running.get(key) is running:
            del self._running[key]
