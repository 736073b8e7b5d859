"""What the stand-in for Claude can be told to do with a request, and the events of a streamed answer."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standins.claude_cache import Billing, tokens
from tests.standins.claude_schema import Json, smallest

PIECES = 8
"""In how many deltas an answer is streamed."""
THINKING = "Considering what was asked."


@dataclass(slots=True, kw_only=True)
class Recorded:
    """One request as it came, and what became of it."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    """Seconds of the server's monotonic clock."""
    json: Json
    status: int = 0
    usage: Json = field(default_factory=dict[str, Any])
    state: str = "open"
    """`open`, then `complete`, `refused`, `cut` (by the stand-in) or `abandoned` (by the client)."""
    _ended: threading.Event = field(default_factory=threading.Event)

    def end(self, state: str) -> None:
        if self.state == "open":
            self.state = state
            self._ended.set()

    async def ended(self, within_s: float = 5.0) -> str:
        """Wait until the stand-in knows what became of the request: its last state."""
        if not await asyncio.to_thread(self._ended.wait, within_s):
            raise TimeoutError(f"the request is still {self.state}")
        return self.state

    @property
    def text(self) -> str:
        """All the words of the prompt."""
        return "\n".join(_texts(self.json))

    @property
    def schema(self) -> Json | None:
        return self.json.get("output_config", {}).get("format", {}).get("schema")


