"""Fifty people in two processes ask for the same new scorecard: it is paid for once."""

from __future__ import annotations

from pathlib import Path

from db.database import Database
from tests.analysis.desk import FIRST_CALL, bundled, stock
from tests.coaching_mcp.warm import start_warm
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

ROOT = Path(__file__).parent.parent.parent
CALLERS = "25"


async def test_fifty_callers_in_two_processes_pay_once(
    database: Database, dsn: str, claude_standin: ClaudeStandin
) -> None:
    await stock(database, *bundled(FIRST_CALL))
    claude_standin.answer = CarefulJudge()
    claude_standin.total_s = 1.0  # long enough that both processes are there while it is judged
    where = (dsn, claude_standin.base_url, claude_standin.key, CALLERS)
    both = [await start_warm("tests.analysis.callers", *where, cwd=ROOT, env={}) for _ in range(2)]
    said = [(await process.communicate())[0].decode().strip() for process in both]
    assert said == ["{75}", "{75}"]
    assert len(claude_standin.questions) == 5
