"""How fast calls are found among 10,000 of 150 turns, and how fast they come in."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from db.calls import NewCall, Saved, save_call
from db.database import Database
from db.filter import Filter
from db.findings import Findings
from knowledge.rubric import CallType, Dimension
from knowledge.scorecard import Handling, ObjectionType
from tests.bench.company import TURNS
from tests.bench.company_talk import turns
from tests.bench.measure import median_ms, report
from tests.bench.plans import rows_read
from tests.bench.searches import KINDS, PAGE, Kind, timed
from tests.db.examples import new_call, transcript

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
AUTUMN = {"since": datetime(2026, 10, 1, tzinfo=UTC), "until": datetime(2026, 11, 1, tzinfo=UTC)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_nineteen_of_twenty_searches_are_answered_in_time(company: Database, kind: Kind) -> None:
    floor = await median_ms(company.ping)
    async with company.borrowed() as db:
        took = await timed(db, kind)
    report(kind.name, p50_ms=took.p50, p95_ms=took.p95, of_select_1=took.p95 / floor, found=took.hits)
    assert took.p95 <= kind.most_ms


def long_call(number: int) -> NewCall:
    return replace(new_call(f"75{number:017}"), transcript=transcript(*turns(random.Random(f"call {number}"), TURNS)))


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(people=(3,)),
        Filter(people=(3,), words="pipeline", **AUTUMN),
        Filter(account="bank 77"),
        Filter(call_type=CallType.DISCOVERY, most=69, findings=Findings(objection=ObjectionType.PRICING), **AUTUMN),
        Filter(findings=Findings(objection=ObjectionType.OTHER, handling=Handling.NOT)),
        Filter(sort="lowest_score"),
        Filter(dimensions=(Dimension.DISCOVERY,), most=5),
        Filter(words="xylophone"),
    ],
    ids=["rep", "rep, words", "account", "discovery, pricing", "finding", "lowest", "low", "nowhere"],
)
async def test_a_search_does_not_read_what_its_filter_leaves_out(company: Database, wanted: Filter) -> None:
    """Of 10,000 calls, 14,000 standings and 1,500,000 turns a few hundred: those that fit, and those on the page."""
    read = await rows_read(company, wanted, limit=PAGE)
    report("rows read", **{table: float(rows) for table, rows in read.items()})
    assert max(read.values()) <= 500


async def test_fifty_calls_a_second_are_taken_in(database: Database) -> None:
    """One after the other, as `coach import` does it."""
    calls = [long_call(number) for number in range(200)]
    started = time.perf_counter()
    saved = [await save_call(database, call) for call in calls]
    a_second = len(calls) / (time.perf_counter() - started)
    report("import", calls_a_second=a_second)
    assert set(saved) == {Saved.NEW}
    assert a_second >= 50
