"""The ledger: nothing is sent that could pass the cap, and what was spent can be told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from db.database import Database
from db.ledger import CostReport, Entry, Outcome, Spend, Tokens, cost_report, reserve, settle
from tests.db.examples import digest

YESTERDAY = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 - the database's clock is the real one
TOMORROW = YESTERDAY + timedelta(days=2)


def entry(purpose: str = "discovery", *, usd: str = "1", model: str = "claude-sonnet-5-5") -> Entry:
    return Entry(
        fingerprint=digest(purpose),
        purpose=purpose,
        call_id=None,
        model=model,
        effort="medium",
        price_version="2026-10-24",
        reserved_usd=Decimal(usd),
    )


def done(usd: str | None, **tokens: int) -> Outcome:
    return Outcome(outcome="done", cost_usd=Decimal(usd) if usd else None, duration_ms=1200, **tokens)


async def spent(database: Database, purpose: str, usd: str, *, model: str = "claude-sonnet-5-5", **tokens: int) -> None:
    request = await reserve(database, entry(purpose, model=model), since=YESTERDAY, cap_usd=None)
    assert request is not None
    await settle(database, request, done(usd, **tokens))


async def test_a_request_within_the_cap_is_entered_and_the_next_one_beyond_it_is_not(database: Database) -> None:
    assert await reserve(database, entry(usd="3"), since=YESTERDAY, cap_usd=Decimal(5))
    assert await reserve(database, entry(usd="2.000001"), since=YESTERDAY, cap_usd=Decimal(5)) is None
    assert await reserve(database, entry(usd="2"), since=YESTERDAY, cap_usd=Decimal(5))


async def test_of_twenty_at_once_only_as_many_go_as_the_cap_allows(database: Database) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(reserve(database, entry(), since=YESTERDAY, cap_usd=Decimal(5))) for _ in range(20)]
    assert sum(task.result() is not None for task in tasks) == 5


async def test_what_a_request_cost_counts_once_it_is_known(database: Database) -> None:
    request = await reserve(database, entry(usd="5"), since=YESTERDAY, cap_usd=Decimal(5))
    assert request
    await settle(database, request, done("0.5"))
    assert await reserve(database, entry(usd="4.5"), since=YESTERDAY, cap_usd=Decimal(5))


async def test_what_nobody_knows_the_cost_of_counts_at_its_most(database: Database) -> None:
    request = await reserve(database, entry(usd="5"), since=YESTERDAY, cap_usd=Decimal(5))
    assert request
    await settle(database, request, done(None))
    assert await reserve(database, entry(usd="0.01"), since=YESTERDAY, cap_usd=Decimal(5)) is None


async def test_what_was_spent_before_does_not_count(database: Database) -> None:
    await spent(database, "discovery", "5")
    assert await reserve(database, entry(usd="5"), since=TOMORROW, cap_usd=Decimal(5))


async def test_without_a_cap_everything_goes(database: Database) -> None:
    assert await reserve(database, entry(usd="100000"), since=YESTERDAY, cap_usd=None)
    assert await reserve(database, entry(usd="100000"), since=YESTERDAY, cap_usd=None)


async def test_a_reservation_takes_one_round_trip(database: Database) -> None:
    before = database.traffic.round_trips
    await reserve(database, entry(), since=YESTERDAY, cap_usd=Decimal(5))
    assert database.traffic.round_trips - before == 2


async def test_the_report_sums_by_purpose_and_by_model(database: Database) -> None:
    await spent(database, "discovery:window 1", "0.1", input_tokens=10, cache_write_tokens=1000, output_tokens=50)
    await spent(database, "discovery:window 12", "0.2", input_tokens=20, cache_read_tokens=1000, output_tokens=50)
    await spent(database, "narrative", "0.4", model="claude-haiku-5-5", output_tokens=70, thinking_tokens=30)
    await reserve(database, entry("narrative", usd="2"), since=YESTERDAY, cap_usd=None)
    await database.execute("insert into lookup (hits, misses, saved_usd) values (3, 1, 0.9), (0, 0, 0)")
    report = await cost_report(database, YESTERDAY, TOMORROW)
    assert report == CostReport(
        total=Spend(requests=4, cost_usd=Decimal("0.7"), reserved_usd=Decimal(2)),
        tokens=Tokens(input=30, cache_write=1000, cache_read=1000, output=170, thinking=30),
        by_purpose={
            "discovery:window": Spend(requests=2, cost_usd=Decimal("0.3"), reserved_usd=Decimal(0)),
            "narrative": Spend(requests=2, cost_usd=Decimal("0.4"), reserved_usd=Decimal(2)),
        },
        by_model={
            "claude-haiku-5-5": Spend(requests=1, cost_usd=Decimal("0.4"), reserved_usd=Decimal(0)),
            "claude-sonnet-5-5": Spend(requests=3, cost_usd=Decimal("0.3"), reserved_usd=Decimal(2)),
        },
        hits=3,
        misses=1,
        saved_usd=Decimal("0.9"),
    )
    assert report.hit_rate == pytest.approx(0.75)


async def test_a_time_in_which_nothing_was_spent_is_all_zero(database: Database) -> None:
    await spent(database, "discovery", "5")
    report = await cost_report(database, TOMORROW, TOMORROW + timedelta(days=1))
    assert report.total == Spend(requests=0, cost_usd=Decimal(0), reserved_usd=Decimal(0))
    assert (report.by_purpose, report.by_model, report.hit_rate) == ({}, {}, None)
