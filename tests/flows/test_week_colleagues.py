"""A week judges whom arrival judges: not only the one whom a call belongs to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import SecretStr

from analysis.engine import Engine, Wanted
from analysis.errors import NotAnalysed
from analysis.settings import Settings
from analysis.week import read_week
from db.database import Database
from flows.stage import Plain
from flows.week_submission import submit_week
from tests.analysis.desk import DEMO, ZONE, bundled, claude_engine, stock
from tests.flows.reviewing import reviewed, settings
from tests.standins.claude import ClaudeStandin

pytestmark = pytest.mark.usefixtures("no_waiting")

WEEK = read_week("2026-W42")
ALONE = "7300000000000000106"
"""Beside the demo with two of ours, a call of that week with one."""
OWNER, ENGINEER = "Maya Chen", "Tom Lindqvist"
PARTS = 5
"""Four dimensions and the summary."""


def paid(standin: ClaudeStandin, *, judge_colleagues: bool = True) -> Settings:
    return settings(
        anthropic_api_key=SecretStr(standin.key),
        anthropic_base_url=standin.base_url,
        judge_colleagues=judge_colleagues,
    )


async def is_judged(engine: Engine, name: str) -> bool:
    try:
        return bool((await engine.show(DEMO, name)).narrative)
    except NotAnalysed:
        return False


async def test_the_engineer_on_a_demo_is_judged_as_well_and_nobody_is_asked_twice(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(DEMO, ALONE))
    async with claude_engine(database, claude_standin, library) as engine:
        done = await reviewed(engine, paid(claude_standin), WEEK)
        asked = len(claude_standin.questions)
        again = await reviewed(engine, paid(claude_standin), WEEK)
        assert await is_judged(engine, OWNER)
        assert await is_judged(engine, ENGINEER)
    assert (done.recorded, done.analysed, str(done.judged), done.is_clean) == (2, 2, "2 judged", True)
    assert asked == len(claude_standin.questions) == 3 * PARTS
    assert (len(again.standing.known), again.standing.missing, again.cost_usd) == (2, (), 0)


async def test_only_the_owner_is_judged_where_that_is_wanted(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(DEMO))
    async with claude_engine(database, claude_standin, library) as engine:
        done = await reviewed(engine, paid(claude_standin, judge_colleagues=False), WEEK)
        assert await is_judged(engine, OWNER)
        assert not await is_judged(engine, ENGINEER)
    assert (done.analysed, len(claude_standin.questions)) == (1, PARTS)


async def test_a_call_whose_owner_is_judged_still_waits_for_the_engineer(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(DEMO))
    async with claude_engine(database, claude_standin, library) as engine:
        await engine.analyze(Wanted(call=DEMO))
        claude_standin.requests.clear()
        done = await reviewed(engine, paid(claude_standin), WEEK)
        assert await is_judged(engine, ENGINEER)
    assert len(done.standing.missing) == 1
    assert len(claude_standin.questions) == PARTS, "the owner is not judged again"


async def test_a_dry_run_counts_what_the_engineer_costs(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(DEMO))
    async with claude_engine(database, claude_standin, library) as engine:
        both = await reviewed(engine, paid(claude_standin), WEEK, dry_run=True)
        owner = await reviewed(engine, paid(claude_standin, judge_colleagues=False), WEEK, dry_run=True)
    assert both.estimate_usd > Decimal("1.5") * owner.estimate_usd > 0
    assert claude_standin.requests == []


async def test_sunday_hands_in_the_engineer_too_and_monday_asks_nothing(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(DEMO, ALONE))
    async with claude_engine(database, claude_standin, library) as engine:
        engine.clock = lambda: WEEK.end(ZONE) - timedelta(hours=6)
        evening = await submit_week(engine, paid(claude_standin), WEEK, Plain(), wait_s=5)
        morning = await reviewed(engine, paid(claude_standin), WEEK)
        assert await is_judged(engine, ENGINEER)
    assert evening.handed_in.planned is not None
    assert (evening.handed_in.planned.calls, evening.handed_in.planned.questions) == (2, 3 * (PARTS - 1))
    assert evening.handed_in.taken.collected is not None
    assert evening.handed_in.taken.collected.answered == 3 * PARTS
    assert claude_standin.questions == [], "nothing is asked directly"
    assert (morning.analysed, morning.is_clean, morning.cost_usd) == (2, True, 0)
