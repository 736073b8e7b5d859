"""A changed rubric is tried on past calls before anybody sees it, and nothing of it is stored as their result."""

from __future__ import annotations

from analysis.engine import Wanted
from analysis.rehearsal import Shift, judged_calls, rehearse
from analysis.versions import versions
from db.analyses import analysis_history
from db.database import Database
from db.standards import Standard, load_standards
from knowledge.library import Library
from knowledge.rubric import CriterionId, Dimension, Rubric
from tests.analysis.desk import DEMO, FIRST_CALL, bundled, claude_engine, keyword_engine, stock
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

FIRST = Wanted(call=FIRST_CALL)


def renamed(library: Library) -> Rubric:
    """Discovery with another first criterion, and twice the weight on the second."""
    rubric = library.rubrics[Dimension.DISCOVERY]
    first, second, *rest = rubric.criteria
    changed = (
        first.model_copy(update={"id": CriterionId("opening")}),
        second.model_copy(update={"weight": second.weight * 2, "weights": {}}),
        *rest,
    )
    return rubric.model_copy(update={"criteria": changed})


async def test_what_would_change_is_shown_and_not_stored(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        stored = await engine.analyze(FIRST)
        history = await analysis_history(database, stored.call.id)
        claude_standin.answer = CarefulJudge(level=1)
        tried = await rehearse(engine, renamed(library), FIRST)
        assert await analysis_history(database, stored.call.id) == history
        assert (await engine.analyze(FIRST)).results == stored.results
    assert tried.before
    assert (tried.before.score, tried.after.score) == (75, 25)
    assert Shift(criterion=CriterionId("opening"), before=None, after="1") in tried.shifts
    assert Shift(criterion=CriterionId("agenda"), before="3", after=None) in tried.shifts
    assert tried.cost_usd > 0


async def test_trying_the_same_again_asks_nobody(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        first = await rehearse(engine, renamed(library), FIRST)
        asked = len(claude_standin.questions)
        second = await rehearse(engine, renamed(library), FIRST)
    assert asked == len(claude_standin.questions) == 1
    assert first == second
    assert first.before is None
    assert not first.shifts


async def test_without_a_key_the_reading_is_compared(database: Database) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    tried = await rehearse(keyword_engine(database, library), renamed(library), FIRST)
    assert tried.before is not None
    assert {shift.criterion for shift in tried.shifts} == {"agenda", "opening"}
    assert not tried.cost_usd


async def test_the_last_calls_are_those_that_the_same_scorer_looked_at(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL, DEMO))
    reading = keyword_engine(database, library)
    await reading.analyze(FIRST)
    async with claude_engine(database, claude_standin, library) as engine:
        await engine.analyze(Wanted(call=DEMO))
        assert [one.call for one in await judged_calls(engine, 5)] == [DEMO]
        assert [one.call for one in await judged_calls(reading, 5)] == [FIRST_CALL]
        assert await judged_calls(engine, 0) == ()


async def test_every_version_that_counted_is_told_with_what_was_different(database: Database) -> None:
    library = await stock(database)
    rubric = renamed(library)
    changed = Standard(kind="rubric", name="discovery", hash=rubric.hash, body=rubric.model_dump(mode="json"))
    unknown = Standard(kind="rubric", name="discovery", hash="f" * 64, body={"questions": ["from a later version"]})
    await load_standards(database, [changed], "Ada")
    await load_standards(database, [unknown], "Bob")
    newest, second, first = await versions(database, Dimension.DISCOVERY)
    assert (newest.loaded_by, newest.rubric, newest.changes) == ("Bob", None, None)
    assert (second.loaded_by, second.rubric) == ("Ada", rubric)
    assert {change.what for change in second.changes or ()} >= {"criterion", "weight"}
    assert (first.rubric, first.changes) == (library.rubrics[Dimension.DISCOVERY], None)
