"""`coach drain`, and how it is told what became of calls."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.simulator import simulated
from db import inbox
from flows.drain import drain as work_off
from flows.outcome import Drained
from flows.workshop import open_workshop


async def drain(arguments: argparse.Namespace, settings: Settings) -> int:
    """Work off what waits, and say what became of it and what still waits."""
    settings = simulated(settings, arguments.simulated)
    async with open_workshop(settings) as workshop:
        drained = await work_off(workshop)
        waiting = sum(row.calls for row in await inbox.count_inbox(workshop.engine.db) if row.state == "waiting")
    if arguments.json:
        views.write(drained_json(drained, waiting))
    else:
        tell_drained(drained)
        print(f"{waiting} calls wait for later." if waiting else "Nothing waits.")
    return DONE if drained.is_clean else PARTLY


def drained_json(drained: Drained, waiting: int) -> dict[str, object]:
    """The same as JSON."""
    results = [{"call": each.call_id, "became": each.became, "reason": each.reason} for each in drained.results]
    return {"calls": results, "problem": drained.problem, "waiting": waiting}


def tell_drained(drained: Drained, out: Callable[[str], None] = print) -> None:
    """What became of the calls, the reasons with how many calls each."""
    out(f"{drained}.")
    for reason, calls in drained.reasons:
        if drained.problem is None or drained.problem not in reason:
            out(f"  {calls} × {reason}")
    if drained.problem:
        out(f"Stopped: {drained.problem}")


def say(line: str) -> None:
    """To whoever watches a command that goes on until it is stopped."""
    print(line, file=sys.stderr, flush=True)
