"""Scores and findings are looked for with everybody of ours on a call, and the one who fits is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from db.analyses import save_analyses
from db.database import Database
from db.facets import count
from db.filter import Filter
from db.findings import Findings, Reached
from db.roster import Listing, set_people
from db.search import search_calls
from gong.model import Side, Speaker, SpeakerId, UserId
from knowledge.rubric import CriterionId, Dimension, Role
from knowledge.scorecard import ObjectionType
from tests.db.examples import digest, draft, new_call, result, stored_call, transcript

FIRST = datetime(2026, 9, 1, 9, tzinfo=UTC)
SECOND_REP = SpeakerId("1009")
LINES = ("Hi. What does it cost you?", "Two nights a week.", "We can help.", "And from my side?")


async def with_an_engineer(database: Database, number: int, levels: tuple[int, ...], theirs: tuple[int, ...]) -> int:
    """A call of Rae's, with Sam the engineer beside her; each judged at these levels."""
    colleague = Speaker(id=SECOND_REP, name="Sam Engineer", side=Side.US, email="sam@us.example", user_id=UserId("u2"))
    new, said = new_call(f"73{number:017}"), transcript(*LINES)
    call = replace(
        new.call,
        speakers=(*new.call.speakers, colleague),
        is_invented=False,
        started_at=FIRST + timedelta(days=number),
    )
    last = replace(said.utterances[-1], speaker=SECOND_REP, label="R2")
    said = replace(said, utterances=(*said.utterances[:-1], last))
    record = await stored_call(database, replace(new, call=call, transcript=said))
    hers = [
        draft(record, part=part.value, fingerprint=digest(part.value), result=result(part, level=level))
        for part, level in zip(Dimension, levels, strict=False)
    ]
    his = [
        replace(one, speaker=SECOND_REP, person_id=record.person_id(SECOND_REP), fingerprint=digest(f"Sam {part}"))
        for part, level in zip(Dimension, theirs, strict=False)
        for one in [draft(record, part=part.value, result=result(part, level=level))]
    ]
    await save_analyses(database, [*hers, *his])
    await set_people(database, [Listing(email="sam@us.example", role=Role.SE)], by_hand=True)
    return record.id


async def test_a_broad_search_finds_every_call_that_one_for_a_role_finds_and_shows_that_rep(database: Database) -> None:
    hers = await with_an_engineer(database, 1, (1,), (4,))
    his = await with_an_engineer(database, 2, (4,), (1,))
    unjudged = await with_an_engineer(database, 3, (), (0,))
    low = Filter(dimensions=(Dimension.DISCOVERY,), most=44)

    async def found(wanted: Filter) -> list[tuple[int, str | None]]:
        return [(hit.id, hit.rep) for hit in await search_calls(database, wanted, limit=9)]

    assert await found(low) == [(unjudged, "Sam Engineer"), (his, "Sam Engineer"), (hers, "Rae Rep")]
    assert await found(replace(low, role=Role.SE)) == [(unjudged, "Sam Engineer"), (his, "Sam Engineer")]
    assert (await count(database, low)).calls == 3
    assert await found(Filter()) == [(unjudged, "Rae Rep"), (his, "Rae Rep"), (hers, "Rae Rep")]
    timing = Findings(objection=ObjectionType.TIMING)
    assert await found(Filter(findings=timing)) == [(unjudged, "Sam Engineer"), (his, "Rae Rep"), (hers, "Rae Rep")]


async def test_one_rep_has_to_fit_in_everything_that_is_asked(database: Database) -> None:
    call = await with_an_engineer(database, 1, (1,), (4,))
    asked_well = Findings(reached=Reached(criterion=CriterionId("open_questions"), least=4))

    async def found(wanted: Filter) -> list[int]:
        return [hit.id for hit in await search_calls(database, wanted, limit=9)]

    assert await found(Filter(findings=asked_well)) == await found(Filter(most=44)) == [call]
    assert await found(Filter(findings=asked_well, most=44)) == []
    assert await found(Filter(role=Role.SE, most=44)) == []
    assert await found(Filter(role=Role.SE, least=90)) == [call]


async def test_lowest_first_a_call_stands_once_where_its_lowest_rep_does_over_all_pages(database: Database) -> None:
    calls = [
        await with_an_engineer(database, number, (hers,), (his,))
        for number, (hers, his) in enumerate([(4, 1), (2, 3), (3, 0), (4, 4), (0, 2)])
    ]
    wanted, seen = Filter(sort="lowest_score"), list[tuple[int, str | None, int]]()
    while page := await search_calls(database, wanted, limit=2):
        seen += [(hit.id, hit.rep, hit.place.score) for hit in page]
        wanted = replace(wanted, after=page[-1].after("lowest_score"))
    assert seen == [
        (calls[4], "Rae Rep", 0),
        (calls[2], "Sam Engineer", 0),
        (calls[0], "Sam Engineer", 25),
        (calls[1], "Rae Rep", 50),
        (calls[3], "Rae Rep", 100),
    ]
