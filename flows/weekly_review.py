"""The flow that makes Monday's mails: last week's calls fetched, judged, written about, sent; each step resumes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from analysis.bootstrap import open_engine, system_clock
from analysis.errors import BadPeriod, BadSetting, EngineError
from analysis.settings import read_settings
from analysis.week import last_week, read_week
from db.errors import StorageError
from flows.visible import Visible, hopeless
from flows.week_artifact import artifact, headline
from flows.week_review import Reviewed, planned, review
from knowledge.errors import BadStandard

TRIES_AGAIN: Final = 4
APART_S: Final = 900
"""A mail server that wants to be asked later, or an outage: the next try does what is left."""


def _name() -> str:
    """Such as `review of 2026-W46`; of what was typed where that is no week, which the run then says."""
    asked: str | None = flow_run.get_parameters().get("week")
    if asked:
        return f"review of {asked}"
    try:
        return f"review of {last_week(flow_run.get_scheduled_start_time(), read_settings().zone)}"
    except BadSetting:
        return "review of last week"


@flow(name="weekly-review", flow_run_name=_name, persist_result=False, retries=TRIES_AGAIN, retry_delay_seconds=APART_S)
async def weekly_review(week: str | None = None, dry_run: bool = False, partial: bool = False) -> State[Any]:  # noqa: FBT001, FBT002 (Prefect's parameters)
    """Review the week that was over when this run was due, or another one such as `2026-W46`.

    With `partial` also the mails about calls of which some wait to be judged are sent.
    """
    try:
        settings = read_settings()
        due: datetime = flow_run.get_scheduled_start_time()
        plan = planned(read_week(week) if week else None, due, system_clock(), settings.zone)
        plan = replace(plan, dry_run=dry_run, partial=partial)
        async with open_engine(settings) as engine:
            return await _told(await review(engine, settings, plan, Visible()))
    except (BadPeriod, BadSetting, BadStandard) as error:
        return hopeless(error)
    except (EngineError, StorageError) as error:
        return Failed(message=str(error))


async def _told(done: Reviewed) -> State[Any]:
    await acreate_markdown_artifact(artifact(done), key=f"week-{done.week}".lower(), description=headline(done))
    if done.is_clean:
        return Completed(message=headline(done))
    return Failed(message=f"{headline(done)}. {done.problem or 'The artifact says what is left.'}")
