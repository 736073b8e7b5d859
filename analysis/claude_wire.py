"""What both ways of asking Claude share: the client, the body of a request, patience, and errors in our own words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict, TypeVar, cast

import anthropic
import httpx2
import stamina
from anthropic.types import Message, MessageParam, OutputConfigParam, TextBlockParam
from anthropic.types import Usage as Billed
from stamina.instrumentation import set_on_retry_hooks

from analysis.complaint import CUT, NO_CONNECTION, NOT_CLAUDE, Complaint, retry_after, spell, unfinished
from analysis.errors import AnswerUnusable, BadSetting, JudgeError, JudgeUnavailable, JudgeUnreachable
from analysis.ports import NO_USAGE, Block, Question, Usage

ATTEMPTS = 5
"""How often one question is asked before giving up."""
LONGEST_WAIT_S = 60.0
"""If Claude asks for a longer pause than this many seconds, the person hears of it instead of waiting."""
CONNECT_S = 10.0
MOST_CACHED_BLOCKS = 4

ANTHROPIC = "https://api.anthropic.com"

T = TypeVar("T")
Patience = Callable[[Exception], bool]
"""Whether a failure is one after which the same may be tried again at all."""


class BrokeOff(Exception):
    """The stream ended in good order, as far as HTTP is concerned, before the answer did."""


ON_THE_WIRE = (
    anthropic.APIConnectionError,
    httpx2.RequestError,  # the SDK lets these through while it reads a stream
    json.JSONDecodeError,
    UnicodeDecodeError,
    BrokeOff,
)
"""What goes wrong between us and Claude; another try may get through."""


class Body(TypedDict):
    """Everything of a request that says what is asked: the same bytes for the same question, whichever way it goes."""

    max_tokens: int
    messages: list[MessageParam]
    model: str
    output_config: OutputConfigParam
    system: list[TextBlockParam]


@dataclass(slots=True)
class Tally:
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


class Line:
    """Tries what is to be had from Claude until it works, may not be retried, or the time is up."""

    def __init__(self, client: anthropic.AsyncAnthropic, *, model: str) -> None:
        set_on_retry_hooks([])  # a retry is no news to the person at the terminal
        self.client = client
        self._model = model
        self._retrying = stamina.AsyncRetryingCaller(
            attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=8.0, wait_jitter=0.5
        )

    async def persist(
        self,
        attempt: Callable[[], Awaitable[T]],
        tally: Tally,
        *,
        within_s: float,
        repeatable: Patience = lambda _: True,
    ) -> T:
        """What `attempt` gives.

        Raises:
            JudgeError: whatever went wrong, as one of our errors.
        """
        deadline = asyncio.get_running_loop().time() + within_s

        def patience(error: Exception) -> bool | float:
            return repeatable(error) and _patience(error, deadline=deadline)

        try:
            async with asyncio.timeout_at(deadline):
                return await self._retrying(patience, attempt)
        except TimeoutError as error:
            raise JudgeUnavailable(
                f"Claude did not answer within {spell(within_s)}. Wait a few minutes and ask again.", tally.usage
            ) from error
        except (anthropic.AnthropicError, *ON_THE_WIRE) as error:
            raise self.translated(error, tally.usage) from error

    def translated(self, error: Exception, usage: Usage = NO_USAGE) -> JudgeError:
        """What went wrong, for the engine, in words a person can act on."""
        match error:
            case anthropic.APIStatusError():
                return _complaint(error).error(model=self._model, usage=usage)
            case anthropic.APIConnectionError():
                refused = isinstance(error.__cause__, httpx2.ConnectError)
                return (JudgeUnreachable if refused else JudgeUnavailable)(NO_CONNECTION, usage)
            case anthropic.AnthropicError():
                return AnswerUnusable(NOT_CLAUDE, usage)
            case _:
                return JudgeUnavailable(CUT, usage)


def open_client(api_key: str, base_url: str | None, timeout_s: float) -> anthropic.AsyncAnthropic:
    """The SDK's client with everything said explicitly, so that no profile or variable decides behind our back.

    Raises:
        BadSetting: the key or the address cannot be right, whatever Claude says.
    """
    if not api_key or not api_key.isascii() or any(character.isspace() for character in api_key):
        # Caught here because the HTTP library would quote the key in its complaint.
        raise BadSetting("ANTHROPIC_API_KEY is empty, or has a blank or a letter no key has. Copy the key again.")
    if not _is_web_address(base_url or ANTHROPIC):
        raise BadSetting("ANTHROPIC_BASE_URL is not a web address. Correct it, or unset it to ask Claude.")
    return anthropic.AsyncAnthropic(
        api_key=api_key,
        base_url=base_url or ANTHROPIC,
        timeout=httpx2.Timeout(timeout_s, connect=CONNECT_S),
        max_retries=0,  # retrying has one home: Line
        open_telemetry=False,
    )


def body_of(question: Question, *, model: str, effort: str) -> Body:
    """The request for a question. The effort is checked by Claude, which knows the model.

    Raises:
        ValueError: it marks more blocks for the cache than Claude takes.
    """
    if sum(block.cache for block in (*question.system, *question.user)) > MOST_CACHED_BLOCKS:
        raise ValueError(f"a question may mark at most {MOST_CACHED_BLOCKS} blocks for the cache")
    return {  # in the order in which the SDK writes a request that is asked alone
        "max_tokens": question.max_tokens,
        "messages": [{"role": "user", "content": _blocks(question.user)}],
        "model": model,
        "output_config": _output_config(effort, question.schema),
        "system": _blocks(question.system),
    }


def answer_text(message: Message, usage: Usage) -> str:
    """The text of a complete answer that is a JSON object; whether it fits the schema is checked elsewhere.

    Raises:
        JudgeRefused, JudgeTruncated, AnswerUnusable: it is none.
    """
    category = message.stop_details.category if message.stop_details else None
    if (why_not := unfinished(message.stop_reason, category=category, usage=usage)) is not None:
        raise why_not
    text = next((block.text for block in message.content if block.type == "text"), "")
    if not _is_json_object(text):
        raise AnswerUnusable("Claude's answer is not the JSON that was asked for. Ask again.", usage)
    return text


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
    return cast("OutputConfigParam", {"effort": effort, "format": {"type": "json_schema", "schema": dict(schema)}})


def _patience(error: Exception, *, deadline: float) -> bool | float:
    """Whether to try again, or after how many seconds (False: not at all)."""
    if not isinstance(error, anthropic.APIStatusError):
        return isinstance(error, ON_THE_WIRE)
    complaint = _complaint(error)
    if not complaint.is_passing or not complaint.wait_s:
        return complaint.is_passing
    time_left = deadline - asyncio.get_running_loop().time()
    return complaint.wait_s if complaint.wait_s <= min(LONGEST_WAIT_S, time_left) else False


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


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
