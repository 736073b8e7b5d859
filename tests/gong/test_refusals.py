"""A call that cannot be coached is refused with the reason and what to do."""

from __future__ import annotations

import re

import pytest

from gong.errors import CallRefused, UserRefused
from gong.wire import to_call, to_user
from tests.gong.gong_json import CALL_ID, CUSTOMER_VOICE, REP, REP_VOICE, call_data, said, transcript


def reason(data: object, words: object | None) -> str:
    with pytest.raises(CallRefused) as caught:
        to_call(data, words)
    return caught.value.reason


def test_a_private_call_is_refused_unless_it_is_allowed() -> None:
    private = call_data(isPrivate=True)
    assert reason(private, transcript()).startswith("it is private in Gong; make it visible there")
    assert to_call(private, transcript(), allow_private=True).id == CALL_ID


def test_a_refusal_names_the_call_and_shows_nothing_of_it() -> None:
    with pytest.raises(CallRefused) as caught:
        to_call(call_data(title="Secret merger", isPrivate=True), transcript())
    assert caught.value.call_id == CALL_ID
    assert str(caught.value).startswith(f"call '{CALL_ID}': it is private")
    assert "Secret" not in str(caught.value)


def test_a_call_without_a_transcript_waits_for_it() -> None:
    assert "no transcript yet" in reason(call_data(), None)


@pytest.mark.parametrize(
    "monologues", [None, [], [None], [{"sentences": []}], [said(REP_VOICE, 0, 1, "")], [said(REP_VOICE, 0, 1, " … ")]]
)
def test_a_transcript_without_words_is_refused(monologues: object) -> None:
    assert "no words" in reason(call_data(), {"callId": CALL_ID, "transcript": monologues})


def test_a_transcript_of_another_call_is_refused() -> None:
    assert "belongs to call '12'" in reason(call_data(), transcript(call_id="12"))


@pytest.mark.parametrize("started", [None, "", {}])
def test_a_call_without_a_start_date_is_refused(started: object) -> None:
    assert "no start date" in reason(call_data(started=started), transcript())


@pytest.mark.parametrize("started", ["yesterday", "2026-13-01T00:00:00Z", "18/10/2026 14:00", 1792332217])
def test_a_start_date_nobody_can_read_is_refused(started: object) -> None:
    assert "cannot be read" in reason(call_data(started=started), transcript())


@pytest.mark.parametrize("started", ["2026-10-18T14:00:00", "2026-10-18"])
def test_a_start_date_without_a_time_zone_is_refused(started: str) -> None:
    assert "no time zone" in reason(call_data(started=started), transcript())


@pytest.mark.parametrize("started", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1970-01-01T00:00:00Z"])
def test_a_start_date_no_recording_can_have_is_refused(started: str) -> None:
    assert "in the year" in reason(call_data(started=started), transcript())


@pytest.mark.parametrize("id_", [None, "", " \x07"])
def test_a_call_without_an_id_is_refused(id_: object) -> None:
    assert "no id" in reason(call_data(id=id_), transcript())


def test_a_rounded_id_is_refused() -> None:
    assert "lost digits" in reason(call_data(id=7.782342274025938e18), transcript())


def test_an_endless_id_is_refused() -> None:
    assert "at most 64" in reason(call_data(id="1" * 65), transcript())


def test_the_short_list_of_calls_is_refused_with_the_request_that_gives_the_long_one() -> None:
    assert "POST /v2/calls/extensive" in reason({"id": "1", "started": "2026-10-18T14:00:00Z"}, transcript())


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], "all of it"),
        ({"metaData": None}, "metaData"),
        (call_data(parties="Ana"), "parties"),
        (call_data(parties=["Ana"]), "parties.0"),
        (call_data(parties=[REP | {"name": ["Ana"]}]), "parties.0.name"),
        (call_data(duration="long"), "metaData.duration"),
        (call_data(duration=True), "metaData.duration"),
        (call_data(isPrivate="perhaps"), "metaData.isPrivate"),
    ],
)
def test_a_call_of_another_shape_is_refused_with_the_place(data: object, place: str) -> None:
    assert reason(data, transcript()).startswith(f"not of Gong's shape at {place}: ")


def test_a_transcript_of_another_shape_is_refused_with_the_place() -> None:
    why = reason(call_data(), transcript(said(REP_VOICE, 0, 1, ["Hello."])))
    assert why.startswith("its transcript cannot be read: not of Gong's shape at transcript.0.sentences.0.text: ")


def test_the_shape_refusal_repeats_nothing_from_the_file() -> None:
    assert "Secret" not in reason(call_data(duration="Secret", isPrivate="Secret"), transcript())


@pytest.mark.parametrize("sentences", [[{"text": "a" * 5_000_001}], [{"text": "a"}] * 200_001])
def test_a_transcript_longer_than_any_call_is_refused(sentences: object) -> None:
    assert "longer than any call" in reason(call_data(), transcript({"speakerId": REP_VOICE, "sentences": sentences}))


def test_ten_hours_of_talk_are_taken() -> None:
    hours = [
        said((REP_VOICE, CUSTOMER_VOICE)[i % 2], i * 3_600, i * 3_600 + 3_500, "word " * 12) for i in range(10_000)
    ]
    call = to_call(call_data(duration=36_000), transcript(*hours))
    assert (call.duration_s, len(call.turns), call.turns[-1].end_ms) == (36_000, 10_000, 35_999_900)


def test_more_parties_than_any_call_has_are_refused() -> None:
    assert "parties: " in reason(call_data(parties=[REP] * (2_001)), transcript())


@pytest.mark.parametrize(("data", "why"), [({}, "no id"), ("Ana", "shape"), ({"id": 1.5}, "lost digits")])
def test_a_user_nobody_could_tell_from_another_is_refused(data: object, why: str) -> None:
    with pytest.raises(UserRefused, match=why):
        to_user(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (call_data(isPrivate=True), transcript()),
        (call_data(), None),
        (call_data(), {"transcript": []}),
        (call_data(started=None), transcript()),
        (call_data(started="2026-10-18"), transcript()),
        (call_data(id=None), transcript()),
        (call_data(), transcript(call_id="12")),
        (call_data(parties=5), transcript()),
    ],
)
def test_every_refusal_says_what_to_do(data: object, words: object) -> None:
    assert re.search(r"\b(export|import|make|check|write|pair)", reason(data, words).partition(";")[2])
