"""Works off the inbox in this process, for as long as it runs: what one machine without Prefect needs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from analysis.errors import EngineError
from db import inbox
from db.errors import StorageError
from flows.catch_up import LOOKBACK, SEES_NOTHING, catch_up, sees_nothing
from flows.drain import drain
from flows.outcome import Drained
from flows.workshop import Workshop
from gong.errors import GongError

SWEEP_S: Final = 60.0
"""So often it is looked at what was left behind, or has become due."""
CATCH_UP_S: Final = 3600.0
SHORTEST_S: Final = 1.0

logger = logging.getLogger(__name__)


async def keep_draining(
    workshop: Workshop, rung: asyncio.Event, tell: Callable[[Drained], None], *, sweeps: bool = True
) -> None:
    """Work whenever `rung`, and with `sweeps` also when something is due; until cancelled."""
    while True:
        if sweeps or rung.is_set():
            rung.clear()
            await _drained(workshop, tell)
        with suppress(TimeoutError):
            async with asyncio.timeout(await _pause_s(workshop) if sweeps else None):
                await rung.wait()


async def keep_catching_up(workshop: Workshop, rung: asyncio.Event) -> None:
    """Once an hour look for what nobody announced, and ring; until cancelled."""
    while True:
        await asyncio.sleep(CATCH_UP_S)
        try:
            found = await catch_up(workshop, workshop.engine.clock() - LOOKBACK)
            if await sees_nothing(workshop, found):
                logger.warning(SEES_NOTHING)
        except (EngineError, StorageError, GongError) as error:
            logger.error("Gong could not be looked through, trying again in an hour: %s", error)  # noqa: TRY400 (a fault of the world)
        rung.set()


async def _drained(workshop: Workshop, tell: Callable[[Drained], None]) -> None:
    try:
        drained = await drain(workshop)
    except* (EngineError, StorageError, GongError) as errors:
        for error in errors.exceptions:
            logger.error("the inbox could not be worked off, trying again: %s", error)  # noqa: TRY400 (a fault of the world)
    else:
        if drained.results:
            tell(drained)


async def _pause_s(workshop: Workshop) -> float:
    """Seconds until the next call is due, within bounds."""
    try:
        counted = await inbox.count_inbox(workshop.engine.db)
    except StorageError:
        return SWEEP_S
    now = workshop.engine.clock()
    waits = [(row.due_at - now).total_seconds() for row in counted if row.due_at]
    return max(min([SWEEP_S, *waits]), SHORTEST_S)
