"""Works off the inbox in a process of its own, so that the one that answers never has to wait for a reading.

`python -m coaching_mcp.worker`: a line on standard input says that there is something to do, its end is the end.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from contextlib import suppress

from analysis.settings import read_settings
from coaching_mcp.draining import tell_drained
from coaching_mcp.streams import say
from flows.here import keep_catching_up, keep_draining
from flows.outcome import Drained
from flows.workshop import open_workshop


async def main(*, sweeps: bool) -> None:
    """Work until standard input ends."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    rung = asyncio.Event()
    async with open_workshop(read_settings()) as workshop, asyncio.TaskGroup() as group:
        working = group.create_task(keep_draining(workshop, rung, _tell, sweeps=sweeps))
        tasks = [working, *([group.create_task(keep_catching_up(workshop, rung))] if sweeps else [])]
        while await lines.readline():
            rung.set()
        for task in tasks:
            task.cancel()


def _tell(drained: Drained) -> None:
    tell_drained(drained, say)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    if sys.platform != "win32":
        os.nice(10)  # whoever waits for an answer goes first
    parser = argparse.ArgumentParser()
    parser.add_argument("--when-rung", action="store_true", help="somebody else looks at what was left behind")
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sweeps=not parser.parse_args().when_rung))
