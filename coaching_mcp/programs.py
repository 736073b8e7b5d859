"""Starts a program of Python's beside this one, and stops it at the end of a block."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final

from analysis.settings import Settings, child_environment

STOP_S: Final = 8.0


@asynccontextmanager
async def program(
    module: str, *arguments: str, environment: Mapping[str, str], stdin: int = DEVNULL
) -> AsyncGenerator[Process]:
    """A module that runs as a program, with `environment` beside our own; what it says is on our standard error.

    It does not hear our Ctrl-C itself.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        env=child_environment(**environment),
        stdin=stdin,
        stdout=sys.stderr,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def gong_environment(settings: Settings) -> dict[str, str]:
    """The settings of Gong for a program of ours, which may be told to use a simulated one."""
    key, secret = settings.gong_access_key, settings.gong_access_key_secret
    if key is None or secret is None:
        return {}
    return {
        "GONG_ACCESS_KEY": key.get_secret_value(),
        "GONG_ACCESS_KEY_SECRET": secret.get_secret_value(),
        "GONG_API_BASE_URL": settings.gong_api_base_url,
    }
