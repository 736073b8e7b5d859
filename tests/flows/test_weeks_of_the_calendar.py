"""Which week Monday's run is about, and which calls are in it, when clocks change and years end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analysis.week import Week, read_week
from db.database import Database
from flows.week_review import planned
from tests.analysis.desk import ZONE
from tests.flows.reviewing import monday, reading, reviewed, settings
from tests.flows.weeks import calls_of_a_week
from tests.standins.gong import GongStandin

CLOCKS_BACK, CLOCKS_FORWARD, NEW_YEAR = (read_week(text) for text in ("2026-W44", "2027-W10", "2026-W53"))
WEEKS = pytest.mark.parametrize("week", [CLOCKS_BACK, CLOCKS_FORWARD, NEW_YEAR], ids=str)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("due", "week"),
    [
        (datetime(2026, 10, 26, 13, tzinfo=UTC), "2026-W43"),
        (datetime(2026, 11, 2, 14, tzinfo=UTC), "2026-W44"),
        (datetime(2027, 3, 15, 13, tzinfo=UTC), "2027-W10"),
        (datetime(2027, 1, 4, 14, tzinfo=UTC), "2026-W53"),
        (datetime(2026, 11, 16, 7, tzinfo=UTC), "2026-W45"),  # there it is still Sunday
    ],
)
def test_a_run_is_about_the_week_that_was_over_when_it_was_due(due: datetime, week: str) -> None:
    plan = planned(None, due, due + HOUR / 2, ZONE)
    assert (str(plan.week), plan.held_back) == (week, None)


def test_a_run_that_comes_a_week_late_sends_nothing_unless_it_was_asked_for_that_week() -> None:
    due = datetime(2026, 11, 16, 14, tzinfo=UTC)
    late = due + timedelta(days=8)
    plan = planned(None, due, late, ZONE)
    assert str(plan.week) == "2026-W46"
    assert "coach review --week 2026-W46" in (plan.held_back or "")
    assert planned(read_week("2026-W46"), due, late, ZONE).held_back is None


@WEEKS
async def test_a_call_belongs_to_the_week_in_which_it_began(database: Database, week: Week) -> None:
    start, end = week.start(ZONE).astimezone(UTC), week.end(ZONE).astimezone(UTC)
    moments = (start - HOUR / 2, start, end - HOUR / 2, end)
    calls = (replace(call, started_at=at) for call, at in zip(calls_of_a_week(4), moments, strict=True))
    engine = await reading(database, *calls)
    done = await reviewed(engine, settings(), week)
    assert (done.recorded, done.analysed) == (2, 2)
    assert (await reviewed(engine, settings(), week.earlier(1))).recorded == 1
    assert (await reviewed(engine, settings(), week.earlier(-1))).recorded == 1


@WEEKS
async def test_gong_is_asked_for_all_the_hours_of_the_week(database: Database, week: Week) -> None:
    engine = await reading(database)
    with GongStandin() as gong:
        await reviewed(engine, settings(gong=gong), week)
        asked = gong.asked("/v2/calls")
    since = datetime.fromisoformat(asked[0].query["fromDateTime"])
    until = datetime.fromisoformat(asked[-1].query["toDateTime"])
    assert (since, until) == (week.start(ZONE), week.end(ZONE))
    assert until - since == timedelta(hours={CLOCKS_BACK: 169, CLOCKS_FORWARD: 167}.get(week, 168))
    assert monday(week).hour == 6
