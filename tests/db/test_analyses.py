"""Analyses: with everything that made them, never two for one question, and never of a moment that was not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from db.analyses import (
    analysis_history,
    find_analyses,
    latest_analyses,
    next_generation,
    save_analyses,
)
from db.bodies import read_body
from db.database import Database
from db.errors import NewerData, UnstorableValue
from db.ledger import cost_report
from db.standards import Standard, load_standards
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import DimensionResult, Match, Observed, Sighting
from tests.db.examples import CUSTOMER, NARRATIVE, REP, digest, draft, evidence, result, scored, stored_call

LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many rows of each kind there are."""

    analyses: int
    criteria: int
    evidence: int
    objections: int
    claims: int
    wins: int


FOUND = """
select (select count(*) from analysis) as analyses, (select count(*) from criterion_result) as criteria,
    (select count(*) from evidence) as evidence, (select count(*) from objection) as objections,
    (select count(*) from claim) as claims, (select count(*) from win) as wins
"""


async def found(database: Database) -> Found:
    return (await database.fetch(FOUND, {}, Found))[0]


async def test_a_result_is_read_back_as_it_was_saved(database: Database) -> None:
    record = await stored_call(database)
    dimension, narrative = draft(record), draft(record, part="narrative", fingerprint=digest("n"), result=NARRATIVE)
    first, second = await save_analyses(database, [dimension, narrative])
    assert first.result == dimension.result
    assert second.result == NARRATIVE
    for stored, drafted in ((first, dimension), (second, narrative)):
        assert (stored.call_id, stored.transcript_id, stored.transcript_version) == (record.id, record.transcript_id, 1)
        assert (stored.speaker, stored.person_id, stored.part) == (REP, record.person_id(REP), drafted.part)
        assert (stored.scorer, stored.role, stored.call_type) == (drafted.scorer, drafted.role, drafted.call_type)
        assert (stored.made_with, stored.cost_usd, stored.generation) == (drafted.made_with, Decimal("0.012345"), 1)
        assert stored.created_at.tzinfo is UTC


async def test_everything_that_was_found_can_be_searched_by(database: Database) -> None:
    record = await stored_call(database)
    await save_analyses(
        database, [draft(record), draft(record, part="narrative", fingerprint=digest("n"), result=NARRATIVE)]
    )
    assert await found(database) == Found(analyses=2, criteria=3, evidence=1, objections=1, claims=1, wins=2)


async def test_a_keyword_reading_is_stored_without_a_score(database: Database) -> None:
    record = await stored_call(database)
    seen = Observed(criterion=CriterionId("impact"), sighting=Sighting.PARTLY, note="once", evidence=(evidence(),))
    reading = DimensionResult(dimension=Dimension.DISCOVERY, findings=(seen,))
    (stored,) = await save_analyses(database, [draft(record, scorer="keyword:en-1", result=reading)])
    assert stored.result == reading
    assert isinstance(stored.result, DimensionResult)
    assert stored.result.score is None


async def test_the_same_question_again_keeps_the_first_answer(database: Database) -> None:
    record = await stored_call(database)
    (first,) = await save_analyses(database, [draft(record)])
    before = await found(database)
    (second,) = await save_analyses(database, [draft(record, result=result(level=0), cost_usd=Decimal(9))])
    assert second == first
    assert await found(database) == before


async def test_many_who_save_the_same_question_at_once_get_one_answer(database: Database) -> None:
    record = await stored_call(database)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(save_analyses(database, [draft(record, result=result(level=level % 5))]))
            for level in range(10)
        ]
    assert len({task.result()[0].id for task in tasks}) == 1
    assert (await found(database)).analyses == 1


async def test_a_forced_repeat_is_added_and_the_earlier_one_kept(database: Database) -> None:
    record = await stored_call(database)
    fingerprints = [digest("discovery"), digest("other")]
    assert await next_generation(database, call_id=record.id, speaker=REP, fingerprints=fingerprints) == 1
    await save_analyses(database, [draft(record)])
    again = await next_generation(database, call_id=record.id, speaker=REP, fingerprints=fingerprints)
    assert again == 2
    (repeat,) = await save_analyses(database, [draft(record, result=result(level=4))], generation=again)
    wanted = {"discovery": digest("discovery")}
    newest = await find_analyses(database, call_id=record.id, speaker=REP, wanted=wanted, log_lookup=False)
    assert newest == (repeat,)
    assert [one.generation for one in await analysis_history(database, record.id)] == [2, 1]


async def test_one_round_trip_finds_what_is_there_and_notes_what_it_saved(database: Database) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record)])
    wanted = {"discovery": digest("discovery"), "engagement": digest("engagement")}
    before = database.traffic.round_trips
    hits = await find_analyses(database, call_id=record.id, speaker=REP, wanted=wanted, log_lookup=True)
    assert database.traffic.round_trips - before == 2  # the pool looks whether the connection is alive, then one
    assert [one.part for one in hits] == ["discovery"]
    report = await cost_report(database, LONG_AGO, FAR_AHEAD)
    assert (report.hits, report.misses, report.saved_usd) == (1, 1, Decimal("0.012345"))


async def test_a_lookup_that_is_not_asked_for_is_not_noted(database: Database) -> None:
    record = await stored_call(database)
    wanted = {"discovery": digest("discovery")}
    await find_analyses(database, call_id=record.id, speaker=REP, wanted=wanted, log_lookup=False)
    await find_analyses(database, call_id=record.id, speaker=REP, wanted={}, log_lookup=True)
    assert (await cost_report(database, LONG_AGO, FAR_AHEAD)).hit_rate is None


