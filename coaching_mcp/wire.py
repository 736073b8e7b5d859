"""From what went wrong, or right, to what goes over the wire: sentences with a next step, nothing internal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar

import pydantic
from fastmcp.exceptions import ToolError, ValidationError
from fastmcp.server.middleware import CallNext, Middleware, MiddlewareContext
from fastmcp.tools import ToolResult
from mcp.types import CallToolRequestParams

from coaching_mcp.answers import Answer
from coaching_mcp.speech import as_data, fitted, spoken

DEADLINE_S: Final = 45.0
"""Within this every tool answers; some clients give up after a minute."""

T = TypeVar("T")

logger = logging.getLogger(__name__)


async def answered(work: Callable[[], Awaitable[Answer]], *, concise: bool) -> ToolResult:
    """What the work answers, as text and as data.

    Raises:
        ToolError: it did not work; the message is a sentence for the person who asked.
    """
    return told(await in_time(work), concise=concise)


async def in_time(work: Callable[[], Awaitable[T]], *, deadline_s: float = DEADLINE_S) -> T:
    """What the work answers within `deadline_s` seconds. The server's boundary: nothing passes it but sentences.

    Raises:
        ToolError: it did not work; the message is a sentence for the person who asked.
    """
    try:
        async with asyncio.timeout(deadline_s):
            return await work()
    except ToolError:
        raise
    except Exception as error:  # a sentence, not a stack trace
        raise to_wire(error) from error


def told(answer: Answer, *, concise: bool) -> ToolResult:
    """Both halves of an answer; each stands alone, as some clients pass on only one of them."""
    answer = fitted(answer, concise=concise)
    return ToolResult(content=spoken(answer), structured_content=as_data(answer, concise=concise))


def to_wire(error: Exception) -> ToolError:
    """The one place where our errors become the client's."""
    from coaching_mcp.boundary import known_error  # with it comes the engine

    ours = known_error(error)
    if ours:
        return ToolError(str(ours), log_level=logging.INFO)
    if isinstance(error, TimeoutError):
        return ToolError(
            "This took too long and was stopped. Ask again: what was done by then is kept. "
            "If it happens again, ask for less: one call, a shorter period.",
            log_level=logging.WARNING,
        )
    logger.error("a tool failed: %s", type(error).__name__, exc_info=error)
    return ToolError(
        f"Something went wrong here that should not have ({type(error).__name__}). Ask again; if it happens again, "
        "`coach doctor` on the server's machine says what is broken, and its log says where."
    )


class ReadableArguments(Middleware):
    """Says in a sentence what is wrong with a tool's arguments."""

    async def on_call_tool(
        self,
        context: MiddlewareContext[CallToolRequestParams],
        call_next: CallNext[CallToolRequestParams, ToolResult],
    ) -> ToolResult:
        try:
            return await call_next(context)
        except ValidationError as error:
            cause = error.__cause__
            if not isinstance(cause, pydantic.ValidationError):
                raise
            problems = [
                f"{(*problem['loc'], 'arguments')[0]}: "
                + _reason(problem["type"], problem["msg"], problem.get("ctx", {}))
                for problem in cause.errors(include_url=False, include_input=False)
            ]
            raise ToolError(
                f"{context.message.name} cannot be called like this: {'; '.join(problems)}. "
                "The tool's schema says what each argument may be.",
                log_level=logging.INFO,
            ) from None


def _reason(kind: str, message: str, limits: Mapping[str, object]) -> str:
    match kind:
        case "unexpected_keyword_argument":
            return "there is no such argument"
        case "missing_argument" | "missing":
            return "is needed"
        case "too_short" if limits["field_type"] != "List":
            return "is empty"
        case "too_short":
            return f"needs at least {limits['min_length']}"
        case "too_long":
            return f"takes at most {limits['max_length']}"
        case _:
            return message[:1].lower() + message[1:]
