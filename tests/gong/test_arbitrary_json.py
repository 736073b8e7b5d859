"""Whatever JSON arrives, the answer is a call or a refusal, never a crash."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gong.errors import CallRefused, GongError, UserRefused
from gong.export import to_export
from gong.files import read_export
from gong.model import Call
from gong.wire import to_call, to_user

FIELDS = """
    metaData context parties id url title started duration primaryUserId isPrivate emailAddress name userId
    speakerId affiliation objects objectType fields value timing callId transcript sentences start end text
    calls callTranscripts users firstName lastName managerId active
""".split()
TEXT = st.text(st.characters(codec=None), max_size=12)  # lone surrogates, too
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**400), max_value=10**400)
    | st.floats()
    | TEXT
    | st.sampled_from(["2026-10-18T14:03:37Z", "Internal", "External", "a@b.example", "1"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | TEXT, inner, max_size=6),
    max_leaves=20,
)


def loosely(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """An object with some of these fields, any of which may be something else."""
    return st.fixed_dictionaries({}, optional={name: value | SCALARS for name, value in fields.items()})


SENTENCES = st.lists(loosely(start=st.integers(), end=st.integers(), text=TEXT), max_size=3)
TRANSCRIPT = loosely(callId=st.just("1"), transcript=st.lists(loosely(speakerId=TEXT, sentences=SENTENCES), max_size=3))
PARTY = loosely(id=TEXT, speakerId=TEXT, name=TEXT, emailAddress=TEXT, userId=TEXT, affiliation=TEXT)
META = st.fixed_dictionaries(
    {"id": st.just("1"), "started": st.just("2026-10-18T14:03:37Z")},
    optional={"title": TEXT, "duration": SCALARS, "url": TEXT, "primaryUserId": SCALARS, "isPrivate": st.booleans()},
)
FIELD = loosely(name=st.sampled_from(["Name", "StageName", "Product"]), value=JSON)
OBJECT = loosely(objectType=st.sampled_from(["Account", "Opportunity"]), fields=st.lists(FIELD, max_size=3))
CONTEXT = st.lists(loosely(objects=st.lists(OBJECT, max_size=2)), max_size=2)
CALL = st.fixed_dictionaries({"metaData": META}, optional={"parties": st.lists(PARTY, max_size=3), "context": CONTEXT})


def is_sound(call: Call) -> bool:
    """Every voice is somebody, everybody is there once, and everything can be stored."""
    ids = [speaker.id for speaker in call.speakers]
    texts = [call.title, *(speaker.name for speaker in call.speakers), *(turn.text for turn in call.turns)]
    times = [ms for turn in call.turns for sentence in turn.sentences for ms in (sentence.start_ms, sentence.end_ms)]
    return (
        len(ids) == len(set(ids))
        and all(speaker.name for speaker in call.speakers)
        and {turn.speaker for turn in call.turns} <= set(ids)
        and all("\x00" not in text and text.encode() for text in texts)
        and all(0 <= ms < 2**31 for ms in [*times, call.duration_s])
        and call.started_at.astimezone(UTC) > datetime(1999, 1, 1, tzinfo=UTC)
    )


@given(JSON, JSON | st.none())
def test_any_json_is_a_call_or_a_refusal(data: object, words: object) -> None:
    with suppress(CallRefused):
        assert is_sound(to_call(data, words, allow_private=True))


@given(CALL, TRANSCRIPT)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_json_that_is_nearly_gongs_is_a_sound_call_or_a_refusal(data: object, words: object) -> None:
    with suppress(CallRefused):
        assert is_sound(to_call(data, words, allow_private=True))


@given(JSON)
def test_any_json_is_a_user_or_a_refusal(data: object) -> None:
    with suppress(UserRefused):
        assert to_user(data).name


@given(st.lists(JSON | CALL | TRANSCRIPT, max_size=6))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_list_is_an_export_or_an_error_for_the_person(document: list[object]) -> None:
    with suppress(GongError):
        export = to_export([("calls.json", document)])
        assert all(is_sound(call) for call in export.calls)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_bytes_in_a_file_are_an_export_or_an_error_for_the_person(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calls.json"
    path.write_bytes(content)
    with suppress(GongError):
        read_export([path])
