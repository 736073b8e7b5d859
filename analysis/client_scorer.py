"""The scorer of those who have no key: a client's own model judges, and its answers are checked like any other's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from analysis.answer import SCHEMA_VERSION, DimensionAnswer, NarrativeAnswer
from analysis.case import Case, Keep, Opinion, keep_nothing
from analysis.errors import EngineError
from analysis.evidence import VERIFIER_VERSION, Verifier
from analysis.measurements import MEASURES_VERSION, measurements
from analysis.narrative import Findings
from analysis.ports import Question
from analysis.prompt import Task, judge_question, prompt_hash
from analysis.transcript import RENDERER_VERSION
from analysis.verdict import VERDICT_VERSION, Judged, Reader
from knowledge.library import Library
from knowledge.rubric import Dimension, Rubric
from knowledge.scorecard import DimensionResult


class NothingSubmitted(EngineError):
    """The client has not answered this part."""


class ClientScorer:
    """Stands for the client `name`, which has answered one part (`answer`) or none yet."""

    def __init__(self, name: str, library: Library, answer: DimensionAnswer | NarrativeAnswer | None = None) -> None:
        self._library = library
        self._answer = answer
        self._facts = library.fact_ids
        self.id = f"client:{name}"
        self.made_with: Mapping[str, str] = {
            "scorer": self.id,
            "prompt": prompt_hash(),
            "schema": SCHEMA_VERSION,
            "products": library.products_hash,
            "renderer": RENDERER_VERSION,
            "measures": MEASURES_VERSION,
            "verifier": f"{VERIFIER_VERSION}.{VERDICT_VERSION}",
        }

    def forecast(self, case: Case, dimensions: int = len(Dimension)) -> Decimal:  # noqa: ARG002 (a signature)
        return Decimal(0)

    def dimension_question(self, case: Case, rubric: Rubric, *, transcript: str) -> Question:
        """What Claude would be asked, with as much of the transcript as is given."""
        return judge_question(
            Task.of(case, rubric),
            products=self._library.products_text,
            transcript=transcript,
            metrics=measurements(case),
        )

    def narrative_question(self, case: Case, results: Sequence[DimensionResult]) -> Question:
        """What Claude would be asked for the thirty seconds."""
        return Findings(case, results, measurements(case)).question(self._library.wins.text)

    def findings(self, case: Case, results: Sequence[DimensionResult]) -> Findings:
        """What the narrative is about, with what the ids in it mean."""
        found = Findings(case, results, measurements(case))
        found.text()  # settles the ids
        return found

    def read(self, case: Case, rubric: Rubric) -> Judged:
        """The client's answer for this dimension with its quotes verified.

        Raises:
            NothingSubmitted: it has not answered a dimension.
        """
        if not isinstance(self._answer, DimensionAnswer):
            raise NothingSubmitted("Nothing was submitted for this dimension. `analyze_call` says what is asked.")
        return Reader(Verifier(case.transcript), Task.of(case, rubric), self._facts).read(self._answer)

    async def dimensions(
        self,
        case: Case,
        rubrics: Sequence[Rubric],
        *,
        keep: Keep = keep_nothing,  # noqa: ARG002 (a signature)
    ) -> Mapping[Dimension, Opinion]:
        return {rubric.dimension: Opinion(result=self._result(case, rubric)) for rubric in rubrics}

    async def narrative(self, case: Case, results: Sequence[DimensionResult]) -> Opinion:
        if not isinstance(self._answer, NarrativeAnswer):
            return Opinion(result=None, final=False, reason="The summary has not been submitted yet.")
        return Opinion(result=self.findings(case, results).narrative(self._answer))

    def _result(self, case: Case, rubric: Rubric) -> DimensionResult:
        if not rubric.criteria_for(case.rep.role, case.call_type):
            return DimensionResult(dimension=rubric.dimension, findings=())
        return self.read(case, rubric).result
