"""A client for the stand-in Gong, and a time that only passes when somebody waits."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from gong.client import GongClient
from gong.pace import OwnPace, Pace
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from tests.standins.gong import GongStandin

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


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
