"""A call that Gong's fields do not tell the type of is read for it, once; what a person says of it always counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.call_types import BEGINNING, END, beginning_and_end
from analysis.engine import Wanted
from analysis.errors import JudgeKeyRejected
from analysis.intake import take_in
from db.calls import CallRecord, Saved, find_call, set_call_type
from db.database import Database
from gong.model import Call
from knowledge.rubric import CallType
from knowledge.scorecard import Win
from tests.analysis.desk import FIRST_CALL, bundled, claude_engine, exported, keyword_engine, stock
from tests.analysis.findings import TRANSCRIPT
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import Answered, HttpError
from tests.standins.judge import CarefulJudge

FIRST = Wanted(call=FIRST_CALL)
DEMO_JUDGE = CarefulJudge(call_type="demo")


def unclear() -> Call:
    """A call whose fields say nothing of its type."""
    (call,) = bundled(FIRST_CALL)
    return replace(call, title="Brightline and us", purpose=None, stage=None)


async def record(database: Database) -> CallRecord:
    found = await find_call(database, FIRST_CALL)
    assert found is not None
    return found


async def test_it_is_found_in_the_transcript_with_the_words_that_show_it(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, unclear())
    async with claude_engine(database, claude_standin, library, judge=DEMO_JUDGE) as engine:
        card = await engine.analyze(FIRST)
    assert card.call.call_type is CallType.DEMO
    assert card.call.call_type_reason.startswith("from the transcript at ")
    assert "The call was about this and about nothing else. (“" in card.call.call_type_reason
    assert card.narrative
    assert card.narrative.primary_win is Win.TECHNICAL
    assert not card.notes


@pytest.mark.parametrize("judge", [DEMO_JUDGE, CarefulJudge(call_type="other")], ids=["a demo", "no type"])
async def test_it_is_asked_once_whatever_the_answer(
    database: Database, claude_standin: ClaudeStandin, judge: CarefulJudge
) -> None:
    library = await stock(database, unclear())
    async with claude_engine(database, claude_standin, library, judge=judge) as engine:
        await engine.analyze(FIRST)
        again = await engine.analyze(replace(FIRST, force=True))
    assert sum("kind of call" in question.text for question in claude_standin.questions) == 1
    assert again.call.call_type == judge.call_type
    assert len(claude_standin.questions) == 1 + 5 + 5


async def test_a_call_whose_fields_are_clear_is_not_asked_about(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library, judge=DEMO_JUDGE) as engine:
        card = await engine.analyze(FIRST)
    assert card.call.call_type is CallType.DISCOVERY
    assert len(claude_standin.questions) == 5


async def test_words_that_were_never_said_show_nothing(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, unclear())
    judge = replace(DEMO_JUDGE, invented={"call_type": "and now let me show you the purple dashboard of dreams"})
    async with claude_engine(database, claude_standin, library, judge=judge) as engine:
        card = await engine.analyze(FIRST)
    assert card.call.call_type is CallType.OTHER
    assert "the words that should show it were not found" in card.notes[0]


async def test_without_an_answer_it_stays_open_and_the_call_is_judged_all_the_same(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, unclear())
    claude_standin.on(Answered(stop_reason="refusal"), matching="Title of the call")
    async with claude_engine(database, claude_standin, library, judge=DEMO_JUDGE) as engine:
        card = await engine.analyze(FIRST)
    assert card.results
    assert (card.call.call_type, (await record(database)).call_type_from) == (CallType.OTHER, "fields")


async def test_a_wrong_key_stops_before_anything_is_judged(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, unclear())
    claude_standin.on(HttpError(status=401, type="authentication_error"), times=None)
    async with claude_engine(database, claude_standin, library, judge=DEMO_JUDGE) as engine:
        with pytest.raises(JudgeKeyRejected):
            await engine.analyze(FIRST)
    assert (await record(database)).call_type_from == "fields"


async def test_without_a_key_it_stays_open_with_its_reason(database: Database) -> None:
    library = await stock(database, unclear())
    card = await keyword_engine(database, library).analyze(FIRST)
    assert card.call.call_type is CallType.OTHER
    assert any("neither purpose, title nor deal stage" in note for note in card.notes)


async def test_importing_again_keeps_what_the_transcript_said_until_the_fields_are_clear(database: Database) -> None:
    await stock(database, unclear())
    call = await record(database)
    assert await set_call_type(
        database, call.id, CallType.DEMO, reason="from the transcript: shown", source="transcript"
    )
    again = await take_in(database, exported(unclear()))
    assert again.count(Saved.UNCHANGED) == 1
    assert (await record(database)).call_type is CallType.DEMO
    await take_in(database, exported(replace(unclear(), purpose="Negotiation")))
    assert (await record(database)).call_type is CallType.NEGOTIATION


async def test_what_a_person_says_is_kept_whatever_is_imported_or_found(database: Database) -> None:
    await stock(database, *bundled(FIRST_CALL))
    call = await record(database)
    assert await set_call_type(database, call.id, CallType.SUPPORT, reason="set by hand", source="person")
    assert not await set_call_type(database, call.id, CallType.DEMO, reason="from the transcript", source="transcript")
    await take_in(database, exported(*bundled(FIRST_CALL)))
    kept = await record(database)
    assert (kept.call_type, kept.call_type_reason, kept.call_type_from) == (CallType.SUPPORT, "set by hand", "person")


def test_a_short_call_is_read_whole_and_of_a_long_one_the_beginning_and_the_end() -> None:
    said = TRANSCRIPT.utterances
    assert beginning_and_end(said) == said
    long = tuple(replace(said[0], seq=seq, text="word " * 100) for seq in range(400))
    read = [utterance.seq for utterance in beginning_and_end(long)]
    assert read == [*range(BEGINNING // 500), *range(400 - END // 500, 400)]
    huge = tuple(replace(said[0], seq=seq, text="word " * 50_000) for seq in range(2))
    assert [utterance.seq for utterance in beginning_and_end(huge)] == [0, 1]


async def test_the_reading_names_what_a_call_of_this_type_should_win(database: Database) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    card = await keyword_engine(database, library).analyze(FIRST)
    assert card.narrative
    assert card.narrative.primary_win is Win.BUSINESS
