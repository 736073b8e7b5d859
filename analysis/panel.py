"""The Claude scorer: how the questions about one rep on one call are put, and what the answers amount to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial

from analysis.answer import SCHEMA_VERSION, DimensionAnswer, NarrativeAnswer
from analysis.case import Case, Keep, Opinion, keep_nothing
from analysis.cost import cost
from analysis.errors import (
    AnswerUnusable,
    EngineError,
    JudgeRefused,
    JudgeTruncated,
    JudgeUnavailable,
    JudgeUnreachable,
)
from analysis.evidence import VERIFIER_VERSION, Verifier
from analysis.fanout import warm_then_rest
from analysis.forecast import forecast
from analysis.measurements import MEASURES_VERSION, measurements
from analysis.narrative import Findings
from analysis.parts import PartResult, whole_call_findings
from analysis.ports import Question
from analysis.prompt import (
    Task,
    judge_question,
    part_question,
    prompt_hash,
    repair_question,
    tagged,
    whole_question,
    words,
)
from analysis.register import Answer, Asks, nobody_waits
from analysis.tokens import estimate
from analysis.transcript import RENDERER_VERSION, clock, fenced, render
from analysis.verdict import VERDICT_VERSION, Judged, Reader, repaired
from analysis.windows import PLANNER_VERSION, Window, plan
from knowledge.rubric import Dimension, Rubric
from knowledge.scorecard import DimensionResult, Unscored

RECOVERABLE = (JudgeRefused, JudgeTruncated, AnswerUnusable, JudgeUnavailable)
"""Failures of one judgement, which the others survive; every other one stops the work."""
CLOSEST_LINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """The product facts that claims are checked against, what `wins` there are, and where long calls are cut."""

    products: str
    products_hash: str
    facts: Collection[str]
    wins: str
    window_tokens: int
    overlap_tokens: int


class ClaudeScorer:
    """Fills in rubrics by asking Claude."""

    def __init__(self, register: Asks, standards: Standards, *, model: str, effort: str) -> None:
        self._register = register
        self._standards = standards
        self._model = model
        self.id = f"claude:{model}:{effort}"
        self.made_with: Mapping[str, str] = {
            "scorer": self.id,
            "prompt": prompt_hash(),
            "schema": SCHEMA_VERSION,
            "products": standards.products_hash,
            "windows": f"{standards.window_tokens}/{standards.overlap_tokens}/{PLANNER_VERSION}",
            "renderer": RENDERER_VERSION,
            "measures": MEASURES_VERSION,
            "verifier": f"{VERIFIER_VERSION}.{VERDICT_VERSION}",
        }

    def forecast(self, case: Case, dimensions: int = len(Dimension)) -> Decimal:
        shared = (
            len(words("judge")) + len(self._standards.products) + len(render(case.transcript.utterances, case.speakers))
        )
        return cost(forecast(shared, dimensions), self._model)

    async def dimensions(
        self, case: Case, rubrics: Sequence[Rubric], *, keep: Keep = keep_nothing
    ) -> Mapping[Dimension, Opinion]:
        tasks = [Task.of(case, rubric) for rubric in rubrics]
        sitting = _Sitting(self._register, self._standards, case, keep)
        outcomes = await sitting.judge([task for task in tasks if task.criteria])
        if sitting.stopped_by:
            raise sitting.stopped_by
        failures = [outcome for outcome in outcomes.values() if isinstance(outcome, JudgeUnavailable)]
        if failures and len(failures) == len(outcomes):
            raise failures[0]
        return {task.dimension: _opinion(task, outcomes.get(task.dimension)) for task in tasks}

    async def narrative(self, case: Case, results: Sequence[DimensionResult]) -> Opinion:
        findings = Findings(case, results, measurements(case))
        question = findings.question(self._standards.wins)
        try:
            answer = await self._register.ask(
                question, NarrativeAnswer, call_id=case.call_id, generation=case.generation
            )
        except RECOVERABLE as error:
            return Opinion(result=None, final=False, reason=f"The summary could not be written. {error}")
        return Opinion(result=findings.narrative(answer.value), cost_usd=answer.cost_usd)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """An answer that was read, what it cost, and which question it answered."""

    judged: Judged
    cost_usd: Decimal
    final: bool = True


_Outcome = _Reading | EngineError


class _Sitting:
    """The questions about one case.

    What stops the work (`stopped_by`: a wrong key, the spending cap) stops only what was not asked yet:
    questions on their way are billed whatever happens, so their answers are waited for and kept.
    """

    def __init__(self, register: Asks, standards: Standards, case: Case, keep: Keep) -> None:
        self._keep = keep
        self._register = register
        self._standards = standards
        self._case = case
        self._said = case.transcript.utterances
        self._verifier = Verifier(case.transcript)
        self.stopped_by: EngineError | None = None

    async def judge(self, tasks: Sequence[Task]) -> dict[Dimension, _Outcome]:
        """One outcome for each task: a reading, or why there is none."""
        windows = self._windows()
        if len(windows) == 1:
            transcript = render(self._said, self._case.speakers)
            outcomes = await warm_then_rest([partial(self._at_once, transcript, task) for task in tasks])
        else:
            outcomes = await self._in_parts(tasks, windows)
        return {task.dimension: outcome for task, outcome in zip(tasks, outcomes, strict=True)}

    @cached_property
    def _measurements(self) -> Mapping[str, str]:
        return measurements(self._case)

    def _windows(self) -> tuple[Window, ...]:
        tokens = [estimate(f"[{item.seq}|{clock(item.start_ms)}] {item.label}: {item.text}\n") for item in self._said]
        limit, overlap = self._standards.window_tokens, self._standards.overlap_tokens
        if sum(tokens) <= limit:
            return (Window(start=0, end=len(self._said)),)
        return plan(self._said, tokens, limit=limit, overlap=overlap)

    async def _at_once(self, transcript: str, task: Task, on_first: Callable[[], None]) -> _Outcome:
        question = judge_question(
            task, products=self._standards.products, transcript=transcript, metrics=self._measurements
        )
        return await self._kept(task, await self._read(question, task, on_first=on_first))

    async def _kept(self, task: Task, outcome: _Outcome) -> _Outcome:
        """The outcome, which whoever waits has got already."""
        if isinstance(outcome, _Reading):
            await self._keep(task.dimension, _opinion(task, outcome))
        return outcome

    async def _in_parts(self, tasks: Sequence[Task], windows: Sequence[Window]) -> list[_Outcome]:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(self._part(tasks, windows, number)) for number in range(len(windows))]
        parts = [part.result() for part in running]
        async with asyncio.TaskGroup() as group:
            finals = [
                group.create_task(self._whole(task, windows, [part[index] for part in parts]))
                for index, task in enumerate(tasks)
            ]
        return [final.result() for final in finals]

    async def _part(self, tasks: Sequence[Task], windows: Sequence[Window], number: int) -> list[_Outcome]:
        window = windows[number]
        said = self._said[window.start : window.end]
        transcript = render(said, self._case.speakers)

        async def ask(task: Task, on_first: Callable[[], None]) -> _Outcome:
            question = part_question(task, number=number + 1, products=self._standards.products, transcript=transcript)
            return await self._read(question, task, first=window.start, on_first=on_first)

        return await warm_then_rest([partial(ask, task) for task in tasks])

    async def _whole(self, task: Task, windows: Sequence[Window], outcomes: Sequence[_Outcome]) -> _Outcome:
        parts: list[PartResult] = []
        cost = Decimal(0)
        for number, (window, outcome) in enumerate(zip(windows, outcomes, strict=True), 1):
            start, end = self._said[window.start].start_ms, self._said[window.end - 1].end_ms
            if isinstance(outcome, EngineError):
                return type(outcome)(f"{clock(start)} to {clock(end)} of the call could not be judged. {outcome}")
            cost += outcome.cost_usd
            parts.append(PartResult(number=number, start_ms=start, end_ms=end, result=outcome.judged.result))
        roster = dict.fromkeys((item.label, self._case.speakers[item.speaker]) for item in self._said)
        question = whole_question(
            task,
            products=self._standards.products,
            findings=whole_call_findings(task, parts, self._said, roster),
            metrics=self._measurements,
        )
        outcome = await self._read(question, task)
        if isinstance(outcome, EngineError):
            return outcome
        flagged = [part.result.suspected_injection for part in parts] + [outcome.judged.result.suspected_injection]
        first = min((turn for turn in flagged if turn is not None), default=None)
        result = replace(outcome.judged.result, suspected_injection=first)
        outcome = replace(outcome, judged=replace(outcome.judged, result=result), cost_usd=outcome.cost_usd + cost)
        return await self._kept(task, outcome)

    async def _read(
        self, question: Question, task: Task, *, first: int = 0, on_first: Callable[[], None] = nobody_waits
    ) -> _Outcome:
        """Ask, check, and ask once more for what did not hold."""
        reader = Reader(self._verifier, task, self._standards.facts)
        if self.stopped_by:
            return self.stopped_by
        try:
            answer = await self._ask(question, on_first)
        except EngineError as error:
            if not isinstance(error, RECOVERABLE) or isinstance(error, JudgeUnreachable):
                self.stopped_by = error
            return error
        judged = reader.read(answer.value, first=first)
        if not judged.to_repair:
            return _Reading(judged=judged, cost_usd=answer.cost_usd)
        again = repair_question(question, criteria=judged.to_repair, rejected=self._rejected(judged, first))
        try:
            second = await self._ask(again)
        except EngineError as error:  # what the first answer holds is still good
            given = isinstance(error, (JudgeRefused, JudgeTruncated, AnswerUnusable))
            return _Reading(judged=judged, cost_usd=answer.cost_usd, final=given)
        mended = repaired(judged, reader.read(second.value, first=first), judged.to_repair)
        return _Reading(judged=mended, cost_usd=answer.cost_usd + second.cost_usd)

    async def _ask(self, question: Question, on_first: Callable[[], None] = nobody_waits) -> Answer[DimensionAnswer]:
        return await self._register.ask(
            question,
            DimensionAnswer,
            call_id=self._case.call_id,
            generation=self._case.generation,
            on_first=on_first,
        )

    def _rejected(self, judged: Judged, first: int) -> str:
        lines: list[str] = []
        for item in judged.rejected:
            if item.part not in judged.to_repair:
                continue
            lines.append(f"{item.part}: not found: {fenced(item.quote.text)}")
            closest = self._verifier.closest(item.quote)
            if closest:
                said = fenced(closest.text)[:CLOSEST_LINE]
                lines.append(f"  closest line of {closest.label}: [{closest.seq - first}] {said}")
        return tagged("rejected", "\n".join(lines))


def _opinion(task: Task, outcome: _Outcome | None) -> Opinion:
    match outcome:
        case None:  # nothing of this dimension is asked of this role on this type of call
            return Opinion(result=DimensionResult(dimension=task.dimension, findings=()))
        case _Reading():
            return Opinion(result=outcome.judged.result, cost_usd=outcome.cost_usd, final=outcome.final)
        case EngineError():
            findings = tuple(
                Unscored(criterion=criterion.id, weight=criterion.weight_for(task.rep.role), reason=str(outcome))
                for criterion in task.criteria
            )
            return Opinion(result=DimensionResult(dimension=task.dimension, findings=findings), final=False)
