"""`coach` commands that go on until they are stopped, for tests."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from tests.coaching_mcp.shell import ROOT, Shell


class Running:
    """A command that runs, and what it says on standard error."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = ""

    async def until(self, text: str, *, within_s: float = 40) -> str:
        """Wait until it has said this."""
        assert self.process.stderr is not None
        async with asyncio.timeout(within_s):
            while text not in self.said:
                line = await self.process.stderr.readline()
                assert line, self.said
                self.said += line.decode()
        return self.said


@asynccontextmanager
async def running(shell: Shell, *arguments: str, **more: str) -> AsyncGenerator[Running]:
    """`coach …` until the end of the block, then stopped as Ctrl-C stops it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "coaching_mcp.cli",
        *arguments,
        cwd=shell.home,
        env=environment(shell, **more),
        stdin=-3,
        stdout=-3,
        stderr=asyncio.subprocess.PIPE,
    )
    command = Running(process)
    try:
        yield command
    finally:  # as Ctrl-C does it, so that whatever it started stops as well
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(45):
                _, rest = await process.communicate()
                command.said += rest.decode()
        except TimeoutError:
            process.kill()
            raise
    assert process.returncode in {0, 130}, rest.decode()


def environment(shell: Shell, **more: str) -> dict[str, str]:
    """What a command of this machine's owner sees."""
    path = os.environ["PATH"]  # noqa: TID251 (a test)
    return {"PATH": path, "HOME": str(shell.home), "PYTHONPATH": str(ROOT), **shell.settings, **more}


def free_port() -> str:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
