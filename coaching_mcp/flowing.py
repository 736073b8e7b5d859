"""`coach flows serve`: every flow on time, with a Prefect server on our Postgres when none is configured."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from typing import Final

from analysis.bootstrap import database_address, open_database
from analysis.settings import Settings
from coaching_mcp.draining import say
from coaching_mcp.errors import ProgramFailed
from coaching_mcp.exits import DONE
from coaching_mcp.programs import gong_environment, program
from coaching_mcp.simulator import simulated
from flows.nudge import answers, is_deployed

START_S: Final = 120.0
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
        if api_url is None:
            api_url = f"http://127.0.0.1:{arguments.port}/api"
            server = await stack.enter_async_context(_prefect_server(dsn, arguments.port, environment))
            await _until(lambda: answers(api_url), server, stop, "Prefect's server")
            say(f"Prefect: {api_url.removesuffix('/api')}. `coach serve` tells it with PREFECT_API_URL={api_url}")
        served = program("flows.deploy", environment={**environment, "PREFECT_API_URL": api_url})
        process = await stack.enter_async_context(served)
        await _until(lambda: is_deployed(settings, api_url), process, stop, "The program with the flows")
        say("Every flow runs on time. Ctrl-C stops it.")
        await _until_stopped(process, stop)
    return DONE


@asynccontextmanager
async def _prefect_server(dsn: str, port: int, environment: dict[str, str]) -> AsyncGenerator[Process]:
    url = await _prefect_database(dsn)
    started = program(
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        environment={
            **environment,
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": url,
        },
    )
    async with started as process:
        yield process


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


async def _until(ready: Callable[[], Awaitable[bool]], process: Process, stop: asyncio.Event, who: str) -> None:
    """Wait for a program that can only be asked again and again."""
    try:
        async with asyncio.timeout(START_S):
            while process.returncode is None and not stop.is_set() and not await ready():  # noqa: ASYNC110 (see above)
                await asyncio.sleep(0.5)
    except TimeoutError:
        raise ProgramFailed(f"{who} was not ready within {START_S:.0f} seconds; what it said is above.") from None
    if process.returncode is not None:
        raise ProgramFailed(f"{who} ended at once; what it said is above. Is the --port free?")


async def _until_stopped(process: Process, stop: asyncio.Event) -> None:
    stopping = asyncio.create_task(stop.wait())
    ending = asyncio.create_task(process.wait())
    await asyncio.wait({stopping, ending}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if ending.done():
        raise ProgramFailed("The flows are no longer served; what the program said is above.")
    ending.cancel()
