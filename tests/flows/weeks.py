"""A week of short calls for tests, each of other words and of one of a few reps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from analysis.bootstrap import put_in
from analysis.intake import take_in
from analysis.week import read_week
from db.database import Database
from gong.model import Call, CallId, UserId
from knowledge.library import Library, read_library
from tests.analysis.desk import ZONE, exported
from tests.builders import call_of

WEEK: Final = read_week("2026-W46")
REPS: Final = 4


def calls_of_a_week(number: int) -> tuple[Call, ...]:
    """So many, one every few minutes of the week's working hours."""
    return tuple(_call(at) for at in range(number))


def _call(number: int) -> Call:
    call = call_of(
        ("R1", f"Thanks for coming. Shall we talk about project {number} first, or about where you stand today?"),
        ("C1", f"Project {number} please. It costs us about {number + 3} hours a week and nobody likes it."),
        ("R1", "What happens when it is late? And who notices that before anybody else does?"),
        ("C1", "Our finance team, mostly at the end of a month."),
        ("R1", "Then let us put a date on it: would you have half an hour on Thursday with them?"),
        ("C1", "Thursday at ten is fine."),
        id=CallId(f"75{number:017}"),
        title=f"Project {number}",
        started_at=WEEK.start(ZONE) + timedelta(days=number % 5, hours=9, minutes=number % 400),
        host=UserId(f"u{number % REPS}"),
    )
    rep, customer = call.speakers
    who = number % REPS
    rep = replace(
        rep, name=f"Rep {who}", email=f"rep{who}@us.example", user_id=UserId(f"u{who}"), title="Account Executive"
    )
    return replace(call, speakers=(rep, customer))


async def stock_week(database: Database, *calls: Call) -> Library:
    """The library and these calls, and nobody who was on none of them."""
    library = read_library()
    await put_in(database, library)
    assert not (await take_in(database, exported(*calls))).refused
    return library
