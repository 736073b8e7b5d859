"""Calls: saved whole, once, and with every version of what was said."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.analyses import analysis_history, latest_analyses, save_analyses
from db.calls import NewCall, Saved, find_call, list_calls, load_metrics, load_transcript, save_call
from db.database import Database
from db.errors import UnstorableValue
from gong.model import Call, Speaker, SpeakerId, UserId
from knowledge.rubric import CallType, Dimension, Role
from tests.db.examples import (
    CUSTOMER,
    LISTENER,
    NARRATIVE,
    REP,
    STARTED,
    draft,
    new_call,
    result,
    stored_call,
    transcript,
)

COUNTS = """
select (select count(*) from call) as calls, (select count(*) from transcript) as transcripts,
    (select count(*) from turn) as turns, (select count(*) from participant) as participants,
    (select count(*) from person) as people
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    calls: int
    transcripts: int
    turns: int
    participants: int
    people: int


async def counts(database: Database) -> Counts:
    return (await database.fetch(COUNTS, {}, Counts))[0]


def with_call(new: NewCall, **changes: object) -> NewCall:
    return replace(new, call=replace(new.call, **changes))


async def test_a_new_call_is_read_back_as_it_was_saved(database: Database) -> None:
    new = new_call()
    assert await save_call(database, new) is Saved.NEW
    record = await find_call(database, new.call.id)
    assert record is not None
    assert record.call == replace(new.call, turns=())
    assert (record.call_type, record.call_type_reason) == (CallType.DISCOVERY, "its purpose says so")
    assert (record.transcript_version, record.transcript_hash) == (1, new.transcript.hash)
    assert record.owner == REP
    assert [(known.speaker.id, known.label, known.role) for known in record.participants] == [
        (REP, "R1", Role.AE),
        (CUSTOMER, "C1", Role.UNKNOWN),
        (LISTENER, None, Role.UNKNOWN),
    ]
    assert record.participants[0].role_reason == "title: Account Executive"
    assert record.person_id(CUSTOMER)
    assert record.person_id(LISTENER) is None
    assert await load_transcript(database, record.transcript_id) == new.transcript
    assert await load_metrics(database, record.transcript_id) == new.metrics


async def test_the_same_call_again_changes_nothing(database: Database) -> None:
    await save_call(database, new_call())
    assert await save_call(database, new_call()) is Saved.UNCHANGED
    assert await counts(database) == Counts(calls=1, transcripts=1, turns=3, participants=3, people=2)


async def test_a_call_is_saved_in_one_round_trip(database: Database) -> None:
    before = database.traffic.round_trips
    await save_call(database, new_call())
    await find_call(database, "7300000000000000001")
    assert database.traffic.round_trips - before == 4


@pytest.mark.parametrize(
    "changed",
    [
        with_call(new_call(), title="Them: second thoughts"),
        with_call(new_call(), account=None),
        with_call(new_call(), started_at=STARTED + timedelta(hours=1)),
        with_call(new_call(), speakers=new_call().call.speakers[:2]),
        with_call(new_call(), host=None),
        replace(new_call(), call_type=CallType.DEMO),
        replace(new_call(), metrics={REP: {"talk_share": 0.5, "questions": 2.0}}),
        replace(new_call(), metrics={REP: {"talk_share": 0.6}}),
        replace(new_call(), metrics={}),
    ],
    ids=["title", "account", "start", "participant gone", "host", "type", "metric", "metric gone", "no metrics"],
)
async def test_changed_details_are_updated_and_only_that_is_said(database: Database, changed: NewCall) -> None:
    await save_call(database, new_call())
    assert await save_call(database, changed) is Saved.UPDATED
    assert await save_call(database, changed) is Saved.UNCHANGED
    record = await find_call(database, changed.call.id)
    assert record is not None
    assert record.call == replace(changed.call, turns=())
    assert record.call_type is changed.call_type
    assert record.transcript_version == 1
    assert await load_metrics(database, record.transcript_id) == changed.metrics


