"""`coach` commands that go on until they are stopped, for tests."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from tests.coaching_mcp.shell import ROOT, Shell
from tests.coaching_mcp.warm import COACH, WarmProcess, start_warm


class Running:
    """A command that runs, and what it says on standard error."""

    def __init__(self, process: WarmProcess) -> None:
        self.process = process
        self.said = ""

    async def until(self, text: str, *, within_s: float = 40) -> str:
        """Wait until it has said this."""
        async with asyncio.timeout(within_s):
            while text not in self.said:
                line = await self.process.stderr.readline()
                assert line, self.said
                self.said += line.decode()
        return self.said


@asynccontextmanager
async def running(shell: Shell, *arguments: str, **more: str) -> AsyncGenerator[Running]:
    """`coach …` until the end of the block, then stopped as Ctrl-C stops it."""
    process = await start_warm(COACH, *arguments, cwd=shell.home, env=environment(shell, **more))
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


async def child_of(process: int, command: str) -> int:
    """The number of a process that this one started with such a command, once there is one."""
    asked = ["pgrep", "-P", str(process), "-f", command]
    async with asyncio.timeout(30):
        while True:
            found = await asyncio.to_thread(subprocess.run, asked, capture_output=True, text=True, check=False)
            if found.stdout:
                return int(found.stdout.split()[0])
            await asyncio.sleep(0.1)


def environment(shell: Shell, **more: str) -> dict[str, str]:
    """What a command of this machine's owner sees."""
    path = os.environ["PATH"]  # noqa: TID251 (a test)
    return {"PATH": path, "HOME": str(shell.home), "PYTHONPATH": str(ROOT), **shell.settings, **more}


def free_port() -> str:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
