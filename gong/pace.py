"""How fast Gong may be asked: three requests a second, and so many a day."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol

from gong.errors import GongQuotaGone

PER_SECOND: Final = 3
PER_DAY: Final = 10_000
"""Gong's own limits; they are the whole company's."""
SECOND: Final = timedelta(seconds=1.05)
"""A second at Gong's end: what is sent evenly may arrive a little closer together."""
PATIENCE: Final = timedelta(seconds=60)
"""A longer pause than this is no pause any more: the person hears of it instead of waiting."""
LONGEST_HOLD_S: Final = 7 * 24 * 3600.0

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Pace(Protocol):
    """Whom to ask before each request to Gong."""

    async def take(self) -> None:
        """Wait until a request may be sent, and count it.

        Raises:
            GongQuotaGone: that would take too long.
        """
        ...

    async def hold(self, seconds: float) -> None:
        """Gong asked for a pause: nothing is to be sent for so many seconds from now."""
        ...


class OwnPace:
    """The pace of one process that is alone with its Gong. A day is a day of UTC."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        per_day: int = PER_DAY,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._per_day = per_day
        self._recent = deque([_LONG_AGO] * PER_SECOND, maxlen=PER_SECOND)
        self._not_before = _LONG_AGO
        self._day = date.min
        self._used = 0

    async def take(self) -> None:
        now = self._clock()
        may_ask_at = max(now, self._not_before)
        turn = max(may_ask_at, self._recent[0] + SECOND)
        if self._used_on(turn) >= self._per_day:
            turn = may_ask_at = _next_day(turn)
        if may_ask_at - now > PATIENCE:
            raise GongQuotaGone(may_ask_at)
        # Noted before the wait, so that of many tasks each gets a turn of its own.
        self._used = self._used_on(turn) + 1
        self._day = turn.astimezone(UTC).date()
        self._recent.append(turn)
        if turn > now:
            await self._sleep((turn - now).total_seconds())

    async def hold(self, seconds: float) -> None:
        self._not_before = max(self._not_before, self._clock() + timedelta(seconds=min(seconds, LONGEST_HOLD_S)))

    def _used_on(self, moment: datetime) -> int:
        return self._used if moment.astimezone(UTC).date() == self._day else 0


def _next_day(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
