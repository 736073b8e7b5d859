"""The flow that looks for calls that nobody announced, and keeps the list of our people up to date."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from analysis.errors import EngineError
from analysis.settings import read_settings
from db.errors import StorageError
from flows.catch_up import LOOKBACK, SEES_NOTHING, catch_up, sees_nothing
from flows.cluster import work_off
from flows.visible import opened, run_name, told
from flows.workshop import NOTHING_ARRIVES, is_unconnected
from gong.errors import GongError
from knowledge.errors import BadStandard


def _name() -> str:
    return run_name("calls that nobody announced")


@flow(name="sync-calls", flow_run_name=_name, persist_result=False)
async def sync_calls(since: date | None = None) -> State[Any]:
    """Take in what Gong has since that day (by default a week back) and nobody announced."""
    try:
        settings = read_settings()
        if is_unconnected(settings):
            return Completed(message=NOTHING_ARRIVES)
        async with opened() as workshop:
            start = datetime.combine(since, time(), workshop.zone) if since else workshop.engine.clock() - LOOKBACK
            found = await catch_up(workshop, start)
            end = await told(await work_off(workshop, settings), f"{found}.")
            is_blind = end.is_completed() and await sees_nothing(workshop, found)
            return Failed(message=SEES_NOTHING) if is_blind else end
    except (EngineError, StorageError, GongError, BadStandard) as error:
        return Failed(message=str(error))
