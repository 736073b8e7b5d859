"""A mail as it goes over the wire: two parts of the same content, and the headers that a weekly mail owes. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Final

from reports.render import Email

MAIL_HEADER: Final = "X-Call-Coach-Mail"
"""Names a mail where a relay gives it another Message-ID."""
VERBATIM: Final = {"message-id", "list-unsubscribe", MAIL_HEADER.lower()}
OWN_ID: Final = re.compile(r"\b([0-9a-f]{32})\.weekly@")


class _Wire(EmailPolicy):
    """How a message goes over the wire: what machines read is never encoded, which Python does to a long address."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in VERBATIM:
            return f"{name}: {value}{self.linesep}".replace(">, <", f">,{self.linesep} <").encode("ascii")
        return super().fold_binary(name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Around a mail. `key` names it for good: the same key is the same message, however often it is made.

    `stop` is an https or mailto address where it can be stopped.
    """

    key: str
    sender: str
    to: str
    reply_to: str | None = None
    stop: str | None = None

    @property
    def domain(self) -> str:
        """The sender's."""
        return address_of(self.sender).partition("@")[2]

    @property
    def message_id(self) -> str:
        """The same for the same mail, and without anybody's address in it."""
        return f"<{name_of(self.key)}.weekly@{self.domain}>"


def key_of(kind: str, recipient: str, monday: date) -> str:
    """What names the mail of one kind to somebody about the week of that Monday."""
    return f"{kind}\n{recipient}\n{monday}"


def name_of(key: str) -> str:
    """The key as it can be shown: without anybody's address in it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def address_of(mailbox: str) -> str:
    """The bare address of `Name <address>`."""
    return parseaddr(mailbox)[1]


def as_mime(email: Email, envelope: Envelope, at: datetime) -> bytes:
    """The message, quoted-printable, so that it is as long as it looks."""
    message = EmailMessage(policy=_Wire(linesep="\r\n"))
    message["From"] = envelope.sender
    message["To"] = _line(envelope.to)
    message["Subject"] = _line(email.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message[MAIL_HEADER] = envelope.message_id
    if envelope.reply_to:
        message["Reply-To"] = _line(envelope.reply_to)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-ID"] = f"Call Coach, weekly <weekly.call-coach.{envelope.domain}>"
    by_mail = f"<mailto:{address_of(envelope.sender)}?subject=stop>"
    if envelope.stop and envelope.stop.startswith("https://"):
        message["List-Unsubscribe"] = f"<{envelope.stop}>, {by_mail}"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    else:
        message["List-Unsubscribe"] = by_mail
    message.set_content(email.text, cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _line(text: str) -> str:
    """A header is one line, whatever is in it."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
