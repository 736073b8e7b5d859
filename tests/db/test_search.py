"""Calls are found by what is known of them and by what was said, with the turns in which they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import pytest

from db.analyses import save_analyses
from db.calls import CallRecord
from db.database import Borrowed, Database
from db.facets import Share, count, overview
from db.filter import Filter, Sort
from db.findings import Findings, Reached
from db.moments import load_moments
from db.people import find_people
from db.queries import Params, Row
from db.roster import Listing, set_people
from db.search import Hit, search_calls
from db.standings import Effort, Standing, find_standings
from gong.model import Side, Speaker, SpeakerId, UserId
from knowledge.rubric import CallType, CriterionId, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Verdict, Win, WinState
from tests.db.examples import NARRATIVE, REP, digest, draft, new_call, result, stored_call, transcript

FIRST = datetime(2026, 9, 1, 9, tzinfo=UTC)
SECOND_REP = SpeakerId("1009")
LINES = (
    "Hi. What does the pipeline cost you?",
    "Two nights a week. Is it secure?",
    "Yes: we integrate with your vault.",
)
GERMAN = ("Guten Tag. Wie laufen die Verträge?", "Der Vertrag ist zu teuer.", "Das verstehe ich.")


async def stored(database: Database, number: int, *lines: str, **changes: object) -> CallRecord:
    """The call of that number, a day later than the one before."""
    new = new_call(f"73{number:017}")
    call = replace(
        new.call,
        **{"is_invented": False, "started_at": FIRST + timedelta(days=number), "account": "Brightline"} | changes,
    )
    return await stored_call(database, replace(new, call=call, transcript=transcript(*(lines or LINES))))


async def judged(database: Database, record: CallRecord, *levels: int, scorer: str = "claude:a:medium") -> None:
    """Discovery, then the other dimensions, each at a level; and a narrative."""
    parts = [
        draft(
            record,
            part=part.value,
            scorer=scorer,
            fingerprint=digest(f"{part}{scorer}"),
            result=result(part, level=level),
        )
        for part, level in zip(Dimension, levels, strict=False)
    ]
    told = draft(record, part="narrative", scorer=scorer, fingerprint=digest(f"told{scorer}"), result=NARRATIVE)
    await save_analyses(database, [*parts, told])


async def ids(database: Database, **wanted: object) -> list[int]:
    return [hit.id for hit in await search_calls(database, Filter(**wanted), limit=50)]


async def test_the_newest_come_first_with_whom_they_are_about_and_their_scores(database: Database) -> None:
    calls = [await stored(database, number) for number in range(3)]
    await judged(database, calls[1], 3, 1)
    hits = await search_calls(database, Filter(), limit=2)
    assert [hit.id for hit in hits] == [calls[2].id, calls[1].id]
    assert hits[0].scores == {}
    assert (hits[1].rep, hits[1].role, hits[1].scorer) == ("Rae Rep", Role.AE, "claude:a:medium")
    assert hits[1].scores == {"discovery": 75, "product_knowledge": 25}
    assert hits[1].marks == ()


class Interrupted(Borrowed):
    """A connection over which somebody takes a call away between the search and what is shown of its results."""

    async def fetch(self, sql: LiteralString, params: Params, row: type[Row], **more: Any) -> list[Row]:
        rows = await super().fetch(sql, params, row, **more)
        if row is Standing:
            await self.execute("delete from participant where call_id = (select max(id) from call)")
        return rows


async def test_a_call_that_is_taken_away_during_the_search_is_left_out(database: Database) -> None:
    kept, _ = await stored(database, 1), await stored(database, 2)
    async with database.borrowed() as db:
        hits = await search_calls(Interrupted(db._own, db.traffic), Filter(), limit=2)
    assert [(hit.id, hit.place.call_id) for hit in hits] == [(kept.id, kept.id)]


async def test_invented_calls_are_found_until_there_is_a_real_one(database: Database) -> None:
    invented = await stored(database, 1, is_invented=True)
    assert await ids(database) == [invented.id]
    real = await stored(database, 2)
    assert await ids(database) == [real.id]


async def test_every_plain_filter_leaves_the_others_out(database: Database) -> None:
    one = await stored(database, 1, account="100% Bank_A", product="Lineage")
    two = await stored(database, 2)
    assert await ids(database, account="% bank_") == [one.id]
    assert await ids(database, account="brightLINE") == [two.id]
    assert await ids(database, product="line") == [one.id]
    assert await ids(database, since=two.call.started_at) == [two.id]
    assert await ids(database, until=two.call.started_at) == [one.id]
    assert await ids(database, call_type=CallType.DEMO) == []


async def test_the_people_of_a_manager_are_those_who_are_in_no_team(database: Database) -> None:
    record = await stored(database, 1)
    await judged(database, record, 1)
    (rae,) = await find_people(database, ["rae@us.example"])
    boss = Listing(email="boss@us.example", name="Bo Boss")
    await set_people(database, [boss, Listing(email="rae@us.example", manager="boss@us.example")], by_hand=True)
    (bo,) = await find_people(database, ["boss@us.example"])
    for more in ({}, {"most": 40}, {"sort": "lowest_score"}):
        assert await ids(database, led_by=bo.id, **more) == [record.id]
        assert await ids(database, led_by=rae.id, **more) == []
    await set_people(database, [Listing(email="rae@us.example", team="West")], by_hand=True)
    assert await ids(database, led_by=bo.id) == []


async def test_scores_are_those_of_the_first_who_is_asked_for(database: Database) -> None:
    colleague = Speaker(id=SECOND_REP, name="Sam Engineer", side=Side.US, email="sam@us.example", user_id=UserId("u2"))
    new = new_call()
    call = replace(new.call, speakers=(*new.call.speakers, colleague), is_invented=False)
    said = transcript(*LINES, "And from my side?")
    last = said.utterances[-1]
    said = replace(said, utterances=(*said.utterances[:-1], replace(last, speaker=SECOND_REP, label="R2")))
    record = await stored_call(database, replace(new, call=call, transcript=said))
    sam = record.person_id(SECOND_REP)
    await judged(database, record, 3)
    await save_analyses(database, [draft(record, speaker=SECOND_REP, person_id=sam, result=result(level=0))])
    await set_people(database, [Listing(email="sam@us.example", role=Role.SE, team="Berlin")], by_hand=True)

    async def found(**wanted: object) -> list[tuple[str | None, int | None]]:
        hits = await search_calls(database, Filter(**wanted), limit=5)
        return [(hit.rep, hit.scores["discovery"]) for hit in hits]

    assert await found() == [("Rae Rep", 75)]
    for wanted in ({"people": (sam,)}, {"role": Role.SE}, {"team": "berlin"}):
        assert await found(**wanted) == [("Sam Engineer", 0)]
    assert await found(people=(sam, record.person_id(REP))) == [("Rae Rep", 75)]
    assert await found(people=(sam,), least=50) == []
    assert await found(people=()) == []


async def test_a_call_is_in_the_range_if_one_of_the_dimensions_is(database: Database) -> None:
    low, high, mixed, _ = [await stored(database, number) for number in range(4)]
    await judged(database, low, 1, 1, 1, 1)
    await judged(database, high, 4, 4, 4, 4)
    await judged(database, mixed, 4, 1, 4, 4)
    assert await ids(database, most=69) == [mixed.id, low.id]
    assert await ids(database, least=80) == [mixed.id, high.id]
    assert await ids(database, least=20, most=30, dimensions=(Dimension.DISCOVERY,)) == [low.id]
    assert await ids(database, most=30, dimensions=(Dimension.DISCOVERY, Dimension.ENGAGEMENT)) == [low.id]
    assert await ids(database, least=40, most=60) == []


async def test_findings_are_found_with_the_turn_that_shows_them(database: Database) -> None:
    one, two = await stored(database, 1), await stored(database, 2)
    await judged(database, one, 3)
    await judged(database, two, 1)

    async def marks(findings: Findings) -> list[tuple[int, list[str]]]:
        hits = await search_calls(database, Filter(findings=findings), limit=5)
        return [(hit.id, [f"{mark.turn} {mark.about}" for mark in hit.marks]) for hit in hits]

    objection = ["1 timing objection, partly met"]
    for findings in (
        Findings(any_objection=True),
        Findings(objection=ObjectionType.TIMING),
        Findings(handling=Handling.PARTLY),
        Findings(objection=ObjectionType.TIMING, handling=Handling.PARTLY),
    ):
        assert await marks(findings) == [(two.id, objection), (one.id, objection)]
    assert await marks(Findings(objection=ObjectionType.TIMING, handling=Handling.WELL)) == []
    assert await marks(Findings(objection=ObjectionType.PRICING)) == []
    assert await marks(Findings(win=Win.BUSINESS)) == [(call.id, ["1 business win advanced"]) for call in (two, one)]
    assert await marks(Findings(win=Win.BUSINESS, win_state=WinState.BLOCKED)) == []
    assert [id_ for id_, _ in await marks(Findings(win_state=WinState.BLOCKED))] == [two.id, one.id]
    assert await marks(Findings(claim=Verdict.WRONG)) == [(call.id, ["2 claim: wrong"]) for call in (two, one)]
    low = Reached(criterion=CriterionId("open_questions"), most=2)
    assert await marks(Findings(reached=low)) == [(two.id, ["0 open questions: level 1 of 4"])]
    assert await marks(Findings(reached=low, objection=ObjectionType.PRICING)) == []


async def test_words_are_found_with_their_turns_and_where_in_them_they_are(database: Database) -> None:
    record = await stored(database, 1)
    await stored(database, 2, "Nothing here.", "No.")
    (hit,) = await search_calls(database, Filter(words='pipelines or "integrating with" or secur*'), limit=5)
    assert (hit.id, [mark.turn for mark in hit.marks]) == (record.id, [0, 1, 2])
    places = [(hit.transcript_id, mark.turn) for mark in hit.marks]
    moments = await load_moments(database, places, words="pipelines or integration or secur*")
    shown = [[spoken.said.text[start:end] for start, end in spoken.hits] for spoken in moments.values()]
    assert shown == [["pipeline"], ["secure"], ["integrate"]]


async def test_a_text_with_the_marking_characters_in_it_is_shown_unmarked(database: Database) -> None:
    record = await stored(database, 1, "A pipeline \ue000with\ue001 marks.", "No.")
    (moment,) = (await load_moments(database, [(record.transcript_id, 0)], words="pipeline")).values()
    assert moment.hits == ()
    assert moment.said.text == "A pipeline \ue000with\ue001 marks."


async def test_it_can_be_said_who_said_it_and_that_it_was_asked(database: Database) -> None:
    record = await stored(database, 1)
    assert await ids(database, words="pipeline", side="us") == [record.id]
    assert await ids(database, words="pipeline", side="customer") == []
    assert await ids(database, words="secure", side="customer", asked=True) == [record.id]
    assert await ids(database, words="vault", asked=True) == []
    assert await ids(database, words="vault", speaker="rae") == [record.id]
    assert await ids(database, words="vault", speaker="cy") == []


async def test_each_call_is_stemmed_in_its_own_language(database: Database) -> None:
    english = await stored(database, 1, "The contracts are signed.", "Good.")
    german = await stored(database, 2, *GERMAN, language="deu")
    assert await ids(database, words="Vertrag") == [german.id]
    assert await ids(database, words="contract") == [english.id]


@pytest.mark.parametrize("words", ["-pipeline", "...", "!!"])
async def test_words_that_name_nothing_find_nothing(database: Database, words: str) -> None:
    await stored(database, 1)
    assert await ids(database, words=words) == []


async def test_the_most_relevant_are_those_in_which_it_was_said_most_often(database: Database) -> None:
    often = await stored(database, 1, "A pipeline.", "Which pipeline?", "The nightly pipeline.")
    once = await stored(database, 2, "A pipeline.", "I see.")
    assert await ids(database, words="pipeline") == [once.id, often.id]
    assert await ids(database, words="pipeline", sort="relevance") == [often.id, once.id]


@pytest.mark.parametrize("sort", ["newest", "lowest_score", "relevance"])
async def test_pages_follow_each_other_without_a_gap(database: Database, sort: Sort) -> None:
    for number in range(9):
        record = await stored(database, number, *["A pipeline.", "I see."] * (number % 3 + 2))
        if number % 4:
            await judged(database, record, number % 2 + 1)
    wanted = Filter(words="pipeline", sort=sort)
    at_once = [hit.id for hit in await search_calls(database, wanted, limit=50)]
    assert sorted(at_once) == sorted(set(at_once))
    assert len(at_once) == 9
    found: list[Hit] = []
    while page := await search_calls(
        database, replace(wanted, after=found[-1].after(sort) if found else None), limit=2
    ):
        found += page
    assert [hit.id for hit in found] == at_once


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(words="pipeline"),
        Filter(words="pipeline vault or secure", sort="lowest_score"),
        Filter(words='"the pipeline"', side="us"),
        Filter(words="secur*", side="customer", asked=True, speaker="cy"),
        Filter(words="pipeline", sort="relevance"),
    ],
)
async def test_it_makes_no_difference_in_which_way_words_are_looked_for(database: Database, wanted: Filter) -> None:
    """With more than fifty calls they are looked for everywhere, or, said in too many turns, in one after another."""
    for number in range(54):
        record = await stored(database, number, *(LINES if number % 3 else GERMAN))
        if number % 2:
            await judged(database, record, number % 5)

    async def found(most_turns: int, wanted: Filter) -> Sequence[int]:
        standings = (await find_standings(database, wanted, limit=60, effort=Effort(turns=most_turns))).standings
        return [standing.call_id for standing in standings]

    everywhere = await found(1000, wanted)
    assert len(everywhere) == 36
    assert await found(0, wanted) == everywhere
    newest_ten = replace(wanted, since=FIRST + timedelta(days=44))
    assert await found(1000, newest_ten) == [id_ for id_ in everywhere if id_ in set(await found(0, newest_ten))]


async def test_an_overview_counts_what_fits_and_of_which_kinds(database: Database) -> None:
    for number in range(4):
        record = await stored(database, number * 15)
        if number:
            await judged(database, record, 2)
    counted = await overview(database, Filter(), zone="America/Los_Angeles")
    assert (counted.calls, counted.is_more) == (4, False)
    assert counted.call_types == (Share(value="discovery", calls=4),)
    assert counted.reps == (Share(value="Rae Rep", calls=4),)
    assert counted.objections == (Share(value="timing", calls=3),)
    assert counted.months == (Share(value="2026-09", calls=2), Share(value="2026-10", calls=2))
    assert (await count(database, Filter(words="vault", least=10))).calls == 3
    assert (await count(database, Filter(words="nothing"))).calls == 0
