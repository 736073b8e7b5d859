"""A mail goes out only once, so it waits for the calls that it is about; and nobody's is lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from db.database import Database
from flows.week_artifact import artifact
from tests.analysis.desk import claude_engine
from tests.flows.reviewing import monday, reading, reviewed, settings
from tests.flows.test_week_submission import paid, sunday
from tests.flows.weeks import WEEK, calls_of_a_week, stock_week
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import HttpError, refusal
from tests.standins.smtp import MailServer

pytestmark = pytest.mark.usefixtures("no_waiting")

EVERYBODY = [f"rep{who}@us.example" for who in range(4)]


async def test_where_the_cap_is_reached_a_mail_waits_for_its_calls_and_the_next_run_sends_it(
    database: Database, claude_standin: ClaudeStandin, mails: MailServer
) -> None:
    library = await stock_week(database, *calls_of_a_week(12))
    async with claude_engine(database, claude_standin, library, cap_usd=Decimal("0.6")) as engine:
        first = await reviewed(engine, settings(mails=mails))
    waited = sorted(letter.to or "" for letter in first.mailed.waiting)
    assert waited, "somebody's calls were not reached"
    assert not set(waited) & set(mails.to)
    assert not first.is_clean
    assert "wait until the calls that they are about are judged" in artifact(first)
    async with claude_engine(database, claude_standin, library) as engine:
        second = await reviewed(engine, settings(mails=mails))
    assert (second.is_clean, second.mailed.waiting) == (True, ())
    assert sorted(mails.to) == EVERYBODY


async def test_the_cap_ends_a_review_only_when_going_on_at_once_would_not_help(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    """What is put aside for questions that are under way is mostly not spent, so it is waited for."""
    claude_standin.total_s = 0.1
    library = await stock_week(database, *calls_of_a_week(12))
    async with claude_engine(database, claude_standin, library, cap_usd=Decimal("0.7")) as engine:
        done = await reviewed(engine, settings())
    assert "was spent today" in (done.judged.problem or "")
    assert "put aside" not in (done.judged.problem or "")
    assert "go on tomorrow" in (done.judged.problem or "")


async def test_with_a_wrong_key_nobody_gets_a_keyword_reading_instead(
    database: Database, claude_standin: ClaudeStandin, mails: MailServer
) -> None:
    calls = calls_of_a_week(4)
    await reviewed(await reading(database, *calls), settings())
    library = await stock_week(database, *calls)
    claude_standin.on(HttpError(status=401, type="authentication_error"), times=None)
    async with claude_engine(database, claude_standin, library) as engine:
        done = await reviewed(engine, settings(mails=mails))
        assert (len(done.mailed.waiting), mails.arrived) == (4, [])
        await reviewed(engine, settings(mails=mails), partial=True)
    assert sorted(mails.to) == EVERYBODY


async def test_a_call_that_claude_declines_to_judge_holds_no_mail_up(
    database: Database, claude_standin: ClaudeStandin, mails: MailServer
) -> None:
    library = await stock_week(database, *calls_of_a_week(8))
    claude_standin.on(refusal(), matching="project 2 first", times=None)
    async with claude_engine(database, claude_standin, library) as engine:
        done = await reviewed(engine, settings(mails=mails))
    assert done.mailed.waiting == ()
    assert sorted(mails.to) == EVERYBODY


async def test_what_went_out_before_is_not_said_to_wait(
    database: Database, claude_standin: ClaudeStandin, mails: MailServer
) -> None:
    calls = calls_of_a_week(4)
    await reviewed(await reading(database, *calls), settings(mails=mails))
    claude_standin.on(HttpError(status=401, type="authentication_error"), times=None)
    async with claude_engine(database, claude_standin, await stock_week(database, *calls)) as engine:
        done = await reviewed(engine, settings(mails=mails))
    assert done.mailed.waiting == ()
    assert [mail.state for mail in done.mailed.mails] == ["sent"] * 4


async def test_a_mail_that_waits_for_its_server_says_from_when_it_is_tried_again(
    database: Database, mails: MailServer
) -> None:
    engine = await reading(database, *calls_of_a_week(1))
    mails.manners.append("450 rcpt")
    done = await reviewed(engine, settings(mails=mails))
    (mail,) = done.mailed.not_arrived
    assert mail.not_before is not None
    assert mail.not_before > monday(WEEK)


async def test_a_dry_run_says_that_the_week_is_not_over_and_what_is_handed_in(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock_week(database, *calls_of_a_week(2))
    claude_standin.batches.held = True
    how = paid(claude_standin)
    async with claude_engine(database, claude_standin, library) as engine:
        await sunday(engine, how, wait_s=0)
        done = await reviewed(engine, how, at=WEEK.start(how.zone), dry_run=True)
    assert done.mailed.held_back is not None
    assert done.mailed.held_back.startswith("This was a dry run. The week is not over before 16 November 2026")
    assert str(done.taken) == "Batches: 2 questions handed in, not taken over in a dry run."


async def test_what_batches_cost_is_not_counted_again_as_paid_for_judging(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock_week(database, *calls_of_a_week(2))
    async with claude_engine(database, claude_standin, library) as engine:
        await sunday(engine, paid(claude_standin), wait_s=0)
        done = await reviewed(engine, paid(claude_standin))
    assert done.taken.collected is not None
    assert done.cost_usd + done.taken.collected.cost_usd == done.total_usd


async def test_what_is_handed_in_is_estimated_as_it_was_agreed_to(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock_week(database, *calls_of_a_week(1))
    async with claude_engine(database, claude_standin, library) as engine:
        evening = await sunday(engine, paid(claude_standin), wait_s=0)
    assert evening.handed_in.planned is not None
    assert f"about ${evening.handed_in.planned.estimate_usd:.2f} in batches" in "\n".join(evening.lines)


async def test_a_call_that_is_not_handed_in_is_named(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock_week(database, *calls_of_a_week(1))
    how = paid(claude_standin).model_copy(update={"daily_spend_cap_usd": Decimal("0.001")})
    async with claude_engine(database, claude_standin, library) as engine:
        evening = await sunday(engine, how, wait_s=0)
    assert any(line.startswith("Left out: 'Project 0' (75") for line in evening.lines), list(evening.lines)


async def test_invented_calls_that_do_not_count_any_more_are_mentioned(database: Database) -> None:
    real, invented = calls_of_a_week(2)
    done = await reviewed(await reading(database, real, replace(invented, is_invented=True)), settings())
    assert (done.recorded, done.left_out) == (1, 1)
    assert "1 invented call of the week left out, as there are real ones." in artifact(done)
