"""How fast the webhook answers under load, and how soon a delivered call is judged."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime

import pytest

from db.database import Database
from flows.catch_up import note, survey
from flows.drain import drain
from tests.analysis.desk import FIRST_CALL
from tests.bench.measure import report
from tests.flows.receiving import GIVEN_URL, receiving
from tests.flows.workshops import arrived, workshop
from tests.standins.gong import GongStandin
from tests.standins.gong_webhooks import now, payload, private_key, signed

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]

PER_SECOND, SECONDS = 200, 10
SINCE, UNTIL = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


async def test_the_webhook_answers_within_a_tenth_of_a_second_at_two_hundred_a_second(database: Database) -> None:
    """The sender shares our two processors, so it signs everything before; every delivery is of another call."""
    private_key("first")
    call = GongStandin().tenant.calls[FIRST_CALL]
    bodies = []
    for number in range(PER_SECOND * SECONDS):
        call["metaData"]["id"] = str(9_000_000_000_000_000_000 + number)
        bodies.append(payload(call))
    ready = [signed("first", GIVEN_URL, body, now()) for body in bodies]
    took: list[float] = []
    async with receiving(database) as at:

        async def post(number: int, due: float) -> None:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            started = time.perf_counter()
            response = await at.http.post("/webhooks/gong", content=ready[number].body, headers=ready[number].headers)
            took.append(1000 * (time.perf_counter() - started))
            assert response.status_code == 200

        begin = time.perf_counter() + 0.5
        async with asyncio.TaskGroup() as group:
            for number in range(len(ready)):
                group.create_task(post(number, begin + number / PER_SECOND))
        elapsed = time.perf_counter() - begin
    ordered = sorted(took)
    p99 = ordered[int(len(ordered) * 0.99)]
    report(
        "webhook answer",
        p50_ms=statistics.median(took),
        p99_ms=p99,
        max_ms=ordered[-1],
        per_second=len(ready) / elapsed,
    )
    assert len(at.rings) == len(ready)
    assert p99 <= 100


async def test_a_delivered_call_is_judged_within_two_seconds_of_its_model(database: Database) -> None:
    """Without a model: everything that is not its time. The third call is measured, when all is warm."""
    async with GongStandin() as standin, workshop(database, standin) as tools:
        ids = sorted(standin.tenant.calls)[:3]
        for id_ in ids:
            started = time.perf_counter()
            await arrived(database, id_)
            assert str(await drain(tools)) == "1 judged"
            took = time.perf_counter() - started
    report("delivery to stored analysis", seconds=took)
    assert took <= 2


async def test_a_backfill_asks_as_few_questions_as_it_can(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin, judges=False) as tools:
        started = time.perf_counter()
        await note(tools, await survey(tools, SINCE, UNTIL))
        drained = await drain(tools)
        took = time.perf_counter() - started
    calls = len(drained.results)
    report("backfill", calls=calls, requests=len(standin.requests), ms_per_call=1000 * took / calls)
    assert len(standin.requests) <= 13 + 2 * 2
