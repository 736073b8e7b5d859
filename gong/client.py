"""The only module that talks to Gong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Generic, Self, TypeVar

import httpx
import stamina
from stamina.instrumentation import set_on_retry_hooks

from gong.address import api_address
from gong.complaint import NO_CONNECTION, NOT_GONG, Complaint, read_complaint
from gong.errors import BadGongSetting, CallRefused, GongRejectedRequest, GongUnavailable, NotGong, UserRefused
from gong.listing import Listed, Tracker, to_listed, to_tracker
from gong.model import CallId, User
from gong.pace import Pace
from gong.shapes import CallData, CallTranscript, json_list, json_object, read_call, read_transcript
from gong.spans import windows, written
from gong.wire import to_user

ATTEMPTS: Final = 5
"""How often one request is sent before giving up."""
CONNECT_S: Final = 10.0
IDS_A_REQUEST: Final = 100
MOST_PAGES: Final = 10_000

CONTENT: Final = {
    "context": "Extended",
    "contextTiming": ["Now", "TimeOfCall"],
    "exposedFields": {
        "parties": True,
        "content": {
            "topics": True,
            "trackers": True,
            "brief": True,
            "keyPoints": True,
            "highlights": True,
            "callOutcome": True,
        },
    },
}

JsonObject = Mapping[str, object]
Shape = TypeVar("Shape", CallData, CallTranscript)


class _Refused(Exception):
    """Gong answered, but not with what was asked for."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.status)
        self.complaint = complaint


class _StaleCursor(GongRejectedRequest):
    """Gong did not accept the request for a further page."""


@dataclass(frozen=True, slots=True)
class Batch(Generic[Shape]):
    """What Gong gave for some ids, by id; what it did not give is not in it, what cannot be read is in `refused`."""

    found: dict[CallId, Shape] = field(default_factory=dict[CallId, Shape])
    refused: list[CallRefused] = field(default_factory=list[CallRefused])


