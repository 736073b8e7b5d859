"""Sees that the calls of a week are here before anything is said of it, or says why they may not be."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Final

from analysis.engine import Engine
from analysis.errors import BadSetting
from analysis.settings import Settings
from analysis.week import Week
from db import inbox
from flows.catch_up import Survey, note, refresh_roster, survey
from flows.drain import drain
from flows.outcome import Became, Drained
from flows.stage import Stage
from flows.workshop import Workshop, furnished
from gong.errors import BadGongSetting, GongGaveNothing, GongKeyRejected, GongQuotaGone
from reports.words import counted

NOT_CONNECTED: Final = "Gong is not connected, so only calls that were imported count."
ON_THE_WAY: Final = {"waiting", "working"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a look at Gong brought.

    `problem` is why there was none, or none to its end, with what to do; None where all went well, or where Gong is
    not connected. `remark` says to whoever reads about the week what may be missing. `on_the_way` calls of the week
    wait for Gong.
    """

    found: Survey | None = None
    drained: Drained | None = None
    on_the_way: int = 0
    problem: str | None = None
    remark: str | None = None

    def __str__(self) -> str:
        if self.found is None:
            return f"Gong was not asked to the end: {self.problem}" if self.problem else str(self.remark)
        parts = [f"{self.found}."]
        if self.drained is not None and self.drained.results:
            parts.append(f"Fetched: {self.drained}.")
        if self.problem:
            parts.append(f"Stopped: {self.problem}")
        return " ".join(parts)


async def sync_week(engine: Engine, settings: Settings, week: Week, stage: Stage, *, dry_run: bool = False) -> Synced:
    """Fetch and store what Gong has of a week; a dry run only looks. Whatever Gong says, this does not fail.

    Raises:
        StorageError: the database went away.
    """
    async with AsyncExitStack() as stack:
        try:
            workshop = await stack.enter_async_context(furnished(settings, engine))
        except BadSetting:
            return Synced(remark=NOT_CONNECTED)
        except BadGongSetting as error:
            return Synced(problem=str(error), remark=NOT_CONNECTED)
        try:
            found = await survey(workshop, week.start(settings.zone), min(week.end(settings.zone), engine.clock()))
            if dry_run:
                return Synced(found=found)
            await refresh_roster(workshop)
        except GongGaveNothing as error:
            return Synced(problem=str(error), remark=_remark(error))
        await note(workshop, found)
        return await _fetched(workshop, found, stage)


async def _fetched(workshop: Workshop, found: Survey, stage: Stage) -> Synced:
    """Everything is stored before anything of it is judged: what the money does not reach is at least counted."""
    drained = await drain(replace(workshop, judges=False), each=stage.call)
    states = await inbox.known_calls(workshop.engine.db, found.ids)
    waiting = sum(state in ON_THE_WAY for state in states.values())
    if workshop.judges:  # what arrived meanwhile and is of another week is judged by whoever works off the inbox
        stored = {one.call_id for one in drained.results if one.became is Became.STORED}
        await inbox.note_calls(workshop.engine.db, sorted(stored - set(found.ids)), again=True)
    return Synced(
        found=found, drained=drained, on_the_way=waiting, problem=drained.problem, remark=_incomplete(waiting)
    )


def _remark(error: GongGaveNothing) -> str:
    match error:
        case GongQuotaGone():
            why = "Gong’s daily quota was used up"
        case GongKeyRejected():
            why = "Gong did not accept our key"
        case _:
            why = "Gong could not be reached"
    return f"Calls may be missing: {why} when this was written."


def _incomplete(waiting: int) -> str | None:
    return f"{counted(waiting, 'call')} had not arrived from Gong when this was written." if waiting else None
