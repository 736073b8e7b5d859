"""The only module that knows SMTP: offers a mail to a server, hands it over, and says what is known of it then.

Until the words are handed over (DATA), whatever fails is safe to try again. A line that breaks after that leaves nobody
knowing whether the mail arrives, so that is said as what it is.
"""

from __future__ import annotations

import asyncio
import re
import smtplib
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Final, Literal, TypeVar
from urllib.parse import unquote, urlsplit

from analysis.errors import BadSetting
from reports.words import capital

HOW: Final = "Write SMTP_URL such as smtp://user:password@smtp.company.com:587 or smtps://user:password@host:465."
TIMEOUT_S: Final = 20.0
LONGEST_REPLY: Final = 200
PORTS: Final = {"smtp": 587, "smtps": 465}
TAKEN: Final = {250, 251}
TRY_LATER: Final = range(400, 500)
WANTS_PASSWORD: Final = 530
NO_SUCH_PLACE: Final = {550, 551, 553}
ENHANCED: Final = re.compile(r"5\.(\d{1,3})\.\d{1,3}\b")
ADDRESS: Final = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
"""One, in the ASCII that every server takes."""
ABOUT_THE_ADDRESS: Final = {"1", "2"}
"""In an enhanced status code (RFC 3463), the subjects that are the address and its mailbox."""

