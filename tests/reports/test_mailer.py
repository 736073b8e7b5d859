"""What is known of a mail after it was offered to a real mail server, well-behaved and not."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from analysis.errors import BadSetting
from reports.mailer import Delivery, Mailer, read_server
from reports.message import Envelope, as_mime
from reports.render import Email
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


async def handed_over(server: MailServer, url: str | None = None, *, timeout_s: float = 5) -> Delivery:
    mailer = Mailer(read_server(url or server.url), hello="company.example", timeout_s=timeout_s)
    async with mailer.offer("coach@company.example", "maya@company.example") as offer:
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
