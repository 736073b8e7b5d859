"""The pace that all processes keep together, told by the database's clock."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.database import Database
from db.gong_pace import SharedPace
from gong.errors import GongQuotaGone
from gong.pace import SECOND

ROOT = Path(__file__).parents[2]
API = "https://api.gong.io"
CLOSE = 0.25
"""Seconds that a test may take for a few statements."""


class Sleeper:
    """Notes how long somebody should have slept, and lets nobody wait."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def pace(database: Database, sleeper: Sleeper, *, api: str = API, per_day: int = 10_000) -> SharedPace:
    return SharedPace(database, api=api, sleep=sleeper, per_day=per_day)


async def test_the_first_three_requests_wait_for_nothing_and_later_ones_for_their_turn(database: Database) -> None:
    sleeper = Sleeper()
    for _ in range(8):
        await pace(database, sleeper).take()
    second = SECOND.total_seconds()
    assert sleeper.slept == pytest.approx([second] * 3 + [2 * second] * 2, abs=CLOSE)


async def test_of_many_tasks_on_many_connections_each_gets_a_turn_of_its_own(database: Database) -> None:
    sleeper = Sleeper()
    async with asyncio.TaskGroup() as group:
        for _ in range(30):
            group.create_task(pace(database, sleeper).take())
    expected = [SECOND.total_seconds() * (number // 3) for number in range(3, 30)]
    assert sorted(sleeper.slept) == pytest.approx(expected, abs=1.0)
    rows = await database.execute("select from gong_pace where used = 30")
    assert rows == 1


async def test_a_turn_costs_no_more_round_trips_than_the_smallest_statement(database: Database) -> None:
    shared = pace(database, Sleeper())
    await shared.take()
    start = database.traffic.round_trips
    await database.ping()
    least = database.traffic.round_trips - start
    await shared.take()
    assert database.traffic.round_trips == start + 2 * least


async def test_a_day_that_is_used_up_is_told_with_its_end(database: Database) -> None:
    sleeper = Sleeper()
    shared = pace(database, sleeper, per_day=2)
    await shared.take()
    await shared.take()
    now = datetime.fromtimestamp(time.time(), UTC)
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
    for _ in range(2):
        with pytest.raises(GongQuotaGone) as caught:
            await shared.take()
        assert caught.value.until == midnight
    assert await database.execute("select from gong_pace where used = 2") == 1


async def test_a_day_that_is_used_up_stays_so_when_a_turn_of_the_next_one_was_given(database: Database) -> None:
    """In the last minute of a day somebody waits for the next one; whoever comes then has no turn before them."""
    sleeper = Sleeper()
    shared = pace(database, sleeper, per_day=2)
    await shared.take()
    # As it stands in that minute: the day that follows has begun to be used, and a turn of it is the last one given.
    await database.execute(
        "update gong_pace set day = day + 1, used = 1, recent = recent[2:] || clock_timestamp() + interval '30 s'"
    )
    await shared.take()
    assert sleeper.slept == pytest.approx([30], abs=CLOSE)


async def test_what_was_used_up_yesterday_is_there_again_today(database: Database) -> None:
    shared = pace(database, Sleeper(), per_day=1)
    await shared.take()
    await database.execute("update gong_pace set day = day - 1")
    await shared.take()
    assert await database.execute("select from gong_pace where used = 1") == 1


async def test_a_pause_is_kept_by_everybody_and_never_made_shorter(database: Database) -> None:
    sleeper = Sleeper()
    await pace(database, sleeper).hold(20)
    await pace(database, sleeper).hold(5)
    await pace(database, sleeper).take()
    assert sleeper.slept == pytest.approx([20], abs=CLOSE)


async def test_a_pause_longer_than_our_patience_is_told_instead_of_kept(database: Database) -> None:
    sleeper = Sleeper()
    shared = pace(database, sleeper)
    await shared.hold(7200)
    with pytest.raises(GongQuotaGone) as caught:
        await shared.take()
    hours = (caught.value.until.timestamp() - time.time()) / 3600
    assert hours == pytest.approx(2, abs=0.01)
    await shared.hold(1e300)
    assert sleeper.slept == []


async def test_another_gong_has_a_pace_of_its_own(database: Database) -> None:
    sleeper = Sleeper()
    await pace(database, sleeper).hold(7200)
    await pace(database, sleeper, api="http://127.0.0.1:8080").take()
    assert sleeper.slept == []


TAKER = """
import asyncio, json, sys, time
from db.database import Database
from db.gong_pace import SharedPace

async def main(dsn):
    moments = []
    async with Database.open(dsn) as database:
        pace = SharedPace(database, api="https://api.gong.io")
        for _ in range(5):
            await pace.take()
            moments.append(time.time())
    return moments

print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
"""


def test_two_processes_together_keep_to_three_a_second(dsn: str) -> None:
    takers = [subprocess.Popen([sys.executable, "-c", TAKER, dsn], stdout=subprocess.PIPE, cwd=ROOT) for _ in range(2)]
    moments = sorted(moment for taker in takers for moment in json.loads(taker.communicate(timeout=30)[0]))
    assert len(moments) == 10
    # Ten turns are three pauses long. A process may be slow to wake up, but never early.
    assert moments[-1] - moments[0] >= 3 * SECOND.total_seconds() - CLOSE
