"""The flow that works off what arrived: one run for everything that waits, a task for each call.

It takes no parameters: which calls there are stands in the inbox, and no payload ever passes through Prefect.
"""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from analysis.errors import EngineError
from analysis.settings import read_settings
from db.errors import StorageError
from flows.cluster import work_off
from flows.visible import opened, run_name, told
from flows.workshop import NOTHING_ARRIVES, is_unconnected
from gong.errors import GongError
from knowledge.errors import BadStandard


def _name() -> str:
    return run_name("calls that arrived")


@flow(name="process-new-call", flow_run_name=_name, persist_result=False)
async def process_new_call() -> State[Any]:
    """Fetch, store and judge every call that waits."""
    try:
        settings = read_settings()
        if is_unconnected(settings):
            return Completed(message=NOTHING_ARRIVES)
        async with opened() as workshop:
            return await told(await work_off(workshop, settings))
    except (EngineError, StorageError, GongError, BadStandard) as error:
        return Failed(message=str(error))