@pytest.mark.parametrize("other", [{"fingerprint": digest("changed")}, {"part": "engagement"}, {"speaker": CUSTOMER}])
async def test_what_was_made_otherwise_is_not_found(database: Database, other: dict[str, object]) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record, **other)])
    wanted = {"discovery": digest("discovery")}
    assert await find_analyses(database, call_id=record.id, speaker=REP, wanted=wanted, log_lookup=False) == ()


async def test_the_newest_result_counts_and_a_judge_goes_before_a_keyword_reading(database: Database) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record, fingerprint=digest("old rubric"))])
    (judged,) = await save_analyses(database, [draft(record, fingerprint=digest("new rubric"))])
    await save_analyses(database, [draft(record, fingerprint=digest("words"), scorer="keyword:en-1")])
    (read,) = await save_analyses(
        database, [draft(record, part="engagement", fingerprint=digest("more words"), scorer="keyword:en-1")]
    )
    await save_analyses(database, [draft(record, speaker=CUSTOMER, person_id=None, fingerprint=digest("other"))])
    assert await latest_analyses(database, call_id=record.id, speaker=REP) == (judged, read)
    everybody = await latest_analyses(database, call_id=record.id)
    assert [(one.speaker, one.part) for one in everybody] == [
        (REP, "discovery"),
        (REP, "engagement"),
        (CUSTOMER, "discovery"),
    ]


INVENTED = {
    "evidence": replace(result(), findings=(scored(turn=99),)),
    "objection": replace(result(), objections=(replace(result().objections[0], evidence=evidence(99)),)),
    "claim": replace(result(), claims=(replace(result().claims[0], evidence=evidence(99)),)),
    "win": replace(NARRATIVE, wins=(replace(NARRATIVE.wins[0], turn=99),)),
}


@pytest.mark.parametrize("kind", list(INVENTED))
async def test_a_finding_at_a_turn_that_never_was_cannot_be_stored(database: Database, kind: str) -> None:
    record = await stored_call(database)
    invented = draft(record, part="narrative" if kind == "win" else "discovery", result=INVENTED[kind])
    with pytest.raises(UnstorableValue, match="a turn that its transcript does not have") as caught:
        await save_analyses(database, [draft(record, part="engagement"), invented])
    assert caught.value.constraint == f"{kind}_transcript_id_turn_seq_fkey"
    assert await found(database) == Found(analyses=0, criteria=0, evidence=0, objections=0, claims=0, wins=0)


async def test_a_result_for_another_calls_transcript_cannot_be_stored(database: Database) -> None:
    one = await stored_call(database)
    with pytest.raises(UnstorableValue):
        await save_analyses(database, [draft(one, transcript_id=one.transcript_id + 1)])


async def test_a_rubric_that_is_not_loaded_is_named_with_the_mend(database: Database) -> None:
    record = await stored_call(database)
    rubric = Standard(kind="rubric", name="discovery", hash=digest("rubric"), body={})
    with pytest.raises(UnstorableValue, match=r"python -m knowledge\.loader"):
        await save_analyses(database, [draft(record, rubric_hash=rubric.hash)])
    await load_standards(database, [rubric], "a test")
    (stored,) = await save_analyses(database, [draft(record, rubric_hash=rubric.hash)])
    assert stored.rubric_hash == rubric.hash


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 a pair"])
async def test_words_that_cannot_be_stored_are_refused(database: Database, text: str) -> None:
    record = await stored_call(database)
    with pytest.raises(UnstorableValue, match="NUL byte or half a surrogate pair"):
        await save_analyses(database, [draft(record, part="narrative", result=replace(NARRATIVE, summary=text))])


async def test_nothing_to_save_is_nothing(database: Database) -> None:
    before = database.traffic.round_trips
    assert await save_analyses(database, []) == ()
    assert database.traffic.round_trips == before


async def test_what_a_newer_version_stored_is_said_to_be_that(database: Database) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record)])
    await database.execute("update analysis set body_version = 2")
    with pytest.raises(NewerData, match="update it"):
        await latest_analyses(database, call_id=record.id)


def test_a_body_may_hold_more_than_is_known() -> None:
    text = '{"dimension": "engagement", "findings": [], "a field of tomorrow": 1}'
    assert read_body("engagement", text, 1) == DimensionResult(dimension=Dimension.ENGAGEMENT, findings=())


async def test_the_same_win_twice_is_searched_by_its_first_state(database: Database) -> None:
    record = await stored_call(database)
    (stored,) = await save_analyses(database, [draft(record, part="narrative", result=NARRATIVE)])
    assert stored.result == NARRATIVE
    assert await database.execute("select from win where win = 'business' and state = 'advanced'") == 1


async def test_how_a_quote_was_found_is_kept(database: Database) -> None:
    record = await stored_call(database)
    moved = replace(scored(), evidence=(replace(evidence(), match=Match.REINDEXED),))
    await save_analyses(database, [draft(record, result=replace(result(), findings=(moved,)))])
    assert await database.execute("select from evidence where match = 'reindexed' and turn_seq = 0") == 1


async def test_deleting_a_call_takes_along_all_that_was_said_of_it(database: Database) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record), draft(record, part="narrative", result=NARRATIVE)])
    assert await database.execute("delete from call") == 1
    assert await found(database) == Found(analyses=0, criteria=0, evidence=0, objections=0, claims=0, wins=0)
