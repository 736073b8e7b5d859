"""A mail server's report on a mail that came back stops the mails to there, and nothing else that arrives does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import outbox
from db.database import Database
from db.outbox import Lease, NewMail
from db.wishes import wishes
from reports.bounce import read_bounce
from reports.message import Envelope, as_mime, key_of
from reports.render import Email
from reports.returned import take_back

MAYA = "maya@company.example"
MONDAY = date(2026, 11, 9)
NOW = datetime(2026, 11, 16, 14, tzinfo=UTC)
GONE = "550 5.1.1 <maya@company.example>: Recipient address rejected: User unknown in virtual mailbox table"


def clock() -> datetime:
    return NOW


def sent_mail(to: str = MAYA) -> bytes:
    envelope = Envelope(key=key_of("rep_week", to, MONDAY), sender="Coach <coach@company.example>", to=to)
    return as_mime(Email(subject="Discovery 75", html="<p>75</p>", text="75"), envelope, NOW)


def report(
    returned: bytes | None = None,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = GONE,
    whole: bool = True,
) -> bytes:
    """As Postfix writes it; `whole` gives back the mail, else its headers only."""
    mail = sent_mail() if returned is None else returned
    back = mail if whole else mail.split(b"\r\n\r\n", 1)[0]
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return (
        "From: MAILER-DAEMON@mail.company.example\r\nTo: coach@company.example\r\nSubject: Undelivered Mail\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you that your message could not be\r\n"
        "delivered.\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.company.example\r\n\r\n"
        f"Final-Recipient: rfc822; {MAYA}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Remote-MTA: dns; mx.company.example\r\nDiagnostic-Code: smtp; {diagnostic}\r\n\r\n"
        f"--B\r\nContent-Type: {kind}\r\n\r\n"
    ).encode() + (back + b"\r\n--B--\r\n")


@pytest.fixture
async def sent(database: Database) -> Database:
    """One mail to Maya went."""
    new = NewMail(
        kind="rep_week",
        recipient=MAYA,
        monday=MONDAY,
        deliver_to=MAYA,
        state="pending",
        subject="s",
        text="t",
        html="h",
        reply_to=None,
        stop=None,
    )
    await outbox.enter(database, [new], [])
    claim = uuid4()
    mail = await outbox.claim_next(database, claim, now=NOW, lease_s=60, ids=None)
    assert mail
    lease = Lease(id=mail.id, claim=claim)
    await outbox.mark_sending(database, lease, now=NOW)
    await outbox.finish(database, lease, "sent", reason=None, now=NOW)
    return database


async def standing(database: Database) -> tuple[str, str | None]:
    """The state of the mail, and what is known against the address."""
    (mail,) = await outbox.entered(database, MONDAY)
    return mail.state, (await wishes(database, [MAYA]))[MAYA].bounce


@pytest.mark.parametrize("whole", [True, False])
async def test_a_mail_that_came_back_closes_the_address_it_went_to(sent: Database, whole: bool) -> None:  # noqa: FBT001 - a case
    returned = await take_back(sent, report(whole=whole), clock=clock)
    assert returned.outcome == "closed"
    assert returned.mail
    assert returned.mail.deliver_to == MAYA
    assert await standing(sent) == ("refused", GONE)
    again = await take_back(sent, report(whole=whole), clock=clock)
    assert again.outcome == "known"
    assert await standing(sent) == ("refused", GONE)


async def test_a_report_that_names_an_address_to_which_the_mail_never_went_closes_nobodys(sent: Database) -> None:
    forged = report().replace(b"Final-Recipient: rfc822; maya@", b"Final-Recipient: rfc822; evil@")
    assert (await take_back(sent, forged, clock=clock)).outcome == "another"
    assert await standing(sent) == ("sent", None)


async def test_a_mail_that_a_relay_sent_on_is_known_by_where_it_went_first(sent: Database) -> None:
    on = b"Original-Recipient: rfc822;Maya@company.example\r\nFinal-Recipient: rfc822; m.chen@elsewhere.example"
    relayed = report().replace(b"Final-Recipient: rfc822; maya@company.example", on)
    assert (await take_back(sent, relayed, clock=clock)).outcome == "closed"


async def test_a_relay_may_have_renamed_the_mail(sent: Database) -> None:
    mail = sent_mail().replace(b"\r\nMessage-ID: <", b"\r\nMessage-ID: <0101-relay@mail.example>\r\nX-Was: <")
    assert (await take_back(sent, report(mail), clock=clock)).outcome == "closed"


async def test_a_mail_that_is_late_is_not_lost(sent: Database) -> None:
    late = report(action="delayed", status="4.4.1", diagnostic="connect to mx.company.example: timed out")
    assert (await take_back(sent, late, clock=clock)).outcome == "late"
    assert await standing(sent) == ("sent", None)


async def test_a_refusal_of_what_is_in_it_is_not_held_against_the_address(sent: Database) -> None:
    spam = report(status="5.7.1", diagnostic="550 5.7.1 Message looks like spam")
    assert (await take_back(sent, spam, clock=clock)).outcome == "came back"
    assert await standing(sent) == ("refused", None)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "no report"),
        (b"\xff\xfe\x00", "no report"),
        (b"Subject: Out of office\r\n\r\nI am away until Monday.", "no report"),
        (report(b"Message-ID: <somebody.elses@company.example>\r\nSubject: x\r\n\r\nx"), "not ours"),
        (report(sent_mail("sam@company.example")), "not ours"),
        (report().replace(b"message/rfc822", b"text/plain"), "not ours"),
    ],
)
async def test_whatever_else_arrives_changes_nothing(sent: Database, content: bytes, outcome: str) -> None:
    assert (await take_back(sent, content, clock=clock)).outcome == outcome
    assert await standing(sent) == ("sent", None)


async def test_a_report_on_a_mail_of_long_ago_is_about_none_that_is_known(sent: Database) -> None:
    def later() -> datetime:
        return NOW + timedelta(days=90)

    assert (await take_back(sent, report(), clock=later)).outcome == "not ours"


def test_the_reason_is_one_line_without_anything_that_a_terminal_obeys() -> None:
    bounce = read_bounce(report(diagnostic="550 5.1.1 no\x1b[31m\r\n\tsuch user " + "x" * 500))
    assert bounce
    assert "\x1b" not in bounce.reason
    assert "\n" not in bounce.reason
    assert len(bounce.reason) <= 200


@given(st.binary(max_size=400), st.integers(0, 2000))
def test_no_report_however_damaged_breaks_anything(noise: bytes, at: int) -> None:
    whole = report()
    read_bounce(whole[:at] + noise + whole[at + len(noise) :])
