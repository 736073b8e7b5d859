"""What can be wrong between us and Claude's API, and what a person can do about each. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from analysis.errors import (
    AnswerUnusable,
    JudgeError,
    JudgeKeyRejected,
    JudgeOutOfCredit,
    JudgeRefused,
    JudgeRejectedRequest,
    JudgeTruncated,
    JudgeUnavailable,
)
from analysis.ports import NO_USAGE, Usage
from gong.complaint import retry_after as as_any_api

_CONSOLE = "https://platform.claude.com/settings"
_SAFE = "Nothing that was analysed before is lost."

_NAME = re.compile(r"\w{1,60}")
_CLIENT_ERROR = 400
_SERVER_ERROR = 500

NOT_CLAUDE = (
    "What answers at ANTHROPIC_BASE_URL does not speak Claude's API. Correct the address, or unset it to ask Claude."
)
CUT = "The connection to Claude broke off in the middle of an answer, again and again. Check the network and ask again."
NO_CONNECTION = (
    "Claude could not be reached. Check this machine's connection to the internet, and ANTHROPIC_BASE_URL if it is set."
)
_NO_ROOM = (
    "Claude ran out of room before its answer was complete. Ask again; if that does not help, "
    "set ANTHROPIC_EFFORT one step lower, so that less room goes to thinking."
)
_TOO_LONG = "The call is longer than the model can read at once. Set WINDOW_TOKENS to a smaller number and ask again."

_PASSING: Mapping[str, str] = MappingProxyType(
    {
        "rate_limit_error": "Wait a minute and ask again.",
        "overloaded_error": "Wait a few minutes and ask again.",
        "api_error": "Wait a few minutes and ask again.",
        "timeout_error": "Wait a few minutes and ask again.",
        "conflict_error": "Ask again.",
    }
)
"""What may well be gone at the next try, and when that should be if Claude does not say."""

_MEANINGS: Mapping[str, tuple[type[JudgeError], str]] = MappingProxyType(
    {
        "authentication_error": (
            JudgeKeyRejected,
            f"Claude does not know this API key. Make one at {_CONSOLE}/keys and put it into ANTHROPIC_API_KEY.",
        ),
        "permission_error": (
            JudgeKeyRejected,
            (
                "This API key may not use {model!r}. Give it that right at "
                f"{_CONSOLE}/keys, or set ANTHROPIC_MODEL to a model it may use."
            ),
        ),
        "organization_on_hold": (
            JudgeKeyRejected,
            (
                f"Anthropic has put the organization of this API key on hold. See {_CONSOLE} for why, "
                "or put another organization's key into ANTHROPIC_API_KEY."
            ),
        ),
        "billing_error": (
            JudgeOutOfCredit,
            (
                f"The Anthropic account has no credit left, or cannot be billed. Add credit at {_CONSOLE}/billing "
                f"and ask again. {_SAFE}"
            ),
        ),
        "spend_limit": (
            JudgeOutOfCredit,
            (
                f"The Anthropic account has reached its spending limit. Raise it at {_CONSOLE}/limits, "
                f"or ask again when the new month begins. {_SAFE}"
            ),
        ),
        "not_found_error": (
            JudgeRejectedRequest,
            (
                "Claude has no model {model!r} for this API key. Set ANTHROPIC_MODEL to one it has, for example "
                "claude-sonnet-5-5; if ANTHROPIC_BASE_URL is set, check that too."
            ),
        ),
        "request_too_large": (
            JudgeRejectedRequest,
            "The request is larger than Claude's API takes. Set WINDOW_TOKENS to a smaller number and ask again.",
        ),
        "invalid_request_error": (
            JudgeRejectedRequest,
            (
                "Claude's API did not accept the request. Check that the model {model!r} knows the effort that "
                "ANTHROPIC_EFFORT asks for; if it does, the fault is in Call Coach: "
                "please report it with what `--debug` shows."
            ),
        ),
        "rate_limit_error": (
            JudgeUnavailable,
            f"Claude takes no more requests from this account just now. {{again}} {_SAFE}",
        ),
        "overloaded_error": (
            JudgeUnavailable,
            f"Claude is overloaded just now. {{again}} {_SAFE}",
        ),
        "timeout_error": (
            JudgeUnavailable,
            f"Claude took too long to answer. {{again}} {_SAFE}",
        ),
        "conflict_error": (
            JudgeUnavailable,
            f"Claude's API was busy with something that collided with this request. {{again}} {_SAFE}",
        ),
        "api_error": (
            JudgeUnavailable,
            (
                "Claude's API had a fault of its own. {again} "
                f"https://status.claude.com says whether it lasts. {_SAFE}"
            ),
        ),
    }
)

_BY_CODE = MappingProxyType(
    {
        "enforced_spend_limit_reached": "spend_limit",
        "contract_spend_limit_reached": "spend_limit",
        "linked_organization_spend_limit_reached": "spend_limit",
        "linked_organization_billing_unavailable": "billing_error",
        "organization_on_hold": "organization_on_hold",
    }
)

_BY_STATUS = MappingProxyType(
    {
        401: "authentication_error",
        402: "billing_error",
        403: "permission_error",
        404: "not_found_error",
        408: "timeout_error",
        409: "conflict_error",
        413: "request_too_large",
        429: "rate_limit_error",
        503: "overloaded_error",
        504: "timeout_error",
        529: "overloaded_error",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One error answer. A status of 200 is an error in the middle of an answer that had begun well."""

    status: int
    type: str | None = None
    code: str | None = None
    said: str = ""
    """The API's own words: looked into, never shown, because they may quote the request."""
    request_id: str | None = None
    wait_s: float | None = None
    """How many seconds Claude asks to wait."""

    @property
    def is_passing(self) -> bool:
        """Whether asking again may help. A spending limit comes as a 429 too, and does not pass."""
        return self._kind in _PASSING

    def error(self, *, model: str, usage: Usage = NO_USAGE) -> JudgeError:
        """The error for the engine, in words a person can act on."""
        kind, sentence = _MEANINGS[self._kind]
        again = _PASSING.get(self._kind, "")
        if self.wait_s:
            again = f"Claude asks to wait {spell(self.wait_s)}: ask again after that."
        return kind(f"{sentence.format(model=model, again=again)} ({self._reference})", usage)

    @property
    def _kind(self) -> str:
        by_status = self._kind_by_status()
        by_type = self.type if self.type in _MEANINGS else None
        by_code = _BY_CODE.get(self.code or "")
        if by_status in _PASSING and by_type not in _PASSING and not self._in_the_middle:
            by_type = None  # some gateways answer 503 with a type of their own fancy
        return by_code or self._kind_by_money() or by_type or by_status

    def _kind_by_status(self) -> str:
        if self.status in _BY_STATUS:
            return _BY_STATUS[self.status]
        return "api_error" if self._in_the_middle or self.status >= _SERVER_ERROR else "invalid_request_error"

    def _kind_by_money(self) -> str | None:
        """An empty account and a limit the customer set have no code of their own, only words (400, 402, 403)."""
        if self.status not in {400, 402, 403}:
            return None
        said = self.said.lower()
        if any(words in said for words in ("usage limit", "spend limit", "spending limit")):
            return "spend_limit"
        return "billing_error" if "credit balance" in said else None

    @property
    def _in_the_middle(self) -> bool:
        return self.status < _CLIENT_ERROR

    @property
    def _reference(self) -> str:
        where = "in the middle of an answer" if self._in_the_middle else f"HTTP {self.status}"
        names = (self.code or self.type or "", self.request_id or "")
        return ", ".join((where, *(name for name in names if _NAME.fullmatch(name))))


