"""Reads what a mail server reports of a mail that it could not deliver (RFC 3464). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Final, cast

from analysis.transcript import visible
from reports.message import MAIL_HEADER, OWN_ID

LONGEST_REASON: Final = 200
STATUS: Final = {"message/delivery-status", "message/global-delivery-status"}
RETURNED: Final = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What was reported of one mail: `mail` names it if it is one of ours; `for_good`: trying again will not help.

    `addresses` are those that it is about, in lower case: where it was to go in the end, and where it was sent first.
    """

    mail: str | None
    addresses: frozenset[str]
    for_good: bool
    reason: str


def read_bounce(content: bytes) -> Bounce | None:
    """What a report says; None: this is no report on a mail, such as an answer of somebody who is away."""
    parts = list(message_from_bytes(content).walk())
    said = [block for part in parts for block in _blocks(part) if block.get("Final-Recipient")]
    if not said:
        return None
    failed = [block for block in said if _word(block, "Action") == "failed"]
    first = (failed or said)[0]
    return Bounce(
        mail=next((name for part in parts if (name := _own(part))), None),
        addresses=frozenset(
            _word(first, name).rpartition(";")[2].strip() for name in ("Final-Recipient", "Original-Recipient")
        ),
        for_good=bool(failed) and _word(first, "Status").startswith("5"),
        reason=_reason(first),
    )


def _blocks(part: Message) -> Iterator[Message]:
    if part.get_content_type() in STATUS:
        yield from _inside(part)


def _inside(part: Message) -> Iterator[Message]:
    """The messages in a part that holds some; a damaged one holds text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for message in cast("list[object]", payload):
            if isinstance(message, Message):
                yield message


def _own(part: Message) -> str | None:
    """Our name for the mail that this part gives back."""
    if part.get_content_type() not in RETURNED:
        return None
    headers = [str(mail.get(name, "")) for mail in _inside(part) for name in ("Message-ID", MAIL_HEADER)]
    words = part.get_payload(decode=True)
    if isinstance(words, bytes):
        headers.append(words.decode("latin-1"))
    found = OWN_ID.search("\n".join(headers))
    return found[1] if found else None


def _word(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip().casefold()


def _reason(block: Message) -> str:
    """The status and what the other server said, in one line."""
    code = re.sub(r"^\s*smtp\s*;", "", str(block.get("Diagnostic-Code", "")), flags=re.IGNORECASE)
    status, words = _word(block, "Status"), " ".join(visible(code).split())
    reason = words if status in words else f"{status} {words}"
    return reason.strip()[:LONGEST_REASON] or "without a reason"
