"""Works off the inbox in this run, or on a Dask cluster: there each share of the work takes calls of its own."""

from __future__ import annotations

import asyncio
import math
from typing import Any, Final, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from analysis.errors import BadSetting
from analysis.settings import Settings
from db import inbox
from flows.drain import BATCH, drain
from flows.outcome import Drained
from flows.visible import as_task, opened
from flows.workshop import Workshop

MOST_SHARES: Final = 64


async def work_off(workshop: Workshop, settings: Settings) -> Drained:
    """Work until nothing is left that could be done now, a task for each call.

    Raises:
        BadSetting: there is to be a cluster, and it cannot be used.
        StorageError: the database went away.
    """
    if settings.coach_dask_address is None:
        return await drain(workshop, each=as_task)
    counted = await inbox.count_inbox(workshop.engine.db)
    waiting = sum(row.calls for row in counted if row.state == "waiting")
    shares = max(1, min(math.ceil(waiting / BATCH), MOST_SHARES))
    return _together(await asyncio.to_thread(_spread, settings.coach_dask_address, shares))


@task(name="work-off", cache_policy=NO_CACHE, persist_result=False)
async def share() -> Drained:
    """What a worker of the cluster does, with the settings of its own environment."""
    async with opened() as workshop:
        return await drain(workshop, each=as_task)


def _spread(address: str, shares: int) -> list[Drained]:
    try:
        from prefect_dask import DaskTaskRunner  # pyright: ignore  (the extra `dask`, which is not for developing)
    except ImportError as error:
        raise BadSetting(
            "COACH_DASK_ADDRESS is set and prefect-dask is not installed: `pip install 'call-coach[dask]'`."
        ) from error

    runner = cast("Any", DaskTaskRunner)(address=address)

    @flow(name="on-the-cluster", task_runner=runner, persist_result=False)
    def on_the_cluster() -> list[Drained]:
        futures = [share.submit() for _ in range(shares)]  # pyright: ignore[reportUnknownMemberType] (Prefect's own)
        return [cast("Drained", future.result()) for future in futures]

    try:
        return on_the_cluster()
    except OSError as error:
        raise BadSetting(
            f"No Dask scheduler answers at {address}: start it (`dask scheduler`), or correct COACH_DASK_ADDRESS."
        ) from error


def _together(parts: list[Drained]) -> Drained:
    problem = next((part.problem for part in parts if part.problem), None)
    results = [result for part in parts for result in part.results]
    return Drained(results=results, problem=problem, held=min(part.held for part in parts))
