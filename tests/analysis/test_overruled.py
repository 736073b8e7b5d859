"""What managers change is held against the judge, and once more when it has judged again."""

from __future__ import annotations

from dataclasses import replace

from analysis.disputes import Saying, override
from analysis.engine import Wanted
from analysis.overruled import overruled
from db.database import Database
from tests.analysis.desk import FIRST_CALL, bundled, claude_engine, stock
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

RUTH = "ruth.abara@callcoach-demo.example"
SAYING = Saying(call=FIRST_CALL, criterion="agenda", reason="They agreed on it by mail.", by=RUTH)


async def test_nobody_changed_anything(database: Database) -> None:
    assert await overruled(database, "claude:claude-sonnet-5-5:medium") is None


async def test_the_criterion_with_the_most_changes_comes_first_with_its_direction(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:  # who judges everything a 3
        await engine.analyze(Wanted(call=FIRST_CALL))
        await override(engine, SAYING, 1)
        await override(engine, replace(SAYING, criterion="airtime"), 4)
        found = await overruled(database, engine.scorer.id)
        other = await overruled(database, "claude:another:low")
    assert found is not None
    assert [item.name for item in found.criteria] == ["discovery.agenda", "engagement.airtime"]
    assert [item.shift.total for item in found.criteria] == [-2, 1]
    assert (found.everything.levels, found.everything.exact_since.of) == (2, 0)
    assert other is None


async def test_a_level_that_is_confirmed_is_not_a_changed_one(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:  # who judges everything a 3
        await engine.analyze(Wanted(call=FIRST_CALL))
        await override(engine, SAYING, 3)
        only = await overruled(database, engine.scorer.id)
        await override(engine, replace(SAYING, criterion="airtime"), 4)
        both = await overruled(database, engine.scorer.id)
    assert only is not None
    assert both is not None
    assert (only.criteria, only.everything.levels, only.confirmed) == ((), 0, 1)
    assert ([item.name for item in both.criteria], both.confirmed) == (["engagement.airtime"], 1)


async def test_judged_again_the_new_level_is_held_against_the_managers(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await engine.analyze(Wanted(call=FIRST_CALL))
        await override(engine, SAYING, 1)
        await override(engine, replace(SAYING, criterion="airtime"), 4)
        claude_standin.answer = CarefulJudge(level=1)
        await engine.analyze(Wanted(call=FIRST_CALL, force=True))
        found = await overruled(database, engine.scorer.id)
    assert found is not None
    since = {item.name: (item.exact_since.hits, item.exact_since.of) for item in found.criteria}
    assert since == {"discovery.agenda": (1, 1), "engagement.airtime": (0, 1)}
