"""Fifty deliveries with duplicates while Prefect's server is stopped and started again: each call is judged once."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from db.embedded import embedded_postgres
from tests.coaching_mcp.running import free_port, running
from tests.coaching_mcp.shell import Shell
from tests.db.servers import asked

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CALLS = 26
START_S = 240
UNTIL_S = 420
"""What a run that was killed had in hand is left to the next sweep, which is every five minutes."""
DONE = "select count(*) from inbox where state = 'done'"
PARTS, DIFFERENT_PARTS = (
    "select count(*) from analysis",
    "select count(distinct (call_id, speaker_id, part)) from analysis",
)


async def until_done(dsn: str, calls: int) -> None:
    async with asyncio.timeout(UNTIL_S):
        while await asyncio.to_thread(asked, dsn, DONE) < calls:  # noqa: ASYNC110 (the database cannot call us)
            await asyncio.sleep(0.2)


@pytest.fixture
def dsn(shell: Shell) -> Generator[str]:
    """The private database of the commands, which can do with as many connections as Prefect's server takes."""
    with embedded_postgres(Path(shell.settings["COACH_DATA_DIR"])) as address:
        yield address


async def test_prefect_may_stop_and_start_again_in_the_middle(shell: Shell, dsn: str) -> None:
    gong_port, port, prefect_port = free_port(), free_port(), free_port()
    gong, webhook = f"http://127.0.0.1:{gong_port}", f"http://127.0.0.1:{port}/webhooks/gong"
    delivers = ("simulate-gong", "--to", webhook, "--every", "1")
    flows = ("flows", "serve", "--port", prefect_port, "--simulated", gong)
    async with (
        running(
            shell, "serve", "--simulated", gong, "--port", port, PREFECT_API_URL=f"http://127.0.0.1:{prefect_port}/api"
        ) as server,
        AsyncExitStack() as stack,
    ):
        await server.until("Serving")
        async with running(shell, *flows) as first:
            await first.until("Every flow runs on time", within_s=START_S)
            await stack.enter_async_context(running(shell, *delivers, "--port", gong_port))
            await until_done(dsn, 3)
        await stack.enter_async_context(running(shell, *delivers, "--port", free_port()))  # the same once more
        async with running(shell, *flows) as second:
            await second.until("Every flow runs on time", within_s=START_S)
            await until_done(dsn, CALLS)
        assert "Traceback" not in server.said
    assert asked(dsn, DONE) == CALLS
    assert asked(dsn, PARTS) == asked(dsn, DIFFERENT_PARTS)
