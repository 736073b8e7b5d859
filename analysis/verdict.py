"""From what the judge answered to what can be stood behind: quotes verified, levels capped, gaps named. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from analysis.answer import ClaimAnswer, CriterionAnswer, DimensionAnswer, ObjectionAnswer, QuoteAnswer
from analysis.evidence import Quote, Verifier
from analysis.prompt import Task
from knowledge.rubric import Criterion, CriterionId, Dimension
from knowledge.scorecard import (
    Claim,
    DimensionResult,
    Evidence,
    Finding,
    Handling,
    NotApplicable,
    Objection,
    ObjectionType,
    Scored,
    Unscored,
    Verdict,
)

VERDICT_VERSION = "4"
"""Changes when the same answer would lead to another result, here, in `narrative` or in `tripwire`."""

CAP = 1
"""The highest level that stands without a verified quote of the rep."""
MAX_EVIDENCE = 4
OBJECTIONS = "objections"
CLAIMS = "claims"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A quote that was not found. `part` is a criterion's id, or `objections` or `claims`."""

    part: str
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A dimension's result, and what of the answer did not hold.

    `answered` are the findings as they were given, before it was known whether there is an objection at all;
    those of `free` do not need one.
    """

    result: DimensionResult
    answered: tuple[Finding, ...]
    rejected: tuple[Rejected, ...]
    missing: tuple[CriterionId, ...]
    free: frozenset[CriterionId] = frozenset()

    @property
    def to_repair(self) -> tuple[str, ...]:
        """What is worth asking again: what lost its ground with a quote, or was not answered at all."""
        nothing_raised = _nothing_raised(self.result, self.rejected)
        capped = {
            finding.criterion
            for finding in self.answered
            if isinstance(finding, Scored)
            and finding.level < finding.judged_level
            and (finding.criterion in self.free or not nothing_raised)
        }
        lost = [item.part for item in self.rejected if item.part in {*capped, OBJECTIONS, CLAIMS}]
        return tuple(dict.fromkeys([*lost, *self.missing]))


class Reader:
    """Reads the judge's answers about one rep on one call."""

    def __init__(self, verifier: Verifier, task: Task, facts: Collection[str]) -> None:
        self._verifier = verifier
        self._task = task
        self._facts = {_id(fact): fact for fact in facts}

    def read(self, answer: DimensionAnswer, *, first: int = 0) -> Judged:
        """The result of an answer; `first` is the utterance that the answer's turn 0 stands for."""
        rejected: list[Rejected] = []
        answers = {_id(item.criterion): item for item in answer.criteria}
        findings: list[Finding] = []
        missing: list[CriterionId] = []
        for criterion in self._task.criteria:
            given = answers.get(_id(criterion.id))
            if given is None:
                missing.append(criterion.id)
                findings.append(_unanswered(criterion, self._task))
            else:
                findings.append(self._finding(criterion, given, first, rejected))
        result = DimensionResult(
            dimension=self._task.dimension,
            findings=tuple(findings),
            objections=tuple(self._objections(answer.objections, first, rejected)),
            claims=tuple(self._claims(answer.claims, first, rejected)),
            rejected_quotes=len(rejected),
            suspected_injection=min(self._turns(answer.injection_turns, first), default=None),
        )
        free = frozenset(criterion.id for criterion in self._task.criteria if criterion.also_without_objection)
        judged = Judged(
            result=result, answered=result.findings, rejected=tuple(rejected), missing=tuple(missing), free=free
        )
        return _settled(judged, unfound=judged.rejected)

    def _finding(self, criterion: Criterion, given: CriterionAnswer, first: int, rejected: list[Rejected]) -> Finding:
        if not given.applicable:
            return NotApplicable(
                criterion=criterion.id, reason=given.reasoning.strip() or criterion.not_applicable_when
            )
        evidence = tuple(self._verified(criterion.id, given.evidence[:MAX_EVIDENCE], first, rejected))
        stands = given.level <= CAP or any(item.speaker == self._task.rep.label for item in evidence)
        return Scored(
            criterion=criterion.id,
            weight=criterion.weight_for(self._task.rep.role),
            level=given.level if stands else CAP,
            judged_level=given.level,
            reasoning=given.reasoning,
            confidence=given.confidence,
            evidence=evidence,
            needs_review=not stands,
        )

    def _verified(
        self, part: str, quotes: Iterable[QuoteAnswer], first: int, rejected: list[Rejected]
    ) -> Iterable[Evidence]:
        seen: set[tuple[int, int]] = set()
        for quote in quotes:
            found = self._check(part, quote, first, rejected)
            if found and (found.turn, found.start) not in seen:
                seen.add((found.turn, found.start))
                yield found

    def _check(self, part: str, given: QuoteAnswer, first: int, rejected: list[Rejected]) -> Evidence | None:
        quote = Quote(turn=given.turn + first, speaker=given.speaker.strip().upper(), text=given.quote)
        found = None if self._is_colleague(quote.speaker) else self._verifier.verify(quote)
        if found is None:
            rejected.append(Rejected(part=part, quote=quote))
        return found

    def _turns(self, given: Iterable[int], first: int) -> Iterator[int]:
        return (turn + first for turn in given if self._verifier.has_turn(turn + first))

    def _is_colleague(self, label: str) -> bool:
        return label.startswith("R") and label != self._task.rep.label

    def _objections(
        self, given: Iterable[ObjectionAnswer], first: int, rejected: list[Rejected]
    ) -> Iterable[Objection]:
        seen: set[tuple[int, ObjectionType]] = set()
        for item in given if self._task.dimension is Dimension.OBJECTION_HANDLING else ():
            quote = QuoteAnswer(turn=item.turn, speaker=item.speaker, quote=item.quote)
            found = self._check(OBJECTIONS, quote, first, rejected)
            if found and found.speaker != self._task.rep.label and (found.turn, item.type) not in seen:
                seen.add((found.turn, item.type))
                yield Objection(type=item.type, handling=Handling(item.handling), evidence=found, note=item.note)

    def _claims(self, given: Iterable[ClaimAnswer], first: int, rejected: list[Rejected]) -> Iterable[Claim]:
        for item in given if self._task.dimension is Dimension.PRODUCT_KNOWLEDGE else ():
            quote = QuoteAnswer(turn=item.turn, speaker=item.speaker, quote=item.quote)
            found = self._check(CLAIMS, quote, first, rejected)
            if found and found.speaker == self._task.rep.label:
                fact = self._facts.get(_id(item.fact))
                verdict = item.verdict if fact else Verdict.CANNOT_BE_CHECKED
                yield Claim(verdict=verdict, evidence=found, fact=fact, note=item.note)


