"""What is in the inbox, in words: which calls wait and until when, which another process is at, which were left out."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final

from analysis.bootstrap import open_database
from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.exits import DONE
from db import inbox
from db.inbox import Noted
from reports.words import counted, day

LISTED: Final = (*inbox.UNSETTLED, "skipped", "failed")
MOST_NAMED: Final = 200
"""So many calls of a state are named in the terminal; --json has them all."""


async def list_inbox(arguments: argparse.Namespace, settings: Settings) -> int:
    """Each call that waits, is worked on, was left out or failed, and why."""
    async with open_database(settings) as db:
        found = await inbox.inbox_calls(db, LISTED)
    if arguments.json:
        views.write([_as_json(noted) for noted in found])
        return DONE
    for state, of_state in groupby(found, lambda noted: noted.state):
        calls = list(of_state)
        print(f"{state}: {counted(len(calls), 'call')}")
        for noted in calls[:MOST_NAMED]:
            print(f"  {noted.call_id}: {why(noted)}{_when(noted.due_at, settings.zone)}")
        if len(calls) > MOST_NAMED:
            print(f"  … and {len(calls) - MOST_NAMED} more; --json names them all")
    if not found:
        print("Nothing waits, and nothing was left out.")
    return DONE


def left_lines(left: Sequence[Noted], zone: tzinfo) -> Iterator[str]:
    """What waits, for each reason how many calls and until when, and what another process is at."""
    waiting = [noted for noted in left if not noted.is_held]
    if waiting:
        yield f"{counted(len(waiting), 'call')} left for later: `coach serve` goes on by itself, `coach drain` once."
    for reason, of_reason in groupby(sorted(waiting, key=why), why):
        calls = list(of_reason)
        due = [noted.due_at for noted in calls if noted.due_at]
        yield f"  {len(calls)} × {reason}{_when(min(due) if len(due) == len(calls) else None, zone)}"
    until = [noted.due_at for noted in left if noted.is_held and noted.due_at]
    if until:
        yield (
            f"{counted(len(until), 'call is', 'calls are')} with another process. If it has died, `coach sync` or "
            f"`coach drain` goes on with them from {max(until).astimezone(zone):%H:%M:%S} on."
        )


def _as_json(noted: Noted) -> dict[str, object]:
    due_at = noted.due_at.isoformat() if noted.due_at else None
    return {"call": noted.call_id, "state": noted.state, "reason": noted.reason, "due_at": due_at}


def why(noted: Noted) -> str:
    """Why a call is in this state."""
    if noted.is_held:
        return "with another process, or with one that has died, and then free"
    return noted.reason or "not begun yet"


def _when(due_at: datetime | None, zone: tzinfo) -> str:
    return f", from {day(due_at, zone).words} on" if due_at else ""
