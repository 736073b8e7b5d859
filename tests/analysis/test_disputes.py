"""A judgement can be disputed by anybody and changed by the rep's manager; what the judge said stays to be seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from analysis.disputes import Saying, dispute, override
from analysis.engine import Engine, Wanted
from analysis.errors import CriterionNotFound, NotAnalysed, NothingToChange, NotTheManager
from analysis.scorecards import Scorecard
from db.analyses import analysis_history
from db.calls import list_calls
from db.database import Database
from db.disputes import list_disputes, overrides
from db.roster import Listing, set_people
from knowledge.rubric import Dimension
from knowledge.ruling import is_open
from knowledge.scorecard import DimensionResult, Scored
from tests.analysis.desk import FIRST_CALL, bundled, claude_engine, keyword_engine, stock
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import Recorded
from tests.standins.judge import CarefulJudge

FIRST = Wanted(call=FIRST_CALL)
RUTH, PRIYA = "ruth.abara@callcoach-demo.example", "priya@callcoach-demo.example"
"""Who manages the bundled reps, and somebody else."""
SAYING = Saying(call=FIRST_CALL, criterion="agenda", reason=" We  agreed on it by mail. ", by=RUTH)


def level(card: Scorecard, criterion: str = "agenda") -> int:
    discovery = card.result(Dimension.DISCOVERY)
    assert discovery
    return _level(discovery, criterion)


def _level(result: DimensionResult, criterion: str) -> int:
    return next(item.level for item in result.findings if isinstance(item, Scored) and item.criterion == criterion)


async def analysed(engine: Engine) -> Scorecard:
    return await engine.analyze(FIRST)


@pytest.fixture
async def engine(database: Database) -> Engine:
    """An engine without a key, that has read the first call."""
    engine = keyword_engine(database, await stock(database, *bundled(FIRST_CALL)))
    await analysed(engine)
    return engine


async def test_a_dispute_is_shown_and_changes_nothing(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        before = await analysed(engine)
        after = await dispute(engine, SAYING)
        again = await engine.analyze(FIRST)
    assert after.results == before.results
    (said,) = after.rulings
    assert (said.reason, said.judged_level, said.level) == ("We agreed on it by mail.", 3, None)
    assert again.cached
    assert again.rulings == after.rulings


async def test_the_managers_level_counts_everywhere_and_the_judges_stays_in_the_history(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        before = await analysed(engine)
        after = await override(engine, SAYING, 0)
    assert (level(before), level(after)) == (3, 0)
    old, new = before.result(Dimension.DISCOVERY), after.result(Dimension.DISCOVERY)
    assert old
    assert new
    assert new.score is not None
    assert old.score == 75 > new.score
    (listed,) = await list_calls(database, limit=1)
    assert listed.scores["discovery"] == new.score
    kept = {item.part: item.result for item in await analysis_history(database, after.call.id)}
    assert kept["discovery"] == old
    (human,) = await overrides(database)
    assert (human.ruling.judged_level, human.ruling.level, human.scorer) == (3, 0, after.scorer)
    assert human.rubric_hash == library.rubrics[Dimension.DISCOVERY].hash


async def test_the_last_word_counts_and_is_the_one_that_evaluation_gets(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await analysed(engine)
        await override(engine, SAYING, 0)
        card = await override(engine, replace(SAYING, criterion="Discovery/Agenda"), 2)
    assert level(card) == 2
    assert [item.ruling.level for item in await overrides(database)] == [2]
    assert len(await list_disputes(database)) == 2


async def test_two_levels_that_are_changed_at_once_both_count_in_the_score(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await analysed(engine)
        async with asyncio.TaskGroup() as group:
            group.create_task(override(engine, SAYING, 0))
            group.create_task(override(engine, replace(SAYING, criterion="impact"), 1))
            group.create_task(override(engine, replace(SAYING, criterion="recap"), 1))
        shown = (await engine.show(FIRST_CALL)).result(Dimension.DISCOVERY)
    assert shown
    assert (_level(shown, "agenda"), _level(shown, "impact"), _level(shown, "recap")) == (0, 1, 1)
    (listed,) = await list_calls(database, limit=1)
    assert listed.scores["discovery"] == shown.score


async def test_only_the_manager_changes_a_level_where_there_is_one(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        maya = (await analysed(engine)).rep.email
        assert maya
        with pytest.raises(NotTheManager, match=r"Only Ruth Abara \(ruth.*\), the manager of Maya Chen"):
            await override(engine, replace(SAYING, by=maya), 4)
        await set_people(
            database, [Listing(email=PRIYA, name="Priya"), Listing(email=maya, manager=PRIYA)], by_hand=True
        )
        with pytest.raises(NotTheManager, match="Only Priya"):
            await override(engine, SAYING, 4)
        assert level(await engine.show(FIRST_CALL)) == 3
        assert level(await override(engine, replace(SAYING, by=f" {PRIYA.upper()} "), 4)) == 4
        await set_people(database, [Listing(email=maya, manager="")], by_hand=True)
        assert level(await override(engine, replace(SAYING, by="anybody@x.example"), 2)) == 2


async def test_judged_again_what_was_said_stays_as_said_of_the_earlier_judgement(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await analysed(engine)
        await override(engine, SAYING, 0)
        fresh = await engine.analyze(replace(FIRST, force=True))
        shown = await engine.show(FIRST_CALL)
    for card in (fresh, shown):
        assert level(card) == 3
        assert [ruling.is_current for ruling in card.rulings] == [False]
        assert "About an earlier judgement (level 3)" in card.rulings[0].sentence
    assert [item.ruling.is_current for item in await list_disputes(database)] == [False]


async def test_the_summary_is_written_from_what_the_judge_said(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await engine.analyze(replace(FIRST, dimensions=(Dimension.DISCOVERY,)))
        await override(engine, SAYING, 0)
        card = await engine.analyze(FIRST)
    (asked,) = [question.text for question in claude_standin.questions if "<wins>" in question.text]
    assert level(card) == 0
    assert "agenda (weight" in asked
    assert "level 0 of 4" not in asked


async def test_what_could_not_be_judged_can_be_given_a_level(database: Database, claude_standin: ClaudeStandin) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        claude_standin.answer = _without_agenda
        assert (await analysed(engine)).judged[0].needs_review
        card = await override(engine, SAYING, 1)
        assert level(card) == 1
        assert not card.results[0].needs_review
    (human,) = await overrides(database)
    assert (human.ruling.judged_level, human.ruling.level) == (None, 1)


def _without_agenda(request: Recorded) -> dict[str, Any]:
    """The careful judge, who leaves one criterion out however often it is asked."""
    answer = CarefulJudge()(request)
    answer["criteria"] = [item for item in answer.get("criteria", []) if item["criterion"] != "agenda"]
    return answer if "injection_turns" in answer else CarefulJudge()(request)


@pytest.mark.parametrize("criterion", ["agendas", "", "engagement/agenda"])
async def test_a_criterion_that_is_not_there_is_a_sentence_with_those_that_are(
    database: Database, claude_standin: ClaudeStandin, criterion: str
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await analysed(engine)
        with pytest.raises(CriterionNotFound, match=r"There are: discovery\.agenda, "):
            await dispute(engine, replace(SAYING, criterion=criterion))


async def test_a_criterion_is_also_found_by_its_title(engine: Engine) -> None:
    title = engine.library.rubrics[Dimension.ENGAGEMENT].criteria[0].title
    card = await dispute(engine, replace(SAYING, criterion=title.upper()))
    assert card.rulings[0].dimension is Dimension.ENGAGEMENT


async def test_a_reading_has_no_level_to_change(database: Database) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    engine = keyword_engine(database, library)
    with pytest.raises(NotAnalysed):
        await dispute(engine, SAYING)
    await analysed(engine)
    with pytest.raises(NothingToChange, match="gives no levels"):
        await override(engine, SAYING, 3)


async def test_a_dispute_of_a_reading_is_closed_by_keeping_it(database: Database) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    engine = keyword_engine(database, library)
    before = await analysed(engine)
    await dispute(engine, replace(SAYING, by="maya"))
    with pytest.raises(NotTheManager):
        await override(engine, replace(SAYING, by=PRIYA), None)
    after = await override(engine, SAYING, None)
    assert after.results == before.results
    assert [is_open(ruling, after.rulings) for ruling in after.rulings] == [False, False]
    assert [item.ruling.keeps for item in await list_disputes(database)] == [True, False]
    assert not await overrides(database)


async def test_a_level_that_is_kept_is_confirmed_as_it_counts_now(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        await analysed(engine)
        await override(engine, replace(SAYING, criterion="airtime"), None)
        await override(engine, SAYING, 1)
        await dispute(engine, SAYING)
        card = await override(engine, SAYING, None)
    assert level(card) == 1
    assert not any(is_open(ruling, card.rulings) for ruling in card.rulings)
    said = {item.ruling.criterion: (item.ruling.judged_level, item.ruling.level) for item in await overrides(database)}
    assert said == {"airtime": (3, 3), "agenda": (3, 1)}


@pytest.mark.parametrize("by", ["maya", "", "<b>@x.example", "a@b@c.example"])
async def test_who_decides_is_named_by_an_e_mail(engine: Engine, by: str) -> None:
    with pytest.raises(NothingToChange, match="is not an e-mail"):
        await override(engine, replace(SAYING, by=by), None)


async def test_a_reason_is_short_enough_to_stand_beside_the_judgement(engine: Engine) -> None:
    with pytest.raises(NothingToChange, match="500 characters: --reason has 3000"):
        await dispute(engine, replace(SAYING, reason="x" * 3000))
    assert (await dispute(engine, replace(SAYING, reason="x" * 500))).rulings


@pytest.mark.parametrize("criterion", ["discovery.recap", "discovery/recap", "Recap"])
async def test_a_criterion_is_found_as_reports_write_it(engine: Engine, criterion: str) -> None:
    assert (await dispute(engine, replace(SAYING, criterion=criterion))).rulings[0].criterion == "recap"


async def test_without_a_reason_nothing_is_said(database: Database, engine: Engine) -> None:
    with pytest.raises(NothingToChange, match="--reason"):
        await dispute(engine, replace(SAYING, reason=" \n"))
    assert not await list_disputes(database)
