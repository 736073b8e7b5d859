"""The stand-in's Message Batches: checked when they are handed in, worked on in silence, results in any order."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.standins.claude_rules import Refused, check_request, invalid
from tests.standins.claude_schema import Json
from tests.standins.claude_script import Answered, Dropped, HttpError, Outcome, Recorded, Reply, error_body
from tests.standins.server import cut

PATH = "/v1/messages/batches"
CUSTOM_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
MOST_REQUESTS, MOST_BYTES = 100_000, 256_000_000
LONG_S = 60.0
NOT_HERE = ("stream", "speed")


class Standin(Protocol):
    """What the batches need from the server that they are part of."""

    base_url: str

    async def record(self, request: Request) -> Recorded: ...
    def authenticate(self, request: Request) -> None: ...
    def refuse(self, record: Recorded, error: HttpError) -> Response: ...
    def outcome(self, record: Recorded) -> Outcome: ...
    def reply(self, record: Recorded, answered: Answered) -> Reply: ...


@dataclass(slots=True, kw_only=True)
class Item:
    """One request of a batch. What becomes of it is settled when its batch ends."""

    custom_id: str
    asked: Recorded
    result: Json | None = None


@dataclass(slots=True, kw_only=True)
class Held:
    """One batch as the server has it."""

    id: str
    created_at: datetime
    created: float
    items: list[Item]
    cancelled: bool = False
    ended_at: datetime | None = None
    archived: bool = False

    def shown(self, base_url: str) -> Json:
        kinds = [item.result["type"] if item.result else "processing" for item in self.items]
        names = ("processing", "succeeded", "errored", "canceled", "expired")
        status = "ended" if self.ended_at else "canceling" if self.cancelled else "in_progress"
        readable = self.ended_at and not self.archived
        return {
            "id": self.id,
            "type": "message_batch",
            "processing_status": status,
            "request_counts": {name: kinds.count(name) for name in names},
            "created_at": self.created_at.isoformat(),
            "expires_at": (self.created_at + timedelta(days=1)).isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "cancel_initiated_at": self.created_at.isoformat() if self.cancelled else None,
            "archived_at": self.created_at.isoformat() if self.archived else None,
            "results_url": f"{base_url}{PATH}/{self.id}/results" if readable else None,
        }


@dataclass(slots=True)
class Batches:
    """All batches. They end `takes_s` seconds after they were handed in, and not while they are `held`.

    Requests with one of the texts in `expiring` are not got to. After `cut_after` results the connection is cut, once;
    after `stalls_after` results nothing more comes, once. `loses_answer`: the next batch is taken, but the connection
    is cut before that is said; `stalls`: or nobody hears of it for a long time.
    """

    standin: Standin
    takes_s: float = 0.0
    held: bool = False
    expiring: list[str] = field(default_factory=list[str])
    cut_after: int | None = None
    stalls_after: int | None = None
    loses_answer: bool = False
    stalls: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: TID251 (this is the server's clock)
    all: list[Held] = field(default_factory=list[Held])
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def questions(self) -> list[Recorded]:
        """Every request of every batch, as it would have come alone."""
        return [item.asked for batch in self.all for item in batch.items]

    def routes(self) -> list[Route]:
        one = f"{PATH}/{{batch}}"
        return [
            Route(PATH, self._create, methods=["POST"]),
            Route(PATH, self._list, methods=["GET"]),
            Route(one, self._retrieve, methods=["GET"]),
            Route(f"{one}/cancel", self._cancel, methods=["POST"]),
            Route(f"{one}/results", self._results, methods=["GET"]),
        ]

    async def _create(self, request: Request) -> Response:
        record = await self.standin.record(request)
        try:
            self.standin.authenticate(request)
            items = _checked(record)
        except Refused as refused:
            return self.standin.refuse(record, _as_error(refused))
        if (told := await self._told(request, record)) is not None:
            return told
        batch = Held(
            id=f"msgbatch_{next(self._numbers):06}", created_at=self.clock(), created=time.monotonic(), items=items
        )
        self.all.append(batch)
        if self.loses_answer:
            self.loses_answer = False
            record.end("cut")
            await cut(request)
            return Response()
        if self.stalls:
            self.stalls = False
            await asyncio.sleep(LONG_S)
        return self._shown(record, batch)

    async def _list(self, request: Request) -> Response:
        record = await self.standin.record(request)
        try:
            self.standin.authenticate(request)
        except Refused as refused:
            return self.standin.refuse(record, _as_error(refused))
        newest_first = self.all[::-1]
        ids = [batch.id for batch in newest_first]
        after = request.query_params.get("after_id")
        start = ids.index(after) + 1 if after else 0
        page = newest_first[start : start + int(request.query_params.get("limit", "20"))]
        shown = [self._work_on(batch).shown(self.standin.base_url) for batch in page]
        ends = {"first_id": shown[0]["id"] if shown else None, "last_id": shown[-1]["id"] if shown else None}
        record.status = 200
        record.end("complete")
        return JSONResponse({"data": shown, "has_more": start + len(page) < len(ids), **ends})

    async def _retrieve(self, request: Request) -> Response:
        record, found = await self._found(request)
        return found if isinstance(found, Response) else self._shown(record, self._work_on(found))

    async def _cancel(self, request: Request) -> Response:
        record, found = await self._found(request)
        if isinstance(found, Response):
            return found
        found.cancelled = True
        return self._shown(record, found)

    async def _results(self, request: Request) -> Response:
        record, found = await self._found(request)
        if isinstance(found, Response):
            return found
        if found.ended_at is None or found.archived:
            return self.standin.refuse(record, _as_error(invalid("The batch has no results")))
        return StreamingResponse(self._lines(request, record, found), media_type="application/x-jsonl")

    async def _lines(self, request: Request, record: Recorded, batch: Held) -> AsyncGenerator[bytes]:
        """The results from last to first."""
        for number, item in enumerate(reversed(batch.items)):
            if number == self.cut_after:
                self.cut_after = None
                record.end("cut")
                await cut(request)
                return
            if number == self.stalls_after:
                self.stalls_after = None
                await asyncio.sleep(LONG_S)
            yield json.dumps({"custom_id": item.custom_id, "result": item.result}).encode() + b"\n"
            await asyncio.sleep(0)
        record.end("complete")

    async def _found(self, request: Request) -> tuple[Recorded, Held | Response]:
        record = await self.standin.record(request)
        try:
            self.standin.authenticate(request)
        except Refused as refused:
            return record, self.standin.refuse(record, _as_error(refused))
        if (told := await self._told(request, record)) is not None:
            return record, told
        wanted = request.path_params["batch"]
        found = next((batch for batch in self.all if batch.id == wanted), None)
        missing = HttpError(status=404, type="not_found_error", message="Not found")
        return record, found or self.standin.refuse(record, missing)

    async def _told(self, request: Request, record: Recorded) -> Response | None:
        """What the script has this request meet instead of an answer, if anything."""
        match self.standin.outcome(record):
            case HttpError() as error:
                return self.standin.refuse(record, error)
            case Dropped():
                record.end("cut")
                await cut(request)
                return Response()
            case _:
                return None

    def _shown(self, record: Recorded, batch: Held) -> Response:
        record.status = 200
        record.end("complete")
        return JSONResponse(batch.shown(self.standin.base_url), headers={"request-id": f"req_{id(record):x}"})

    def _work_on(self, batch: Held) -> Held:
        """End it if it is time."""
        over = not self.held and time.monotonic() - batch.created >= self.takes_s
        if batch.ended_at is None and (over or batch.cancelled):
            for item in batch.items:
                item.result = {"type": "canceled"} if batch.cancelled else self._result(item)
            batch.ended_at = self.clock()
        return batch

    def _result(self, item: Item) -> Json:
        if any(text in item.asked.text for text in self.expiring):
            return {"type": "expired"}
        try:
            check_request(item.asked.json)
        except Refused as refused:
            return {"type": "errored", "error": error_body(refused.kind, refused.message, request_id="req_batch")}
        match self.standin.outcome(item.asked):
            case HttpError() as error:
                return {"type": "errored", "error": error_body(error.type, error.message, request_id="req_batch")}
            case told:
                answered = told if isinstance(told, Answered) else Answered()
                reply = self.standin.reply(item.asked, answered)
                item.asked.usage = reply.usage()
                return {"type": "succeeded", "message": reply.whole()}


def _checked(record: Recorded) -> list[Item]:
    """The requests, whose own mistakes come out only in the results; the batch's own are refused at once."""
    if len(record.body) > MOST_BYTES:
        raise Refused(413, "request_too_large", "Request exceeds the maximum size")
    try:
        body = json.loads(record.body)
        requests = body["requests"]
    except (ValueError, KeyError, TypeError):
        raise invalid("requests: Field required") from None
    if set(body) != {"requests"} or not isinstance(requests, list) or not 1 <= len(requests) <= MOST_REQUESTS:
        raise invalid(f"requests: between 1 and {MOST_REQUESTS} and nothing else")
    ids = [request.get("custom_id") for request in requests]
    if not all(isinstance(each, str) and CUSTOM_ID.fullmatch(each) for each in ids):
        raise invalid(f"custom_id: String should match pattern '^{CUSTOM_ID.pattern}$'")
    if len(set(ids)) != len(ids):
        raise invalid("custom_id: must be unique within the batch")
    record.json = {}
    return [_item(request, record) for request in requests]


def _item(request: Json, record: Recorded) -> Item:
    if set(request) != {"custom_id", "params"} or not isinstance(request["params"], dict):
        raise invalid("requests: each has a custom_id and params and nothing else")
    params = request["params"]
    if gone := [name for name in NOT_HERE if name in params]:
        raise invalid(f"params.{gone[0]}: not supported in batches")
    if params.get("max_tokens") == 0:
        raise invalid("params.max_tokens: 0 is not supported in batches")
    body = json.dumps(params, ensure_ascii=False).encode()
    asked = Recorded(path=f"{PATH}#", headers=record.headers, body=body, at=record.at, json=params)
    return Item(custom_id=request["custom_id"], asked=asked)


def _as_error(refused: Refused) -> HttpError:
    return HttpError(status=refused.status, type=refused.kind, message=refused.message)
