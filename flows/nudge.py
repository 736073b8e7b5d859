"""Tells Prefect, over plain HTTP and without waiting for it, that there is something to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import httpx

from analysis.settings import Settings

DEPLOYMENT: Final = "process-new-call/process-new-call"
TIMEOUT_S: Final = 2.0
PATIENCE_S: Final = 10.0
"""The same for somebody who waits for it: a Prefect on the internet may be slow for once."""
WITHOUT: Final = "unset it (`coach flows serve` then starts a Prefect of its own, and `coach serve` needs none)"
REFUSALS: Final = {401, 403}
UNREACHABLE: Final = (httpx.HTTPError, httpx.InvalidURL)
"""What is raised where a Prefect does not answer, or not as one does; by Prefect's own client as well."""
APART_S: Final = 5.0
"""One nudge is enough for everything that arrives within this: a run works until nothing is left."""

logger = logging.getLogger(__name__)


class PrefectBell:
    """Rung as often as anybody likes; `run` passes it on, and calls `instead` when Prefect does not answer."""

    def __init__(self, settings: Settings, *, instead: Callable[[], None]) -> None:
        self._settings = settings
        self._instead = instead
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    async def run(self) -> None:
        """Pass rings on, for as long as this is not cancelled."""
        async with _prefect(self._settings) as prefect:
            while True:
                await self._rung.wait()
                self._rung.clear()
                if not await _nudged(prefect):
                    self._instead()
                await asyncio.sleep(APART_S)


async def answers(api_url: str) -> bool:
    """Whether a Prefect server is there."""
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
            return (await http.get(f"{api_url}/health")).is_success
    except UNREACHABLE:
        return False


async def is_deployed(settings: Settings, api_url: str) -> bool:
    """Whether Prefect knows the flow that works off what arrived."""
    try:
        async with _prefect(settings.model_copy(update={"prefect_api_url": api_url})) as prefect:
            return (await prefect.get(f"/deployments/name/{DEPLOYMENT}")).is_success
    except UNREACHABLE:
        return False


async def complaint(settings: Settings) -> str | None:
    """Why the Prefect of PREFECT_API_URL cannot be used, and what to do about it; None when it can."""
    try:
        async with _prefect(settings, timeout_s=PATIENCE_S) as prefect:
            answer = await prefect.get(f"/deployments/name/{DEPLOYMENT}")
    except UNREACHABLE:
        return (
            "Prefect does not answer at PREFECT_API_URL: start it there (`prefect server start`), correct the address, "
            f"or {WITHOUT}."
        )
    if answer.status_code in REFUSALS:
        return (
            "Prefect does not accept PREFECT_API_KEY or PREFECT_API_AUTH_STRING: correct it, or unset PREFECT_API_URL."
        )
    if "json" not in answer.headers.get("content-type", "") or answer.is_server_error:
        return (
            f"What answers at PREFECT_API_URL is not Prefect's API, or is broken (HTTP {answer.status_code}): its "
            f"address ends in /api, such as http://127.0.0.1:4200/api. Correct it, or {WITHOUT}."
        )
    return None


def _prefect(settings: Settings, *, timeout_s: float = TIMEOUT_S) -> httpx.AsyncClient:
    headers: dict[str, str] = {}
    auth = None
    if settings.prefect_api_key:
        headers["authorization"] = f"Bearer {settings.prefect_api_key.get_secret_value()}"
    elif settings.prefect_api_auth_string:
        user, _, password = settings.prefect_api_auth_string.get_secret_value().partition(":")
        auth = httpx.BasicAuth(user, password)
    base_url = (settings.prefect_api_url or "").rstrip("/")
    return httpx.AsyncClient(base_url=base_url, timeout=timeout_s, headers=headers, auth=auth)


async def _nudged(prefect: httpx.AsyncClient) -> bool:
    """Whether there is a run now that will find what arrived."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            found = (await prefect.get(f"/deployments/name/{DEPLOYMENT}")).raise_for_status().json()
            run = {"name": "calls that arrived", "state": {"type": "SCHEDULED"}}
            (await prefect.post(f"/deployments/{found['id']}/create_flow_run", json=run)).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, KeyError, TypeError) as error:
        logger.warning("Prefect could not be told (%s): what arrived is worked on here", type(error).__name__)
        return False
    return True
