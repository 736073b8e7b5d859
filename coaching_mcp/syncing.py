"""`coach sync`: what Gong has that is not here yet, what fetching it takes, and then fetching it."""

from __future__ import annotations

import argparse
import math
import sys
from datetime import date, datetime, time
from typing import Final

from analysis.errors import BadPeriod
from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.asides import confirm, progress, tell
from coaching_mcp.draining import drained_json, exit_code, tell_drained
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.simulator import simulated
from coaching_mcp.waiting import left_lines
from db import inbox
from flows.catch_up import LOOKBACK, SEES_NOTHING, RosterReport, Survey, note, refresh_roster, sees_nothing, survey
from flows.drain import drain
from flows.workshop import Workshop, open_workshop
from gong.spans import windows
from reports.words import counted

FIRST_DAY: Final = date(2015, 1, 1)
"""Gong was founded in this year."""


async def sync(arguments: argparse.Namespace, settings: Settings) -> int:
    """Look, say what it takes, and unless it was only a look, do it. Broken off, it goes on where it stopped."""
    settings = simulated(settings, arguments.simulated)
    async with open_workshop(settings) as workshop:
        found = await _surveyed(arguments, settings, workshop)
        is_blind = await sees_nothing(workshop, found)
        if is_blind:
            print(f"coach: {SEES_NOTHING}", file=sys.stderr)
        if arguments.dry_run and arguments.json:
            views.write(_survey_json(found))
        if not arguments.json:
            _tell_survey(found, settings, workshop)
        if arguments.dry_run:
            return PARTLY if is_blind else DONE
        what = counted(len(found.new) + len(found.left), "call")
        await confirm(what, found.estimate.dollars, settings, yes=arguments.yes)
        roster = await refresh_roster(workshop)
        await note(workshop, found)
        tell("Fetching")
        drained = await drain(workshop)
        left = await inbox.inbox_calls(workshop.engine.db)
    if arguments.json:
        views.write({**_survey_json(found), "users": roster.changed, **drained_json(drained, left)})
    else:
        tell_drained(drained)
        _tell_roster(roster)
        for line in left_lines(left, settings.zone):
            print(line)
    return PARTLY if is_blind else exit_code(drained)


async def _surveyed(arguments: argparse.Namespace, settings: Settings, workshop: Workshop) -> Survey:
    if any(day and day < FIRST_DAY for day in (arguments.since, arguments.until)):
        raise BadPeriod(f"Gong has no calls from before {FIRST_DAY.year}: take {FIRST_DAY} or a later day.")
    now = workshop.engine.clock()
    until = min(_midnight(arguments.until, settings), now) if arguments.until else now
    since = _midnight(arguments.since, settings) if arguments.since else until - LOOKBACK
    if since >= until:
        raise BadPeriod("--since has to be a day before --until, and one that has begun: nothing lies between them.")
    requests = len(list(windows(since, until)))
    tell(f"Asking Gong which calls there are, in {counted(requests, 'request')} or more")
    with progress("Months", requests) as step:
        return await survey(workshop, since, until, again=arguments.again, step=step)


def _tell_survey(found: Survey, settings: Settings, workshop: Workshop) -> None:
    print(f"{found}.")
    for refusal in found.unreadable[:20]:
        print(f"  not readable: {refusal.call_id}: {refusal.reason}")
    if found.left:
        held = f", {found.held} of them with another process that may have died" if found.held else ""
        print(f"{counted(len(found.left), 'call waits', 'calls wait')} here from before{held}.")
    if not found.new and not found.left:
        return
    print(f"That takes {found.estimate}.")
    days = math.ceil(found.estimate.requests / settings.gong_requests_per_day)
    if days > 1:
        print(f"That is {days} days of GONG_REQUESTS_PER_DAY: `coach serve` goes on every day, or this command again.")
    if found.estimate.dollars and workshop.judges_colleagues:
        print("On calls in which colleagues had their share, about as much again for each: JUDGE_COLLEAGUES.")


def _tell_roster(roster: RosterReport) -> None:
    print(f"{counted(roster.changed, 'user')} new or changed.")
    for refusal in roster.unreadable[:20]:
        print(f"  not readable: {refusal}")


def _survey_json(found: Survey) -> dict[str, object]:
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "new": [{"call": item.id, "title": item.title} for item in found.new],
        "known": found.known,
        "left": len(found.left),
        "left_with_another_process": found.held,
        "private": found.private,
        "unreadable": [{"call": refusal.call_id, "reason": refusal.reason} for refusal in found.unreadable],
        "requests": found.estimate.requests,
        "minutes": found.estimate.time.total_seconds() / 60,
        "dollars": float(found.estimate.dollars),
    }


def _midnight(day: date, settings: Settings) -> datetime:
    return datetime.combine(day, time(), settings.zone)
