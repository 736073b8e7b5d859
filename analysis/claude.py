"""The only module that talks to Claude."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Self, TypeVar, cast

import anthropic
import httpx2
import stamina
from anthropic.types import Message, OutputConfigParam, TextBlockParam
from anthropic.types import Usage as Billed
from stamina.instrumentation import set_on_retry_hooks

from analysis.complaint import CUT, NO_CONNECTION, NOT_CLAUDE, Complaint, retry_after, spell, unfinished
from analysis.errors import (
    AnswerUnusable,
    BadSetting,
    JudgeError,
    JudgeRejectedRequest,
    JudgeUnavailable,
    JudgeUnreachable,
)
from analysis.ports import NO_USAGE, Block, Question, Reply, Usage

ATTEMPTS = 5
"""How often one question is asked before giving up."""
LONGEST_WAIT_S = 60.0
"""If Claude asks for a longer pause than this many seconds, the person hears of it instead of waiting."""
CHECK_S = 20.0
"""How many seconds `check` may take."""
CONNECT_S = 10.0
MOST_CACHED_BLOCKS = 4

_ANTHROPIC = "https://api.anthropic.com"
_CONTENT = frozenset({"content_block_start", "content_block_delta"})

_T = TypeVar("_T")


class _BrokeOff(Exception):
    """The stream ended in good order, as far as HTTP is concerned, before the answer did."""


_ON_THE_WIRE = (
    anthropic.APIConnectionError,
    httpx2.RequestError,  # the SDK lets these through while it reads a stream
    json.JSONDecodeError,
    UnicodeDecodeError,
    _BrokeOff,
)
"""What goes wrong between us and Claude; another try may get through."""


@dataclass(slots=True)
class _Tally:
    """What all tries of one question were billed."""

    usage: Usage = NO_USAGE

    def add(self, billed: Billed) -> None:
        details = billed.output_tokens_details
        self.usage += Usage(
            input=billed.input_tokens,
            cache_write=billed.cache_creation_input_tokens or 0,
            cache_read=billed.cache_read_input_tokens or 0,
            output=billed.output_tokens,
            thinking=details.thinking_tokens if details else 0,
        )


@dataclass(slots=True)
class _Once:
    """Calls `then` the first time only, however many tries begin an answer."""

    then: Callable[[], None]
    called: bool = False

    def __call__(self) -> None:
        if not self.called:
            self.called = True
            self.then()


class ClaudeJudge:
    """Claude, behind one key, one model and one effort. At most `concurrency` questions are under way at a time."""

    def __init__(
        self, client: anthropic.AsyncAnthropic, *, model: str, effort: str, timeout_s: float, concurrency: int
    ) -> None:
        self._client = client
        self._model = model
        self._effort = effort
        self._timeout_s = timeout_s
        self._slots = asyncio.Semaphore(concurrency)
        self._retrying = stamina.AsyncRetryingCaller(
            attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=8.0, wait_jitter=0.5
        )

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        api_key: str,
        model: str,
        effort: str,
        base_url: str | None = None,
        timeout_s: float = 300.0,
        concurrency: int = 8,
    ) -> AsyncGenerator[Self]:
        """A judge for the length of the block. `timeout_s` bounds one question in seconds, all its tries included.

        Raises:
            BadSetting: the key or the address cannot be right, whatever Claude says.
        """
        set_on_retry_hooks([])  # a retry is no news to the person at the terminal
        async with _client(api_key, base_url or _ANTHROPIC, timeout_s) as client:
            yield cls(client, model=model, effort=effort, timeout_s=timeout_s, concurrency=concurrency)

    @property
    def model(self) -> str:
        return self._model

    @property
    def effort(self) -> str:
        return self._effort

    async def ask(self, question: Question, *, on_first: Callable[[], None]) -> Reply:
        """Answer, calling `on_first` once when the first content arrives. Waiting for a slot has no time limit.

        Raises:
            JudgeError: there is no answer to use; which kind says why, and `usage` what it cost all the same.
        """
        if sum(block.cache for block in (*question.system, *question.user)) > MOST_CACHED_BLOCKS:
            raise ValueError(f"a question may mark at most {MOST_CACHED_BLOCKS} blocks for the cache")
        tally = _Tally()
        attempt = partial(self._stream, question, _Once(on_first), tally)
        async with self._slots:
            message, request_id = await self._persist(attempt, tally, within_s=self._timeout_s)
        return Reply(text=_answer(message, tally.usage), usage=tally.usage, request_id=request_id)

    async def check(self) -> str:
        """A sentence that says the key and the model work; costs no tokens.

        Raises:
            JudgeError: they do not; the message says what to do.
        """
        retrieve = partial(self._client.models.retrieve, self._model)
        model = await self._persist(retrieve, _Tally(), within_s=min(CHECK_S, self._timeout_s))
        # A gateway may answer with less than Claude does, or with something else altogether.
        if getattr(model, "id", None) is None:
            raise AnswerUnusable(NOT_CLAUDE)
        if getattr(model, "lifecycle", None) == "retired":
            raise JudgeRejectedRequest(f"The model {self._model!r} is retired. Set ANTHROPIC_MODEL to a current one.")
        if model.retires_at is not None:
            return f"{self._model} works with this key, but retires on {model.retires_at:%d %B %Y}; plan to change."
        return f"{self._model} works with this key"

    async def _persist(self, attempt: Callable[[], Awaitable[_T]], tally: _Tally, *, within_s: float) -> _T:
        """Try until it works, may not be retried, or the time is up; whatever goes wrong becomes one of our errors."""
        deadline = asyncio.get_running_loop().time() + within_s
        try:
            async with asyncio.timeout_at(deadline):
                return await self._retrying(partial(_patience, deadline=deadline), attempt)
        except TimeoutError as error:
            raise JudgeUnavailable(
                f"Claude did not answer within {spell(within_s)}. Wait a few minutes and ask again.", tally.usage
            ) from error
        except (anthropic.AnthropicError, *_ON_THE_WIRE) as error:
            raise _translated(error, model=self._model, usage=tally.usage) from error

    async def _stream(self, question: Question, on_first: _Once, tally: _Tally) -> tuple[Message, str | None]:
        """One try: the whole message and the id of the request."""
        begun = False
        async with self._client.messages.stream(
            model=self._model,
            max_tokens=question.max_tokens,
            system=_blocks(question.system),
            messages=[{"role": "user", "content": _blocks(question.user)}],
            output_config=_output_config(self._effort, question.schema),
        ) as stream:
            try:
                async for event in stream:
                    begun = begun or event.type == "message_start"
                    if event.type in _CONTENT:
                        on_first()
            finally:
                if begun:  # a broken answer is billed as well
                    tally.add(stream.current_message_snapshot.usage)
            if not begun:
                raise AnswerUnusable(NOT_CLAUDE, tally.usage)
            if stream.current_message_snapshot.stop_reason is None:
                raise _BrokeOff
            return stream.current_message_snapshot, stream.request_id


def _client(api_key: str, base_url: str, timeout_s: float) -> anthropic.AsyncAnthropic:
    """The SDK's client with everything said explicitly, so that no profile or variable decides behind our back."""
    if not api_key or not api_key.isascii() or any(character.isspace() for character in api_key):
        # Caught here because the HTTP library would quote the key in its complaint.
        raise BadSetting("ANTHROPIC_API_KEY is empty, or has a blank or a letter no key has. Copy the key again.")
    if not _is_web_address(base_url):
        raise BadSetting("ANTHROPIC_BASE_URL is not a web address. Correct it, or unset it to ask Claude.")
    return anthropic.AsyncAnthropic(
        api_key=api_key,
        base_url=base_url,
        timeout=httpx2.Timeout(timeout_s, connect=CONNECT_S),
        max_retries=0,  # retrying has one home: _persist
        open_telemetry=False,
    )


