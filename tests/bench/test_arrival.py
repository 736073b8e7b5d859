"""How fast the webhook answers under load, and how soon a delivered call is judged."""

from __future__ import annotations

import asyncio
import copy
import json
import statistics
import sys
import time
from asyncio.subprocess import PIPE
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import inbox
from db.database import Database
from flows.catch_up import note, survey
from flows.drain import drain
from tests.analysis.desk import FIRST_CALL
from tests.bench.measure import report
from tests.coaching_mcp.running import free_port, running
from tests.coaching_mcp.shell import ROOT, Shell
from tests.flows.receiving import GIVEN_URL
from tests.flows.workshops import arrived, workshop
from tests.standins.gong import GongStandin
from tests.standins.gong_webhooks import now, payload, public_key, signed

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]

PER_SECOND, SECONDS, BACKLOG = 200, 10, 600
SINCE, UNTIL = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def deliveries() -> bytes:
    """Of as many calls, signed beforehand, as the sender's lines of JSON."""
    call = GongStandin().tenant.calls[FIRST_CALL]
    lines: list[str] = []
    for number in range(PER_SECOND * SECONDS):
        call["metaData"]["id"] = str(9_000_000_000_000_000_000 + number)
        ready = signed("first", GIVEN_URL, payload(call), now())
        lines.append(json.dumps({"headers": dict(ready.headers), "body": ready.body.decode()}))
    return "\n".join(lines).encode()


async def hammered(url: str, lines: bytes) -> list[float]:
    """How long each answer took in ms, as a process of its own sees it, in ascending order."""
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.sender", url, str(PER_SECOND), cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    out, _ = await sender.communicate(lines)
    return sorted(json.loads(out))


def many_calls(standin: GongStandin, number: int) -> list[str]:
    """So many calls are at Gong, all different, of which the ids come back."""
    tenant = standin.tenant
    some = list(tenant.transcripts.items())
    ids: list[str] = []
    for index in range(number):
        id_, words = some[index % len(some)]
        ids.append(str(8_000_000_000_000_000_000 + index))
        call = copy.deepcopy(tenant.calls[id_])
        call["metaData"] |= {"id": ids[-1], "url": f"https://app.gong.io/call?id={ids[-1]}"}
        tenant.calls[ids[-1]] = call
        tenant.transcripts[ids[-1]] = {**words, "callId": ids[-1]}
    return ids


async def test_the_webhook_answers_within_a_tenth_of_a_second_at_two_hundred_a_second(
    database: Database, dsn: str, tmp_path: Path
) -> None:
    """`coach serve`, which is judging all the while; sender, database and Gong share our two processors with it."""
    port = free_port()
    rule = {"GONG_WEBHOOK_URL": GIVEN_URL, "GONG_WEBHOOK_PUBLIC_KEYS": public_key("first")}
    shell = Shell(home=tmp_path, settings={"DATABASE_URL": dsn, **rule})
    lines = deliveries()
    async with GongStandin() as standin:
        await arrived(database, *many_calls(standin, BACKLOG))
        async with running(shell, "serve", "--simulated", standin.base_url, "--port", port) as server:
            await server.until("Serving")
            await until_judged(database, 1)
            before = await judged(database)
            took = await hammered(f"http://127.0.0.1:{port}/webhooks/gong", lines)
            meanwhile = await judged(database) - before
    p99 = took[int(len(took) * 0.99)]
    report("webhook answer", p50_ms=statistics.median(took), p99_ms=p99, max_ms=took[-1], judged=meanwhile)
    assert len(took) == PER_SECOND * SECONDS
    assert 0 < meanwhile < BACKLOG, "it was judging all the while"
    assert p99 <= 100


async def judged(database: Database) -> int:
    return sum(row.calls for row in await inbox.count_inbox(database) if row.state == "done")


async def until_judged(database: Database, calls: int) -> None:
    async with asyncio.timeout(60):
        while await judged(database) < calls:  # noqa: ASYNC110 (the database cannot call us)
            await asyncio.sleep(0.02)


async def test_a_delivered_call_is_judged_within_two_seconds_of_its_model(database: Database) -> None:
    """Without a model: everything that is not its time. The third call is measured, when all is warm."""
    async with GongStandin() as standin, workshop(database, standin) as tools:
        ids = sorted(standin.tenant.calls)[:3]
        for id_ in ids:
            started = time.perf_counter()
            await arrived(database, id_)
            assert str(await drain(tools)) == "1 read"
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