T = TypeVar("T")
Outcome = Literal["sent", "refused", "later", "ambiguous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is known of a mail. `later`: the server has not taken it, and may if it is offered again.

    `no_such_address`: it is refused because of where it goes, so every other mail to there would be.
    """

    outcome: Outcome
    reason: str | None = None
    no_such_address: bool = False


SENT: Final = Delivery(outcome="sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mails are handed over. `tls`: from the first byte (`smtps`); else STARTTLS, without it only on loopback."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_server(url: str) -> Server:
    """The server that an address names.

    Raises:
        BadSetting: it names none; the address is not repeated, because it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadSetting(f"SMTP_URL is not an address of a mail server. {HOW}") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadSetting(f"SMTP_URL is not an address of a mail server. {HOW}")
    return Server(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


class Offer:
    """A mail that the server said it would take from this sender to this recipient; nothing is handed over yet."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    async def hand_over(self, mime: bytes) -> Delivery:
        """Hand the words over."""
        return await asyncio.to_thread(self._hand_over, mime)

    def _hand_over(self, mime: bytes) -> Delivery:
        try:
            code, reply = self._smtp.data(mime)
        except smtplib.SMTPDataError as error:  # the server did not even ask for the words
            return _refusal(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            return Delivery(outcome="ambiguous", reason=f"the line broke while it was handed over ({_name(error)})")
        return SENT if code in TAKEN else _refusal(code, reply)


class Mailer:
    """Hands mails to one server, each over a connection of its own. `timeout_s` is for every step.

    `trusted` says which certificates are; None: those that this machine trusts.
    """

    def __init__(
        self, server: Server, *, hello: str, timeout_s: float = TIMEOUT_S, trusted: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._hello = hello
        self._timeout_s = timeout_s
        self._trusted = trusted

    async def check(self) -> str:
        """What the server says to us, with nothing to hand over, in a sentence.

        Raises:
            BadSetting: it cannot be reached, or does not let us in.
        """
        found = await asyncio.to_thread(self._tried, self._greeted)
        if isinstance(found, Delivery):
            raise BadSetting(f"{capital(found.reason or '')}: check SMTP_URL and this machine's network.")
        return found

    @asynccontextmanager
    async def offer(self, sender: str, to: str) -> AsyncGenerator[Offer | Delivery]:
        """Offer a mail from one bare address to one other; a Delivery says that the server does not take it.

        Raises:
            BadSetting: the server does not let us in at all, so no mail will go.
        """
        asked = await asyncio.to_thread(self._ask, sender, to)
        if isinstance(asked, Delivery):
            yield asked
            return
        try:
            yield Offer(asked)
        finally:
            await asyncio.to_thread(_close, asked)

    def _ask(self, sender: str, to: str) -> smtplib.SMTP | Delivery:
        if not ADDRESS.fullmatch(to):
            return Delivery(outcome="refused", reason="this is no address for mail", no_such_address=True)
        return self._tried(lambda: self._introduced(sender, to))

    def _tried(self, step: Callable[[], T]) -> T | Delivery:
        try:
            return step()
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code in TRY_LATER:
                return _refusal(error.smtp_code, error.smtp_error)
            raise BadSetting(
                f"The mail server does not accept the user and password of SMTP_URL ({error.smtp_code}). {HOW}"
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise BadSetting("The mail server takes no password, or none of a kind we know: check SMTP_URL.") from None
        except smtplib.SMTPResponseException as error:
            return self._unless_for_good(error.smtp_code, error.smtp_error, "does not let us in")
        except ssl.SSLCertVerificationError as error:
            raise BadSetting(
                f"The mail server's certificate is not to be trusted ({error.verify_message}): SMTP_URL needs the name "
                "that stands in it, and this machine the authority that signed it."
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            return Delivery(outcome="later", reason=f"the mail server could not be reached ({_name(error)})")

    @staticmethod
    def _unless_for_good(code: int, reply: bytes | str, what: str) -> Delivery:
        """What no mail gets past is a setting to mend; else this mail may be taken later."""
        refusal = _refusal(code, reply)
        if refusal.outcome == "later":
            return refusal
        if code == WANTS_PASSWORD:
            raise BadSetting(f"The mail server wants a user and a password, or encryption ({code}). {HOW}")
        raise BadSetting(f"The mail server {what}: {refusal.reason}. Check SMTP_URL and REPORT_FROM.")

    def _introduced(self, sender: str, to: str) -> smtplib.SMTP | Delivery:
        with ExitStack() as stack:
            smtp = self._let_in()
            stack.callback(_close, smtp)
            code, reply = smtp.mail(sender)
            if code not in TAKEN:
                return self._unless_for_good(code, reply, "takes no mail from REPORT_FROM")
            code, reply = smtp.rcpt(to)
            if code not in TAKEN:
                return _refusal_of_address(code, reply)
            stack.pop_all()
            return smtp

    def _greeted(self) -> str:
        _close(self._let_in())
        how = f"as {self._server.user}" if self._server.user else "without a password"
        return f"{self._server.host}:{self._server.port} lets us in {how}"

    def _let_in(self) -> smtplib.SMTP:
        with ExitStack() as stack:
            smtp = self._connected()
            stack.callback(_close, smtp)
            self._protect(smtp)
            if self._server.user:
                smtp.login(self._server.user, self._server.password or "")
            stack.pop_all()
            return smtp

    def _connected(self) -> smtplib.SMTP:
        server, timeout, hello = self._server, self._timeout_s, self._hello
        if server.tls:
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=timeout, context=self._trust(), local_hostname=hello
            )
        return smtplib.SMTP(server.host, server.port, timeout=timeout, local_hostname=hello)

    def _protect(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.tls:
            return
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self._trust())
            smtp.ehlo()
        elif not _is_loopback(self._server.host):
            raise BadSetting(
                "The mail server offers no encryption, and mails about people do not go out without it: use its "
                "smtps:// address, or a relay on this machine."
            )

    def _trust(self) -> ssl.SSLContext:
        return self._trusted or ssl.create_default_context()


def _close(smtp: smtplib.SMTP) -> None:
    """Take leave, as far as the other side still listens."""
    with suppress(smtplib.SMTPException, OSError):
        smtp.quit()


def _refusal(code: int, reply: bytes | str) -> Delivery:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    reason = f"the server said {code}: {' '.join(words.split())[:LONGEST_REPLY]}"
    return Delivery(outcome="later" if code in TRY_LATER else "refused", reason=reason)


def _refusal_of_address(code: int, reply: bytes | str) -> Delivery:
    refusal = _refusal(code, reply)
    return replace(refusal, no_such_address=refusal.outcome == "refused" and is_about_the_address(code, refusal.reason))


def is_about_the_address(code: int, words: str | None) -> bool:
    """Whether a refusal says that nobody is there, and not that we may not send there."""
    enhanced = ENHANCED.search(words or "")
    if enhanced:
        return enhanced[1] in ABOUT_THE_ADDRESS
    return code in NO_SUCH_PLACE and "relay" not in (words or "").casefold()


def _name(error: Exception) -> str:
    return type(error).__name__


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
