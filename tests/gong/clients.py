"""A client for the stand-in Gong, and a time that only passes when somebody waits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta

from gong.client import GongClient
from gong.errors import GongQuotaGone
from gong.pace import LONGEST_HOLD_S, PATIENCE, PER_DAY, PER_SECOND, SECOND, Pace
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from tests.standins.gong import GongStandin

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Time:
    """A clock that is moved by sleeping."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


class NoPace:
    """Nobody waits for anything; `held` is what Gong asked for."""

    def __init__(self) -> None:
        self.taken = 0
        self.held: list[float] = []

    async def take(self) -> None:
        self.taken += 1

    async def hold(self, seconds: float) -> None:
        self.held.append(seconds)


class OwnPace:
    """The rules of `db.gong_pace` for one process, by whatever clock: for tests that have no database."""

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
        self._recent = deque([LONG_AGO] * PER_SECOND, maxlen=PER_SECOND)
        self._not_before = LONG_AGO
        self._day = date.min
        self._used = 0

    async def take(self) -> None:
        now = self._clock()
        may_ask_at = max(now, self._not_before)
        turn = max(may_ask_at, self._recent[0] + SECOND, self._recent[-1])
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


def own_pace(time: Time, *, per_day: int = 10_000) -> OwnPace:
    return OwnPace(time, sleep=time.sleep, per_day=per_day)


@asynccontextmanager
async def client(
    standin: GongStandin,
    pace: Pace | None = None,
    *,
    secret: str = ACCESS_KEY_SECRET,
    odd: bool = False,
    timeout_s: float = 10.0,
) -> AsyncGenerator[GongClient]:
    """A client with the stand-in's key; what either side did against Gong's specification fails the test.

    `odd` is for tests of answers that Gong should not give.
    """
    async with GongClient.open(
        access_key=ACCESS_KEY,
        access_key_secret=secret,
        base_url=f"{standin.base_url}/v2/",
        pace=pace or NoPace(),
        timeout_s=timeout_s,
    ) as gong:
        yield gong
    assert odd or standin.breaches == []
