"""Delivers the invented calls to a webhook, one after the other, as Gong does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Final

import httpx

from gong.simulated import Json

PATIENCE_S: Final = 1.0


async def deliver(calls: Sequence[Json], url: str, *, every_s: float, tell: Callable[[str], None]) -> None:
    """Post each call once, waiting for somebody to be there."""
    async with httpx.AsyncClient(timeout=10) as http:
        for call in calls:
            body = json.dumps({"callData": call, "isTest": False}).encode()
            status = await _delivered(http, url, body, tell)
            tell(f"delivered {call['metaData']['title']!r}: answered with {status}")
            await asyncio.sleep(every_s)


async def _delivered(http: httpx.AsyncClient, url: str, body: bytes, tell: Callable[[str], None]) -> int:
    said = False
    while True:
        try:
            response = await http.post(url, content=body, headers={"content-type": "application/json"})
        except httpx.TransportError:
            if not said:
                tell("nobody is there to take deliveries yet; start `coach serve --simulated` in another terminal")
            said = True
            await asyncio.sleep(PATIENCE_S)
        else:
            return response.status_code
