"""The one engine that all requests share, opened when the first of them needs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from coaching_mcp.errands import Errands

if TYPE_CHECKING:
    from analysis.engine import Engine
    from analysis.scorecards import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What answering takes. `has_judge`: there is a key, so Claude judges."""

    engine: Engine
    zone: ZoneInfo
    has_judge: bool


Opener = Callable[[], AbstractAsyncContextManager[Office]]


@asynccontextmanager
async def open_office() -> AsyncGenerator[Office]:
    """The engine that the settings describe.

    Raises:
        EngineError, StorageError, BadStandard: it cannot be opened; the message says what to do.
    """
    from analysis.bootstrap import open_engine  # the database driver waits for the first request
    from analysis.settings import read_settings

    settings = read_settings()
    async with open_engine(settings) as engine:
        yield Office(engine=engine, zone=settings.zone, has_judge=settings.anthropic_api_key is not None)


PATIENCE_S: Final = 35.0
"""So long an answer waits for an analysis; with opening the database it stays within the deadline."""


class Desk:
    """Opens the office once, for as long as anybody serves from it. A failed opening is tried again.

    `patience_s` is how many seconds an answer waits for an analysis, which goes on after that.
    """

    def __init__(self, opener: Opener = open_office, *, patience_s: float = PATIENCE_S) -> None:
        self._opener = opener
        self.patience_s = patience_s
        self._users = 0
        self._keeper: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[Office] | None = None
        self._closing = asyncio.Event()
        self.analyses: Errands[Scorecard] = Errands()

    @asynccontextmanager
    async def use(self) -> AsyncGenerator[None]:
        """While this block runs, an office that was opened stays open."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                await self._close()

    async def office(self) -> Office:
        """The office, opened now if it was not; whoever is cancelled while waiting does not stop the opening.

        Raises:
            EngineError, StorageError, BadStandard: it cannot be opened; the message says what to do.
        """
        if self._ready is None or self._keeper is None or self._keeper.done():
            self._ready, self._closing = asyncio.get_running_loop().create_future(), asyncio.Event()
            self._keeper = asyncio.create_task(self._keep(self._ready, self._closing))
        ready, keeper = self._ready, self._keeper
        if not ready.done():
            await asyncio.wait({ready, keeper}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            keeper.result()  # raises what kept it from opening
        return ready.result()

    async def _keep(self, ready: asyncio.Future[Office], closing: asyncio.Event) -> None:
        async with self._opener() as office:
            ready.set_result(office)
            await closing.wait()

    async def _close(self) -> None:
        await self.analyses.stop()
        keeper, ready, self._keeper, self._ready = self._keeper, self._ready, None, None
        self._closing.set()
        if keeper and not keeper.done():
            if not (ready and ready.done()):  # still opening: nobody needs it any more
                keeper.cancel()
            await asyncio.wait({keeper})