async def test_a_changed_transcript_is_a_new_version_and_the_earlier_one_stays(database: Database) -> None:
    first = await stored_call(database)
    await save_analyses(database, [draft(first)])
    changed = replace(new_call(), transcript=transcript("Hello!", "Hello. You're late."))
    assert await save_call(database, changed) is Saved.CHANGED
    second = await find_call(database, first.call.id)
    assert second is not None
    assert (second.id, second.transcript_version) == (first.id, 2)
    assert await load_transcript(database, first.transcript_id) == new_call().transcript
    assert await load_transcript(database, second.transcript_id) == changed.transcript
    assert [one.transcript_version for one in await analysis_history(database, first.id)] == [1]
    assert await latest_analyses(database, call_id=first.id) == ()


async def test_a_transcript_that_comes_back_is_its_earlier_version_again(database: Database) -> None:
    first = await stored_call(database)
    await save_analyses(database, [draft(first)])
    await save_call(database, replace(new_call(), transcript=transcript("Hello!")))
    assert await save_call(database, new_call()) is Saved.CHANGED
    again = await find_call(database, first.call.id)
    assert again is not None
    assert (again.transcript_id, again.transcript_version) == (first.transcript_id, 1)
    assert len(await latest_analyses(database, call_id=first.id)) == 1
    assert (await counts(database)).transcripts == 2


async def test_two_calls_with_the_same_words_are_two_calls(database: Database) -> None:
    one, other = await stored_call(database, new_call("71")), await stored_call(database, new_call("72"))
    assert one.id != other.id
    assert one.transcript_id != other.transcript_id
    assert one.transcript_hash == other.transcript_hash


async def test_many_importers_of_the_same_calls_at_once_store_each_once(database: Database) -> None:
    ids = [f"73000000000000000{number}" for number in range(4)]
    outcomes: list[Saved] = []

    async def run(order: list[str]) -> None:
        outcomes.extend([await save_call(database, new_call(gong_id)) for gong_id in order])

    async with asyncio.TaskGroup() as group:
        for shift in range(6):
            group.create_task(run(ids[shift % 4 :] + ids[: shift % 4]))
    assert sorted(outcomes) == ["new"] * 4 + ["unchanged"] * 20
    assert await counts(database) == Counts(calls=4, transcripts=4, turns=12, participants=12, people=2)


@pytest.mark.parametrize(
    "bad",
    [
        replace(new_call(), transcript=transcript("fine", "not \0 fine")),
        replace(new_call(), transcript=transcript("fine", "half \ud800 a pair")),
        with_call(new_call(), title="not \0 fine"),
        with_call(new_call(), duration_s=2**40),
        replace(new_call(), metrics={REP: {"not \0 fine": 1.0}}),
        replace(new_call(), call_type="party"),  # type: ignore[arg-type]
    ],
    ids=["NUL", "surrogate", "NUL in title", "too long", "NUL in a metric", "no such type"],
)
async def test_a_call_that_cannot_be_stored_is_refused_as_a_whole(database: Database, bad: NewCall) -> None:
    with pytest.raises(UnstorableValue) as caught:
        await save_call(database, bad)
    assert "fine" not in str(caught.value)
    assert await counts(database) == Counts(calls=0, transcripts=0, turns=0, participants=0, people=0)
    assert await save_call(database, new_call()) is Saved.NEW


@pytest.mark.parametrize(
    "reference",
    [
        "{row}",
        "#{row}",
        " {gong} ",
        "{gong}",
        "https://app.gong.io/call?id={gong}",
        "https://x.app/call?a=b&id={gong}#t",
    ],
)
async def test_a_call_is_found_by_number_by_gong_id_and_by_address(database: Database, reference: str) -> None:
    await stored_call(database, new_call("7300000000000000000"))
    record = await stored_call(database)
    assert await find_call(database, reference.format(row=record.id, gong=record.call.id)) == record


@pytest.mark.parametrize("reference", ["", "#999", "999", "no such call", "7399999999999999999", "https://x.app/?id="])
async def test_a_call_that_is_not_there_is_none(database: Database, reference: str) -> None:
    await stored_call(database)
    assert await find_call(database, reference) is None


