"""What people say of judgements is kept, beside what the judge said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.analyses import find_analyses, latest_analyses, save_analyses
from db.database import Database
from db.disputes import NewDispute, list_disputes, overrides, save_dispute
from db.errors import UnstorableValue
from knowledge.rubric import CriterionId
from knowledge.ruling import ruled
from knowledge.scorecard import Scored
from tests.db.examples import REP, digest, draft, new_call, result, scored, stored_call, transcript

ASKED = CriterionId("open_questions")


def said(analysis_id: int, *, level: int | None = None, reason: str = "It was there.") -> NewDispute:
    return NewDispute(
        analysis_id=analysis_id, criterion=ASKED, judged_level=3, level=level, reason=reason, said_by="ada"
    )


async def test_a_judgement_is_read_with_what_was_said_of_it_in_one_query(database: Database) -> None:
    record = await stored_call(database)
    (stored,) = await save_analyses(database, [draft(record)])
    assert not stored.rulings
    await save_dispute(database, said(stored.id))
    before = database.traffic.round_trips
    (found,) = await find_analyses(
        database, call_id=record.id, speaker=REP, wanted={"discovery": digest("discovery")}, log_lookup=False
    )
    assert database.traffic.round_trips - before <= 2  # the check of the connection, and the query
    (ruling,) = found.rulings
    assert (ruling.criterion, ruling.level, ruling.is_current) == (ASKED, None, True)
    assert ruling.said_at.tzinfo is not None


async def test_what_was_said_of_an_earlier_scorer_is_shown_as_that_and_of_a_later_one_not_at_all(
    database: Database,
) -> None:
    record = await stored_call(database)
    older = replace(draft(record), scorer="keyword:1", fingerprint=digest("read"))
    reading, judged = await save_analyses(database, [older, draft(record)])
    await save_dispute(database, said(reading.id))
    wanted = {"discovery": digest("discovery")}
    (found,) = await find_analyses(database, call_id=record.id, speaker=REP, wanted=wanted, log_lookup=False)
    assert [ruling.is_current for ruling in found.rulings] == [False]
    assert [item.ruling.is_current for item in await list_disputes(database)] == [False]
    await save_dispute(database, said(judged.id))
    wanted = {"discovery": digest("read")}
    (read,) = await find_analyses(database, call_id=record.id, speaker=REP, wanted=wanted, log_lookup=False)
    assert [ruling.is_current for ruling in read.rulings] == [True]
    assert [item.ruling.is_current for item in await list_disputes(database)] == [True, False]


async def test_what_was_said_of_earlier_words_counts_again_when_those_come_back(
    database: Database,
) -> None:
    record = await stored_call(database)
    (stored,) = await save_analyses(database, [draft(record)])
    await save_dispute(database, said(stored.id))
    other = await stored_call(database, replace(new_call(), transcript=transcript("Hello!", "Hi.", "What slips?")))
    await save_analyses(database, [draft(other, fingerprint=digest("other words"))])
    assert [item.ruling.is_current for item in await list_disputes(database)] == [False]
    await stored_call(database)
    assert [item.ruling.is_current for item in await list_disputes(database)] == [True]
    (shown,) = await latest_analyses(database, call_id=record.id)
    assert [ruling.is_current for ruling in shown.rulings] == [True]


async def test_a_changed_level_is_found_wherever_levels_are_looked_for(database: Database) -> None:
    record = await stored_call(database)
    (stored,) = await save_analyses(database, [draft(record)])
    changed = replace(result(), findings=(scored(level=1), *result().findings[1:]))
    await save_dispute(database, said(stored.id, level=1), changed)
    (found,) = await find_analyses(
        database, call_id=record.id, speaker=REP, wanted={"discovery": digest("discovery")}, log_lookup=False
    )
    assert found.result == result()
    (first, *_) = ruled(result(), found.rulings).findings
    assert isinstance(first, Scored)
    assert first.level == 1
    (human,) = await overrides(database)
    assert (human.rep, human.ruling.judged_level, human.ruling.level) == ("Rae Rep", 3, 1)


@pytest.mark.parametrize("reason", ["a\0b", "half a \ud800 pair"])
async def test_what_cannot_be_kept_is_refused_and_changes_nothing(database: Database, reason: str) -> None:
    record = await stored_call(database)
    (stored,) = await save_analyses(database, [draft(record)])
    with pytest.raises(UnstorableValue):
        await save_dispute(database, said(stored.id, level=0, reason=reason), result(level=0))
    assert not await list_disputes(database)


async def test_a_judgement_that_is_not_there_is_a_sentence(database: Database) -> None:
    with pytest.raises(UnstorableValue, match=r"that judgement is no longer there: `coach show`"):
        await save_dispute(database, said(4711))
