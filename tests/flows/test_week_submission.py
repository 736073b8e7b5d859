"""Handed in on Sunday evening at half the price, taken over on Monday morning; what is left is asked directly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from analysis.engine import Engine
from analysis.errors import JudgeKeyRejected
from analysis.settings import Settings
from db.database import Database
from flows.stage import Plain
from flows.week_artifact import artifact
from flows.week_submission import Submission, submit_week
from tests.analysis.desk import ZONE, claude_engine
from tests.flows.reviewing import reading, reviewed, settings
from tests.flows.weeks import WEEK, calls_of_a_week, stock_week
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import HttpError
from tests.standins.gong import GongStandin

pytestmark = pytest.mark.usefixtures("no_waiting")

CALLS, REQUESTS = 4, 6


def paid(standin: ClaudeStandin, **more: object) -> Settings:
    return settings(anthropic_api_key=SecretStr(standin.key), anthropic_base_url=standin.base_url, **more)


async def sunday(engine: Engine, how: Settings, *, wait_s: float = 5) -> Submission:
    """The submission, at six in the evening of the week's last day."""
    engine.clock = lambda: WEEK.end(ZONE) - timedelta(hours=6)
    return await submit_week(engine, how, WEEK, Plain(), wait_s=wait_s)


async def test_monday_finds_everything_that_was_handed_in_on_sunday_at_half_the_price(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock_week(database, *calls_of_a_week(CALLS))
    async with claude_engine(database, claude_standin, library) as engine:
        evening = await sunday(engine, paid(claude_standin))
        morning = await reviewed(engine, paid(claude_standin))
    assert evening.is_clean
    assert evening.handed_in.planned is not None
    assert evening.handed_in.taken.collected is not None
    assert evening.handed_in.taken.collected.answered == CALLS * REQUESTS
    assert claude_standin.questions == [], "nothing is asked directly"
    assert (morning.analysed, morning.is_clean, morning.cost_usd) == (CALLS, True, 0)
    assert morning.total_usd == evening.handed_in.taken.collected.cost_usd > 0


async def test_what_is_not_ready_on_monday_is_asked_directly(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock_week(database, *calls_of_a_week(CALLS))
    claude_standin.batches.held = True
    async with claude_engine(database, claude_standin, library) as engine:
        await sunday(engine, paid(claude_standin), wait_s=0)
        morning = await reviewed(engine, paid(claude_standin))
    assert (morning.analysed, morning.is_clean) == (CALLS, True)
    assert "1 not ready" in artifact(morning)
    assert len(claude_standin.questions) == CALLS * REQUESTS


async def test_what_a_batch_could_not_answer_is_asked_directly(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock_week(database, *calls_of_a_week(CALLS))
    claude_standin.batches.expiring.append("project 1 first")
    async with claude_engine(database, claude_standin, library) as engine:
        await sunday(engine, paid(claude_standin))
        morning = await reviewed(engine, paid(claude_standin))
    assert (morning.analysed, morning.is_clean) == (CALLS, True)
    assert len(claude_standin.questions) == REQUESTS
    assert morning.cost_usd > 0


async def test_an_evening_that_was_broken_off_is_taken_over_in_the_morning(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    """The process ended when the batch was handed in; what follows from its answers is asked directly."""
    library = await stock_week(database, *calls_of_a_week(CALLS))
    async with claude_engine(database, claude_standin, library) as engine:
        await sunday(engine, paid(claude_standin), wait_s=0)
        again = await sunday(engine, paid(claude_standin), wait_s=0)
        morning = await reviewed(engine, paid(claude_standin))
    assert again.handed_in.submitted is not None
    assert (again.handed_in.submitted.questions, again.handed_in.submitted.waiting) == (0, CALLS)
    assert (morning.analysed, morning.is_clean) == (CALLS, True)
    assert len(claude_standin.questions) == CALLS * (REQUESTS - 1)
    assert f"Batches: {CALLS} answers" in artifact(morning)


async def test_without_a_key_there_is_nothing_to_hand_in(database: Database) -> None:
    evening = await sunday(await reading(database, *calls_of_a_week(2)), settings())
    assert "There is nothing to hand in." in evening.lines
    assert evening.is_clean


async def test_the_calls_are_fetched_before_anything_is_handed_in(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock_week(database)
    with GongStandin() as gong:
        async with claude_engine(database, claude_standin, library) as engine:
            evening = await sunday(engine, paid(claude_standin, gong=gong))
    assert len(evening.standing.missing) == 5
    assert claude_standin.questions == []


async def test_a_wrong_key_is_said(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock_week(database, *calls_of_a_week(2))
    claude_standin.on(HttpError(status=401, type="authentication_error"), times=None)
    async with claude_engine(database, claude_standin, library) as engine:
        with pytest.raises(JudgeKeyRejected):
            await sunday(engine, paid(claude_standin))
