"""The book of evaluations: which questions were asked before, what comes next, and the noise that was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.case import NARRATIVE, Scorer
from analysis.evaluation import Plan
from analysis.fingerprint import fingerprints
from analysis.golden_cases import GoldenCase
from analysis.noise import MIN_DEGREES, UNMEASURED, Noise
from db import noise as store
from db.database import Database, Session
from db.noise import Evaluation, Spread
from knowledge.rubric import Dimension, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What an evaluation will ask. `new` are the golden calls about which something was not asked before."""

    plan: Plan
    calls: Mapping[str, str]
    new: tuple[GoldenCase, ...]


async def agenda(
    db: Database, scorer: Scorer, rubrics: Sequence[Rubric], cases: Sequence[GoldenCase], *, runs: int, force: bool
) -> Agenda:
    """The same questions as last time, so that their answers are known; with `force`, new repeats of them."""
    earlier = await store.evaluations(db, scorer.id)
    if force:
        first = max((item.first_generation + item.runs for item in earlier), default=1)
    else:
        first = earlier[0].first_generation if earlier else 1
    calls = {golden.slug: _fingerprint(golden, scorer, rubrics) for golden in cases}
    asked = {
        call for item in earlier if item.first_generation == first and item.runs >= runs for call in item.calls.items()
    }
    new = tuple(golden for golden in cases if (golden.slug, calls[golden.slug]) not in asked)
    return Agenda(plan=Plan(runs=runs, first=first, backwards=True), calls=calls, new=new)


async def keep(
    db: Database,
    scorer: Scorer,
    asked: Agenda,
    *,
    report: Mapping[str, object],
    noise: Mapping[Dimension, Noise],
) -> None:
    """Keep what an evaluation asked and found."""
    await store.save_evaluation(
        db,
        Evaluation(
            scorer=scorer.id,
            made_with=scorer.made_with,
            first_generation=asked.plan.first,
            runs=asked.plan.runs,
            calls=asked.calls,
            report=report,
            noise={name: Spread(spread=item.spread, degrees=item.degrees) for name, item in noise.items()},
        ),
    )


async def noise_of(db: Session, scorer: str) -> dict[Dimension, Noise]:
    """The noise of each dimension as last measured for a scorer, or as assumed where it was not."""
    measured = await store.newest_noise(db, scorer, fewest=MIN_DEGREES)
    known = {name: Noise(spread=item.spread, degrees=item.degrees) for name, item in measured.items()}
    return {dimension: known.get(dimension, UNMEASURED) for dimension in Dimension}


def _fingerprint(golden: GoldenCase, scorer: Scorer, rubrics: Sequence[Rubric]) -> str:
    case = golden.case
    hashes = {rubric.dimension: rubric.hash for rubric in rubrics}
    parts = fingerprints(case.transcript.hash, case.rep, case.call_type, rubrics=hashes, made_with=scorer.made_with)
    return parts[NARRATIVE]
