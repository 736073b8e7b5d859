"""The whole HTTP app at work for tests, over real HTTP on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from fastmcp import FastMCP

from coaching_mcp.app import build_app
from coaching_mcp.listening import address, listen, serve_app
from db import inbox
from db.database import Database
from flows.receiver import PATH, Receiver
from gong.webhook import Delivery, Rule, SignedJwt, UrlKey
from tests.standins.gong_webhooks import now, public_key

KEY = "x7Fq-2mZ_pR9vK4tW8sL"
GIVEN_URL = f"https://coach.example{PATH}"
"""The address that the rules in Gong were given; a proxy passes on what comes there."""


def rules() -> tuple[Rule, ...]:
    """Two signed rules and one with a key in its address."""
    signed = [SignedJwt(name=name, webhook_url=GIVEN_URL, public_key=public_key(name)) for name in ("first", "second")]
    return (*signed, UrlKey(name="keyed", key=KEY))


@dataclass(slots=True, kw_only=True)
class Receiving:
    """A receiver that listens; `rings` counts how often it said that there is something to do."""

    http: httpx.AsyncClient
    receiver: Receiver
    rings: list[datetime] = field(default_factory=list[datetime])

    async def post(self, delivery: Delivery) -> httpx.Response:
        place = delivery.url.removeprefix("https://coach.example")
        return await self.http.post(place, content=delivery.body, headers=dict(delivery.headers))

    async def rejected(self, database: Database) -> dict[str, int]:
        """What was not accepted so far, by reason."""
        await self.receiver.count()
        return {row.reason: row.times for row in await inbox.rejections(database, days=2)}


@asynccontextmanager
async def receiving(database: Database, some: Sequence[Rule] | None = None) -> AsyncGenerator[Receiving]:
    """A receiver by these rules."""
    rings: list[datetime] = []
    by = rules() if some is None else some
    receiver = Receiver(database, by, clock=now, ring=lambda: rings.append(now()))
    with listen("127.0.0.1", 0) as listening:
        app = build_app(FastMCP("test"), receiver, database)
        serving = asyncio.create_task(serve_app(app, listening))
        async with httpx.AsyncClient(base_url=address(listening), timeout=20) as http:
            yield Receiving(http=http, receiver=receiver, rings=rings)
        serving.cancel()
        await asyncio.wait({serving})
