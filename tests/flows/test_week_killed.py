"""`coach review` in processes of its own: killed in every step and run again, or run twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from tests.coaching_mcp.warm import COACH, WarmProcess, start_warm
from tests.db.servers import asked, until
from tests.flows.weeks import WEEK, calls_of_a_week, stock_week
from tests.flows.workshops import pass_time
from tests.standins.claude import ClaudeStandin
from tests.standins.gong import GongStandin, Hangs
from tests.standins.judge import CarefulJudge
from tests.standins.smtp import MailServer, mail_server

ROOT = Path(__file__).parents[2]
CALLS, PARTS = 5, 5
"""Calls of the week in the stand-in's Gong; four dimensions and the summary of each."""
MAILS = 6
ANALYSES = "select count(*) from analysis"
EACH_ONCE = "select count(*) from (select distinct call_id, speaker_id, part from analysis) as one"

pytestmark = pytest.mark.timeout(180)


def environment(dsn: str, home: Path, claude: ClaudeStandin, mails: MailServer, gong: str | None) -> dict[str, str]:
    found = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": dsn,
        "ANTHROPIC_API_KEY": claude.key,
        "ANTHROPIC_BASE_URL": claude.base_url,
        "ANTHROPIC_CONCURRENCY": "2",
        "SMTP_URL": mails.url,
        "REPORT_FROM": "Coach <coach@company.example>",
        "REPORT_MODE": "send",
    }
    keys = {"GONG_ACCESS_KEY": ACCESS_KEY, "GONG_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET}
    return {**found, **keys, "GONG_API_BASE_URL": gong, "REPORT_OVERRIDE_TO": "me@company.example"} if gong else found


@asynccontextmanager
async def reviewing(how: dict[str, str]) -> AsyncGenerator[WarmProcess]:
    process = await start_warm(COACH, "review", "--week", str(WEEK), "--yes", cwd=Path(how["HOME"]), env=how)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def killed(how: dict[str, str], when: Callable[[], bool]) -> None:
    """Start it, and kill it as soon as that is so."""
    async with reviewing(how) as process:
        await asyncio.to_thread(until, when, seconds=60)
        assert process.returncode is None


async def finished(how: dict[str, str]) -> str:
    """What it says when it is let alone."""
    async with reviewing(how) as process:
        out, problem = await process.communicate()
    assert process.returncode in {0, 3}, problem.decode()
    return out.decode()


async def forget_the_dead(dsn: str) -> None:
    """Time passes until the leases of whoever was killed are over."""
    await pass_time(dsn, timedelta(minutes=2))
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("update answer set lease_until = now() - interval '1 second' where state = 'running'")
        await connection.execute("update call_at_work set lease_until = now() - interval '1 second'")
        await connection.execute("update email_outbox set lease_until = now() - interval '1 second'")


async def test_killed_in_every_step_and_run_again_it_ends_as_if_nothing_had_been(
    database: Database,  # noqa: ARG001 (migrated and kept)
    dsn: str,
    tmp_path: Path,
    claude_standin: ClaudeStandin,
) -> None:
    claude_standin.answer, claude_standin.total_s = CarefulJudge(), 0.3
    with GongStandin() as gong, mail_server() as mails:
        how = environment(dsn, tmp_path, claude_standin, mails, gong.base_url)
        gong.on(Hangs(seconds=60), path="/v2/calls/transcript")
        await killed(how, lambda: bool(gong.asked("/v2/calls/transcript")))
        await forget_the_dead(dsn)
        await killed(how, lambda: asked(dsn, ANALYSES) != 0)
        under_way = 2 * PARTS
        await forget_the_dead(dsn)
        mails.otherwise = "take and hang"
        await killed(how, mails.got_one.is_set)
        mails.otherwise = "take"
        await forget_the_dead(dsn)
        said = await finished(how)
        assert "may have arrived, so it is not sent again" in said
        assert len(mails.arrived) == MAILS
        assert len({mail["Message-ID"] for mail in mails.arrived}) == MAILS
        questions = len(claude_standin.questions)
        again = await finished(how)
        assert "so not again" in again
        assert gong.breaches == []
    assert asked(dsn, ANALYSES) == asked(dsn, EACH_ONCE) == PARTS * CALLS
    assert PARTS * CALLS <= questions <= PARTS * CALLS + under_way, "only what was on its way is asked again"
    assert (len(claude_standin.questions), len(mails.arrived)) == (questions, MAILS), "the second run does nothing"


async def test_two_at_once_judge_each_call_once_and_send_each_mail_once(
    database: Database, dsn: str, tmp_path: Path, claude_standin: ClaudeStandin
) -> None:
    claude_standin.answer, claude_standin.total_s = CarefulJudge(), 0.3
    calls = calls_of_a_week(12)
    await stock_week(database, *calls)
    with mail_server() as mails:
        how = environment(dsn, tmp_path, claude_standin, mails, None)
        async with asyncio.TaskGroup() as group:
            both = [group.create_task(finished(how)) for _ in range(2)]
        assert all("12 judged" in done.result() or "done before" in done.result() for done in both)
        assert sorted(mails.to) == [f"rep{who}@us.example" for who in range(4)]
    assert asked(dsn, ANALYSES) == asked(dsn, EACH_ONCE) == PARTS * len(calls)
    assert len(claude_standin.questions) == (PARTS + 1) * len(calls)
