"""The mails of a big company's week: 1,000 judged calls, 100 reps, 10 teams."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from analysis.settings import Settings
from analysis.week import read_week
from db.analyses import Draft, save_analyses
from db.calls import NewCall, find_call, save_call
from db.database import Database
from db.roster import Listing, set_people
from gong.model import UserId
from knowledge.library import Library, read_library
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Confidence, DimensionResult, Scored
from reports.office import WeekLetters, week_letters
from tests.bench.measure import report
from tests.db.examples import NARRATIVE, REP, digest, draft, evidence, new_call

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
ZONE = ZoneInfo("America/Los_Angeles")
WEEK = read_week("2026-W46")
REPS, TEAMS = 100, 10
LIBRARY = read_library()


async def fill(database: Database, calls: range) -> None:
    """Calls of the week and of the weeks before, each of one of 100 reps and judged in four dimensions."""
    for number in calls:
        new = numbered(number)
        await save_call(database, new)
        record = await find_call(database, new.call.id)
        assert record is not None
        await save_analyses(database, drafts(draft(record, person_id=record.person_id(REP)), number))


def numbered(number: int) -> NewCall:
    new = new_call(f"73{number:017}")
    rep, *others = new.call.speakers
    who = number % REPS
    rep = replace(rep, name=f"Rep {who}", email=f"rep{who}@us.example", user_id=UserId(f"u{who}"))
    at = WEEK.start(ZONE) + timedelta(days=number % 5, hours=9) - timedelta(weeks=number // REPS % 2 * 2)
    call = replace(new.call, speakers=(rep, *others), started_at=at, host=rep.user_id, id=new.call.id)
    return replace(new, call=call)


def drafts(base: Draft, number: int) -> Sequence[Draft]:
    made = [
        replace(base, part=one.value, fingerprint=digest(f"{one}{number}"), result=judged(one, number))
        for one in Dimension
    ]
    return [*made, replace(base, part="narrative", fingerprint=digest(f"n{number}"), result=NARRATIVE)]


def judged(dimension: Dimension, number: int) -> DimensionResult:
    criteria = LIBRARY.rubrics[dimension].criteria_for(Role.AE, CallType.DISCOVERY)
    return DimensionResult(
        dimension=dimension,
        findings=tuple(
            Scored(
                criterion=criterion.id,
                weight=criterion.weight,
                level=(number * (position + 3) + position) % 5,
                judged_level=(number * (position + 3) + position) % 5,
                reasoning="What was said decides it.",
                confidence=Confidence.HIGH,
                evidence=(evidence(0),),
            )
            for position, criterion in enumerate(criteria)
        ),
    )


async def mails(database: Database, library: Library) -> WeekLetters:
    return await week_letters(database, WEEK, Settings(), library.rubrics)


async def peak_mib(database: Database) -> float:
    """The most that writing the mails holds at once."""
    tracemalloc.start()
    await mails(database, LIBRARY)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return peak


async def test_the_mails_of_a_thousand_calls_take_seconds_and_as_many_queries_as_those_of_a_hundred(
    database: Database,
) -> None:
    asked: list[int] = []
    peaks: list[float] = []
    for calls in (range(200), range(200, 2000)):
        await fill(database, calls)
        listings = [
            Listing(email=f"rep{who}@us.example", role=Role.AE, team=f"Team {who % TEAMS}") for who in range(REPS)
        ]
        await set_people(database, listings, by_hand=False)
        before = database.traffic.round_trips
        await mails(database, LIBRARY)
        asked.append(database.traffic.round_trips - before)
        peaks.append(await peak_mib(database))
    started = time.perf_counter()
    written = await mails(database, LIBRARY)
    seconds = time.perf_counter() - started
    assert len(written.letters) == REPS + TEAMS
    sizes = [len(letter.email.html.encode()) for letter in written.letters]
    report(
        "mails of 1,000 calls, 100 reps",
        seconds=seconds,
        peak_mib=peaks[1],
        peak_mib_at_a_tenth=peaks[0],
        round_trips=asked[1],
        largest_kib=max(sizes) / 1024,
    )
    assert asked[0] == asked[1]
    assert seconds < 10
    assert peaks[1] < 2 * peaks[0] + 20, "ten times the calls, and not ten times the memory"
    assert max(sizes) < 60 * 1024
