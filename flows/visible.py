"""How work on calls is seen in Prefect: a task for each call, a summary, and a last word that says what to do."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from prefect import task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, StateType
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from analysis.settings import read_settings
from flows.drain import Work
from flows.outcome import MOST_LINES, Drained, Result, call_link, cell
from flows.workshop import Workshop, open_workshop

LISTENERS: Final = ("prefect.FlowRunCancellingObserver", "prefect.FlowRunSuspendingObserver")

T = TypeVar("T")


@asynccontextmanager
async def opened() -> AsyncGenerator[Workshop]:
    """What the environment of this run describes."""
    quiet_listeners()
    async with open_workshop(read_settings()) as workshop:
        yield workshop


async def as_task(call_id: str, work: Work) -> Result:
    """The work on one call as a task. It is given the call's id only, and what it did is kept in our database."""

    @task(name="process-call", task_run_name="call {call}", cache_policy=NO_CACHE, persist_result=False)
    async def process(call: str) -> Result:  # noqa: ARG001 (shown in the run's name)
        return await work()

    return await process(call_id)


class Visible:
    """Every step and every call is a task; they are given names only, and nothing of theirs is kept by Prefect."""

    def __init__(self) -> None:
        quiet_listeners()

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        @task(name=name, cache_policy=NO_CACHE, persist_result=False)
        async def run() -> T:
            return await work()

        return await run()

    call = staticmethod(as_task)

    async def agree(self, calls: int, dollars: Decimal) -> None:
        """Nobody is there to be asked; the daily cap holds."""


def quiet_listeners() -> None:
    """No stack traces of what Prefect listens with: it does without as long as its server is away."""
    for name in LISTENERS:
        logging.getLogger(name).setLevel(logging.ERROR)


async def told(drained: Drained, headline: str = "") -> State[Any]:
    """The artifact and the final state of a run."""
    await acreate_markdown_artifact(summary(drained, headline), key="calls", description=str(drained))
    if drained.is_clean:
        return Completed(message=str(drained))
    return Failed(message=drained.problem or f"{drained}. The artifact says why; `coach sync --again` tries again.")


def hopeless(error: Exception) -> State[Any]:
    """The end of a run that fails in the same way however often it is tried: Prefect tries again what is `Failed`."""
    return State(type=StateType.CRASHED, name="Cannot be done", message=str(error))


def summary(drained: Drained, headline: str = "") -> str:
    """Links to calls and reasons; nothing of what was said or judged, as everybody in the workspace can read it."""
    lines = [headline, f"**{drained}**"] if headline else [f"**{drained}**"]
    if drained.problem:
        lines.append(f"Stopped: {drained.problem}")
    rows = [f"| {call_link(one.call_id)} | {one.became} | {cell(one.reason or '')} |" for one in drained.results]
    if rows:
        lines.append("\n".join(["| call | became | because |", "|---|---|---|", *rows[:MOST_LINES]]))
    if len(rows) > MOST_LINES:
        lines.append(f"and {len(rows) - MOST_LINES} more; `coach calls` lists them.")
    return "\n\n".join(lines)


def run_name(what: str) -> str:
    """Such as `calls that arrived, Tue 24 Nov 23:10 UTC`."""
    planned: datetime = flow_run.get_scheduled_start_time()
    return f"{what}, {planned:%a %d %b %H:%M} UTC"
