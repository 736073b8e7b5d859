"""A strict Claude on loopback: it refuses what Claude refuses, caches as Claude caches, and fails as it is told to."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack
from typing import Any, Self, cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.standins.claude_batches import Batches
from tests.standins.claude_cache import PromptCache
from tests.standins.claude_rules import MODELS, Refused, check_request, invalid
from tests.standins.claude_schema import Json
from tests.standins.claude_script import (
    Answered,
    Dropped,
    ErrorEvent,
    HttpError,
    Outcome,
    Recorded,
    Reply,
    Rule,
    error_body,
    error_event,
    smallest_answer,
)
from tests.standins.server import cut, serve

KEY = "sk-ant-api03-of-the-stand-in"
VERSIONS = ("2023-06-01", "2026-10-21")

Answer = Callable[[Recorded], Json | str]


class ClaudeStandin:
    """The server and its script, up while its block (`with` or `async with`) lasts; `requests` is what it was asked.

    `first_s` and `total_s` are seconds from a request's arrival to the first and the last of its content.
    """

    def __init__(
        self,
        *,
        answer: Answer = smallest_answer,
        first_s: float = 0.0,
        total_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.key = KEY
        self.base_url = ""
        self.answer: Answer = answer
        self.first_s = first_s
        self.total_s = total_s
        self.requests: list[Recorded] = []
        self.batches = Batches(self)
        self._cache = PromptCache(clock)
        self._rules: list[Rule] = []
        self._numbers = itertools.count(1)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self.base_url = self._open.enter_context(serve(self._app()))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()

    @property
    def questions(self) -> list[Recorded]:
        """The requests for a message, tries that failed included."""
        return [request for request in self.requests if request.path == "/v1/messages"]

    def on(self, outcome: Outcome, *, matching: str | Callable[[Recorded], bool] = "", times: int | None = 1) -> None:
        """Let the next `times` requests that match (a text in the prompt, or a predicate) meet this outcome.

        Outcomes are used up in the order in which they were given; a request that none matches is answered as usual.
        """
        self._rules.append(Rule(outcome, matching, times))

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/messages", self._messages, methods=["POST"]),
                *self.batches.routes(),
                Route("/v1/messages/count_tokens", self._count_tokens, methods=["POST"]),
                Route("/v1/models/{model}", self._model, methods=["GET"]),
            ]
        )

    async def _messages(self, request: Request) -> Response:
        record = await self.record(request)
        try:
            self._check(request, record)
        except Refused as refused:
            return _refusal(record, _as_error(refused))
        match self.outcome(record):
            case HttpError() as error:
                return _refusal(record, error)
            case Dropped(after=None):
                record.end("cut")
                await cut(request)
                return Response()
            case outcome:
                return await self._reply(request, record, outcome)

    def outcome(self, record: Recorded) -> Outcome:
        """What this request is to meet, by the script."""
        return next((rule.outcome for rule in self._rules if rule.takes(record)), Answered())

    def refuse(self, record: Recorded, error: HttpError) -> Response:
        """The answer that refuses a request."""
        return _refusal(record, error)

    def reply(self, record: Recorded, answered: Answered) -> Reply:
        """The answer to a request, billed by what the prompt cache holds now."""
        text = answered.text
        if text is None:
            said = self.answer(record)
            text = said if isinstance(said, str) else json.dumps(said)
        return Reply(
            id=f"msg_{next(self._numbers):06}",
            model=record.json["model"],
            text=text,
            outcome=answered,
            billing=self._cache.bill(record.json),
            room=record.json["max_tokens"],
        )

    async def _reply(self, request: Request, record: Recorded, outcome: Answered | ErrorEvent | Dropped) -> Response:
        reply = self.reply(record, outcome if isinstance(outcome, Answered) else Answered())
        record.status, record.usage = 200, reply.usage()
        headers = {"request-id": _request_id(record)}
        if not record.json.get("stream"):
            return await self._plain(record, reply, headers)
        events = self._events(request, record, reply, outcome)
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    async def _plain(self, record: Recorded, reply: Reply, headers: dict[str, str]) -> Response:
        await _until(record.at + self._first_s(reply))
        self._cache.commit(reply.billing)
        await _until(record.at + self._total_s(reply))
        record.end("complete")
        return JSONResponse(reply.whole(), headers=headers)

    async def _events(
        self, request: Request, record: Recorded, reply: Reply, outcome: Answered | ErrorEvent | Dropped
    ) -> AsyncGenerator[bytes]:
        """The stream, and the note of how it ended; Starlette closes it when the client hangs up."""
        try:
            for event in reply.beginning():
                yield event
            async for event in self._content(record, reply, None if isinstance(outcome, Answered) else outcome.after):
                yield event
            match outcome:
                case ErrorEvent():
                    record.end("cut")
                    yield error_event(outcome.type, outcome.message, request_id=_request_id(record))
                case Dropped():
                    record.end("cut")
                    await cut(request)
                case Answered(stop_reason=None):
                    record.end("cut")
                case Answered():
                    record.end("complete")
                    yield reply.ending()
        except BaseException:
            record.end("abandoned")
            raise

    async def _content(self, record: Recorded, reply: Reply, stop_after: int | None) -> AsyncGenerator[bytes]:
        """Content events in their time; with the first of them, what the request wrote to the cache can be read."""
        pieces = list(reply.content())
        lead = int(reply.outcome.thinks) + 1
        first_s, total_s = self._first_s(reply), self._total_s(reply)
        for number, piece in enumerate(pieces):
            if stop_after == 0 or (stop_after is not None and number >= lead + stop_after):
                return
            await _until(record.at + first_s + (total_s - first_s) * number / max(len(pieces) - 1, 1))
            if number == 0:
                self._cache.commit(reply.billing)
            yield piece

    def _first_s(self, reply: Reply) -> float:
        return self.first_s if reply.outcome.first_s is None else reply.outcome.first_s

    def _total_s(self, reply: Reply) -> float:
        total_s = self.total_s if reply.outcome.total_s is None else reply.outcome.total_s
        return max(total_s, self._first_s(reply))

    async def _count_tokens(self, request: Request) -> Response:
        record = await self.record(request)
        try:
            self._check(request, record, counting=True)
        except Refused as refused:
            return _refusal(record, _as_error(refused))
        bill = PromptCache(time.monotonic).bill(record.json)
        record.status = 200
        record.end("complete")
        return JSONResponse({"input_tokens": bill.input + bill.write}, headers={"request-id": _request_id(record)})

    async def _model(self, request: Request) -> Response:
        record = await self.record(request)
        name = request.path_params["model"]
        try:
            self.authenticate(request)
        except Refused as refused:
            return _refusal(record, _as_error(refused))
        if isinstance(told := self.outcome(record), HttpError):
            return _refusal(record, told)
        if name not in MODELS:
            return _refusal(record, HttpError(status=404, type="not_found_error", message=f"model: {name}"))
        record.status = 200
        record.end("complete")
        return JSONResponse(_model_info(name), headers={"request-id": _request_id(record)})

    async def record(self, request: Request) -> Recorded:
        at = asyncio.get_running_loop().time()
        body = await request.body()
        record = Recorded(path=request.url.path, headers=dict(request.headers), body=body, at=at, json={})
        self.requests.append(record)
        return record

    def _check(self, request: Request, record: Recorded, *, counting: bool = False) -> None:
        self.authenticate(request)
        try:
            body: Any = json.loads(record.body)
        except ValueError:
            raise invalid("The request body is not valid JSON") from None
        if not isinstance(body, dict):
            raise invalid("The request body must be an object")
        record.json = cast("Json", body)
        check_request(record.json, counting=counting)

    def authenticate(self, request: Request) -> None:
        offered = request.headers.get("x-api-key", request.headers.get("authorization", "").removeprefix("Bearer "))
        if offered != self.key:
            raise Refused(401, "authentication_error", "invalid x-api-key")
        if request.headers.get("anthropic-version") not in VERSIONS:
            raise invalid("anthropic-version: header is required")


def _as_error(refused: Refused) -> HttpError:
    return HttpError(status=refused.status, type=refused.kind, message=refused.message)


def _refusal(record: Recorded, error: HttpError) -> Response:
    record.status = error.status
    record.end("refused")
    body = error_body(error.type, error.message, code=error.code, request_id=_request_id(record))
    return JSONResponse(body, error.status, {"request-id": _request_id(record), **error.headers})


def _request_id(record: Recorded) -> str:
    return f"req_{id(record):x}"


def _model_info(name: str) -> Json:
    model = MODELS[name]
    deprecated = None if model.lifecycle == "active" else "2026-04-01T00:00:00Z"
    return {
        "id": name,
        "type": "model",
        "display_name": model.name,
        "created_at": "2026-01-01T00:00:00Z",
        "lifecycle": model.lifecycle,
        "deprecated_at": deprecated,
        "retires_at": model.retires_at,
    }


async def _until(moment: float) -> None:
    wait = moment - asyncio.get_running_loop().time()
    if wait > 0:
        await asyncio.sleep(wait)
