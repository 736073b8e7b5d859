"""What was found in the parts of a long call, put together for the one question that judges the whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.prompt import Task, tagged
from analysis.transcript import SIDE_WORDS, clock, fenced
from gong.model import Speaker, Utterance
from knowledge.rubric import CriterionId
from knowledge.scorecard import DimensionResult, Evidence, Finding, NotApplicable, Scored


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """One part of a call, from `start_ms` to `end_ms`, and what was found there."""

    number: int
    start_ms: int
    end_ms: int
    result: DimensionResult

    @property
    def title(self) -> str:
        return f"part {self.number} ({clock(self.start_ms)} to {clock(self.end_ms)})"


def whole_call_findings(
    task: Task, parts: Sequence[PartResult], utterances: Sequence[Utterance], speakers: Iterable[tuple[str, Speaker]]
) -> str:
    """The fenced block: per criterion what each part said and every quote once, wherever windows overlapped."""
    lines = [f"{label} = {fenced(speaker.name)} ({SIDE_WORDS[speaker.side]})" for label, speaker in speakers]
    lines.append(f"The call has {len(utterances)} turns and lasts {clock(utterances[-1].end_ms)}.")
    for criterion in task.criteria:
        lines.append(f"Criterion {criterion.id}:")
        lines.extend(_opinions(criterion.id, parts))
        lines.extend(_quote(item) for item in once(_evidence(criterion.id, parts)))
    lines += [*_objections(parts), *_claims(parts), *_injections(parts)]
    return tagged("findings", "\n".join(lines))


def once(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence in order of the call; of spans that overlap in one turn only the longest."""
    kept: list[Evidence] = []
    for item in sorted(evidence, key=lambda item: (item.start - item.end, item.turn, item.start)):
        if not any(_overlap(item, other) for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: (item.turn, item.start))


def _opinions(criterion: CriterionId, parts: Sequence[PartResult]) -> Iterator[str]:
    for part in parts:
        match _finding(criterion, part):
            case Scored() as finding:
                yield f"  {part.title}: level {finding.level}. {fenced(finding.reasoning)}"
            case NotApplicable() as finding:
                yield f"  {part.title}: no occasion. {fenced(finding.reason)}"
            case _:
                yield f"  {part.title}: not answered."


def _finding(criterion: CriterionId, part: PartResult) -> Finding | None:
    return next((finding for finding in part.result.findings if finding.criterion == criterion), None)


def _evidence(criterion: CriterionId, parts: Sequence[PartResult]) -> Iterator[Evidence]:
    for part in parts:
        finding = _finding(criterion, part)
        if isinstance(finding, Scored):
            yield from finding.evidence


def _quote(evidence: Evidence) -> str:
    return f"  [{evidence.turn}|{clock(evidence.at_ms)}] {evidence.speaker}: {fenced(evidence.quote)}"


def _objections(parts: Sequence[PartResult]) -> Iterator[str]:
    heard = [(part, objection) for part in parts for objection in part.result.objections]
    for quote in once(objection.evidence for _, objection in heard):
        yield "Objection:"
        yield _quote(quote)
        for part, objection in heard:
            if _overlap(objection.evidence, quote):
                met = f"{objection.type.value}, met: {objection.handling.value}"
                yield f"  {part.title}: {met}. {fenced(objection.note)}"


def _claims(parts: Sequence[PartResult]) -> Iterator[str]:
    heard = [(part, claim) for part in parts for claim in part.result.claims]
    for quote in once(claim.evidence for _, claim in heard):
        yield "Claim:"
        yield _quote(quote)
        for part, claim in heard:
            if _overlap(claim.evidence, quote):
                yield f"  {part.title}: {claim.verdict.value}, fact {claim.fact or 'none'}. {fenced(claim.note)}"


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.turn == other.turn and one.start < other.end and other.start < one.end


def _injections(parts: Sequence[PartResult]) -> Iterator[str]:
    turns = {turn for part in parts if (turn := part.result.suspected_injection) is not None}
    if turns:
        named = ", ".join(map(str, sorted(turns)))
        yield f"Turns in which somebody seems to address a grader or a model: {named}"
