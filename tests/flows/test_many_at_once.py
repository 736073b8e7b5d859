"""Fifty deliveries of ten calls, a worker that is killed and two that take over: each call is judged once."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from gong.webhook import Delivery
from tests.coaching_mcp.warm import WarmProcess, start_warm
from tests.db.servers import asked, until
from tests.flows.receiving import GIVEN_URL, KEY, PATH, receiving
from tests.flows.workshops import pass_time
from tests.standins.claude import ClaudeStandin
from tests.standins.gong import GongStandin
from tests.standins.gong_webhooks import keyed, now, payload, signed
from tests.standins.judge import CarefulJudge

ROOT = Path(__file__).parents[2]
CALLS = 10
PARTS = 5
ANALYSES = "select count(*) from analysis"
PARTS_MADE = "select count(distinct (call_id, speaker_id, part)) from analysis"
SCORECARDS = "select count(distinct (call_id, speaker_id)) from analysis"
DONE = "select count(*) from inbox where state = 'done'"


def deliveries(standin: GongStandin) -> list[Delivery]:
    """Five for each call: by two signed rules, by a key, and one of them again and again; not in order."""
    made: list[Delivery] = []
    for call in list(standin.tenant.calls.values())[:CALLS]:
        body = payload(call)
        made += [signed(rule, GIVEN_URL, body, now()) for rule in ("first", "second", "first", "first")]
        made.append(keyed(f"{PATH}?key={KEY}", body))
    return made[::2] + made[1::2]


async def worker(*arguments: str) -> WarmProcess:
    return await start_warm("tests.flows.worker", *arguments, cwd=ROOT, env={})


def count(dsn: str, query: str) -> int:
    counted = asked(dsn, query)
    assert isinstance(counted, int)
    return counted


@pytest.mark.timeout(90)
async def test_each_call_is_judged_once(database: Database, dsn: str, claude_standin: ClaudeStandin) -> None:
    claude_standin.answer = CarefulJudge()
    claude_standin.total_s = 0.5
    async with GongStandin() as standin:
        async with receiving(database) as at, asyncio.TaskGroup() as group:
            answers = [group.create_task(at.post(delivery)) for delivery in deliveries(standin)]
        assert {answer.result().status_code for answer in answers} == {200}
        assert len(at.rings) == CALLS

        where = (dsn, standin.base_url, claude_standin.base_url, claude_standin.key)
        doomed = await worker(*where)
        await asyncio.to_thread(until, lambda: asked(dsn, DONE) != 0)
        doomed.send_signal(signal.SIGKILL)
        await doomed.communicate()
        already = count(dsn, DONE)
        assert already < CALLS
        await forget_the_dead(dsn)

        asked_before, stored_before = len(claude_standin.questions), count(dsn, ANALYSES)
        both = [await worker(*where) for _ in range(2)]
        said = [(await process.communicate())[0].decode().strip() for process in both]
        assert count(dsn, DONE) == CALLS
        judged = sum(int(line.split()[0]) for line in said if "judged" in line)
        assert judged == CALLS - already, said
        # Nothing that the killed worker had finished is asked again; what it was in the middle of is.
        assert len(claude_standin.questions) - asked_before <= count(dsn, ANALYSES) - stored_before
        assert standin.breaches == []
    assert count(dsn, ANALYSES) == count(dsn, PARTS_MADE)
    scorecards = count(dsn, SCORECARDS)
    assert count(dsn, ANALYSES) == PARTS * scorecards
    assert scorecards > CALLS, "on some calls two of ours had their share"


async def forget_the_dead(dsn: str) -> None:
    """Time passes until the leases of whoever was killed are over."""
    await pass_time(dsn, timedelta(minutes=2))
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("update answer set lease_until = now() - interval '1 second' where state = 'running'")
