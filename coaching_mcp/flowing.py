"""`coach flows serve`: every flow on time, with a Prefect server on our Postgres when none is configured."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final

from analysis.bootstrap import database_address, open_database
from analysis.settings import Settings
from coaching_mcp.errors import ProgramFailed
from coaching_mcp.exits import DONE
from coaching_mcp.programs import gong_environment, program
from coaching_mcp.simulator import simulated
from coaching_mcp.streams import say
from flows.nudge import answers, complaint, is_deployed

START_S: Final = 120.0
MOST_STARTS: Final = 4
HOUR_S: Final = 3600.0
QUIET: Final = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,gong,analysis",
}


async def flows(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    if find_spec("prefect") is None:
        raise ProgramFailed("Prefect is not installed: `pip install 'call-coach[flows]'`, or use `coach serve` alone.")
    settings = simulated(settings, arguments.simulated)
    environment = {**QUIET, **gong_environment(settings)}
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(database_address(settings))
        await stack.enter_async_context(open_database(settings))  # migrated before the first flow needs it
        api_url = settings.prefect_api_url
        own = None
        if api_url is None:
            url = await _prefect_database(dsn)
            servers = await stack.enter_async_context(AsyncExitStack())  # stopped after what needs it
            own = _Server(port=arguments.port, database=url, environment=environment, stop=stop, stack=servers)
            api_url = own.api_url
            await own.start()
            say(f"Prefect: {api_url.removesuffix('/api')}. `coach serve` tells it with PREFECT_API_URL={api_url}")
        elif problem := await complaint(settings):
            raise ProgramFailed(problem)
        served = program("flows.deploy", environment={**environment, "PREFECT_API_URL": api_url})
        process = await stack.enter_async_context(served)
        await _until(lambda: is_deployed(settings, api_url), process, stop, "The program with the flows")
        say("Every flow runs on time. Ctrl-C stops it.")
        while ended := await _first_to_end(stop, process, own.process if own else None):
            if own is None or ended is process:
                raise ProgramFailed("The flows are no longer served; what the program said is above.")
            await own.start()
    return DONE


@dataclass(slots=True, kw_only=True)
class _Server:
    """Prefect's server on our Postgres, until the end of `stack`; `database` is the address of its own."""

    port: int
    database: str
    environment: Mapping[str, str]
    stop: asyncio.Event
    stack: AsyncExitStack
    process: Process | None = None
    starts: deque[float] = field(default_factory=lambda: deque[float](maxlen=MOST_STARTS))

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    async def start(self) -> None:
        """Start it, also once more, and wait until it answers.

        Raises:
            ProgramFailed: it does not, or not for long.
        """
        now = asyncio.get_running_loop().time()
        if len(self.starts) == MOST_STARTS and now - self.starts[0] < HOUR_S:
            raise ProgramFailed(f"Prefect's server ended {MOST_STARTS} times within an hour; what it said is above.")
        if self.starts:
            say("Prefect's server has ended; it is started again.")
        self.starts.append(now)
        own = {"PREFECT_API_URL": self.api_url, "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.database}
        command = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        started = program(*command, environment={**self.environment, **own})
        self.process = await self.stack.enter_async_context(started)
        hint = " Is the --port free?"
        await _until(lambda: answers(self.api_url), self.process, self.stop, "Prefect's server", hint=hint)


async def _prefect_database(dsn: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "flows.prefect_database", stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    url, _ = await process.communicate(dsn.encode())
    if process.returncode:
        raise ProgramFailed(
            "Prefect's server cannot have a database named prefect beside ours: let the user of DATABASE_URL make one, "
            "or set PREFECT_API_URL to a Prefect that runs elsewhere."
        )
    return url.decode().strip()


async def _until(
    ready: Callable[[], Awaitable[bool]], process: Process, stop: asyncio.Event, who: str, *, hint: str = ""
) -> None:
    """Wait for a program that can only be asked again and again."""
    try:
        async with asyncio.timeout(START_S):
            while process.returncode is None and not stop.is_set() and not await ready():  # noqa: ASYNC110 (see above)
                await asyncio.sleep(0.5)
    except TimeoutError:
        raise ProgramFailed(f"{who} was not ready within {START_S:.0f} seconds; what it said is above.") from None
    if process.returncode is not None:
        raise ProgramFailed(f"{who} ended at once; what it said is above.{hint}")


async def _first_to_end(stop: asyncio.Event, *processes: Process | None) -> Process | None:
    """The first of these that ends; None once it is all to stop."""
    ending = {asyncio.create_task(process.wait()): process for process in processes if process}
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, *ending}, return_when=asyncio.FIRST_COMPLETED)
    for task in (stopping, *ending):
        task.cancel()
    if stop.is_set():
        return None
    return next(process for task, process in ending.items() if task.done())
