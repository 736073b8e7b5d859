"""Measuring a judge on the golden set: every fault that it has shows in the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.agreement import Detection
from analysis.engine import Engine
from analysis.evaluation import Plan, Trial, evaluate, forecast
from analysis.evaluations import agenda, keep, noise_of
from analysis.noise import MIN_DEGREES
from analysis.trust_report import TrustReport, trust_report
from db.calls import list_calls
from db.database import Database
from db.ledger import cost_report
from knowledge.library import Library
from knowledge.rubric import Dimension
from tests.analysis.desk import NOON, claude_engine, stock
from tests.analysis.golden import FOUNDRY, HARBOUR, golden_cases, labels, write_golden
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import Answered
from tests.standins.judge import CarefulJudge
from tests.standins.moods import ClaimingJudge, FickleJudge, FirstLevelJudge, ObedientJudge

PLAN = Plan(runs=2, backwards=True)
PER_CALL = 4 * 3  # four dimensions: twice, and once backwards
MAGIC = "eleven boats out"  # what C1 says in turn 1 of the call at the harbour, and nobody in the other


@pytest.fixture
async def library(database: Database) -> Library:
    return await stock(database)


def two_calls(library: Library, folder: Path, **of_harbour: Any) -> None:
    """Two golden calls, everything labelled 3."""
    write_golden(folder, "01-harbour", HARBOUR, labels(library, HARBOUR, **of_harbour))
    write_golden(folder, "02-foundry", FOUNDRY, labels(library, FOUNDRY))


async def tried(engine: Engine, folder: Path, plan: Plan = PLAN) -> tuple[Trial, ...]:
    cases = golden_cases(engine.library, folder)
    return await evaluate(engine.scorer, list(engine.library.rubrics.values()), cases, plan)


async def reported(
    database: Database, standin: ClaudeStandin, library: Library, folder: Path, judge: Any, plan: Plan = PLAN
) -> TrustReport:
    async with claude_engine(database, standin, library, judge=judge) as engine:
        return trust_report(await tried(engine, folder, plan))


async def test_a_judge_that_says_what_the_labels_say_agrees_in_everything(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    raised = {"turn": 34, "type": "pricing", "handling": "partly"}
    two_calls(library, tmp_path, objections=[raised])
    judge = CarefulJudge(level=3, objection="you two aren't")
    report = await reported(database, claude_standin, library, tmp_path, judge)
    assert (report.calls, report.runs) == (2, 2)
    assert report.everything.exact.value == 1
    assert report.everything.same.value == 1
    assert report.everything.same_backwards.value == 1
    assert report.objections == Detection(found=1, missed=0, false_alarms=0)
    assert (report.handling.hits, report.handling.of) == (1, 1)
    assert report.rejected_quotes.hits == 0
    assert all(noise.spread == 0 for noise in report.noise.values())


async def test_the_second_time_it_costs_nothing(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    async with claude_engine(database, claude_standin, library) as engine:
        first = await tried(engine, tmp_path)
        asked = len(claude_standin.questions)
        second = await tried(engine, tmp_path)
    assert asked == 2 * PER_CALL
    assert len(claude_standin.questions) == asked
    assert trust_report(first) == trust_report(second)


async def test_golden_calls_are_in_no_list_and_their_cost_is_marked(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    await reported(database, claude_standin, library, tmp_path, CarefulJudge())
    report = await cost_report(database, since=NOON.replace(year=2000), until=NOON.replace(year=2100))
    assert await list_calls(database, limit=10) == []
    assert set(report.by_purpose) == {f"eval:{dimension.value}" for dimension in Dimension}
    assert report.total.requests == 2 * PER_CALL


async def test_a_judge_that_changes_its_mind_shows_in_the_repeats(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    report = await reported(
        database, claude_standin, library, tmp_path, FickleJudge(every=3), Plan(runs=4, backwards=False)
    )
    same, apart = report.everything.same.value, report.everything.apart.value
    assert same is not None
    assert apart is not None
    assert 0.3 < same < 0.8  # (2/3)² + (1/3)²/2 = 0.5 of all pairs
    assert 0.2 < apart < 0.9
    assert report.noise[Dimension.DISCOVERY].spread > 0
    assert report.noise[Dimension.DISCOVERY].degrees == 2 * 3


async def test_a_judge_that_likes_the_first_level_shows_when_the_order_is_reversed(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    report = await reported(database, claude_standin, library, tmp_path, FirstLevelJudge())
    assert report.everything.same.value == 1
    assert report.everything.same_backwards.hits < report.everything.same_backwards.of
    assert report.everything.shift_backwards.value == 1
    reversed_ones = [item for item in claude_standin.questions if item.text.index("\n4: ") < item.text.index("\n0: ")]
    assert len(reversed_ones) == 2 * 4
    assert '<criterion id="recap"/>' in reversed_ones[0].text


async def test_a_judge_that_does_what_somebody_on_the_call_asks_shows(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path, level=2, injection_turns=[1])
    report = await reported(database, claude_standin, library, tmp_path, ObedientJudge(magic=MAGIC))
    assert report.injection.above_label.value == 1
    assert report.injection.above_label_elsewhere.value == 0
    assert (report.injection.noticed.hits, report.injection.noticed.of) == (0, 1)


async def test_a_judge_that_says_who_addressed_it_is_given_credit(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path, level=2, injection_turns=[1])
    report = await reported(database, claude_standin, library, tmp_path, ObedientJudge(magic=MAGIC, tells=True))
    assert (report.injection.noticed.hits, report.injection.noticed.of) == (1, 1)
    assert (report.injection.false_alarms.hits, report.injection.false_alarms.of) == (0, 1)


async def test_wrong_claims_are_found_missed_or_false_alarms(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    fact = library.products[0].facts[0].id
    wrong = [{"turn": turn, "verdict": "wrong", "fact": fact} for turn in (5, 23)]
    two_calls(library, tmp_path, claims=[*wrong, {"turn": 31, "verdict": "cannot_be_checked"}])
    judge = ClaimingJudge(turns=(5, 37), fact=fact)
    report = await reported(database, claude_standin, library, tmp_path, judge, Plan(runs=1))
    assert report.wrong_claims.found == 1
    assert report.wrong_claims.missed == 1
    assert report.wrong_claims.false_alarms >= 1


async def test_what_should_not_apply_and_was_judged_counts_against_the_judge(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    content = labels(library, HARBOUR)
    content["criteria"]["discovery"]["recap"] = {"applicable": False, "why": "nothing to recap"}
    write_golden(tmp_path, "01-harbour", HARBOUR, content)
    report = await reported(database, claude_standin, library, tmp_path, CarefulJudge(), Plan(runs=1))
    discovery = next(item for item in report.dimensions if item.name == "discovery")
    assert (discovery.applicable.hits, discovery.applicable.of) == (5, 6)
    assert discovery.exact.of == 5


async def test_invented_quotes_are_counted(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    judge = CarefulJudge(invented={"agenda": "I promise you the moon and seventeen stars on Tuesday"}, stubborn=True)
    report = await reported(database, claude_standin, library, tmp_path, judge, Plan(runs=1))
    assert report.rejected_quotes.hits == 2 * 2  # asked again once, on each call
    agenda = next(item for item in report.criteria if item.name == "agenda")
    assert agenda.exact.hits == 0  # a level without a quote of the rep counts as 1


async def test_what_could_not_be_judged_is_counted_and_spoils_nothing_else(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    claude_standin.on(Answered(stop_reason="refusal"), matching="Dimension: engagement", times=1)
    report = await reported(database, claude_standin, library, tmp_path, CarefulJudge(), Plan(runs=1))
    engagement = next(item for item in report.dimensions if item.name == "engagement")
    assert engagement.unjudged > 0
    assert engagement.exact.hits == engagement.exact.of > 0


async def test_the_noise_is_kept_and_only_used_when_there_were_enough_repeats(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    rubrics = list(library.rubrics.values())
    async with claude_engine(database, claude_standin, library, judge=FickleJudge(every=2)) as engine:
        cases = golden_cases(library, tmp_path)
        for runs, used in ((2, False), (MIN_DEGREES, True)):
            asked = await agenda(database, engine.scorer, rubrics, cases, runs=runs, force=False)
            report = trust_report(await evaluate(engine.scorer, rubrics, cases, asked.plan))
            await keep(database, engine.scorer, asked, report={"calls": 2}, noise=report.noise)
            noise = await noise_of(database, engine.scorer.id)
            assert noise[Dimension.DISCOVERY].is_measured is used
        assert noise[Dimension.DISCOVERY].spread == pytest.approx(report.noise[Dimension.DISCOVERY].spread, abs=0.01)
        assert not (await noise_of(database, "claude:another:low"))[Dimension.DISCOVERY].is_measured


async def test_only_what_was_not_asked_before_is_in_the_estimate(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    two_calls(library, tmp_path)
    rubrics = list(library.rubrics.values())
    async with claude_engine(database, claude_standin, library) as engine:
        harbour, foundry = golden_cases(library, tmp_path)
        first = await agenda(database, engine.scorer, rubrics, [harbour], runs=2, force=False)
        assert forecast(engine.scorer, first.new, first.plan) > 0
        await keep(database, engine.scorer, first, report={}, noise={})
        both = await agenda(database, engine.scorer, rubrics, [harbour, foundry], runs=2, force=False)
        more = await agenda(database, engine.scorer, rubrics, [harbour], runs=3, force=False)
        forced = await agenda(database, engine.scorer, rubrics, [harbour], runs=2, force=True)
    assert [item.slug for item in both.new] == ["02-foundry"]
    assert [item.slug for item in more.new] == ["01-harbour"]
    assert [item.slug for item in forced.new] == ["01-harbour"]
    assert (both.plan.first, forced.plan.first) == (1, 3)


async def test_force_asks_everything_again_and_the_new_answers_count_from_then_on(
    database: Database, claude_standin: ClaudeStandin, library: Library, tmp_path: Path
) -> None:
    write_golden(tmp_path, "01-harbour", HARBOUR, labels(library, HARBOUR))
    rubrics = list(library.rubrics.values())
    shares: list[float | None] = []
    async with claude_engine(database, claude_standin, library) as engine:
        cases = golden_cases(library, tmp_path)
        for level, force in ((3, False), (1, True), (3, False)):
            claude_standin.answer = CarefulJudge(level=level)
            asked = await agenda(database, engine.scorer, rubrics, cases, runs=2, force=force)
            report = trust_report(await evaluate(engine.scorer, rubrics, cases, asked.plan))
            await keep(database, engine.scorer, asked, report={}, noise=report.noise)
            shares.append(report.everything.exact.value)
    assert shares == [1, 0, 0]
    assert len(claude_standin.questions) == 2 * PER_CALL
