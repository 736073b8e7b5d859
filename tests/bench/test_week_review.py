"""A week of calls that nobody judged yet: as fast as the allowed concurrency permits, also when two share it."""

from __future__ import annotations

import asyncio
import sys
import time

import pytest

from db.database import Database
from db.insights import Span
from db.weeks import calls_of
from flows.stage import Plain
from flows.week_judging import judge, standing
from tests.analysis.desk import claude_engine, stock
from tests.bench.measure import report
from tests.coaching_mcp.shell import ROOT
from tests.flows.weeks import WEEK, ZONE, calls_of_a_week
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]

CALLS = 200
AT_ONCE = 8
LATENCY_S = 1.0
"""Of every answer of the stand-in; Claude's are longer, which only makes it easier."""
REQUESTS = 6
"""What kind of call it was, four dimensions, the summary."""


async def test_a_week_is_judged_at_the_speed_that_the_concurrency_permits(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    claude_standin.first_s = claude_standin.total_s = LATENCY_S
    library = await stock(database, *calls_of_a_week(CALLS))
    async with claude_engine(database, claude_standin, library) as engine:
        calls = await calls_of(database, Span(since=WEEK.start(ZONE), until=WEEK.end(ZONE)))
        looking = time.perf_counter()
        missing = (await standing(engine, calls)).missing
        started = time.perf_counter()
        judged = await judge(engine, missing, Plain(), at_once=AT_ONCE)
        took = time.perf_counter() - started
    assert str(judged) == f"{CALLS} judged"
    assert len(claude_standin.questions) == REQUESTS * CALLS
    ideal = CALLS * REQUESTS * LATENCY_S / AT_ONCE
    report("a week judged", calls=CALLS, seconds=took, of_ideal=ideal / took, looking_s=started - looking)
    assert ideal / took >= 0.9


async def test_two_processes_share_a_week_and_ask_everything_once(
    database: Database, dsn: str, claude_standin: ClaudeStandin
) -> None:
    """Ideal: as if one process might ask as much at once as both may together, from the first question on."""
    claude_standin.answer = CarefulJudge()
    claude_standin.first_s = claude_standin.total_s = LATENCY_S
    await stock(database, *calls_of_a_week(CALLS))
    command = (sys.executable, "-m", "tests.flows.week_judge", dsn, claude_standin.base_url, claude_standin.key)
    both = [
        await asyncio.create_subprocess_exec(*command, str(AT_ONCE), cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    said = [(await process.communicate())[0].decode().strip() for process in both]
    assert said == [f"{CALLS} judged"] * 2
    asked = [question.at for question in claude_standin.questions]
    assert len(asked) == REQUESTS * CALLS
    took = max(asked) + LATENCY_S - min(asked)
    ideal = CALLS * REQUESTS * LATENCY_S / (2 * AT_ONCE)
    report("a week judged by two", calls=CALLS, seconds=took, of_ideal=ideal / took)
    assert ideal / took >= 0.8, "they may not start at the same moment"
