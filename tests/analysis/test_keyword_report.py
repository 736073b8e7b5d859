"""Measuring the keyword reading: a word counts as right only if it is fair to the rep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.agreement import Share
from analysis.evaluation import Plan, Trial, evaluate
from analysis.keyword_report import KeywordReport, keyword_report
from analysis.keyword_scorer import KeywordScorer
from analysis.reliability import hidden_words
from knowledge.library import Library, read_library
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import DimensionResult, Observed, Sighting
from tests.analysis.golden import HARBOUR, golden_cases, labels, write_golden

DAY = date(2026, 11, 24)
LABELS = ["seen", "partly", "not_seen", "no_opportunity"]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


def trial(library: Library, folder: Path, said: str, **other: Any) -> Trial:
    """A golden call of which a reading said this of the agenda, and nothing else."""
    write_golden(folder, "01", HARBOUR, labels(library, HARBOUR, **other))
    (golden,) = golden_cases(library, folder)
    found = Observed(criterion=CriterionId("agenda"), sighting=Sighting(said), note="")
    return Trial(
        golden=golden, runs=({Dimension.DISCOVERY: DimensionResult(dimension=Dimension.DISCOVERY, findings=(found,))},)
    )


def report(library: Library, folder: Path, *said: tuple[str, str]) -> KeywordReport:
    """The report on readings that said the first where the label is the second."""
    trials = [
        trial(library, folder / str(number), word, sightings={"discovery": {"agenda": label}})
        for number, (word, label) in enumerate(said)
    ]
    return keyword_report(trials, scorer="keyword:test", measured=DAY)


@pytest.mark.parametrize(
    ("word", "right"),
    [("seen", {"seen", "partly"}), ("partly", {"seen", "partly"})],
)
def test_seen_and_partly_are_right_where_there_is_something_to_see(
    library: Library, tmp_path: Path, word: str, right: set[str]
) -> None:
    for label in LABELS:
        (signal,) = report(library, tmp_path / label, (word, label)).signals
        assert signal.seen == Share(hits=label in right, of=1), label


def test_not_seen_is_right_only_where_there_was_an_occasion_and_nothing_was_done(
    library: Library, tmp_path: Path
) -> None:
    (signal,) = report(library, tmp_path, *(("not_seen", label) for label in LABELS)).signals
    assert signal.not_seen == Share(hits=1, of=4)
    assert signal.recall == Share(hits=0, of=2)


@pytest.mark.parametrize(
    ("word", "levels"),
    [("seen", {2, 3, 4}), ("partly", {1, 2, 3}), ("not_seen", {0, 1}), ("no_opportunity", set[int]())],
)
def test_what_is_said_is_also_set_beside_the_level_of_somebody_who_understands(
    library: Library, tmp_path: Path, word: str, levels: set[int]
) -> None:
    for level in range(5):
        sightings = {"discovery": {"agenda": word}}
        trials = [trial(library, tmp_path / str(level), word, level=level, sightings=sightings)]
        (signal,) = keyword_report(trials, scorer="keyword:test", measured=DAY).signals
        assert signal.fits == Share(hits=level in levels, of=1), level


def test_what_is_hidden_is_named_with_the_figure_that_decides_though_it_is_of_few(
    library: Library, tmp_path: Path
) -> None:
    found = report(library, tmp_path, *[("not_seen", "not_seen")] * 2, ("not_seen", "seen"))
    assert hidden_words(found) == ["“not seen” of agenda (right 2 of 3 times)"]


def test_a_criterion_that_words_cannot_tell_is_not_measured(library: Library, tmp_path: Path) -> None:
    trials = [trial(library, tmp_path, "seen", sightings={})]
    assert keyword_report(trials, scorer="keyword:test", measured=DAY).signals == ()


async def test_objections_count_by_place_and_type(library: Library, tmp_path: Path) -> None:
    """The keyword reading hears the price in turn 34 of the call at the harbour, or nearly there, or it does not."""
    raised: list[Mapping[str, object]] = [{"turn": 34, "type": "status_quo", "handling": "well"}]
    write_golden(tmp_path, "01", HARBOUR, labels(library, HARBOUR, objections=raised))
    scorer = KeywordScorer(library.rubrics)
    trials = await evaluate(scorer, list(library.rubrics.values()), golden_cases(library, tmp_path), Plan())
    measured = keyword_report(trials, scorer=scorer.id, measured=DAY)
    found = [item for result in trials[0].runs[0].values() for item in result.objections]
    near = [item for item in found if item.type.value == "status_quo" and abs(item.evidence.turn - 34) <= 1]
    status_quo = next(item for item in measured.objections if item.type.value == "status_quo")
    assert status_quo.recall == Share(hits=bool(near), of=1)
    assert sum(item.precision.of for item in measured.objections) == len(found)
