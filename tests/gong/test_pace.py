"""The pace of one process: three requests in any second, so many a day, and a pause when Gong asks for one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong.errors import GongQuotaGone
from gong.pace import PATIENCE, PER_SECOND, OwnPace
from tests.gong.clients import MORNING, Time, own_pace


async def sent(pace: OwnPace, time: Time, count: int) -> list[datetime]:
    """When each of so many requests, one after the other, was let through."""
    moments: list[datetime] = []
    for _ in range(count):
        await pace.take()
        moments.append(time.now)
    return moments


async def test_the_first_three_requests_wait_for_nothing_and_the_fourth_for_a_second() -> None:
    time = Time()
    moments = await sent(own_pace(time), time, 4)
    assert moments[:3] == [MORNING] * 3
    assert moments[3] - MORNING >= timedelta(seconds=1)


async def test_three_hundred_requests_take_little_more_than_gongs_limits_allow() -> None:
    time = Time()
    await sent(own_pace(time), time, 300)
    assert timedelta(seconds=99) <= time.now - MORNING <= timedelta(seconds=106)


@given(st.lists(st.floats(min_value=0, max_value=3), max_size=40))
def test_whatever_happens_between_requests_no_second_holds_more_than_three(pauses: list[float]) -> None:
    async def run() -> list[datetime]:
        time = Time()
        pace = own_pace(time)
        moments: list[datetime] = []
        for pause in pauses:
            time.now += timedelta(seconds=pause)
            moments += await sent(pace, time, 1)
        return moments

    moments = asyncio.run(run())
    for first, fourth in zip(moments, moments[PER_SECOND:], strict=False):
        assert fourth - first >= timedelta(seconds=1)


async def test_of_many_tasks_each_gets_a_turn_of_its_own() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    pace = OwnPace(lambda: MORNING, sleep=sleep)
    async with asyncio.TaskGroup() as group:
        for _ in range(9):
            group.create_task(pace.take())
    assert sorted(waits) == pytest.approx([1.05] * 3 + [2.1] * 3)


async def test_what_is_used_up_today_is_there_again_tomorrow() -> None:
    time = Time()
    pace = own_pace(time, per_day=4)
    await sent(pace, time, 4)
    with pytest.raises(GongQuotaGone) as caught:
        await pace.take()
    assert caught.value.until == datetime(2026, 11, 25, tzinfo=UTC)
    time.now = caught.value.until
    assert len(await sent(pace, time, 4)) == 4
    with pytest.raises(GongQuotaGone):
        await pace.take()


async def test_the_last_minute_of_a_used_up_day_is_waited_for() -> None:
    time = Time(datetime(2026, 11, 24, 23, 59, 30, tzinfo=UTC))
    pace = own_pace(time, per_day=1)
    assert (await sent(pace, time, 2))[1] == datetime(2026, 11, 25, tzinfo=UTC)


async def test_a_pause_is_kept_and_never_made_shorter() -> None:
    time = Time()
    pace = own_pace(time)
    await pace.hold(20)
    await pace.hold(5)
    assert await sent(pace, time, 1) == [MORNING + timedelta(seconds=20)]


async def test_a_pause_longer_than_our_patience_is_told_instead_of_kept() -> None:
    time = Time()
    pace = own_pace(time)
    await pace.hold(PATIENCE.total_seconds() + 1)
    with pytest.raises(GongQuotaGone):
        await pace.take()
    await pace.hold(1e300)
    with pytest.raises(GongQuotaGone) as caught:
        await pace.take()
    assert caught.value.until == MORNING + timedelta(days=7)
    assert time.slept == []
