"""A strict Gong on loopback: it refuses what Gong refuses, limits as Gong limits, and fails as it is told to."""

from __future__ import annotations

import asyncio
import json
import pickle
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import Self

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gong import simulated_api
from gong.simulated import Json, Tenant
from gong.simulated_api import Limits, SimulatedApi, asked_of
from gong.webhook import Delivery
from tests.standins import gong_webhooks as webhooks
from tests.standins.gong_spec import answer_faults, request_faults
from tests.standins.server import cut, serve

METHODS = ["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fails:
    """An answer of another kind than usual: JSON with errors as Gong writes them, or `body` as it is."""

    status: int = 500
    errors: tuple[str, ...] = ("Something is the matter.",)
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangs:
    """No answer for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Cuts:
    """The connection is cut without a word."""


Outcome = Fails | Hangs | Cuts


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request as it came, and what was answered."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json | None
    at: float
    status: int = 0

    @property
    def call_ids(self) -> list[str]:
        return list((self.body or {}).get("filter", {}).get("callIds", ()))


@dataclass(slots=True)
class _Rule:
    outcome: Outcome
    path: str
    times: int | None

    def takes(self, path: str) -> bool:
        if self.times == 0 or not path.startswith(self.path):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@cache
def _company() -> bytes:
    """The company of the demo, of which every stand-in has a copy of its own."""
    return pickle.dumps(Tenant.bundled())


class GongStandin:
    """The server and its script, up while its block lasts; `requests` is what it was asked.

    `breaches` are departures, of either side, from Gong's own specification. `clock` is in seconds; `per_second` None
    is a Gong that is never in a hurry.
    """

    def __init__(
        self,
        tenant: Tenant | None = None,
        *,
        page_size: int = 100,
        per_second: int | None = None,
        per_day: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tenant = tenant or pickle.loads(_company())  # noqa: S301 (our own)
        self.limits = Limits(clock, per_second=per_second, per_day=per_day)
        self.api = SimulatedApi(self.tenant, self.limits, page_size=page_size)
        self.base_url = ""
        self.requests: list[Asked] = []
        self.breaches: list[str] = []
        self._rules: list[_Rule] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        route = Route("/{path:path}", self._serve, methods=METHODS)
        self.base_url = self._open.enter_context(serve(Starlette(routes=[route])))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()

    def on(self, outcome: Outcome, *, path: str = "", times: int | None = 1) -> None:
        """Let the next `times` requests to paths that begin so meet this outcome, used up in the order given."""
        self._rules.append(_Rule(outcome, path, times))

    def asked(self, path: str) -> list[Asked]:
        """The requests to this path, tries that failed included."""
        return [request for request in self.requests if request.path == path]

    def expire_cursors(self) -> None:
        self.api.expire_cursors()

    async def fire(
        self, url: str, call_id: str, *, rule: str | None = None, times: int = 1, is_test: bool = False
    ) -> list[int]:
        """Deliver a call to a webhook, `times` times over: by this rule's signature, or else by the key in the URL.

        The value is the statuses that came back.
        """
        body = webhooks.payload(self.tenant.calls[call_id], is_test=is_test)
        delivery = webhooks.signed(rule, url, body, webhooks.now()) if rule else webhooks.keyed(url, body)
        return [await _deliver(delivery) for _ in range(times)]

    async def _serve(self, request: Request) -> Response:
        raw = await request.body()
        came = asked_of(
            request.method,
            request.url.path,
            dict(request.query_params),
            raw,
            request.headers.get("authorization"),
        )
        asked = Asked(method=came.method, path=came.path, query=came.query, body=came.body, at=self.limits.clock())
        self.requests.append(asked)
        outcome = self._scripted(asked)
        if isinstance(outcome, Hangs):
            await asyncio.sleep(outcome.seconds)
            outcome = Fails()
        if isinstance(outcome, Cuts):
            await cut(request)
            return Response()
        return self._failure(asked, outcome) if outcome else self._answered(asked, came)

    def _scripted(self, asked: Asked) -> Outcome | None:
        return next((rule.outcome for rule in self._rules if rule.takes(asked.path)), None)

    def _answered(self, asked: Asked, came: simulated_api.Asked) -> Response:
        answer = self.api.answer(came)
        if answer.status not in {401, 429}:
            self.breaches += request_faults(asked.method, asked.path, asked.query, asked.body)
        if answer.status == 200:
            self.breaches += answer_faults(asked.method, asked.path, 200, answer.content)
        asked.status = answer.status
        return Response(
            json.dumps(answer.content), answer.status, {"content-type": "application/json", **answer.headers}
        )

    def _failure(self, asked: Asked, fails: Fails) -> Response:
        asked.status = fails.status
        content = fails.body
        if content is None:
            content = json.dumps(self.api.refusal(fails.status, *fails.errors).content).encode()
        return Response(content, fails.status, {"content-type": "application/json", **fails.headers})


async def _deliver(delivery: Delivery) -> int:
    async with httpx.AsyncClient() as http:
        response = await http.post(delivery.url, content=delivery.body, headers=dict(delivery.headers))
        return response.status_code
