"""What an analysis costs in time and money, as ratios on this machine in one run."""

from __future__ import annotations

import statistics
import time

import pytest

from analysis.cost import cost
from analysis.engine import Wanted
from analysis.keyword_scorer import KeywordScorer
from analysis.ports import Usage
from db.database import Database
from tests.analysis.desk import LONG_CALL, bundled, claude_engine, keyword_engine, stock
from tests.bench.measure import median_ms, report
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import Recorded

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]

FIRST_S, TOTAL_S = 0.8, 4.0
"""The stand-in's time to the first and to the last content of an answer."""
MODEL = "claude-sonnet-5-5"


async def test_the_fan_out_takes_little_more_than_the_ideal(database: Database, claude_standin: ClaudeStandin) -> None:
    """Ideal: the first question until its answer begins, then the slowest of the others."""
    claude_standin.first_s, claude_standin.total_s = FIRST_S, TOTAL_S
    library = await stock(database, *bundled(LONG_CALL))
    async with claude_engine(database, claude_standin, library, window_tokens=500_000) as engine:
        case = await engine.case(Wanted(call=LONG_CALL))
        started = time.perf_counter()
        await engine.scorer.dimensions(case, list(library.rubrics.values()))
        took = time.perf_counter() - started
    ideal, one_by_one = FIRST_S + TOTAL_S, 4 * TOTAL_S
    report("fan-out", seconds=took, of_ideal=took / ideal, of_one_by_one=took / one_by_one)
    assert took <= 1.10 * ideal
    assert took <= 0.40 * one_by_one


async def test_the_shared_prefix_makes_input_cheap(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(LONG_CALL))
    async with claude_engine(database, claude_standin, library, window_tokens=500_000) as engine:
        await engine.analyze(Wanted(call=LONG_CALL))
    four = claude_standin.questions[:4]
    paid = sum(cost(_input(request), MODEL) for request in four)
    uncached = sum(cost(Usage(input=_tokens(request)), MODEL) for request in four)
    report("input cost", of_uncached=float(paid / uncached), dollars=float(paid), uncached=float(uncached))
    assert paid <= uncached * 4 / 10


async def test_a_cached_scorecard_is_a_few_queries(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(LONG_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await engine.analyze(Wanted(call=LONG_CALL))
        floor = await median_ms(database.ping)
        cached = await median_ms(lambda: engine.analyze(Wanted(call=LONG_CALL)))
        before = database.traffic.round_trips
        await engine.analyze(Wanted(call=LONG_CALL))
        trips = database.traffic.round_trips - before
    report("cached scorecard", ms=cached, select_1_ms=floor, round_trips=trips)
    assert trips <= 3
    assert cached <= floor + 10


async def test_a_keyword_reading_of_a_hundred_minutes_takes_under_a_second(database: Database) -> None:
    library = await stock(database, *bundled(LONG_CALL))
    case = await keyword_engine(database, library).case(Wanted(call=LONG_CALL))
    times: list[float] = []
    for _ in range(5):
        scorer = KeywordScorer(library.rubrics)  # a new one: it keeps its latest reading
        started = time.perf_counter()
        await scorer.dimensions(case, list(library.rubrics.values()))
        times.append(time.perf_counter() - started)
    minutes = case.transcript.utterances[-1].end_ms / 60_000
    per_hundred = statistics.median(times) * 100 / minutes
    report("keyword reading", seconds_per_100_minutes=per_hundred)
    assert per_hundred < 1


async def test_taking_a_call_in_is_a_matter_of_milliseconds(database: Database) -> None:
    """Database time only, of a call of about 150 turns."""
    from dataclasses import replace

    from analysis.intake import prepared
    from db.calls import save_call

    (call,) = bundled(LONG_CALL)
    await stock(database, call)
    shorter = replace(call, turns=call.turns[:150])
    times = []
    for number in range(20):
        new = prepared(replace(shorter, id=type(call.id)(f"80000000000000{number:05}")))
        started = time.perf_counter()
        await save_call(database, new)
        times.append(1000 * (time.perf_counter() - started))
    floor = await median_ms(database.ping)
    report("import of 150 turns", ms=statistics.median(times), of_select_1=statistics.median(times) / floor)


def _tokens(request: Recorded) -> int:
    usage = request.usage
    return usage["input_tokens"] + usage["cache_creation_input_tokens"] + usage["cache_read_input_tokens"]


def _input(request: Recorded) -> Usage:
    usage = request.usage
    return Usage(
        input=usage["input_tokens"],
        cache_write=usage["cache_creation_input_tokens"],
        cache_read=usage["cache_read_input_tokens"],
    )
