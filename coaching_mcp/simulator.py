"""`coach simulate-gong`: a Gong on this machine with the invented calls, to try the whole way without an account."""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import Final

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analysis.settings import Settings
from coaching_mcp.deliveries import deliver
from coaching_mcp.exits import DONE
from coaching_mcp.listening import LOOPBACK, address, listen, serve_app
from coaching_mcp.streams import say
from gong.pace import PER_DAY, PER_SECOND
from gong.simulated import Json, Tenant
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET, Limits, SimulatedApi, asked_of

URL_KEY: Final = "simulated-gong-delivers"
METHODS: Final = ["GET", "POST", "PUT", "DELETE"]


def simulated(settings: Settings, at: str | None) -> Settings:
    """These settings with the simulated Gong that is `at` this address in the place of the real one, if it is to be."""
    if at is None:
        return settings
    return settings.model_copy(
        update={
            "gong_access_key": SecretStr(ACCESS_KEY),
            "gong_access_key_secret": SecretStr(ACCESS_KEY_SECRET),
            "gong_api_base_url": at,
            "gong_webhook_url_key": SecretStr(URL_KEY),
        }
    )


async def simulate(arguments: argparse.Namespace, _: Settings) -> int:
    """Answer as Gong does and deliver the calls, until stopped."""
    tenant = Tenant.bundled()
    api = SimulatedApi(tenant, Limits(time.monotonic, per_second=PER_SECOND, per_day=PER_DAY))
    calls = _oldest_first(tenant)[: arguments.calls]
    with listen(LOOPBACK, arguments.port) as listening:
        say(f"A Gong with {len(tenant.calls)} invented calls answers at {address(listening)}. Ctrl-C stops it.")
        async with asyncio.TaskGroup() as group:
            url = f"{arguments.to}?key={URL_KEY}"
            delivering = group.create_task(deliver(calls, url, every_s=arguments.every, tell=say))
            await serve_app(app(api), listening)
            delivering.cancel()
    return DONE


def app(api: SimulatedApi) -> Starlette:
    """The API over HTTP."""

    async def answer(request: Request) -> Response:
        asked = asked_of(
            request.method,
            request.url.path,
            dict(request.query_params),
            await request.body(),
            request.headers.get("authorization"),
        )
        answered = api.answer(asked)
        return JSONResponse(answered.content, answered.status, dict(answered.headers))

    return Starlette(routes=[Route("/{path:path}", answer, methods=METHODS)])


def _oldest_first(tenant: Tenant) -> list[Json]:
    return sorted(tenant.calls.values(), key=lambda call: call["metaData"]["started"])
