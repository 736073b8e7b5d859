"""Who may ask over HTTP: this machine only, or whoever brings MCP_TOKEN."""

from __future__ import annotations

import hmac
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Literal

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from coaching_mcp.errors import NotGuarded

HOW: Final = "Send the header `Authorization: Bearer TOKEN` with the MCP_TOKEN of this server's .env."


class Gate:
    """Lets pass what brings the token, and tells everybody else how to."""

    def __init__(self, app: ASGIApp, token: SecretStr) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._brings_it(Headers(scope=scope).get("authorization", "")):
            said = {"error": "invalid_token", "error_description": HOW}
            refusal = JSONResponse(said, 401, {"WWW-Authenticate": "Bearer"})
            return await refusal(scope, receive, send)
        return await self._app(scope, receive, send)

    def _brings_it(self, header: str) -> bool:
        scheme, _, given = header.partition(" ")
        expected = self._token.get_secret_value()
        return scheme.casefold() == "bearer" and hmac.compare_digest(given.strip().encode(), expected.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What FastMCP is to put before its app.

    A page in somebody's browser can make it ask this machine, but knows no token: then it does not matter by which
    name, such as a proxy's, the server was reached.
    """

    middleware: list[Middleware]
    host_origin_protection: Literal["auto", False]


def guard(token: SecretStr | None) -> Guard:
    """The guard that the setting allows."""
    if token is None:
        return Guard(middleware=[], host_origin_protection="auto")
    return Guard(middleware=[Middleware(Gate, token=token)], host_origin_protection=False)


def refuse_strangers(listening: socket.socket, token: SecretStr | None) -> None:
    """See that nobody else than this machine gets in without a token.

    Raises:
        NotGuarded: others could.
    """
    host = listening.getsockname()[0]
    if token is None and not ip_address(host).is_loopback:
        raise NotGuarded(
            f"Whoever reaches {host} could read every call: put a long random text into .env as MCP_TOKEN, which "
            "clients then have to send, or leave out --host, so that only this machine is served."
        )
