"""A week from its calls to its mails: what is missing is done, each part once, and what went wrong is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import SecretStr

from analysis.case import Case, Opinion
from analysis.engine import Engine
from analysis.errors import BadSetting
from analysis.keyword_scorer import KeywordScorer
from analysis.week import read_week
from db.database import Database
from flows.outcome import Became
from flows.week_artifact import artifact, headline
from knowledge.scorecard import DimensionResult
from tests.analysis.desk import ZONE, bundled, claude_engine, clock, stock
from tests.builders import call_of
from tests.flows.reviewing import monday, reading, reviewed, settings
from tests.flows.weeks import WEEK, calls_of_a_week, stock_week
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import HttpError
from tests.standins.gong import Fails, GongStandin
from tests.standins.smtp import MailServer

pytestmark = pytest.mark.usefixtures("no_waiting")

REQUESTS = 6
"""What kind of call it was, four dimensions, the summary."""
ME = "me@company.example"


async def test_what_is_missing_is_judged_and_everybody_gets_one_mail(
    database: Database, claude_standin: ClaudeStandin, mails: MailServer
) -> None:
    library = await stock_week(database, *calls_of_a_week(8))
    async with claude_engine(database, claude_standin, library) as engine:
        done = await reviewed(engine, settings(mails=mails))
        again = await reviewed(engine, settings(mails=mails), at=monday(WEEK) + timedelta(hours=1))
    assert (done.recorded, done.analysed, str(done.judged), done.is_clean) == (8, 8, "8 judged", True)
    assert sorted(mails.to) == [f"rep{who}@us.example" for who in range(4)]
    assert len(claude_standin.questions) == 8 * REQUESTS
    assert done.cost_usd == done.total_usd > 0
    assert (again.judged.results, again.cost_usd, again.total_usd) == ([], 0, done.total_usd)
    assert [again.mailed.went_before(mail) for mail in again.mailed.mails] == [True] * 4
    assert not any(done.mailed.went_before(mail) for mail in done.mailed.mails)
    assert "4 had gone out before" in artifact(again)


async def test_a_dry_run_changes_nothing_and_says_what_it_takes(
    database: Database, claude_standin: ClaudeStandin, mails: MailServer
) -> None:
    library = await stock_week(database, *calls_of_a_week(4))
    with GongStandin() as gong:
        async with claude_engine(database, claude_standin, library) as engine:
            how = settings(
                mails=mails,
                gong=gong,
                anthropic_api_key=SecretStr(claude_standin.key),
                anthropic_base_url=claude_standin.base_url,
            )
            done = await reviewed(engine, how, dry_run=True)
        assert done.synced.found is not None
        assert len(done.synced.found.new) == 5
        assert {asked.path for asked in gong.requests} == {"/v2/calls"}
    assert len(done.standing.missing) == 4
    assert done.estimate_usd > 0
    assert (claude_standin.questions, mails.arrived, done.mailed.mails) == ([], [], ())
    assert done.mailed.held_back == "This was a dry run."


async def test_the_calls_of_the_week_are_fetched_first(database: Database, mails: MailServer) -> None:
    engine = await reading(database)
    with GongStandin() as gong:
        done = await reviewed(engine, settings(mails=mails, gong=gong, report_override_to=ME))
        assert gong.breaches == []
    assert (done.recorded, done.analysed, done.is_clean) == (5, 5, True)
    assert mails.to == [ME] * 6


async def test_a_call_of_another_week_that_waits_is_left_to_whoever_judges_on_arrival(database: Database) -> None:
    from db import inbox

    engine = await reading(database)
    earlier = "7300000000000000101"
    await inbox.note_calls(database, [earlier])
    with GongStandin() as gong:
        done = await reviewed(engine, settings(gong=gong))
    assert done.recorded == 5
    states = await inbox.known_calls(database, [earlier])
    assert states == {earlier: "waiting"}


@pytest.mark.parametrize(
    ("fails", "remark"),
    [
        (Fails(status=401), "Calls may be missing: Gong did not accept our key when this was written."),
        (Fails(status=503), "Calls may be missing: Gong could not be reached when this was written."),
        (
            Fails(status=429, headers={"retry-after": "40000"}),
            "Calls may be missing: Gong’s daily quota was used up when this was written.",
        ),
    ],
)
async def test_without_gong_the_review_goes_on_and_says_so(
    database: Database, mails: MailServer, fails: Fails, remark: str
) -> None:
    await stock(database, *bundled("7300000000000000125", "7300000000000000126"))
    engine = await reading(database)
    with GongStandin() as gong:
        gong.on(fails, times=None)
        done = await reviewed(engine, settings(mails=mails, gong=gong, report_override_to=ME))
    assert done.synced.problem is not None
    assert not done.is_clean
    leaders = next(mail for mail in mails.arrived if "team" in mail["Subject"])
    body = leaders.get_body(("plain",))
    assert body is not None
    assert remark.partition(":")[0] in " ".join(body.get_content().split())
    assert done.synced.remark == remark
    assert done.synced.problem in artifact(done)


async def test_without_a_key_of_gong_what_was_imported_is_reviewed(database: Database, mails: MailServer) -> None:
    done = await reviewed(await reading(database, *calls_of_a_week(6)), settings(mails=mails))
    assert done.is_clean
    assert str(done.synced) == "Gong is not connected, so only calls that were imported count."
    assert len(mails.arrived) == 4


async def test_where_nothing_is_to_be_sent_the_mails_are_only_written(database: Database) -> None:
    done = await reviewed(await reading(database, *calls_of_a_week(6)), settings())
    assert len(done.mailed.written.letters) == 4
    assert done.mailed.held_back is not None
    assert "coach report --week 2026-W46" in done.mailed.held_back
    assert done.is_clean


async def test_a_mail_server_that_is_not_set_up_is_noticed_before_anything_is_paid(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock_week(database, *calls_of_a_week(2))
    async with claude_engine(database, claude_standin, library) as engine:
        with pytest.raises(BadSetting, match="SMTP_URL is not set"):
            await reviewed(engine, settings(report_mode="send"))
    assert claude_standin.questions == []


async def test_mails_about_invented_calls_go_nowhere_but_to_whoever_tries_it(
    database: Database, mails: MailServer
) -> None:
    calls = tuple(replace(call, is_invented=True) for call in calls_of_a_week(4))
    engine = await reading(database, *calls)
    done = await reviewed(engine, settings(mails=mails))
    assert (done.mailed.held_back or "").startswith("The calls are invented")
    await reviewed(engine, settings(mails=mails, report_override_to=ME))
    assert mails.to == [ME] * 4


async def test_a_week_that_is_not_over_is_judged_and_not_sent(database: Database, mails: MailServer) -> None:
    done = await reviewed(
        await reading(database, *calls_of_a_week(6)), settings(mails=mails), at=WEEK.end(ZONE) - timedelta(hours=2)
    )
    assert done.analysed == 6
    assert (done.mailed.held_back or "").startswith("The week is not over before 16 November")
    assert mails.arrived == []


async def test_an_empty_week_is_a_week(database: Database, mails: MailServer) -> None:
    done = await reviewed(await reading(database, *calls_of_a_week(6)), settings(mails=mails), read_week("2026-W30"))
    assert (done.recorded, done.is_clean, mails.arrived) == (0, True, [])
    assert headline(done) == "2026-W30: 0 calls, 0 analysed, $0.00"


async def test_a_mail_that_has_to_wait_is_handed_over_by_the_next_run(database: Database, mails: MailServer) -> None:
    engine = await reading(database, *calls_of_a_week(6))
    mails.manners.append("450 rcpt")
    first = await reviewed(engine, settings(mails=mails))
    second = await reviewed(engine, settings(mails=mails), at=monday(WEEK) + timedelta(minutes=15))
    assert [mail.state for mail in first.mailed.not_arrived] == ["pending"]
    assert not first.is_clean
    assert second.is_clean
    assert sorted(mails.to) == [f"rep{who}@us.example" for who in range(4)]


async def test_the_money_is_used_up_to_the_cap_and_what_is_left_is_done_the_next_day(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    """What is under way counts at its worst case, so many at once would stop long before the money is spent."""
    library = await stock_week(database, *calls_of_a_week(24))
    cap = Decimal("1.1")
    async with claude_engine(database, claude_standin, library, cap_usd=cap) as engine:
        first = await reviewed(engine, settings(anthropic_concurrency=8))
    judged = first.judged.count(Became.JUDGED)
    assert "spending cap" in (first.judged.problem or "")
    assert 0 < judged < 24
    assert first.judged.count(Became.WAITS) == 24 - judged
    assert cap - Decimal("0.8") < first.cost_usd <= cap
    async with claude_engine(database, claude_standin, library) as engine:
        second = await reviewed(engine, settings())
    assert (second.analysed, second.is_clean) == (24, True)
    assert len(claude_standin.questions) == 24 * REQUESTS, "nothing is asked twice"


async def test_a_wrong_key_stops_the_judging_and_the_mails_say_what_is_missing(
    database: Database, claude_standin: ClaudeStandin, mails: MailServer
) -> None:
    library = await stock_week(database, *calls_of_a_week(6))
    claude_standin.on(HttpError(status=401, type="authentication_error"), times=None)
    async with claude_engine(database, claude_standin, library) as engine:
        done = await reviewed(engine, settings(mails=mails, anthropic_concurrency=2))
    assert "ANTHROPIC_API_KEY" in (done.judged.problem or "")
    assert done.judged.count(Became.WAITS) == 6
    assert len(claude_standin.questions) <= 4
    assert mails.arrived == [], "there is nothing to say to anybody"
    assert "**Stopped:**" in artifact(done)


async def test_one_call_that_is_refused_keeps_no_other_back(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock_week(database, *calls_of_a_week(4))
    claude_standin.on(HttpError(status=529, type="overloaded_error"), matching="project 2 first", times=4)
    async with claude_engine(database, claude_standin, library) as engine:
        done = await reviewed(engine, settings(anthropic_concurrency=2))
    assert (done.analysed, done.is_clean) == (4, True), "it is tried once more at the end"


async def test_a_call_that_breaks_the_program_keeps_no_other_from_being_judged(database: Database) -> None:
    class Clumsy(KeywordScorer):
        async def narrative(self, case: Case, results: Sequence[DimensionResult]) -> Opinion:
            if any("project 2 first" in said.text for said in case.transcript.utterances):
                raise ZeroDivisionError("with the words of a call")
            return await super().narrative(case, results)

    library = await stock_week(database, *calls_of_a_week(4))
    done = await reviewed(Engine(database, library, Clumsy(library.rubrics), clock=clock), settings())
    assert (done.analysed, done.is_clean) == (3, False)
    (broken,) = (one for one in done.judged.results if one.became is Became.FAILED)
    assert broken.reason == "something went wrong that should not have (ZeroDivisionError); the log says where"


async def test_a_call_on_which_none_of_ours_spoke_is_said(database: Database) -> None:
    alone = call_of(("C1", "Is anybody there?"), started_at=WEEK.start(ZONE) + timedelta(hours=9))
    done = await reviewed(await reading(database, alone), settings())
    assert (done.recorded, done.analysed) == (1, 0)
    assert "Nobody known to be on our side spoke" in artifact(done)


async def test_the_artifact_tells_nothing_that_was_said_and_no_address(database: Database, mails: MailServer) -> None:
    mails.otherwise = "550 rcpt"
    text = artifact(await reviewed(await reading(database, *calls_of_a_week(6)), settings(mails=mails)))
    assert "4 not taken by the mail server" in text
    assert "| everybody | 6 | 6 | |" in text
    assert "@" not in text
    assert "finance" not in text
