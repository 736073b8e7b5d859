"""The HTTP app: the MCP server, the webhook, the way to stop mails, and whether we are alive and ready."""

from __future__ import annotations

import asyncio
from typing import Final

from fastmcp import FastMCP
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from coaching_mcp.gate import guard
from coaching_mcp.mail_stop import MailStop
from db.database import Database
from db.errors import StorageError
from flows.receiver import Receiver

READY_S: Final = 2.0


def build_app(server: FastMCP, receiver: Receiver, db: Database, *, token: SecretStr | None = None) -> Starlette:
    """Everything under one address. Only the MCP server minds who asks (`token`): Gong comes from outside."""
    guarded = guard(token)
    mcp = server.http_app(
        path="/mcp",
        stateless_http=True,
        middleware=guarded.middleware,
        host_origin_protection=guarded.host_origin_protection,
    )

    async def ready(_: Request) -> Response:
        try:
            async with asyncio.timeout(READY_S):
                await db.ping()
        except (StorageError, TimeoutError):
            return JSONResponse({"ready": False, "because": "the database does not answer"}, 503)
        return JSONResponse({"ready": True})

    routes = [
        Route("/healthz", _alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        *receiver.routes(),
        *MailStop(db).routes(),
        Mount("/", app=mcp),
    ]
    return Starlette(routes=routes, lifespan=mcp.router.lifespan_context)


async def _alive(_: Request) -> Response:
    return JSONResponse({"alive": True})
