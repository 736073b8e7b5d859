"""An ASGI app on a loopback port, in a thread of its own: up in milliseconds, gone at the end of the block."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

START_S = 10.0


class _CuttableConnection(H11Protocol):
    """Hands its transport to the app, which can then cut the line as a bad network does."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, "transport": transport}


async def cut(request: Request) -> None:
    """Cut the connection that this request came by, without a word."""
    request.state.transport.abort()
    await asyncio.sleep(0)  # the connection hears of it before the app answers into the void


@contextmanager
def serve(app: ASGIApp) -> Generator[str]:
    """Serve `app` for the length of the block, to this and to other processes; the value is its base URL."""
    # asyncio turns off Nagle's delay (40 ms a piece) only where the protocol is named.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        started, stopping = threading.Event(), asyncio.Event()
        loop = asyncio.new_event_loop()
        thread = threading.Thread(
            target=loop.run_until_complete, args=(_serve(app, listener, started, stopping),), daemon=True
        )
        thread.start()
        try:
            if not started.wait(START_S):
                raise TimeoutError("the loopback server did not start")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            loop.call_soon_threadsafe(stopping.set)
            thread.join(START_S)
            loop.close()


async def _serve(app: ASGIApp, listener: socket.socket, started: threading.Event, stopping: asyncio.Event) -> None:
    """What `uvicorn.Server.serve` does, without the fifth of a second it takes to stop."""
    config = uvicorn.Config(
        app, http=_CuttableConnection, ws="none", lifespan="off", log_config=None, access_log=False, date_header=False
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    started.set()
    await stopping.wait()
    for running in server.servers:
        running.close()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    tasks = list(server.server_state.tasks)
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
