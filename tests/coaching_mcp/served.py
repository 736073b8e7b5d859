"""The MCP server as a process of its own that listens, for tests."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.coaching_mcp.running import environment
from tests.coaching_mcp.shell import Shell

READY = re.compile(r"^MCP server ready - 6 tools registered$", re.MULTILINE)
SCRIPTS = Path(sys.executable).parent
SERVER, DEV_SERVER = str(SCRIPTS / "mcp-server"), str(SCRIPTS / "mcp-server-dev")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """A server that listens, and what it has said so far."""

    address: str
    said: str


@asynccontextmanager
async def listening(shell: Shell, *command: str, **more: str) -> AsyncGenerator[Listening]:
    """The server until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=shell.home, env=environment(shell, **more), stdin=-3, stdout=-3, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = ""
    try:
        async with asyncio.timeout(50):
            while not READY.search(said):
                line = await process.stderr.readline()
                assert line, said
                said += line.decode()
        address = re.search(r"http://\S+", said)
        assert address is not None
        yield Listening(address=address[0], said=said)
    finally:
        process.terminate()
        await process.wait()
