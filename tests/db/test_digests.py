"""What mails are made from: the right week, the newest judgement, scorers apart, few questions for many calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from analysis.week import read_week
from db.analyses import save_analyses
from db.calls import CallRecord
from db.database import Database
from db.digests import calls_in, disputed_in, objections_in, scores_in, sights_in, tallies_in, told_in, turns_at
from db.disputes import NewDispute, save_dispute
from db.insights import Span
from gong.model import CallId, Side
from knowledge.library import read_library
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import DimensionResult, Observed, Sighting
from reports.collect import gather
from tests.db.examples import NARRATIVE, REP, digest, draft, evidence, new_call, result, stored_call

ZONE = ZoneInfo("America/Los_Angeles")
WEEK = read_week("2026-W45")
SPAN = Span(since=WEEK.start(ZONE), until=WEEK.end(ZONE))
KEYWORDS = "keyword:1"


async def judged(database: Database, number: int = 1, *, at: datetime | None = None, level: int = 3) -> CallRecord:
    """A call, judged for discovery with one level, with a narrative."""
    new = new_call(f"730000000000000{number:04}")
    record = await stored_call(database, replace(new, call=replace(new.call, started_at=at or new.call.started_at)))
    await save_analyses(
        database,
        [
            draft(record, result=result(level=level)),
            draft(record, part="narrative", fingerprint=digest("n"), result=NARRATIVE),
        ],
    )
    return record


async def test_a_call_counts_in_the_week_in_which_it_was_where_the_company_is(database: Database) -> None:
    """Sunday 23:59 in Los Angeles is Monday in London, and still this week."""
    sunday, monday = WEEK.end(ZONE) - timedelta(minutes=1), WEEK.end(ZONE)
    for number, at in enumerate((WEEK.start(ZONE), sunday, monday, WEEK.start(ZONE) - timedelta(seconds=1)), start=1):
        await judged(database, number, at=at.astimezone(UTC))
    assert [call.started_at for call in await calls_in(database, SPAN)] == [WEEK.start(ZONE), sunday]
    scores = await scores_in(database, SPAN, zone=ZONE.key)
    assert {score.monday for score in scores} == {date(2026, 11, 2)}


async def test_weeks_are_told_apart_where_the_clocks_change(database: Database) -> None:
    """The clocks of Los Angeles went back on Sunday 1 November 2026: 23:30 there is 07:30 in London, not 06:30."""
    late = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
    await judged(database, 1, at=late)
    await judged(database, 2, at=late + timedelta(hours=1))
    both = Span(since=WEEK.earlier(1).start(ZONE), until=WEEK.end(ZONE))
    tallies = await tallies_in(database, both, zone=ZONE.key)
    assert {(item.monday, item.n) for item in tallies} == {(date(2026, 10, 26), 1), (date(2026, 11, 2), 1)}


async def test_a_criterion_is_counted_as_done_missing_or_neither(database: Database) -> None:
    for number, level in enumerate((4, 3, 2, 1, 0), start=1):
        await judged(database, number, level=level)
    (tally,) = await tallies_in(database, SPAN, zone=ZONE.key)
    assert (tally.criterion, tally.n, tally.done, tally.low, tally.levels) == ("open_questions", 5, 2, 2, 10)


async def test_only_the_newest_judgement_counts_and_scorers_are_kept_apart(database: Database) -> None:
    record = await judged(database, level=1)
    await save_analyses(database, [draft(record, result=result(level=4))], generation=2)
    seen = Observed(criterion=CriterionId("open_questions"), sighting=Sighting.SEEN, note="one", evidence=(evidence(),))
    reading = DimensionResult(dimension=result().dimension, findings=(seen,))
    await save_analyses(database, [draft(record, scorer=KEYWORDS, fingerprint=digest("k"), result=reading)])
    scores = await scores_in(database, SPAN, zone=ZONE.key)
    assert {(score.scorer.split(":")[0], score.score) for score in scores} == {("claude", 100), ("keyword", None)}
    sights = await sights_in(database, SPAN)
    assert {(sight.scorer.split(":")[0], sight.level, sight.sighting) for sight in sights} == {
        ("claude", 4, None),
        ("keyword", None, "seen"),
    }
    assert {(sight.turn, sight.start_char) for sight in sights} == {(0, 4)}


async def test_a_level_that_the_manager_changed_is_the_one_that_counts(database: Database) -> None:
    record = await judged(database, level=1)
    (analysis,) = await save_analyses(database, [draft(record, result=result(level=1))])
    said = NewDispute(
        analysis_id=analysis.id,
        criterion=CriterionId("open_questions"),
        judged_level=1,
        level=4,
        reason="It was an open question.",
        said_by="Jordan Reed",
    )
    await save_dispute(database, replace(said, level=None))
    await save_dispute(database, said, result(level=4))
    (tally,) = await tallies_in(database, SPAN, zone=ZONE.key)
    assert (tally.done, tally.levels) == (1, 4)
    now = datetime.now(UTC)  # noqa: TID251 - the database's clock says when it was said
    around = Span(since=now - timedelta(hours=1), until=now + timedelta(hours=1))
    (disputed,) = await disputed_in(database, around)
    assert (disputed.opened, disputed.changed) == (1, 1)
    await save_dispute(database, replace(said, level=None, keeps=True))  # decided, and no level is another one
    await save_dispute(database, replace(said, level=1), result(level=1))
    (disputed,) = await disputed_in(database, around)
    assert (disputed.opened, disputed.changed) == (1, 1)


async def test_what_was_told_and_what_was_objected_come_with_their_moments(database: Database) -> None:
    record = await judged(database)
    concerns = result(Dimension.OBJECTION_HANDLING)
    await save_analyses(database, [draft(record, part="objection_handling", fingerprint=digest("o"), result=concerns)])
    (told,) = await told_in(database, SPAN)
    assert told.narrative == NARRATIVE
    (met,) = await objections_in(database, SPAN)
    assert (met.turn, met.type.value, met.handling.value) == (1, "timing", "partly")
    first, second = await turns_at(database, [(record.transcript_id, 1), (record.transcript_id, 2)])
    assert (first.side, first.name, first.said.text) == (Side.CUSTOMER, "Cy Customer", "Our nightly jobs are late.")
    assert (second.side, second.said.label, second.said.start_ms) == (Side.US, "R1", 10_000)
    assert await turns_at(database, [(record.transcript_id, 99)]) == ()
    assert await turns_at(database, []) == ()


async def test_a_call_on_which_none_of_ours_spoke_belongs_to_its_owner(database: Database) -> None:
    new = new_call()
    silent = tuple(item for item in new.transcript.utterances if item.label != "R1")
    silent = tuple(replace(item, seq=seq) for seq, item in enumerate(silent))
    record = await stored_call(database, replace(new, transcript=replace(new.transcript, utterances=silent)))
    (call,) = await calls_in(database, SPAN)
    assert (call.label, call.is_analysed) == (None, False)
    assert call.person_id == record.person_id(REP)


async def test_invented_calls_are_left_out_as_soon_as_there_is_a_real_one(database: Database) -> None:
    await judged(database, 1)
    new = new_call("7300000000000000099")
    await stored_call(database, replace(new, call=replace(new.call, is_invented=False, id=CallId("99"))))
    (call,) = await calls_in(database, SPAN)
    assert not call.is_invented
    assert not await scores_in(database, SPAN, zone=ZONE.key)


async def test_the_number_of_questions_does_not_grow_with_the_calls(database: Database) -> None:
    rubrics = read_library().rubrics
    asked: list[int] = []
    for first, last in ((1, 2), (2, 30)):
        for number in range(first, last):
            await judged(database, number)
        before = database.traffic.round_trips
        await gather(database, WEEK, ZONE, rubrics)
        asked.append(database.traffic.round_trips - before)
    assert asked[0] == asked[1] <= 14