def _is_web_address(text: str) -> bool:
    try:
        address = httpx2.URL(text)
    except httpx2.InvalidURL:
        return False
    return address.scheme in {"http", "https"} and bool(address.host)


def _blocks(blocks: Iterable[Block]) -> list[TextBlockParam]:
    return [
        {"type": "text", "text": block.text, "cache_control": {"type": "ephemeral"}}
        if block.cache
        else {"type": "text", "text": block.text}
        for block in blocks
    ]


def _output_config(effort: str, schema: Mapping[str, object]) -> OutputConfigParam:
    """The effort is checked by Claude, which knows the model."""
    return cast("OutputConfigParam", {"effort": effort, "format": {"type": "json_schema", "schema": dict(schema)}})


def _patience(error: Exception, *, deadline: float) -> bool | float:
    """Whether to try again, or after how many seconds (False: not at all)."""
    if not isinstance(error, anthropic.APIStatusError):
        return isinstance(error, _ON_THE_WIRE)
    complaint = _complaint(error)
    if not complaint.is_passing or not complaint.wait_s:
        return complaint.is_passing
    time_left = deadline - asyncio.get_running_loop().time()
    return complaint.wait_s if complaint.wait_s <= min(LONGEST_WAIT_S, time_left) else False


def _translated(error: Exception, *, model: str, usage: Usage) -> JudgeError:
    match error:
        case anthropic.APIStatusError():
            return _complaint(error).error(model=model, usage=usage)
        case anthropic.APIConnectionError():
            refused = isinstance(error.__cause__, httpx2.ConnectError)
            return (JudgeUnreachable if refused else JudgeUnavailable)(NO_CONNECTION, usage)
        case anthropic.AnthropicError():
            return AnswerUnusable(NOT_CLAUDE, usage)
        case _:
            return JudgeUnavailable(CUT, usage)


def _complaint(error: anthropic.APIStatusError) -> Complaint:
    return Complaint(
        status=error.status_code,
        type=_text(error.type),
        code=error.error_code,
        said=_text(error.api_message) or "",
        request_id=error.request_id,
        wait_s=retry_after(error.response.headers),
    )


def _text(value: object) -> str | None:
    """The SDK hands on whatever JSON the API, or something that poses as it, put there."""
    return value if isinstance(value, str) else None


def _answer(message: Message, usage: Usage) -> str:
    """The text of a complete answer that is a JSON object; whether it fits the schema is checked elsewhere."""
    category = message.stop_details.category if message.stop_details else None
    if (why_not := unfinished(message.stop_reason, category=category, usage=usage)) is not None:
        raise why_not
    text = next((block.text for block in message.content if block.type == "text"), "")
    if not _is_json_object(text):
        raise AnswerUnusable("Claude's answer is not the JSON that was asked for. Ask again.", usage)
    return text


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
