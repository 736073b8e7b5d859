"""The process that works on calls beside `coach serve`: it comes back when it dies, and goes when the server does."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from tests.coaching_mcp.running import child_of, free_port, running
from tests.coaching_mcp.shell import Shell


async def worker_of(server: int) -> int:
    """The process number of the worker, once there is one."""
    return await child_of(server, "coaching_mcp.worker")


def is_there(process: int) -> bool:
    return subprocess.run(["ps", "-p", str(process)], capture_output=True, check=False).returncode == 0


@pytest.mark.timeout(180)
async def test_calls_are_judged_although_the_worker_was_killed(shell: Shell) -> None:
    gong_port, port = free_port(), free_port()
    gong, webhook = f"http://127.0.0.1:{gong_port}", f"http://127.0.0.1:{port}/webhooks/gong"
    simulate = ("simulate-gong", "--port", gong_port, "--to", webhook, "--calls", "1")
    async with running(shell, "serve", "--simulated", gong, "--port", port) as server:
        await server.until("Serving")
        first = await worker_of(server.process.pid)
        os.kill(first, signal.SIGKILL)
        await server.until("it is started again")
        async with running(shell, *simulate):
            await server.until("read.", within_s=60)
        second = await worker_of(server.process.pid)
    assert first != second
    assert not is_there(second)
    assert "Traceback" not in server.said


@pytest.mark.timeout(120)
async def test_a_server_that_is_killed_leaves_no_worker_behind(shell: Shell) -> None:
    command = (sys.executable, "-m", "coaching_mcp.cli", "serve", "--simulated", "http://127.0.0.1:1")
    server = shell.start(*command, "--port", free_port())
    worker = await worker_of(server.pid)
    server.kill()
    async with asyncio.timeout(60):
        while await asyncio.to_thread(is_there, worker):  # noqa: ASYNC110 (it is nobody's child any more)
            await asyncio.sleep(0.1)
    server.communicate()