def repaired(before: Judged, after: Judged, parts: Collection[str]) -> Judged:
    """The first result with the parts that were asked again, and answered, taken from the second."""
    again = {finding.criterion: finding for finding in after.answered if not isinstance(finding, Unscored)}
    flagged = [
        turn for turn in (before.result.suspected_injection, after.result.suspected_injection) if turn is not None
    ]
    old, new = before.result, after.result
    result = replace(
        old,
        findings=tuple(
            again.get(finding.criterion, finding) if finding.criterion in parts else finding
            for finding in before.answered
        ),
        objections=_merged(old.objections, new.objections) if OBJECTIONS in parts else old.objections,
        claims=_merged(old.claims, new.claims) if CLAIMS in parts else old.claims,
        rejected_quotes=old.rejected_quotes + new.rejected_quotes,
        suspected_injection=min(flagged, default=None),
    )
    missing = tuple(criterion for criterion in before.missing if criterion not in again)
    judged = replace(before, result=result, answered=result.findings, rejected=after.rejected, missing=missing)
    return _settled(judged, unfound=(*before.rejected, *after.rejected))


T = TypeVar("T", Objection, Claim)


def _merged(old: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
    known = {(item.evidence.turn, item.evidence.start) for item in old}
    return (*old, *(item for item in new if (item.evidence.turn, item.evidence.start) not in known))


def _settled(judged: Judged, *, unfound: Sequence[Rejected]) -> Judged:
    """What holds once the objections are known; `unfound` is every quote so far that was not in the transcript."""
    if _nothing_raised(judged.result, unfound):
        if any(_is_met(finding) for finding in judged.answered if finding.criterion not in judged.free):
            return replace(judged, result=_without_objection(judged, _unnamed))
        missing = tuple(criterion for criterion in judged.missing if criterion in judged.free)
        return replace(judged, result=_without_objection(judged, _unasked), missing=missing)
    if judged.result.dimension is Dimension.OBJECTION_HANDLING and not judged.result.objections:
        return replace(judged, result=_without_objection(judged, _without_ground))
    return judged


def _without_objection(judged: Judged, instead: Callable[[Finding], Finding]) -> DimensionResult:
    findings = (item if item.criterion in judged.free else instead(item) for item in judged.answered)
    return replace(judged.result, findings=tuple(findings))


def _nothing_raised(result: DimensionResult, unfound: Iterable[Rejected]) -> bool:
    raised = bool(result.objections) or any(item.part == OBJECTIONS for item in unfound)
    return result.dimension is Dimension.OBJECTION_HANDLING and not raised


def _unasked(finding: Finding) -> Finding:
    return NotApplicable(criterion=finding.criterion, reason="No objection was raised on this call.")


def _is_met(finding: Finding) -> bool:
    """Whether the judge scored how an objection was met, with words that were said: then there was one."""
    return isinstance(finding, Scored) and bool(finding.evidence)


def _unnamed(finding: Finding) -> Finding:
    if not isinstance(finding, Scored):
        return finding
    reason = "The judge scored how objections were met but named none; this needs a second look."
    return Unscored(criterion=finding.criterion, weight=finding.weight, reason=reason)


def _without_ground(finding: Finding) -> Finding:
    if not isinstance(finding, Scored):
        return finding
    reason = "The judge named an objection in words that are not in the transcript, so this was not scored."
    return Unscored(criterion=finding.criterion, weight=finding.weight, reason=reason)


def _unanswered(criterion: Criterion, task: Task) -> Unscored:
    return Unscored(
        criterion=criterion.id,
        weight=criterion.weight_for(task.rep.role),
        reason="The judge left this criterion out, even when asked again.",
    )


def _id(text: str) -> str:
    return text.strip().casefold()
