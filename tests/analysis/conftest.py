"""What several tests of the engine share: a judge that asks the stand-in, and calls that nobody has judged."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest
import stamina

from analysis.claude import ClaudeJudge
from analysis.claude_wire import ATTEMPTS
from db.database import Database
from knowledge.library import Library
from tests.analysis.asking import opened
from tests.analysis.desk import DEMO, FIRST_CALL, bundled, stock
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge


@pytest.fixture
async def judge(claude_standin: ClaudeStandin) -> AsyncGenerator[ClaudeJudge]:
    """Claude, as the stand-in plays it."""
    async with opened(claude_standin) as judge:
        yield judge


@pytest.fixture
def no_pauses() -> Generator[None]:
    """Retries are as many as ever, and happen at once."""
    with stamina.set_testing(True, attempts=ATTEMPTS):
        yield


@pytest.fixture
async def library(database: Database, claude_standin: ClaudeStandin) -> Library:
    """Two calls that nobody has judged, and a Claude that would."""
    claude_standin.answer = CarefulJudge()
    return await stock(database, *bundled(FIRST_CALL, DEMO))
