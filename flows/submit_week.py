"""The flow of Sunday evening: hands in what Monday needs, at half the price, and waits for it over the night."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from analysis.bootstrap import open_engine
from analysis.errors import BadPeriod, BadSetting, EngineError
from analysis.settings import read_settings
from analysis.week import Week, read_week
from db.errors import StorageError
from flows import week_submission
from flows.visible import Visible, hopeless, run_name
from knowledge.errors import BadStandard

WAIT_S: Final = 10 * 3600.0
"""From Sunday evening until Monday's mails; batches are mostly ready within an hour."""


def _name() -> str:
    return run_name("handing in the week")


@flow(name="submit-week", flow_run_name=_name, persist_result=False, retries=2, retry_delay_seconds=900)
async def submit_week(week: str | None = None) -> State[Any]:
    """Hand in the week of the day on which this run was due, or another one such as `2026-W46`."""
    try:
        settings = read_settings()
        due: datetime = flow_run.get_scheduled_start_time()
        which = read_week(week) if week else Week.of(due, settings.zone)
        async with open_engine(settings) as engine:
            return await _told(await week_submission.submit_week(engine, settings, which, Visible(), wait_s=WAIT_S))
    except (BadPeriod, BadSetting, BadStandard) as error:
        return hopeless(error)
    except (EngineError, StorageError) as error:
        return Failed(message=str(error))


async def _told(done: week_submission.Submission) -> State[Any]:
    lines = list(done.lines)
    await acreate_markdown_artifact("\n\n".join(lines), key=f"handed-in-{done.week}".lower(), description=lines[-1])
    return Completed(message=lines[-1]) if done.is_clean else Failed(message=" ".join(lines[1:]))
