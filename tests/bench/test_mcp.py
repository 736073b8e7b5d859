"""How fast the MCP server starts and answers, over 10,000 calls, against a FastMCP server that can only add."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mcp
import psycopg
import pytest
from mcp import StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.bench.conftest import NAME
from tests.bench.measure import median_ms, report
from tests.coaching_mcp.running import free_port
from tests.coaching_mcp.served import DEV_SERVER, listening
from tests.coaching_mcp.shell import ROOT, Shell
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

BARE = (sys.executable, "-m", "tests.bench.bare_mcp")
OURS = (DEV_SERVER, "--transport", "stdio")
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "bench", "version": "1"},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a tool, and how often that has to ask the database, one thing after the other."""

    tool: str
    arguments: dict[str, Any]
    round_trips: int


REP: dict[str, Any] = {"rep": "rep3@us.example", "period": "last 90 days"}
QUESTIONS = {
    "cached analyze_call": Question(tool="analyze_call", arguments={"call": "#77"}, round_trips=2),
    "get_rep_insights": Question(tool="get_rep_insights", arguments=REP, round_trips=6),
    "search_calls, filters": Question(tool="search_calls", arguments={**REP, "score_below": 70}, round_trips=4),
    "search_calls, words": Question(
        tool="search_calls", arguments={"words": "pipeline price", "period": "last 90 days"}, round_trips=6
    ),
}


@pytest.fixture
def own_company(server: str, company_dsn: str) -> Generator[str]:
    """A copy of the company in which one may write."""
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database mcp template {NAME} strategy file_copy".encode())
        yield company_dsn.replace(f"dbname={NAME}", "dbname=mcp")
        admin.execute(b"drop database mcp with (force)")


def environment(folder: Path, dsn: str = "", claude: ClaudeStandin | None = None) -> dict[str, str]:
    found = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "COACH_DATA_DIR": str(folder)}  # noqa: TID251
    if claude:
        found |= {"DATABASE_URL": dsn, "ANTHROPIC_API_KEY": claude.key, "ANTHROPIC_BASE_URL": claude.base_url}
    return found


def ready_s(command: tuple[str, ...], folder: Path) -> float:
    """Seconds from the start of a server to its answer to the first thing that a client says."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(HELLO).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"]["serverInfo"]
        took = time.perf_counter() - started
        process.kill()
    return took


def test_the_server_is_ready_as_soon_as_a_bare_one(tmp_path: Path) -> None:
    """One after the other, so that both meet the same machine; the first of each writes what Python compiles."""
    times = [(ready_s(BARE, tmp_path), ready_s(OURS, tmp_path)) for _ in range(10)][1:]
    bare, ours = (statistics.median(column) for column in zip(*times, strict=True))
    report("server ready", seconds=ours, bare=bare, ratio=ours / bare)
    assert ours / bare <= 1.3


@asynccontextmanager
async def over_stdio(command: tuple[str, ...], env: dict[str, str]) -> AsyncGenerator[mcp.Client]:
    program, *arguments = command
    started = StdioServerParameters(command=program, args=arguments, env=env, cwd=ROOT)
    async with mcp.Client(stdio_client(started, errlog=subprocess.DEVNULL), mode="legacy") as client:
        yield client


async def answered(client: mcp.Client, tool: str, arguments: dict[str, Any]) -> None:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content


async def test_an_answer_takes_at_most_three_times_a_trivial_tool_that_asks_the_database_as_often(
    own_company: str, tmp_path: Path
) -> None:
    """The ratio to a tool that can only add is reported beside it: it cannot be near 3, as answers are not kept."""
    async with ClaudeStandin(answer=CarefulJudge()) as claude, AsyncExitStack() as stack:
        env = environment(tmp_path, own_company, claude)
        bare = await stack.enter_async_context(over_stdio(BARE, env))
        ours = await stack.enter_async_context(over_stdio(OURS, env))
        adding = await median_ms(lambda: answered(bare, "add", {"a": 1, "b": 2}), runs=100)
        ratios: dict[str, float] = {}
        for name, asked in QUESTIONS.items():
            trips = {"times": asked.round_trips}
            floor = await median_ms(lambda: answered(bare, "ask", trips), runs=100)  # noqa: B023 (awaited here)
            took = await median_ms(lambda: answered(ours, asked.tool, asked.arguments), runs=100)  # noqa: B023
            ratios[name] = took / floor
            report(name, ms=took, as_often_ms=floor, ratio=took / floor, of_adding=took / adding)
        assert len(claude.questions) <= 6
    assert max(ratios.values()) <= 3, ratios


async def test_twenty_users_at_once_do_not_wait_for_an_analysis(own_company: str, tmp_path: Path) -> None:
    asked = QUESTIONS["search_calls, filters"]
    async with ClaudeStandin(answer=CarefulJudge(), total_s=20) as claude, AsyncExitStack() as stack:
        env = environment(tmp_path, own_company, claude)
        served = await stack.enter_async_context(
            listening(Shell(home=tmp_path), DEV_SERVER, "--port", free_port(), **env)
        )
        clients = [await stack.enter_async_context(mcp.Client(served.address, mode="legacy")) for _ in range(21)]

        async def everybody() -> None:
            async with asyncio.TaskGroup() as group:
                for client in clients[1:]:
                    group.create_task(answered(client, asked.tool, asked.arguments))

        alone = await median_ms(everybody, runs=10)
        slow = asyncio.create_task(answered(clients[0], "analyze_call", {"call": "#78"}))
        await asyncio.sleep(1)
        beside = await median_ms(everybody, runs=10)
        assert not slow.done()
        report("20 searches at once", ms=alone, beside_an_analysis_ms=beside, ratio=beside / alone)
        assert beside / alone <= 1.5
        slow.cancel()
