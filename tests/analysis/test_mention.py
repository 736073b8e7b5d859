"""Which call somebody means."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import CallNotFound, PersonNotFound
from analysis.lookup import the_call, the_person
from analysis.mention import AmbiguousCall, Mention, read_mention
from db.database import Database
from knowledge.rubric import CallType
from tests.analysis.desk import FIRST_CALL, NOON, ZONE

PACIFIC = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 11, 24, 20, tzinfo=UTC)


def read(text: str) -> Mention:
    return read_mention(text, now=TUESDAY, zone=PACIFIC)


def test_words_type_and_day_are_told_apart() -> None:
    mention = read("the Acme demo last Tuesday")
    assert mention.words == ("acme",)
    assert mention.call_type is CallType.DEMO
    assert mention.period is not None
    assert mention.period.words == "17 Nov 2026"
    assert not mention.newest


def test_the_last_one_is_the_newest() -> None:
    mention = read("my last discovery call with Jane's team at Globex")
    assert mention.newest
    assert mention.call_type is CallType.DISCOVERY
    assert mention.words == ("jane", "team", "globex")


@pytest.mark.parametrize("text", ["", "the call", "?!", "with of on"])
def test_words_that_say_nothing_are_empty(text: str) -> None:
    assert read(text).is_empty


@given(st.text(max_size=80))
def test_any_words_can_be_read(text: str) -> None:
    assert all(read(text).words)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (FIRST_CALL, "Brightline Logistics - first call"),
        (f"https://app.gong.io/call?id={FIRST_CALL}", "Brightline Logistics - first call"),
        ("#1", "Brightline Logistics - first call"),
        ("the Brightline demo", "Brightline Logistics - demo"),
        ("Pinecrest call on 6 October", "Pinecrest Bank - first call"),
        ("Maya's demo", "Brightline Logistics - demo"),
        ("discovery call with Ostrava", "Ostrava Energy - first call"),
        ("the last Brightline call", "Brightline Logistics - price and terms"),
    ],
)
async def test_a_call_is_found_by_what_people_say_of_it(stocked: Database, said: str, title: str) -> None:
    assert (await the_call(stocked, said, now=NOON, zone=ZONE)).call.title == title


async def test_several_that_fit_are_named_and_none_is_chosen(stocked: Database) -> None:
    with pytest.raises(AmbiguousCall) as caught:
        await the_call(stocked, "Pinecrest", now=NOON, zone=ZONE)
    assert [candidate.title for candidate in caught.value.candidates] == [
        "Pinecrest Bank - second architecture review",
        "Pinecrest Bank - architecture review",
        "Pinecrest Bank - first call",
    ]


async def test_what_comes_close_is_offered_and_not_taken(stocked: Database) -> None:
    with pytest.raises(AmbiguousCall, match="come close") as caught:
        await the_call(stocked, "the Brightline demo last Tuesday", now=NOON, zone=ZONE)
    assert [candidate.title for candidate in caught.value.candidates] == ["Brightline Logistics - demo"]


@pytest.mark.parametrize("said", ["Zebra", "12345678901234567890", "https://app.gong.io/call?id=1", "%", "_"])
async def test_what_is_not_there_is_said_with_the_next_step(stocked: Database, said: str) -> None:
    with pytest.raises(CallNotFound, match=r"search_calls|does not say which"):
        await the_call(stocked, said, now=NOON, zone=ZONE)


@pytest.mark.parametrize("said", ["Maya Chen", "maya", "Chen", "maya.chen@callcoach-demo.example", " MAYA CHEN "])
async def test_a_colleague_is_found_by_name_or_email(stocked: Database, said: str) -> None:
    assert (await the_person(stocked, said)).name == "Maya Chen"


@pytest.mark.parametrize(
    ("said", "says"), [("Bob", "Nobody on our side is called"), ("a", "could be"), (" ", "Nobody")]
)
async def test_nobody_and_several_are_said_with_names(stocked: Database, said: str, says: str) -> None:
    with pytest.raises(PersonNotFound, match=says):
        await the_person(stocked, said)


async def test_my_last_call_names_several_as_nobody_knows_here_who_asks(stocked: Database) -> None:
    with pytest.raises(AmbiguousCall, match="Who is asking is not known here"):
        await the_call(stocked, "my last call", now=NOON, zone=ZONE)
    found = await the_call(stocked, "my last call", now=NOON, zone=ZONE, whose="Maya Chen")
    assert found.call.title == "Brightline Logistics - price and terms"


async def test_a_call_is_found_by_its_number_in_words(stocked: Database) -> None:
    assert (await the_call(stocked, "Call number 1", now=NOON, zone=ZONE)).id == 1