def _texts(body: Json) -> Iterator[str]:
    for part in (body.get("system", []), *(message["content"] for message in body.get("messages", ()))):
        yield from [part] if isinstance(part, str) else (block.get("text", "") for block in part)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpError:
    """An error instead of an answer, shaped as Anthropic's errors are."""

    status: int
    type: str
    message: str = "Something is the matter."
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEvent:
    """An `error` event after HTTP 200 and `after` pieces of text; 0: before any content."""

    after: int = 1
    type: str = "overloaded_error"
    message: str = "Overloaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The connection is cut: before a word of an answer, or after `after` pieces of text."""

    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that differs from the usual one in what is given here.

    `share` is how much of the text is sent. Without a `stop_reason` the stream ends politely before it is complete.
    """

    text: str | None = None
    share: float = 1.0
    stop_reason: str | None = "end_turn"
    category: str | None = None
    thinks: bool = True
    first_s: float | None = None
    total_s: float | None = None


Outcome = HttpError | ErrorEvent | Dropped | Answered


def overloaded(headers: Mapping[str, str] | None = None) -> HttpError:
    return HttpError(status=529, type="overloaded_error", message="Overloaded", headers=headers or {})


def rate_limited(retry_after: str | None = None) -> HttpError:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return HttpError(status=429, type="rate_limit_error", message="Too many requests", headers=headers)


def truncated(stop_reason: str = "max_tokens") -> Answered:
    return Answered(share=0.5, stop_reason=stop_reason)


def refusal(category: str | None = None) -> Answered:
    return Answered(text="I cannot", stop_reason="refusal", category=category)


def malformed(text: str = '{"level": 3,') -> Answered:
    return Answered(text=text)


def slow(*, first_s: float, total_s: float) -> Answered:
    return Answered(first_s=first_s, total_s=total_s)


@dataclass(slots=True)
class Rule:
    """The next `times` requests that match (None: any number of them) meet this outcome."""

    outcome: Outcome
    matching: str | Callable[[Recorded], bool]
    times: int | None

    def takes(self, request: Recorded) -> bool:
        matches = self.matching in request.text if isinstance(self.matching, str) else self.matching(request)
        if self.times == 0 or not matches:
            return False
        if self.times is not None:
            self.times -= 1
        return True


def smallest_answer(request: Recorded) -> str:
    """The least that satisfies the schema of the request, as JSON."""
    return "Yes." if request.schema is None else json.dumps(smallest(request.schema))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer in full, from which both the streamed and the plain form are made."""

    id: str
    model: str
    text: str
    outcome: Answered
    billing: Billing
    room: int

    @property
    def _thinking_tokens(self) -> int:
        return tokens(len(THINKING)) if self.outcome.thinks else 0

    @property
    def is_too_long(self) -> bool:
        return self._thinking_tokens + tokens(len(self.text)) > self.room

    @property
    def sent(self) -> str:
        """As much of the text as there is room for, or as the script lets through."""
        whole = self.text[: int(len(self.text) * self.outcome.share)]
        return whole[: int((self.room - self._thinking_tokens) * 2.8)] if self.is_too_long else whole

    @property
    def stop_reason(self) -> str | None:
        return "max_tokens" if self.is_too_long else self.outcome.stop_reason

    def usage(self) -> Json:
        return {**self._prompt_usage(), **self._output_usage()}

    def whole(self) -> Json:
        thinking = [{"type": "thinking", "thinking": THINKING, "signature": "c2lnbmVk"}] if self.outcome.thinks else []
        content = [*thinking, {"type": "text", "text": self.sent}] if self.room else []
        return {**self._start(), "content": content, **self._end(), "usage": self.usage()}

    def beginning(self) -> list[bytes]:
        """What comes at once, before any content."""
        usage = {**self._prompt_usage(), "output_tokens": 1}
        return [_sse("message_start", message={**self._start(), "usage": usage}), _sse("ping")]

    def content(self) -> Iterator[bytes]:
        """The thinking as one piece, then the text in several."""
        if self.outcome.thinks:
            yield (
                _block_start(0, {"type": "thinking", "thinking": "", "signature": ""})
                + _delta(0, {"type": "thinking_delta", "thinking": THINKING})
                + _delta(0, {"type": "signature_delta", "signature": "c2lnbmVk"})
                + _sse("content_block_stop", index=0)
            )
        index = int(self.outcome.thinks)
        yield _block_start(index, {"type": "text", "text": ""})
        length = max(1, -(-len(self.sent) // PIECES))
        for start in range(0, len(self.sent), length):
            yield _delta(index, {"type": "text_delta", "text": self.sent[start : start + length]})

    def ending(self) -> bytes:
        index = int(self.outcome.thinks)
        end = _sse("message_delta", delta=self._end(), usage=self._output_usage())
        return _sse("content_block_stop", index=index) + end + _sse("message_stop")

    def _start(self) -> Json:
        empty: Json = {"content": [], "stop_reason": None, "stop_sequence": None}
        return {"id": self.id, "type": "message", "role": "assistant", "model": self.model, **empty}

    def _end(self) -> Json:
        details = {"type": "refusal", "category": self.outcome.category, "explanation": None}
        stop_details = {"stop_details": details} if self.stop_reason == "refusal" else {}
        return {"stop_reason": self.stop_reason, "stop_sequence": None, **stop_details}

    def _prompt_usage(self) -> Json:
        return {
            "input_tokens": self.billing.input,
            "cache_creation_input_tokens": self.billing.write,
            "cache_read_input_tokens": self.billing.read,
            "cache_creation": {"ephemeral_5m_input_tokens": self.billing.write, "ephemeral_1h_input_tokens": 0},
            "service_tier": "standard",
        }

    def _output_usage(self) -> Json:
        return {
            "output_tokens": self._thinking_tokens + tokens(len(self.sent)),
            "output_tokens_details": {"thinking_tokens": self._thinking_tokens},
        }


def error_body(kind: str, message: str, *, code: str | None = None, request_id: str) -> Json:
    details = {"details": {"error_code": code}} if code else {}
    return {"type": "error", "error": {"type": kind, "message": message, **details}, "request_id": request_id}


def error_event(kind: str, message: str, *, request_id: str) -> bytes:
    body = error_body(kind, message, request_id=request_id)
    return f"event: error\ndata: {json.dumps(body)}\n\n".encode()


def _block_start(index: int, block: Json) -> bytes:
    return _sse("content_block_start", index=index, content_block=block)


def _delta(index: int, delta: Json) -> bytes:
    return _sse("content_block_delta", index=index, delta=delta)


def _sse(kind: str, **fields: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()
