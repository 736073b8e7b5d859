"""`coach sync`: what Gong has that is not here yet, what fetching it takes, and then fetching it."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time

from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.asides import confirm, tell
from coaching_mcp.draining import drained_json, tell_drained
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.simulator import simulated
from db import inbox
from flows.catch_up import LOOKBACK, RosterReport, Survey, note, refresh_roster, survey
from flows.drain import drain
from flows.workshop import open_workshop


async def sync(arguments: argparse.Namespace, settings: Settings) -> int:
    """Look, say what it takes, and unless it was only a look, do it. Broken off, it goes on where it stopped."""
    settings = simulated(settings, arguments.simulated)
    async with open_workshop(settings) as workshop:
        now = workshop.engine.clock()
        since = _midnight(arguments.since, settings) if arguments.since else now - LOOKBACK
        until = _midnight(arguments.until, settings) if arguments.until else now
        tell("Asking Gong which calls there are")
        found = await survey(workshop, since, until, again=arguments.again)
        if arguments.dry_run:
            return _tell_survey(arguments, found)
        if not arguments.json:
            _tell_survey(arguments, found)
            if found.estimate.dollars and workshop.judges_colleagues:
                print("On calls in which colleagues had their share, about as much again for each: JUDGE_COLLEAGUES.")
        await confirm(f"{len(found.new)} calls", found.estimate.dollars, settings, yes=arguments.yes)
        roster = await refresh_roster(workshop)
        await note(workshop, found)
        tell("Fetching")
        drained = await drain(workshop)
        waiting = sum(row.calls for row in await inbox.count_inbox(workshop.engine.db) if row.state == "waiting")
    if arguments.json:
        views.write({**_survey_json(found), "users": roster.changed, **drained_json(drained, waiting)})
    else:
        tell_drained(drained)
        _tell_rest(roster, waiting)
    return DONE if drained.is_clean else PARTLY


def _tell_survey(arguments: argparse.Namespace, found: Survey) -> int:
    if arguments.json:
        views.write(_survey_json(found))
        return DONE
    print(f"{found}.")
    for refusal in found.unreadable[:20]:
        print(f"  not readable: {refusal.call_id}: {refusal.reason}")
    if found.new:
        print(f"That takes {found.estimate}.")
    return DONE


def _tell_rest(roster: RosterReport, waiting: int) -> None:
    print(f"{roster.changed} users are new or changed.")
    for refusal in roster.unreadable[:20]:
        print(f"  not readable: {refusal}")
    if waiting:
        print(f"{waiting} calls wait for later: `coach serve` goes on with them by itself, `coach drain` once.")


def _survey_json(found: Survey) -> dict[str, object]:
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "new": [{"call": item.id, "title": item.title} for item in found.new],
        "known": found.known,
        "private": found.private,
        "unreadable": [{"call": refusal.call_id, "reason": refusal.reason} for refusal in found.unreadable],
        "requests": found.estimate.requests,
        "minutes": found.estimate.time.total_seconds() / 60,
        "dollars": float(found.estimate.dollars),
    }


def _midnight(day: date, settings: Settings) -> datetime:
    return datetime.combine(day, time(), settings.zone)
