"""What Prefect adds to the work on a call: the same inbox worked off in a flow with a task for each call, and without.

The Prefect server is the one of `coach flows serve`, on a Postgres of its own; nothing of it is in the work itself.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from prefect import flow
from prefect.settings import PREFECT_API_URL, temporary_settings

from db.database import Database
from flows.drain import drain
from flows.outcome import Drained
from flows.visible import as_task, told
from flows.workshop import Workshop
from tests.bench.measure import report
from tests.bench.test_arrival import many_calls
from tests.coaching_mcp.running import free_port, running
from tests.coaching_mcp.shell import Shell
from tests.flows.workshops import arrived, workshop
from tests.standins.gong import GongStandin

pytestmark = [
    pytest.mark.bench,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets that Prefect leaves open
]

CALLS = 60


@flow(name="bench", persist_result=False)
async def in_a_flow(tools: Workshop) -> Drained:
    drained = await drain(tools, each=as_task)
    await told(drained)
    return drained


async def seconds(tools: Workshop, ids: list[str], *, with_prefect: bool) -> float:
    """How long these calls take from being announced to the end of the run."""
    await arrived(tools.engine.db, *ids)
    started = time.perf_counter()
    drained = await (in_a_flow(tools) if with_prefect else drain(tools))
    took = time.perf_counter() - started
    assert len([one for one in drained.results if one.became == "read"]) == len(ids)
    return took


async def test_prefect_adds_less_to_a_call_than_a_model_takes_for_it(database: Database, tmp_path: Path) -> None:
    """A model takes ten seconds and more; the reading that is measured here takes none, so all else is overhead."""
    port = free_port()
    async with running(Shell(home=tmp_path), "flows", "serve", "--port", port) as flows:
        await flows.until("Every flow runs on time", within_s=150)
        async with GongStandin() as standin, workshop(database, standin) as tools:
            ids = many_calls(standin, 2 * CALLS + 8)
            with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{port}/api"}):
                await seconds(tools, ids[:4], with_prefect=True)
                await seconds(tools, ids[4:8], with_prefect=False)
                run = await seconds(tools, [], with_prefect=True)
                alone = await seconds(tools, ids[8 : 8 + CALLS], with_prefect=False)
                seen = await seconds(tools, ids[8 + CALLS :], with_prefect=True)
    added = (seen - run - alone) / CALLS
    report("Prefect", run_s=run, call_alone_ms=1000 * alone / CALLS, added_ms_per_call=1000 * added)
    assert added < 1
