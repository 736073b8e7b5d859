"""The scorer that needs no key: the keyword reading as parts of a scorecard. It never gives a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from analysis.baseline import SCORER, Reading, read
from analysis.case import Case, Keep, Opinion, keep_nothing
from analysis.measurements import MEASURES_VERSION, measured
from analysis.reliability import EVERYTHING_SHOWN, Reliability
from knowledge.rubric import Dimension, Rubric
from knowledge.scorecard import DimensionResult


class KeywordScorer:
    """Reads for keywords; costs nothing. What `reliability` says was wrong too often is not shown."""

    def __init__(self, rubrics: Mapping[Dimension, Rubric], reliability: Reliability = EVERYTHING_SHOWN) -> None:
        self._rubrics = rubrics
        self._reliability = reliability
        self._latest: tuple[Case, Mapping[Dimension, Rubric], Reading] | None = None
        self.id = SCORER
        self.made_with: Mapping[str, str] = {
            "scorer": SCORER,
            "measures": MEASURES_VERSION,
            "reliability": reliability.version,
        }

    def forecast(self, case: Case, dimensions: int = len(Dimension)) -> Decimal:
        return Decimal(0)

    async def dimensions(
        self, case: Case, rubrics: Sequence[Rubric], *, keep: Keep = keep_nothing
    ) -> Mapping[Dimension, Opinion]:
        wanted = {rubric.dimension: rubric for rubric in rubrics}
        return {
            result.dimension: Opinion(result=self._reliability.shown(result))
            for result in self._read(case, {**self._rubrics, **wanted}).results
            if result.dimension in wanted
        }

    async def narrative(self, case: Case, results: Sequence[DimensionResult]) -> Opinion:
        reading = replace(self._read(case, self._rubrics).narrative, primary_win=case.primary_win)
        return Opinion(result=self._reliability.narrative(reading))

    def _read(self, case: Case, rubrics: Mapping[Dimension, Rubric]) -> Reading:
        """The reading, which gives dimensions and narrative at once; the latest is kept, so that it is made once."""
        if self._latest is None or self._latest[0] is not case or self._latest[1] != rubrics:
            reading = read(
                case.transcript,
                speakers=case.speakers,
                rep=case.rep,
                call_type=case.call_type,
                rubrics=rubrics,
                metrics=measured(case),
            )
            self._latest = case, rubrics, reading
        return self._latest[2]
