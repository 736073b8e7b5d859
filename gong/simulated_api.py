"""The manners of Gong's API: who is let in, how often, in which pages. Without HTTP."""

from __future__ import annotations

import base64
import itertools
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from gong.shapes import json_object
from gong.simulated import Json, Listing, Refusal, Tenant

ACCESS_KEY: Final = "ACCESSKEYOFTHESTANDIN"
ACCESS_KEY_SECRET: Final = "the-secret-of-the-stand-in"  # noqa: S105 (no secret: it opens nothing but invented calls)
CURSOR_S: Final = 600.0
DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `body` is None where there is no JSON object."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json | None
    authorization: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer to one request."""

    status: int
    content: Json
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """Good for the very same request, and not for long."""

    request: str
    offset: int
    expires: float


class Limits:
    """So many requests in any second (None: as many as you like) and so many a day, told by `clock` (in seconds)."""

    def __init__(self, clock: Callable[[], float], *, per_second: int | None, per_day: int) -> None:
        self.clock = clock
        self.per_second = per_second
        self.per_day = per_day
        self.used = 0
        self._day = 0.0
        self._recent: deque[float] = deque()

    def wait_s(self) -> int | None:
        """Count a request and let it pass (None), or say after how many seconds the next one may come."""
        now = self.clock()
        if now // DAY_S != self._day:
            self._day, self.used = now // DAY_S, 0
        while self._recent and now - self._recent[0] >= 1:
            self._recent.popleft()
        if self.used >= self.per_day:
            return int(DAY_S - now % DAY_S) + 1
        if self.per_second is not None and len(self._recent) >= self.per_second:
            return 1
        self.used += 1
        self._recent.append(now)
        return None


class SimulatedApi:
    """Answers requests about one company as Gong does."""

    def __init__(self, tenant: Tenant, limits: Limits, *, page_size: int = 100) -> None:
        self.tenant = tenant
        self.limits = limits
        self.page_size = page_size
        self._cursors: dict[str, _Cursor] = {}
        self._numbers = itertools.count(1)

    def answer(self, asked: Asked) -> Answered:
        """What Gong says."""
        try:
            _let_in(asked)
            if (wait := self.limits.wait_s()) is not None:
                return replace(self.refusal(429, "API rate limit exceeded."), headers={"Retry-After": str(wait)})
            return Answered(status=200, content=self._page(asked))
        except Refusal as refusal:
            return self.refusal(refusal.status, refusal.text)

    def refusal(self, status: int, *errors: str) -> Answered:
        """An answer that says why not."""
        return Answered(status=status, content={"requestId": self._request_id(), "errors": list(errors)})

    def expire_cursors(self) -> None:
        self._cursors.clear()

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
        cursor = (asked.body or {}).get("cursor") or asked.query.get("cursor")
        return self._cut(listing, same, self._offset(cursor, same))

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

    def _request_id(self) -> str:
        return f"standin{next(self._numbers)}"


def asked_of(method: str, path: str, query: Mapping[str, str], raw: bytes, authorization: str | None) -> Asked:
    """A request as it came over the wire."""
    try:
        body = dict(json_object(json.loads(raw))) if raw else None
    except ValueError:
        body = None
    return Asked(method=method, path=path, query=query, body=body, authorization=authorization)


def _let_in(asked: Asked) -> None:
    pair = base64.b64encode(f"{ACCESS_KEY}:{ACCESS_KEY_SECRET}".encode()).decode()
    if asked.authorization != f"Basic {pair}":
        raise Refusal(401, "Failed to verify the provided access key.")