@dataclass(frozen=True, slots=True)
class Roster:
    """The company's users as Gong knows them."""

    users: tuple[User, ...]
    refused: tuple[UserRefused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """One question to Gong; `kind` is the name of the list in the answer."""

    method: str
    path: str
    kind: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    body: JsonObject | None = None

    def parameters(self, cursor: str | None) -> Mapping[str, str]:
        return {**self.params, "cursor": cursor} if cursor and self.body is None else self.params

    def content(self, cursor: str | None) -> JsonObject | None:
        return {**self.body, "cursor": cursor} if cursor and self.body is not None else self.body


class GongClient:
    """One company's Gong. Every method raises GongGaveNothing when there is no answer to use; which kind says why."""

    def __init__(self, http: httpx.AsyncClient, pace: Pace) -> None:
        self._http = http
        self._pace = pace
        self._retrying = stamina.AsyncRetryingCaller(
            attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=8.0, wait_jitter=0.5
        )

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, access_key: str, access_key_secret: str, base_url: str, pace: Pace, timeout_s: float = 60.0
    ) -> AsyncGenerator[Self]:
        """A client for the length of the block. `timeout_s` is how many seconds Gong may be silent in one answer.

        Raises:
            BadGongSetting: a key or the address cannot be right, whatever Gong says.
        """
        _check_key("GONG_ACCESS_KEY", access_key)
        _check_key("GONG_ACCESS_KEY_SECRET", access_key_secret)
        set_on_retry_hooks([])  # a retry is no news to the person at the terminal
        async with httpx.AsyncClient(
            base_url=api_address(base_url),
            auth=httpx.BasicAuth(access_key, access_key_secret),
            timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s)),
            headers={"accept": "application/json"},
        ) as http:
            yield cls(http, pace)

    async def calls(self, since: datetime, until: datetime) -> AsyncGenerator[Listed | CallRefused]:
        """The calls of a time, `until` excluded, oldest first, each once; private ones are among them and say so."""
        seen: set[CallId] = set()
        for start, end in windows(since, until):
            params = {"fromDateTime": written(start), "toDateTime": written(end)}
            # All pages of a window first: whoever works on the calls one by one may outlast a cursor.
            request = _Request(method="GET", path="/v2/calls", kind="calls", params=params)
            for item in await self._all(request):
                listed = _listed(item)
                if isinstance(listed, CallRefused) or listed.id not in seen:
                    yield listed
                if isinstance(listed, Listed):
                    seen.add(listed.id)

    async def extensive(self, ids: Iterable[CallId]) -> Batch[CallData]:
        """Who was on these calls, and what the CRM and Gong say about them. No ids, no request."""
        return await self._batch("/v2/calls/extensive", "calls", {"contentSelector": CONTENT}, ids, read_call)

    async def transcripts(self, ids: Iterable[CallId]) -> Batch[CallTranscript]:
        """What was said on these calls. Ask for no private ones. No ids, no request."""
        return await self._batch("/v2/calls/transcript", "callTranscripts", {}, ids, read_transcript)

    async def users(self) -> Roster:
        """Everybody on our side who has ever been a user, managers and those who left included."""
        users: list[User] = []
        refused: list[UserRefused] = []
        for item in await self._all(_Request(method="GET", path="/v2/users", kind="users")):
            try:
                users.append(to_user(item))
            except UserRefused as refusal:
                refused.append(refusal)
        return Roster(tuple(users), tuple(refused))

    async def answered_scorecards(self, since: date, until: date) -> list[object]:
        """`answeredScorecards` for the calls of these days of the company's, `until` excluded, as Gong writes them.

        What people and what Gong's machine answered, private ones included: `gong.reviews` reads and sorts them.
        """
        filters = {"callFromDate": since.isoformat(), "callToDate": until.isoformat(), "reviewMethod": "BOTH"}
        path = "/v2/stats/activity/scorecards"
        return await self._all(_Request(method="POST", path=path, kind="answeredScorecards", body={"filter": filters}))

    async def scorecards(self) -> list[object]:
        """`scorecards`, the questions that are asked about calls, as Gong writes them: `gong.reviews` reads them."""
        return await self._all(_Request(method="GET", path="/v2/settings/scorecards", kind="scorecards"))

    async def trackers(self) -> tuple[Tracker, ...]:
        """The words that the company has Gong look for; those that cannot be read are left out."""
        items = await self._all(_Request(method="GET", path="/v2/settings/trackers", kind="keywordTrackers"))
        return tuple(tracker for tracker in map(to_tracker, items) if tracker)

    async def check(self) -> str:
        """A sentence that says that the key works and how much it sees; costs one request."""
        answer = await self._answer(_Request(method="GET", path="/v2/users", kind="users"), None)
        if answer is None:
            return "Gong knows this key, but shows it nobody: give its owner access to the team's data in Gong"
        total = json_object(answer.get("records")).get("totalRecords")
        return f"Gong knows this key and shows it {total if isinstance(total, int) else 'its'} users"

    async def _batch(
        self, path: str, kind: str, extra: JsonObject, ids: Iterable[CallId], read: Callable[[object], Shape]
    ) -> Batch[Shape]:
        batch: Batch[Shape] = Batch()
        for some in _hundreds(ids):
            body = {"filter": {"callIds": some}, **extra}
            for item in await self._all(_Request(method="POST", path=path, kind=kind, body=body)):
                await asyncio.sleep(0)  # a hundred calls take a while to read; others want to answer meanwhile
                try:
                    shape = read(item)
                except CallRefused as refusal:
                    batch.refused.append(refusal)
                else:
                    if shape.id and shape.id in some:
                        batch.found[CallId(shape.id)] = shape
        return batch

    async def _all(self, request: _Request) -> list[object]:
        """The elements of all pages. A cursor is good for some time only; one too old begins the list anew."""
        with suppress(_StaleCursor):
            return await self._pages(request)
        return await self._pages(request)

    async def _pages(self, request: _Request) -> list[object]:
        items: list[object] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            try:
                answer = await self._answer(request, cursor)
            except GongRejectedRequest as error:
                raise _StaleCursor(str(error)) if cursor else error from None
            if answer is None:
                return items
            items += _items(answer, request.kind)
            following = json_object(answer.get("records")).get("cursor")
            if not following:
                return items
            if not isinstance(following, str) or following == cursor:
                raise NotGong(NOT_GONG)
            cursor = following
        raise NotGong(NOT_GONG)

    async def _answer(self, request: _Request, cursor: str | None) -> JsonObject | None:
        """Gong's JSON, or None for an empty list; tries until it works, or may not be tried again."""
        try:
            return await self._retrying(_may_pass, self._try, request, cursor)
        except _Refused as refused:
            raise refused.complaint.error from None
        except httpx.HTTPError as error:
            raise GongUnavailable(NO_CONNECTION) from error

    async def _try(self, request: _Request, cursor: str | None) -> JsonObject | None:
        await self._pace.take()
        response = await self._http.request(
            request.method, request.path, params=request.parameters(cursor), json=request.content(cursor)
        )
        if response.is_success:
            return _json(response.content)
        if response.is_redirect:
            raise NotGong(NOT_GONG)
        complaint = read_complaint(response.status_code, response.headers, response.content)
        if complaint.is_empty_list:
            return None
        if complaint.is_passing and complaint.wait_s is not None:
            await self._pace.hold(complaint.wait_s)
        raise _Refused(complaint)


def _check_key(name: str, key: str) -> None:
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise BadGongSetting(f"{name} is empty, or has a blank or a letter that no key has. Copy it from Gong again.")


def _may_pass(error: Exception) -> bool:
    """Whether to try again; how long to wait for it, beyond a little, is a matter of the pace."""
    if isinstance(error, _Refused):
        return error.complaint.is_passing
    return isinstance(error, httpx.TransportError | httpx.DecodingError)


def _json(body: bytes) -> JsonObject:
    try:
        answer = json_object(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise NotGong(NOT_GONG) from error
    if not answer:
        raise NotGong(NOT_GONG)
    return answer


def _items(answer: JsonObject, kind: str) -> list[object]:
    items = json_list(answer.get(kind) or [])
    if items is None or not {kind, "requestId"} & answer.keys():
        raise NotGong(NOT_GONG)
    return items


def _listed(item: object) -> Listed | CallRefused:
    try:
        return to_listed(item)
    except CallRefused as refusal:
        return refusal


def _hundreds(ids: Iterable[CallId]) -> Iterator[list[CallId]]:
    each_once = list(dict.fromkeys(ids))
    return (each_once[start : start + IDS_A_REQUEST] for start in range(0, len(each_once), IDS_A_REQUEST))
