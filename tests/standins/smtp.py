"""A mail server on this machine that keeps what it gets, and misbehaves as it is told."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

Manner = Literal[
    "take", "take and drop", "take and hang", "drop before", "450 rcpt", "550 rcpt", "554 relay", "550 from",
    "451 data", "554 data",
]  # fmt: skip


@dataclass(slots=True, kw_only=True)
class MailServer:
    """What has arrived, and how the next mails are treated: by `manners` in turn, then as `otherwise`."""

    port: int = 0
    manners: list[Manner] = field(default_factory=list[Manner])
    otherwise: Manner = "take"
    arrived: list[EmailMessage] = field(default_factory=list[EmailMessage])
    to: list[str] = field(default_factory=list[str])
    password: str | None = None
    tls: Literal["starttls", "from the first byte"] | None = None
    got_one: threading.Event = field(default_factory=threading.Event)
    _now: Manner = "take"

    @property
    def url(self) -> str:
        if self.tls:  # the certificate is for the name
            return f"{'smtp' if self.tls == 'starttls' else 'smtps'}://localhost:{self.port}"
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        self._now = self.manners.pop(0) if self.manners else self.otherwise
        if self.password and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self._now == "drop before":
            server.transport.abort()
        if self._now == "550 from":
            return "550 5.7.60 Not allowed to send as this sender"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        if self._now == "450 rcpt":
            return "450 4.2.1 Greylisted, come back later"
        if self._now == "550 rcpt":
            return "550 5.1.1 No such person here"
        if self._now == "554 relay":
            return "554 5.7.1 Relay access denied"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        if self._now == "451 data":
            return "451 4.3.0 Try again"
        if self._now == "554 data":
            return "554 5.7.1 Looks like spam"
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.arrived.append(message)
        self.to.extend(envelope.rcpt_tos)
        self.got_one.set()
        if self._now == "take and drop":
            server.transport.abort()
        if self._now == "take and hang":
            await asyncio.sleep(2)
        return "250 Taken"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:  # noqa: ARG002 - aiosmtpd's
        right = isinstance(auth, LoginPassword) and auth.password == (self.password or "").encode()
        return AuthResult(success=right, handled=False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def mail_server(certificate: ssl.SSLContext | None = None, **how: Any) -> Generator[MailServer]:
    """A server that runs for the block; a `password` or `tls` with a certificate can be asked for."""
    server = MailServer(**how)
    more: dict[str, Any] = {}
    if server.password:
        more = {"authenticator": server.login, "auth_require_tls": False}
    if server.tls == "starttls":
        more |= {"tls_context": certificate, "require_starttls": True}
    if server.tls == "from the first byte":
        more |= {"ssl_context": certificate}
    server.port = _free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **more)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
