"""`coach drain`, and how it is told what became of calls."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.simulator import simulated
from coaching_mcp.waiting import left_lines, list_inbox
from db import inbox
from db.inbox import Noted
from flows.drain import drain as work_off
from flows.outcome import Drained
from flows.workshop import open_workshop


async def drain(arguments: argparse.Namespace, settings: Settings) -> int:
    """Work off what waits, and say what became of it and what still waits; a dry run only lists it."""
    if arguments.dry_run:
        return await list_inbox(arguments, settings)
    settings = simulated(settings, arguments.simulated)
    async with open_workshop(settings) as workshop:
        drained = await work_off(workshop)
        left = await inbox.inbox_calls(workshop.engine.db)
    if arguments.json:
        views.write(drained_json(drained, left))
    else:
        tell_drained(drained)
        print("\n".join(left_lines(left, settings.zone)) or "Nothing waits.")
    return exit_code(drained)


def exit_code(drained: Drained) -> int:
    """Partly done where something failed, or where it is not known whether the other process goes on."""
    return DONE if drained.is_clean and not drained.held else PARTLY


def drained_json(drained: Drained, left: Sequence[Noted]) -> dict[str, object]:
    """The same as JSON."""
    results = [{"call": each.call_id, "became": each.became, "reason": each.reason} for each in drained.results]
    waiting = sum(noted.state == "waiting" for noted in left)
    return {"calls": results, "problem": drained.problem, "waiting": waiting, "held": drained.held}


def tell_drained(drained: Drained, out: Callable[[str], None] = print) -> None:
    """What became of the calls, the reasons with how many calls each."""
    out(f"{drained}.")
    for reason, calls in drained.reasons:
        if drained.problem is None or drained.problem not in reason:
            out(f"  {calls} × {reason}")
    if drained.problem:
        out(f"Stopped: {drained.problem}")
