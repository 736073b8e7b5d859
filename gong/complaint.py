"""What an answer of Gong's other than success means, and what a person can do about it. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

from gong.errors import GongGaveNothing, GongKeyRejected, GongRejectedRequest, GongUnavailable, NotGong
from gong.shapes import json_list, json_object
from gong.text import line

PAGE: Final = "Admin center > Settings > Ecosystem > API"
NOT_GONG: Final = (
    "What answers at GONG_API_BASE_URL is not Gong's API; it may be a login page, a proxy or a firewall. "
    f"Correct the address, which Gong shows under {PAGE}, or let this machine through."
)
NO_CONNECTION: Final = (
    "Gong could not be reached, or did not answer in time, after several tries. Check this machine's connection "
    f"to the internet, and GONG_API_BASE_URL, which Gong shows under {PAGE}."
)
_UNKNOWN_KEY: Final = (
    f"Gong does not know this access key. Make one under {PAGE} and copy both halves into GONG_ACCESS_KEY and "
    "GONG_ACCESS_KEY_SECRET, and the address on that page into GONG_API_BASE_URL."
)
_MAY_NOT: Final = (
    "Gong knows the access key in GONG_ACCESS_KEY but does not let this request through. "
    f"Under {PAGE}, see that the key has not expired and that this machine's address is one of its trusted IPs."
)
_TOO_MANY: Final = (
    "Gong takes no more requests at the moment: the company's other integrations may be using up its "
    "three requests a second. Try again in a few minutes."
)
_BROKEN: Final = "Gong has a fault of its own (HTTP {status}), after several tries. Try again in a few minutes."

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TIMED_OUT, TOO_MANY, SERVER_ERROR = 401, 403, 404, 408, 429, 500
NOTHING_FOUND: Final = re.compile(
    r"\bNo .{1,60} found corresponding to the provided filters|^Answered scorecards not found"
)
"""Gong's ways of giving an empty list. A key that may see nothing gets the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """An answer that is no success. `wait_s` is how many seconds it asks us to wait; `said` is in Gong's words.

    `is_gongs` tells whether it has the shape of Gong's errors; an empty one may be anybody's.
    """

    status: int
    said: str
    request_id: str | None
    wait_s: float | None
    is_gongs: bool

    @property
    def is_empty_list(self) -> bool:
        return self.status == NOT_FOUND and bool(NOTHING_FOUND.search(self.said))

    @property
    def is_passing(self) -> bool:
        """Whether it may well be gone at the next try."""
        return self.status in {TIMED_OUT, TOO_MANY} or self.status >= SERVER_ERROR

    @property
    def error(self) -> GongGaveNothing:
        """What to tell a person."""
        if self.status == TOO_MANY:
            return GongUnavailable(_TOO_MANY)
        if self.is_passing:
            return GongUnavailable(_BROKEN.format(status=self.status))
        if not self.is_gongs:
            return NotGong(NOT_GONG)
        if self.status == UNAUTHORIZED:
            return GongKeyRejected(_UNKNOWN_KEY)
        if self.status == FORBIDDEN:
            return GongKeyRejected(_MAY_NOT)
        return GongRejectedRequest(self._refusal())

    def _refusal(self) -> str:
        traced = f", Gong's number for it is {self.request_id}" if self.request_id else ""
        reason = self.said.rstrip(".") or "it gives no reason"
        return (
            f"Gong did not accept a request (HTTP {self.status}{traced}): {reason}. "
            "If it goes on, report it with this line."
        )


def read_complaint(status: int, headers: Mapping[str, str], body: bytes) -> Complaint:
    """What this answer says. Header names are in lower case."""
    answer = _json(body)
    errors = json_list(answer.get("errors"))
    said = [text for text in (errors or []) if isinstance(text, str)]
    request_id = answer.get("requestId")
    return Complaint(
        status=status,
        said=line(" ".join(said)) or "",
        request_id=request_id if isinstance(request_id, str) and re.fullmatch(r"[\w-]{1,60}", request_id) else None,
        wait_s=retry_after(headers),
        is_gongs=errors is not None or (not body.strip() and status in {UNAUTHORIZED, FORBIDDEN}),
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds an answer asks to wait, if it asks for anything sensible.

    A date is compared with the date of the answer itself, so that a wrong clock here does not matter.
    """
    asked = headers.get("retry-after", "")
    try:
        if "," in asked:
            seconds = (parsedate_to_datetime(asked) - parsedate_to_datetime(headers["date"])).total_seconds()
        else:
            seconds = float(asked)
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _json(body: bytes) -> Mapping[str, object]:
    try:
        return json_object(json.loads(body))
    except (ValueError, RecursionError):
        return {}