def unfinished(stop_reason: str | None, *, category: str | None, usage: Usage) -> JudgeError | None:
    """Why an answer that stopped for this reason cannot be used; nothing if it came to its end."""
    match stop_reason:
        case "end_turn":
            return None
        case "refusal":
            about = f" (category {category})" if category else ""
            return JudgeRefused(
                f"Claude declined to judge this part of the call{about}. Read it yourself: nothing was scored.", usage
            )
        case "max_tokens":
            return JudgeTruncated(_NO_ROOM, usage)
        case "model_context_window_exceeded":
            return JudgeTruncated(_TOO_LONG, usage)
        case other:
            return AnswerUnusable(f"Claude stopped for an unexpected reason ({other!r}). Ask again.", usage)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds an answer asks to wait, if it asks for anything sensible. Header names are in lower case.

    Anthropic says it in milliseconds as well, and those count first; otherwise it is as with any other API.
    """
    if "retry-after-ms" not in headers:
        return as_any_api(headers)
    seconds = as_any_api({"retry-after": headers["retry-after-ms"]})
    return None if seconds is None else seconds / 1000


def spell(seconds: float) -> str:
    """A length of time as a person says it, rounded up: `45 seconds`, `5 minutes`, `2 hours`."""
    for unit, name in ((3600, "hour"), (60, "minute")):
        if seconds >= unit:
            number = -int(-seconds // unit)
            return f"{number} {name}{'s' * (number != 1)}"
    number = -int(-seconds // 1)
    return f"{number} second{'s' * (number != 1)}"
