"""Running a scorer over the golden set: repeats, and once with everything in the opposite order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.case import Case, Scorer
from analysis.golden_cases import GoldenCase
from knowledge.rubric import Dimension, Rubric
from knowledge.scorecard import DimensionResult

AT_ONCE = 3
"""Golden calls that are judged side by side; the questions of one call go one after the other, for the cache."""

Results = Mapping[Dimension, DimensionResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a scorer said of one golden call: once per run, and once `backwards` if that was asked."""

    golden: GoldenCase
    runs: tuple[Results, ...]
    backwards: Results | None = None
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often to ask. A repeat is a generation: `first` is the generation of the first run."""

    runs: int = 1
    first: int = 1
    backwards: bool = False

    def cases(self, golden: GoldenCase) -> tuple[Case, ...]:
        """Every case that is put to the scorer for one golden call, in order."""
        forwards = [replace(golden.case, generation=self.first + number) for number in range(self.runs)]
        backwards = [replace(golden.case, generation=self.first, backwards=True)] if self.backwards else []
        return (*forwards, *backwards)


async def evaluate(
    scorer: Scorer,
    rubrics: Sequence[Rubric],
    cases: Sequence[GoldenCase],
    plan: Plan,
    *,
    on_done: Callable[[], None] = lambda: None,
) -> tuple[Trial, ...]:
    """One trial per golden call, in their order. What cannot be judged is in them as Unscored.

    Raises:
        EngineError: the scorer could not work at all; what was paid for is kept for the next try.
    """
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(golden: GoldenCase) -> Trial:
        async with slots:
            trial = await _trial(scorer, rubrics, golden, plan)
        on_done()
        return trial

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one(golden)) for golden in cases]
    return tuple(task.result() for task in running)


def forecast(scorer: Scorer, cases: Sequence[GoldenCase], plan: Plan) -> Decimal:
    """About how many US dollars `evaluate` would cost if nothing of it was asked before."""
    return sum((scorer.forecast(case) for golden in cases for case in plan.cases(golden)), Decimal(0))


async def _trial(scorer: Scorer, rubrics: Sequence[Rubric], golden: GoldenCase, plan: Plan) -> Trial:
    results: list[Results] = []
    cost = Decimal(0)
    for case in plan.cases(golden):
        opinions = await scorer.dimensions(case, rubrics)
        cost += sum((opinion.cost_usd for opinion in opinions.values()), Decimal(0))
        results.append(
            {name: item.result for name, item in opinions.items() if isinstance(item.result, DimensionResult)}
        )
    return Trial(
        golden=golden,
        runs=tuple(results[: plan.runs]),
        backwards=results[-1] if plan.backwards else None,
        cost_usd=cost,
    )
