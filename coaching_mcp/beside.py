"""The worker beside the process that answers: started, rung when there is something to do, started again."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE
from typing import Final

from analysis.settings import Settings
from coaching_mcp.programs import gong_environment, program
from coaching_mcp.streams import say

AGAIN_S: Final = 5.0


class Beside:
    """A worker for as long as `run` runs. With `sweeps` it also looks by itself at what was left behind."""

    def __init__(self, settings: Settings, *, sweeps: bool) -> None:
        self._arguments = () if sweeps else ("--when-rung",)
        self._environment = gong_environment(settings)
        self._bell: asyncio.StreamWriter | None = None
        self._rung = False

    def ring(self) -> None:
        """There is something to do. Waits for nothing; a worker that is not there yet hears it when it is."""
        self._rung = self._bell is None
        if self._bell is not None:
            self._bell.write(b"\n")

    async def run(self) -> None:
        """Keep a worker, until cancelled."""
        while True:
            async with program(
                "coaching_mcp.worker", *self._arguments, environment=self._environment, stdin=PIPE
            ) as process:
                self._bell = process.stdin
                if self._rung:
                    self.ring()
                await process.wait()
                self._bell, self._rung = None, True  # what it was told of last may not be done
            say(f"The process that works on calls has ended; in {AGAIN_S:.0f} seconds it is started again.")
            await asyncio.sleep(AGAIN_S)
