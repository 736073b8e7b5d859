"""The flow that looks for calls that nobody announced, and keeps the list of our people up to date."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from analysis.errors import EngineError
from db.errors import StorageError
from flows.catch_up import LOOKBACK, note, refresh_roster, survey
from flows.drain import drain
from flows.visible import as_task, opened, run_name, told
from gong.errors import GongError
from knowledge.errors import BadStandard


def _name() -> str:
    return run_name("calls that nobody announced")


@flow(name="sync-calls", flow_run_name=_name, persist_result=False)
async def sync_calls(since: date | None = None) -> State[Any]:
    """Take in what Gong has since that day (by default a week back) and nobody announced."""
    try:
        async with opened() as workshop:
            now = workshop.engine.clock()
            start = datetime.combine(since, time(), workshop.zone) if since else now - LOOKBACK
            found = await survey(workshop, start, now)
            await refresh_roster(workshop)
            await note(workshop, found)
            return await told(await drain(workshop, each=as_task), f"{found}.")
    except (EngineError, StorageError, GongError, BadStandard) as error:
        return Failed(message=str(error))
