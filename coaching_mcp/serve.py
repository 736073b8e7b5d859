"""`mcp-server` and `mcp-server-dev`: start the server, and say on standard error whether it can work."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from analysis.settings import Settings, read_settings
from coaching_mcp.boundary import known_error
from coaching_mcp.catalogue import build
from coaching_mcp.checks import run_checks
from coaching_mcp.desk import Desk
from coaching_mcp.exits import DONE, INTERRUPTED, NOT_DONE
from coaching_mcp.listening import listen

if TYPE_CHECKING:
    from fastmcp import FastMCP

PORT: Final = 8000
LOOPBACK: Final = "127.0.0.1"


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
    arguments = parser(strict=strict).parse_args(argv)
    try:
        return asyncio.run(_serve(arguments, read_settings(), strict=strict))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        known = known_error(error)
        if known is None:
            raise
        _say(f"✗ {known}")
        return NOT_DONE


async def _serve(arguments: argparse.Namespace, settings: Settings, *, strict: bool) -> int:
    desk = Desk()
    server = build(desk)
    listening = listen(arguments.host, arguments.port) if arguments.transport == "http" else None
    async with desk.use():
        checks = asyncio.create_task(run_checks(desk, settings, tell=_say))
        try:
            if strict and not await checks:
                _say("MCP server not started: mend what is marked ✗, or try `mcp-server-dev`.")
                return NOT_DONE
            await _run(server, listening)
        finally:
            checks.cancel()
            if listening:
                listening.close()
    return DONE


async def _run(server: FastMCP, listening: socket.socket | None) -> None:
    tools = len(await server.list_tools())
    if listening:
        host, port = listening.getsockname()[:2]
        _say(f"Serving http://{host}:{port}/mcp")
        if not ip_address(host).is_loopback:
            _say("! Whoever reaches this address can read every call: put a gateway with sign-in in front of it.")
    _say(f"MCP server ready - {tools} tools registered")
    if listening is None:
        await server.run_stdio_async(show_banner=False, log_level="WARNING")
        return
    await server.run_http_async(
        show_banner=False,
        log_level="WARNING",
        stateless_http=True,
        host_origin_protection="auto",
        sockets=[listening],
        uvicorn_config={"log_level": "warning"},
    )


def _say(line: object) -> None:
    """Standard output belongs to the protocol."""
    print(line, file=sys.stderr, flush=True)
