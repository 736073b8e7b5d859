"""The mails about the bundled calls say what somebody works out from the calendar and the levels with a pencil."""

from __future__ import annotations

import re

import pytest

from analysis.engine import Wanted
from analysis.settings import Settings
from analysis.week import read_week
from db.database import Database
from reports.office import week_letters
from tests.analysis.desk import bundled, claude_engine, everything, stock
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

WEEK = read_week("2026-W46")
MAYA, RUTH = "maya.chen@callcoach-demo.example", "ruth.abara@callcoach-demo.example"
BEFORE = {"101": 2, "103": 2, "105": 2}
"""Maya's calls of 5, 7 and 12 October, and the level of every criterion on them: the four weeks before those."""
NOW = {"109": 3, "113": 3, "125": 3, "117": 4, "121": 1}
"""Her calls of 19, 26 and 29 October and of 2 and 9 November: the last four weeks, the last call in the mail's week."""


@pytest.fixture
async def mails(database: Database) -> dict[str | None, str]:
    """The text of each mail by whom it is for: all calls are there, and Maya's are judged."""
    library = await stock(database, *bundled(*(call.id for call in everything().calls)))
    async with ClaudeStandin() as standin, claude_engine(database, standin, library) as engine:
        for call, level in {**BEFORE, **NOW}.items():
            standin.answer = CarefulJudge(level=level)
            await engine.analyze(Wanted(call=f"7300000000000000{call}", rep=MAYA))
    written = await week_letters(database, WEEK, Settings(), library.rubrics)
    return {letter.to: letter.email.text for letter in written.letters}


async def test_four_weeks_are_compared_with_the_four_before(mails: dict[str | None, str]) -> None:
    """Level 3 is 75 points, 4 is 100, 1 is 25: (75 + 75 + 75 + 100 + 25) ÷ 5 = 70, and 50 on three calls before.

    70 on five calls that are 27.4 points apart may be luck up to 1.96 · √(27.4² ÷ 5) = 24 points: level with 50.
    """
    text = mails[RUTH]
    assert re.search(r"Maya Chen: discovery 70 \(calls: 5\), product knowledge 70 \(calls: 5\), ", text)
    assert re.search(r"engagement 70 \(calls: 5\), week: 1\n", text)
    assert "▲ 20" not in text


async def test_the_calls_of_the_week_are_counted_with_those_that_nothing_was_said_of(
    mails: dict[str | None, str],
) -> None:
    """From 9 to 15 November the team had five calls, one on each day; only Maya's is judged."""
    text = mails[RUTH]
    assert "9–15 November 2026 · Ruth Abara’s team · 1 call, 5 reps" in text
    assert "1 of 5 recorded calls were analysed." in text
    assert "4 calls left out: not analysed yet." in text


async def test_a_rep_is_told_of_the_one_call_and_of_the_four_weeks_before(mails: dict[str | None, str]) -> None:
    """Level 1 on the one call of the week; 2, 3, 3, 3 and 4 on the five since 12 October, of which 2 is not done."""
    assert set(mails) == {MAYA, RUTH}
    text = mails[MAYA]
    assert "9–15 November 2026 · 1 call · 2 min read" in text
    assert "An average takes 3 scored calls" in text
    assert re.search(
        r"One thing to work on: .*\n-+\n(?:.*\n)*?Seen on 0 of 1 call; 4 of 5 in the 4 weeks before\.", text
    )
    assert "Keep doing" not in text
