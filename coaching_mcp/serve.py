"""`mcp-server` and `mcp-server-dev`: start the server, and say on standard error whether it can work."""

from __future__ import annotations

import argparse
import asyncio
import socket
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from analysis.settings import Settings, read_settings
from coaching_mcp.boundary import KNOWN, known_error
from coaching_mcp.catalogue import build
from coaching_mcp.checks import run_checks
from coaching_mcp.desk import Desk
from coaching_mcp.exits import DONE, INTERRUPTED, NOT_DONE
from coaching_mcp.gate import guard, refuse_strangers
from coaching_mcp.listening import LOOPBACK, address, listen
from coaching_mcp.streams import say

if TYPE_CHECKING:
    from fastmcp import FastMCP
    from pydantic import SecretStr

PORT: Final = 8000
LATER_S: Final = 1.0
"""Whoever started the development server is answered before its checks load what they need."""


def production(argv: Sequence[str] | None = None) -> int:
    """`mcp-server`: nothing is served before every check is through; 1 if one of them is not."""
    return _main(argv, strict=True)


def development(argv: Sequence[str] | None = None) -> int:
    """`mcp-server-dev`: serves at once, over HTTP, and only tells what the checks say."""
    return _main(argv, strict=False)


def parser(*, strict: bool) -> argparse.ArgumentParser:
    """What may be typed."""
    made = argparse.ArgumentParser(
        prog="mcp-server" if strict else "mcp-server-dev",
        description="Call Coach for Claude Desktop and every other MCP client. `coach connect` says how to connect it.",
    )
    made.add_argument(
        "--transport", choices=["stdio", "http"], default="stdio" if strict else "http", help="default: %(default)s"
    )
    made.add_argument("--host", default=LOOPBACK, help="for http (default: this machine only)")
    made.add_argument("--port", type=int, default=PORT, help="for http (default: %(default)s)")
    return made


def _main(argv: Sequence[str] | None, *, strict: bool) -> int:
    arguments, done = parser(strict=strict).parse_args(argv), NOT_DONE
    try:
        done = asyncio.run(_serve(arguments, read_settings(), strict=strict))
    except* KNOWN as errors:
        say(f"✗ {known_error(errors)}")
    except* KeyboardInterrupt:
        done = INTERRUPTED
    return done


async def _serve(arguments: argparse.Namespace, settings: Settings, *, strict: bool) -> int:
    desk = Desk()
    server = build(desk)
    is_http = arguments.transport == "http"
    with listen(arguments.host, arguments.port) if is_http else nullcontext() as listening:
        if listening:
            refuse_strangers(listening, settings.mcp_token)
        async with desk.use():
            checks = asyncio.create_task(_checked(desk, settings, after_s=0 if strict else LATER_S))
            try:
                if strict and not await checks:
                    say("MCP server not started: mend what is marked ✗, or try `mcp-server-dev`.")
                    return NOT_DONE
                await _run(server, listening, settings.mcp_token)
            finally:
                checks.cancel()
    return DONE


async def _checked(desk: Desk, settings: Settings, *, after_s: float) -> bool:
    await asyncio.sleep(after_s)
    return await run_checks(desk, settings, tell=lambda outcome: say(str(outcome)))


async def _run(server: FastMCP, listening: socket.socket | None, token: SecretStr | None) -> None:
    tools = len(await server.list_tools())
    if listening:
        say(f"Serving {address(listening)}/mcp")
    say(f"MCP server ready - {tools} tools registered")
    if listening is None:
        await server.run_stdio_async(show_banner=False, log_level="WARNING")
        return
    guarded = guard(token)
    await server.run_http_async(
        show_banner=False,
        log_level="WARNING",
        stateless_http=True,
        middleware=guarded.middleware,
        host_origin_protection=guarded.host_origin_protection,
        sockets=[listening],
        uvicorn_config={"log_level": "warning"},
    )
