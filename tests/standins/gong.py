"""A strict Gong on loopback: it refuses what Gong refuses, limits as Gong limits, and fails as it is told to."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Self, cast

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gong.webhook import Delivery
from tests.standins import gong_webhooks as webhooks
from tests.standins.gong_limits import Limits
from tests.standins.gong_spec import answer_faults, request_faults
from tests.standins.gong_tenant import Json, Listing, Refusal, Tenant
from tests.standins.server import cut, serve

ACCESS_KEY, ACCESS_KEY_SECRET = "ACCESSKEYOFTHESTANDIN", "the-secret-of-the-stand-in"
CURSOR_S = 600.0
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """Good for the very same request, and not for long."""

    request: str
    offset: int
    expires: float


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
        self.tenant = tenant or Tenant.bundled()
        self.page_size = page_size
        self.limits = Limits(clock, per_second=per_second, per_day=per_day)
        self.base_url = ""
        self.requests: list[Asked] = []
        self.breaches: list[str] = []
        self._cursors: dict[str, _Cursor] = {}
        self._rules: list[_Rule] = []
        self._numbers = itertools.count(1)
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
        self._cursors.clear()

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
        asked = Asked(
            method=request.method,
            path=request.url.path,
            query=dict(request.query_params),
            body=_parsed(raw),
            at=self.limits.clock(),
        )
        self.requests.append(asked)
        answer = self._scripted(asked) or self._answer(request, asked)
        if isinstance(answer, Hangs):
            await asyncio.sleep(answer.seconds)
            answer = Fails()
        if isinstance(answer, Cuts):
            await cut(request)
            return Response()
        return self._response(asked, answer)

    def _scripted(self, asked: Asked) -> Outcome | None:
        return next((rule.outcome for rule in self._rules if rule.takes(asked.path)), None)

    def _answer(self, request: Request, asked: Asked) -> Fails | Json:
        try:
            self._let_in(request)
            if (wait := self.limits.wait_s()) is not None:
                return Fails(status=429, errors=("API rate limit exceeded.",), headers={"Retry-After": str(wait)})
            self.breaches += request_faults(asked.method, asked.path, asked.query, asked.body)
            return self._page(asked)
        except Refusal as refusal:
            return Fails(status=refusal.status, errors=(refusal.text,))

    def _let_in(self, request: Request) -> None:
        pair = base64.b64encode(f"{ACCESS_KEY}:{ACCESS_KEY_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {pair}":
            raise Refusal(401, "Failed to verify the provided access key.")

    def _page(self, asked: Asked) -> Json:
        if asked.method == "POST" and not asked.body:
            raise Refusal(400, "Request body is missing, empty or not a JSON object.")
        body = {name: value for name, value in (asked.body or {}).items() if name != "cursor"}
        query = {name: value for name, value in asked.query.items() if name != "cursor"}
        listing = self.tenant.listing(asked.method, asked.path, query, None if asked.body is None else body)
        if not listing.items and listing.when_empty:
            raise Refusal(404, listing.when_empty)
        if not listing.is_paged:
            return {"requestId": self._request_id(), listing.kind: listing.items}
        same = json.dumps([asked.method, asked.path, query, body], sort_keys=True)
        start = self._offset((asked.body or {}).get("cursor") or asked.query.get("cursor"), same)
        return self._cut(listing, same, start)

    def _offset(self, cursor: str | None, same: str) -> int:
        if cursor is None:
            return 0
        known = self._cursors.get(cursor)
        if known is None or known.request != same or known.expires < self.limits.clock():
            raise Refusal(400, "The cursor is not valid for this request, or has expired.")
        return known.offset

    def _cut(self, listing: Listing, same: str, start: int) -> Json:
        items = listing.items[start : start + self.page_size]
        records: Json = {
            "totalRecords": len(listing.items),
            "currentPageSize": len(items),
            "currentPageNumber": start // self.page_size,
        }
        end = start + len(items)
        if end < len(listing.items):
            records["cursor"] = cursor = f"cursor-{next(self._numbers)}"
            self._cursors[cursor] = _Cursor(request=same, offset=end, expires=self.limits.clock() + CURSOR_S)
        return {"requestId": self._request_id(), "records": records, listing.kind: items}

    def _response(self, asked: Asked, answer: Fails | Json) -> Response:
        if not isinstance(answer, Fails):
            asked.status = 200
            self.breaches += answer_faults(asked.method, asked.path, 200, answer)
            return Response(json.dumps(answer), media_type="application/json")
        asked.status = answer.status
        content = answer.body
        if content is None:
            content = json.dumps({"requestId": self._request_id(), "errors": list(answer.errors)}).encode()
        return Response(content, answer.status, {"content-type": "application/json", **answer.headers})

    def _request_id(self) -> str:
        return f"standin{next(self._numbers)}"


async def _deliver(delivery: Delivery) -> int:
    async with httpx.AsyncClient() as http:
        response = await http.post(delivery.url, content=delivery.body, headers=dict(delivery.headers))
        return response.status_code


def _parsed(raw: bytes) -> Json | None:
    try:
        body: Any = json.loads(raw) if raw else None
    except ValueError:
        return None
    return cast("Json", body) if isinstance(body, dict) else None
