"""How long looking back takes at 10,000 calls, and that it does not read calls outside of what was asked."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import psycopg
import pytest

from analysis.looking_back import look_back
from analysis.period import read_period
from analysis.retrospect import Asked
from analysis.steps import Step
from analysis.subject import Subject, one_person, whole_role, whole_team
from db import insights as store
from db.database import Database
from db.insights import ALL_AT_ONCE, Calendar, Of, Scope, Sought, Span
from db.queries import Ask
from knowledge.library import read_library
from knowledge.rubric import Dimension, Role
from tests.bench.company import LAST, SCORER
from tests.bench.measure import median_ms, report

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
ZONE = ZoneInfo("America/Los_Angeles")
RUBRICS = read_library().rubrics
PERSON_MS, TEAM_MS = 20, 50
RUNS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is looked at, drawn anew for every run; nineteen of twenty take no longer than `most_ms`."""

    name: str
    subject: Callable[[Database, random.Random], Awaitable[Subject]]
    period: str
    most_ms: float
    step: Step | None = Step.MONTH
    others: bool = True


def _person(db: Database, draw: random.Random) -> Awaitable[Subject]:
    return one_person(db, f"rep{draw.randint(1, 20)}@us.example")


def _team(db: Database, draw: random.Random) -> Awaitable[Subject]:
    return whole_team(db, f"Team {draw.randint(1, 5)}")


def _role(db: Database, draw: random.Random) -> Awaitable[Subject]:
    return whole_role(db, draw.choice([Role.AE, Role.SE]), "A role")


KINDS = (
    Kind(
        name="a person over a year, as get_rep_insights asks",
        subject=_person,
        period="last 12 months",
        step=None,
        others=False,
        most_ms=PERSON_MS,
    ),
    Kind(name="a person over a year, with colleagues", subject=_person, period="last 12 months", most_ms=PERSON_MS),
    Kind(name="a team over a quarter", subject=_team, period="last 3 months", most_ms=TEAM_MS),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_looking_back_takes_milliseconds(company: Database, kind: Kind) -> None:
    draw, took, trips = random.Random(kind.name), [], 0
    for _ in range(RUNS + 3):
        asked = Asked(
            subject=await kind.subject(company, draw),
            period=read_period(kind.period, now=LAST, zone=ZONE),
            step=kind.step,
            others=kind.others,
        )
        before, started = company.traffic.round_trips, time.perf_counter()
        found = await look_back(company, asked, RUBRICS)
        took.append(1000 * (time.perf_counter() - started))
        trips = max(trips, company.traffic.round_trips - before)
        assert found.coverage.judged
    floor = await median_ms(company.ping)
    p50, p95 = statistics.median(took[3:]), statistics.quantiles(took[3:], n=20, method="inclusive")[-1]
    report(kind.name, p50_ms=p50, p95_ms=p95, of_select_1=p50 / floor, round_trips=trips)
    assert p95 <= kind.most_ms


async def test_no_query_reads_calls_that_were_not_asked_for(company: Database, company_dsn: str) -> None:
    """The one look at all calls ends with the first that is real."""
    period = read_period("last 3 months", now=LAST, zone=ZONE)
    span = Span(since=period.start, until=period.end)
    scope = Scope(people=tuple((await whole_team(company, "Team 1")).members), span=span)
    calendar = Calendar(step=ALL_AT_ONCE, zone=ZONE.key, since=span.since)
    sought = Sought(part="discovery", criterion="impact", most=3)
    asked = {
        "scorers": store.scorers(scope),
        "tallies": store.tallies(scope, SCORER, calendar),
        "tallies of a role": store.tallies(
            scope, SCORER, calendar, of=Of(dimensions=(Dimension.DISCOVERY,), role=Role.AE)
        ),
        "peers": store.peers(scope, SCORER, Role.AE),
        "narratives": store.narratives(1, SCORER, until=span.until, limit=20),
        "levels": store.levels(1, SCORER, span, ["impact"]),
        "moments": store.moments(scope, SCORER, sought),
        "examples": store.examples(scope, SCORER, Role.AE, sought, level=4),
    }
    with psycopg.connect(company_dsn, autocommit=True) as connection:
        plans = {name: plan_of(connection, one) for name, one in asked.items()}
    for name, plan in plans.items():
        print(f"\n{name}\n{plan}")
        scanned = set(re.findall(r"Seq Scan on (\w+ ?\"?\w*\"?)", plan))
        assert scanned <= {'call "real"'}, name


def plan_of(connection: psycopg.Connection, asked: Ask[object]) -> str:
    text = b"explain (analyze, buffers off, timing off, summary off) " + asked.sql.encode()
    return "\n".join(row[0] for row in connection.execute(text, dict(asked.params)).fetchall())