async def test_gongs_own_id_goes_before_our_number(database: Database) -> None:
    first = await stored_call(database, new_call("71"))
    named = await stored_call(database, new_call(str(first.id)))
    assert await find_call(database, str(first.id)) == named


async def test_a_rep_without_e_mail_and_user_id_keeps_the_role_of_this_call(database: Database) -> None:
    nameless = replace(new_call().call.speakers[0], email=None, user_id=None)
    record = await stored_call(database, with_call(new_call(), speakers=(nameless, *new_call().call.speakers[1:])))
    assert (record.participants[0].person_id, record.participants[0].role) == (None, Role.AE)
    assert record.owner is None


async def test_a_call_whose_owner_was_not_on_it_has_no_owner_among_the_speakers(database: Database) -> None:
    await stored_call(database, new_call("71"))
    others = new_call().call.speakers[1:]
    absent = with_call(new_call("72"), speakers=others)
    record = await stored_call(database, replace(absent, transcript=transcript("Hi.")))
    assert record.owner is None
    assert record.call.host == UserId("u1")


async def test_a_moment_is_read_in_utc_whatever_zone_it_came_in(database: Database) -> None:
    moment = STARTED.astimezone(timezone(timedelta(hours=5, minutes=30)))
    record = await stored_call(database, with_call(new_call(), started_at=moment))
    assert record.call.started_at == STARTED
    assert record.call.started_at.tzinfo is UTC


async def test_a_version_that_is_not_there_is_an_error(database: Database) -> None:
    with pytest.raises(LookupError, match="no transcript 77"):
        await load_transcript(database, 77)


async def test_the_list_is_newest_first_and_goes_on_where_the_page_ended(database: Database) -> None:
    for number in range(5):  # two of them began at the same moment
        started = STARTED + timedelta(days=min(number, 3))
        await save_call(database, with_call(new_call(f"7{number}"), started_at=started))
    seen, before = [], None
    while page := await list_calls(database, limit=2, before=before):
        seen += [line.gong_id for line in page]
        before = page[-1].cursor
    assert seen == ["74", "73", "72", "71", "70"]


async def test_a_line_of_the_list_shows_the_owners_scores_by_the_newest_judge(database: Database) -> None:
    record = await stored_call(database)
    keyword = draft(record, scorer="keyword:en-1", fingerprint="a" * 64)
    low, high = result(level=1), result(level=4)
    await save_analyses(database, [draft(record, result=low), draft(record, part="narrative", result=NARRATIVE)])
    await save_analyses(database, [draft(record, result=high)], generation=2)
    engaged = draft(record, part="engagement", result=result(Dimension.ENGAGEMENT, level=2))
    await save_analyses(database, [engaged, draft(record, speaker=CUSTOMER, person_id=None, result=low)])
    await save_analyses(database, [keyword])
    (line,) = await list_calls(database, limit=10)
    assert (line.owner, line.scored, line.scorer) == ("Rae Rep", REP, "claude:claude-sonnet-5-5:medium")
    assert line.scores == {"discovery": 100, "engagement": 50}


async def test_a_call_that_nobody_looked_at_has_no_scores(database: Database) -> None:
    await stored_call(database)
    (line,) = await list_calls(database, limit=10)
    assert (line.scored, line.scorer, line.scores) == (None, None, {})


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30)


@given(lines=st.lists(TEXT, max_size=5), title=TEXT, name=TEXT)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_words_come_back_as_they_were(database: Database, lines: list[str], title: str, name: str) -> None:
    said = transcript(*lines)
    speaker = Speaker(id=SpeakerId("9"), name=name, side=new_call().call.speakers[0].side)
    new = replace(with_call(new_call(), title=title, speakers=(speaker,)), transcript=said)
    record = await stored_call(database, new)
    assert isinstance(record.call, Call)
    assert (record.call.title, record.call.speakers[0].name) == (title, name)
    assert await load_transcript(database, record.transcript_id) == said
