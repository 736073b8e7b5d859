"""Listens at an address and serves an HTTP app there until somebody stops it."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette

from coaching_mcp.errors import PortTaken

LOOPBACK: Final = "127.0.0.1"
STOPS = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    """Stops when it is told to and leaves it to us what that means, so that everything else is put away as well."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        loop = asyncio.get_running_loop()
        for stop in STOPS:
            loop.add_signal_handler(stop, self.handle_exit, stop, None)
        try:
            yield
        finally:
            for stop in STOPS:
                loop.remove_signal_handler(stop)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        PortTaken: it cannot.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
    except OverflowError as error:
        raise PortTaken(f"There is no port {port}: choose a --port from 1 to 65535.") from error
    except OSError as error:
        raise PortTaken(
            f"Port {port} of {host} cannot be served: {error.strerror}. Stop what uses it, or choose another --port."
        ) from error
    # Inherited by its connections: head and body of an answer are two packets, and the second would wait for 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


async def serve_app(app: Starlette, listening: socket.socket) -> None:
    """Serve until somebody stops it. Addresses are not logged: a webhook's may hold its key."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=5)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:  # cut off in the middle, it would leave its sockets registered
        server.should_exit = True
        await serving
        raise


def address(listening: socket.socket) -> str:
    """Where it listens."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
