"""An error of Claude's API is understood whatever it calls itself, and none of its words are repeated."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.complaint import Complaint, retry_after, spell
from analysis.errors import JudgeKeyRejected, JudgeOutOfCredit, JudgeRejectedRequest, JudgeUnavailable

MODEL = "claude-sonnet-5-5"
NAMES = st.one_of(st.none(), st.text(), st.sampled_from(["overloaded_error", "billing_error", "invalid_request_error"]))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="nothing asked"),
        pytest.param({"retry-after": "7"}, 7.0, id="seconds"),
        pytest.param({"retry-after-ms": "250", "retry-after": "1"}, 0.25, id="milliseconds say it best"),
        pytest.param(
            {"retry-after": "Tue, 24 Nov 2026 10:00:30 GMT", "date": "Tue, 24 Nov 2026 10:00:00 GMT"},
            30.0,
            id="a date, by the clock of the server",
        ),
        pytest.param({"retry-after": "Tue, 24 Nov 2026 10:00:30 GMT"}, None, id="a date without a clock"),
        pytest.param({"retry-after": "soon"}, None, id="words"),
        pytest.param({"retry-after": "-3"}, None, id="the past"),
        pytest.param({"retry-after": "inf"}, None, id="never"),
    ],
)
def test_how_long_claude_asks_to_wait_is_read_from_the_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms", "date"]), st.text()))
def test_no_header_however_strange_breaks_the_waiting(headers: dict[str, str]) -> None:
    seconds = retry_after(headers)
    assert seconds is None or (math.isfinite(seconds) and seconds >= 0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (45, "45 seconds"), (60, "1 minute"), (61, "2 minutes"), (300, "5 minutes"), (7200, "2 hours")],
)
def test_a_length_of_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert spell(seconds) == words


@pytest.mark.parametrize(
    ("complaint", "error"),
    [
        pytest.param(Complaint(status=400, said="Your credit balance is too low"), JudgeOutOfCredit, id="no credit"),
        pytest.param(
            Complaint(status=400, said="You have reached your specified API usage limits"),
            JudgeOutOfCredit,
            id="a limit the customer set",
        ),
        pytest.param(Complaint(status=429, said="above your usage limit"), JudgeUnavailable, id="429 is about speed"),
        pytest.param(Complaint(status=503, type="nginx"), JudgeUnavailable, id="a gateway in trouble"),
        pytest.param(Complaint(status=200), JudgeUnavailable, id="an error event without a name"),
        pytest.param(Complaint(status=200, type="invalid_request_error"), JudgeRejectedRequest, id="a named one"),
        pytest.param(Complaint(status=418), JudgeRejectedRequest, id="a status nobody planned for"),
        pytest.param(Complaint(status=403, code="organization_on_hold"), JudgeKeyRejected, id="on hold"),
    ],
)
def test_a_complaint_without_a_clear_name_is_still_understood(complaint: Complaint, error: type[Exception]) -> None:
    assert type(complaint.error(model=MODEL)) is error


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503, 529])
def test_how_long_to_wait_is_said_once(status: int) -> None:
    asked = str(Complaint(status=status, wait_s=3600).error(model=MODEL))
    assert "Claude asks to wait 1 hour: ask again after that." in asked
    assert "minute" not in asked
    assert asked.casefold().count("ask again") == 1
    assert "ask again" in str(Complaint(status=status).error(model=MODEL)).casefold()


@given(st.integers(100, 599), NAMES, NAMES, st.text(), NAMES)
def test_whatever_the_api_answers_there_is_a_sentence_that_quotes_none_of_it(
    status: int, kind: str | None, code: str | None, said: str, request_id: str | None
) -> None:
    secret = f"<{said}>"
    complaint = Complaint(status=status, type=kind, code=code, said=secret, request_id=request_id)
    message = str(complaint.error(model=MODEL))
    assert message.endswith(")")
    assert secret not in message
