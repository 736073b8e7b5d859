"""What is known of a mail after it was offered to a real mail server, well-behaved and not."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from analysis.errors import BadSetting
from reports.mailer import Delivery, Mailer, is_about_the_address, read_server
from reports.message import Envelope, as_mime
from reports.render import Email
from tests.standins.certificate import make_certificate, serving
from tests.standins.smtp import MailServer, Manner, mail_server

AT = datetime(2026, 11, 16, 14, tzinfo=UTC)
EMAIL = Email(subject="Discovery 75, up 15 ▲", html="<p>Größe – 75</p>", text="Größe – 75\n.\n")
ENVELOPE = Envelope(
    key="rep_week\nmaya@company.example\n2026-11-09",
    sender="Call Coach <coach@company.example>",
    to="maya@company.example",
    reply_to="jordan@company.example",
    stop="https://coach.company.example/mail/stop/2f1c",
)


def parsed(mime: bytes) -> EmailMessage:
    message = message_from_bytes(mime, policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def handed_over(
    server: MailServer,
    url: str | None = None,
    *,
    to: str = "maya@company.example",
    timeout_s: float = 5,
    trusted: ssl.SSLContext | None = None,
) -> Delivery:
    mailer = Mailer(read_server(url or server.url), hello="company.example", timeout_s=timeout_s, trusted=trusted)
    async with mailer.offer("coach@company.example", to) as offer:
        if isinstance(offer, Delivery):
            return offer
        return await offer.hand_over(as_mime(EMAIL, ENVELOPE, AT))


async def test_a_mail_arrives_with_both_parts_and_its_headers() -> None:
    with mail_server() as server:
        assert (await handed_over(server)).outcome == "sent"
    (message,) = server.arrived
    assert server.to == ["maya@company.example"]
    assert message["Subject"] == EMAIL.subject
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert [part.get_content_type() for part in (text, html)] == ["text/plain", "text/html"]
    assert [part["Content-Transfer-Encoding"] for part in (text, html)] == ["quoted-printable"] * 2
    assert text.get_content().replace("\r\n", "\n") == EMAIL.text  # pyright: ignore[reportAttributeAccessIssue] - an EmailMessage
    assert html.get_content().strip() == EMAIL.html  # pyright: ignore[reportAttributeAccessIssue] - an EmailMessage


def test_headers_say_that_a_machine_wrote_it_and_how_to_stop_it() -> None:
    message = parsed(as_mime(EMAIL, ENVELOPE, AT))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].replace(" ", "").split(",") == [
        "<https://coach.company.example/mail/stop/2f1c>",
        "<mailto:coach@company.example?subject=stop>",
    ]
    assert "weekly.call-coach.company.example" in message["List-ID"]
    assert message["Reply-To"] == "jordan@company.example"
    assert message["Date"].datetime == AT


def test_what_machines_read_in_the_headers_is_never_encoded_however_long_it_is() -> None:
    domain = "a-long-name-of-a-company-with-several-words.example"
    stop = f"https://coach.{domain}/some/folder/mail/stop/5fa73aa3-7867-4823-a41f-fcce0af2d4e4"
    mime = as_mime(EMAIL, Envelope(key="k", sender=f"Coach <coach@{domain}>", to=f"maya@{domain}", stop=stop), AT)
    head = mime.split(b"\r\n\r\n", 1)[0].decode("ascii")
    assert f"List-Unsubscribe: <{stop}>,\r\n <mailto:coach@{domain}?subject=stop>\r\n" in head
    for name in ("Message-ID", "X-Call-Coach-Mail"):
        assert re.search(rf"^{name}: <[0-9a-f]{{32}}\.weekly@{domain}>\r$", head, re.MULTILINE)
    assert len(max(mime.split(b"\r\n"), key=len)) < 200


def test_one_click_is_only_promised_where_there_is_an_address_for_it() -> None:
    plain = Envelope(key="k", sender=ENVELOPE.sender, to=ENVELOPE.to)
    message = parsed(as_mime(EMAIL, plain, AT))
    assert message["List-Unsubscribe-Post"] is None
    assert message["List-Unsubscribe"] == "<mailto:coach@company.example?subject=stop>"


def test_the_same_mail_has_the_same_message_id_and_another_one_another() -> None:
    other = Envelope(key="rep_week\nmaya@company.example\n2026-11-16", sender=ENVELOPE.sender, to=ENVELOPE.to)
    again = Envelope(key=ENVELOPE.key, sender=ENVELOPE.sender, to="somebody.else@company.example")
    assert ENVELOPE.message_id == again.message_id != other.message_id
    assert "maya" not in ENVELOPE.message_id
    assert ENVELOPE.message_id.endswith("@company.example>")


def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    evil = Email(subject="Hello\r\nBcc: everybody@company.example", html="<p>x</p>", text="x")
    message = parsed(as_mime(evil, ENVELOPE, AT))
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: everybody@company.example"


@pytest.mark.parametrize(
    ("manner", "outcome", "arrived"),
    [
        ("550 rcpt", "refused", 0),
        ("554 data", "refused", 0),
        ("450 rcpt", "later", 0),
        ("451 data", "later", 0),
        ("drop before", "later", 0),
        ("take and drop", "ambiguous", 1),
        ("take and hang", "ambiguous", 1),
    ],
)
async def test_what_is_known_depends_on_how_far_it_came(manner: Manner, outcome: str, arrived: int) -> None:
    with mail_server(otherwise=manner) as server:
        done = await handed_over(server, timeout_s=0.5)
    assert done.outcome == outcome
    assert done.reason
    assert len(server.arrived) == arrived


async def test_a_server_that_is_not_there_may_be_there_later() -> None:
    with mail_server() as server:
        url = server.url
    done = await handed_over(server, url)
    assert done.outcome == "later"
    assert "could not be reached" in (done.reason or "")


async def test_user_and_password_come_from_the_address() -> None:
    with mail_server(password="p@ss:w/rd") as server:
        url = f"smtp://coach:p%40ss%3Aw%2Frd@127.0.0.1:{server.port}"
        assert (await handed_over(server, url)).outcome == "sent"


async def test_a_wrong_password_is_a_setting_to_mend_and_is_not_shown() -> None:
    with mail_server(password="right") as server, pytest.raises(BadSetting, match="SMTP_URL") as caught:
        await handed_over(server, f"smtp://coach:hunter2@127.0.0.1:{server.port}")
    assert "hunter2" not in str(caught.value)


async def test_a_password_that_nobody_asks_for_is_a_setting_to_mend() -> None:
    with mail_server() as server, pytest.raises(BadSetting, match="SMTP_URL"):
        await handed_over(server, f"smtp://coach:hunter2@127.0.0.1:{server.port}")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("tls", ["starttls", "from the first byte"])
async def test_mails_and_passwords_go_encrypted_where_the_server_can(tls: str, certificate: Path) -> None:
    """The server takes nothing before STARTTLS, and no password but the right one."""
    with mail_server(serving(certificate), tls=tls, password="hunter2") as server:
        url = server.url.replace("://", "://coach:hunter2@")
        done = await handed_over(server, url, trusted=ssl.create_default_context(cafile=certificate))
    assert done.outcome == "sent"
    assert server.to == ["maya@company.example"]


@pytest.mark.parametrize("tls", ["starttls", "from the first byte"])
async def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_password(tls: str, certificate: Path) -> None:
    with mail_server(serving(certificate), tls=tls, password="hunter2") as server:
        url = server.url.replace("://", "://coach:hunter2@")
        with pytest.raises(BadSetting, match="certificate is not to be trusted") as caught:
            await handed_over(server, url)
    assert "hunter2" not in str(caught.value)
    assert server.arrived == []


async def test_a_certificate_for_another_name_is_not_the_servers(certificate: Path) -> None:
    with mail_server(serving(certificate), tls="from the first byte") as server:
        trusted = ssl.create_default_context(cafile=certificate)
        with pytest.raises(BadSetting, match="needs the name"):
            await handed_over(server, server.url.replace("localhost", "127.0.0.1"), trusted=trusted)


async def test_a_server_that_speaks_no_tls_is_not_there_for_smtps() -> None:
    with mail_server() as server:
        done = await handed_over(server, server.url.replace("smtp://", "smtps://"))
    assert done.outcome == "later"


async def test_a_server_that_wants_a_password_and_gets_none_is_a_setting_to_mend() -> None:
    with mail_server(password="hunter2") as server, pytest.raises(BadSetting, match="wants a user and a password"):
        await handed_over(server)


async def test_a_server_that_takes_nothing_from_our_address_is_a_setting_to_mend() -> None:
    with mail_server(otherwise="550 from") as server, pytest.raises(BadSetting, match="REPORT_FROM"):
        await handed_over(server)


@pytest.mark.parametrize(
    ("manner", "is_the_address"), [("550 rcpt", True), ("554 relay", False), ("450 rcpt", False), ("554 data", False)]
)
async def test_only_a_refusal_of_the_address_itself_is_held_against_it(manner: Manner, is_the_address: bool) -> None:  # noqa: FBT001 - a case
    with mail_server(otherwise=manner) as server:
        assert (await handed_over(server)).no_such_address is is_the_address


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        (550, "the server said 550: no such user", True),
        (550, "the server said 550: relay not permitted", False),
        (554, "the server said 554: 5.7.1 <maya@x>: Relay access denied", False),
        (552, "the server said 552: 5.2.2 mailbox full", True),
        (550, "the server said 550: 5.7.26 unauthenticated", False),
        (0, "5.1.10 RecipientNotFound", True),
        (0, "5.4.4 host not found", False),
    ],
)
def test_what_a_refusal_is_about_is_in_its_status_or_its_code(code: int, words: str, expected: bool) -> None:  # noqa: FBT001 - a case
    assert is_about_the_address(code, words) is expected


@pytest.mark.parametrize("to", ["maya@company.example\r\nRCPT TO:<eve@x.example>", "müller@company.example"])
async def test_what_is_no_address_for_mail_is_refused_and_sends_nothing_else(to: str) -> None:
    with mail_server() as server:
        done = await handed_over(server, to=to)
    assert (done.outcome, done.no_such_address) == ("refused", True)
    assert server.to == []


async def test_a_server_can_be_asked_whether_it_lets_us_in() -> None:
    with mail_server(password="right") as server:
        good = Mailer(read_server(f"smtp://coach:right@127.0.0.1:{server.port}"), hello="company.example")
        assert await good.check() == f"127.0.0.1:{server.port} lets us in as coach"
        bad = Mailer(read_server(f"smtp://coach:wrong@127.0.0.1:{server.port}"), hello="company.example")
        with pytest.raises(BadSetting, match="does not accept the user and password"):
            await bad.check()
    with pytest.raises(BadSetting, match="could not be reached"):
        await good.check()


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.company.example", "mail.company.example", 587, False),
        ("smtps://mail.company.example", "mail.company.example", 465, True),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, False),
        ("smtps://u:p@[::1]:4650/", "::1", 4650, True),
    ],
)
def test_an_address_names_host_port_and_protection(url: str, host: str, port: int, tls: bool) -> None:  # noqa: FBT001 - a case
    server = read_server(url)
    assert (server.host, server.port, server.tls) == (host, port, tls)


@pytest.mark.parametrize(
    "url", ["", "mail.company.example", "http://user:hunter2@x", "smtp://", "smtp://x:hunter2", "smtp://[x"]
)
def test_what_is_no_mail_server_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadSetting, match="SMTP_URL") as caught:
        read_server(url)
    assert "hunter2" not in str(caught.value)


def test_a_server_never_shows_its_password() -> None:
    assert "hunter2" not in repr(read_server("smtp://coach:hunter2@mail.company.example"))
