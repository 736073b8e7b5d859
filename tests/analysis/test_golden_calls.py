"""The golden calls that ship: what is on them, and that the shipped figures of the keyword reading are theirs."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.evaluation import Plan, evaluate
from analysis.golden_cases import GoldenCase, golden_case
from analysis.keyword_report import KeywordReport, keyword_report
from analysis.keyword_scorer import KeywordScorer
from analysis.reliability import FILE, measured
from coaching_mcp.trust import plain
from knowledge.golden_set import read_golden_set
from knowledge.library import Library, read_library
from knowledge.rubric import CriterionId, Role
from knowledge.scorecard import Verdict

SHIPPED = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="module")
def cases(library: Library) -> list[GoldenCase]:
    return [golden_case(golden) for golden in read_golden_set(library)]


async def read(library: Library, cases: list[GoldenCase]) -> KeywordReport:
    scorer = KeywordScorer(library.rubrics)
    trials = await evaluate(scorer, list(library.rubrics.values()), cases, Plan())
    return keyword_report(trials, scorer=scorer.id, measured=measured_on())


def measured_on() -> date:
    return date.fromisoformat(SHIPPED["measured"])


async def test_the_shipped_figures_are_those_of_this_version(library: Library, cases: list[GoldenCase]) -> None:
    """If not: `uv run coach eval --json > new.json && mv new.json analysis/data/keyword_trust.json`."""
    assert plain(await read(library, cases)) == SHIPPED


def test_the_table_in_the_docs_is_that_of_the_shipped_figures() -> None:
    """If not: put the rows that are named here into docs/trust.md."""
    docs = (Path(__file__).parent.parent.parent / "docs" / "trust.md").read_text(encoding="utf-8")
    rows = [
        f"| {item['dimension']}.{item['criterion']} | "
        + " | ".join(_cell(item[name]) for name in ("seen", "recall", "not_seen", "no_opportunity", "fits"))
        + " |"
        for item in SHIPPED["signals"]
    ]
    every = SHIPPED["all_objections"]
    rows.append(f"| objections, any type | {_cell(every['precision'])} | {_cell(every['recall'])} | | | |")
    assert [row for row in rows if row not in docs.splitlines()] == []


def _cell(share: dict[str, Any]) -> str:
    return ("–" if share["value"] is None else f"{100 * share['value']:.0f} %") + f" ({share['of']})"


async def test_reps_are_not_shown_what_was_measured_to_be_wrong_too_often(
    library: Library, cases: list[GoldenCase]
) -> None:
    scorer = KeywordScorer(library.rubrics, measured())
    trials = await evaluate(scorer, list(library.rubrics.values()), cases, Plan())
    shown = keyword_report(trials, scorer=scorer.id, measured=measured_on())
    for signal in shown.signals:
        for precision in (signal.seen, signal.not_seen, signal.no_opportunity):
            assert precision.of < 3 or precision.hits / precision.of >= 0.8, signal


def test_there_are_enough_calls_and_everything_that_makes_judging_hard(cases: list[GoldenCase]) -> None:
    labels = [case.labels for case in cases]
    assert len(labels) >= 16
    assert sum(bool(item.injection_turns) for item in labels) >= 2
    assert sum(claim.verdict is Verdict.WRONG for item in labels for claim in item.claims) >= 3
    assert {item.role for item in labels} == set(Role)
    assert any(not item.objections for item in labels)
    said = [" ".join(turn.text for turn in case.case.transcript.utterances) for case in cases]
    assert any("zu teuer" in text for text in said)  # in two languages
    assert any("REDACTED" in text for text in said)


def test_every_criterion_has_high_low_and_middle_labels(library: Library, cases: list[GoldenCase]) -> None:
    given: defaultdict[CriterionId, set[int | None]] = defaultdict(set)
    for case in cases:
        for criteria in case.labels.criteria.values():
            for criterion, label in criteria.items():
                given[criterion].add(label.level)
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            levels = given[criterion.id]
            assert levels & {0, 1}, criterion.id
            assert levels & {3, 4}, criterion.id
            assert len(levels - {None}) >= 3, criterion.id


def test_a_level_of_two_or_more_names_a_turn_of_the_rep(cases: list[GoldenCase]) -> None:
    for case in cases:
        said = case.case.transcript.utterances
        for criteria in case.labels.criteria.values():
            for criterion, label in criteria.items():
                speakers = {said[turn].label for turn in label.turns}
                assert (label.level or 0) < 2 or case.labels.rep in speakers, f"{case.slug}: {criterion}"
