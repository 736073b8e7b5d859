"""How each dimension and each of its criteria came out, in words, and the arithmetic of its score. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from knowledge.rubric import LEVELS, Criterion, CriterionId, Dimension
from knowledge.ruling import rulings_on
from knowledge.scorecard import (
    Confidence,
    DimensionResult,
    Evidence,
    Finding,
    NotApplicable,
    Observed,
    Scored,
    Sighting,
    Unscored,
    band,
)
from reports.facts import ScorecardFacts
from reports.moments import Moments
from reports.view import CardState, Count, DimensionView, FindingView, Quote
from reports.words import DIMENSIONS, SIGHTINGS, capital, counted, sentence

TOP = LEVELS[-1]
CANNOT_TELL = "Keywords cannot tell"
ONE_ONLY = "Only one of its criteria came up, and one criterion is no score."
LEVELLESS = {"unscored": "Could not be judged", "not_applicable": "Not applicable"}
BUILDS_ON = re.compile(r"As ([0-4])\b")


class DimensionPage:
    """Words the dimensions of one page, citing the transcript as it goes."""

    def __init__(self, facts: ScorecardFacts, moments: Moments) -> None:
        self._facts = facts
        self._moments = moments
        self._reading = facts.provenance.is_keyword_reading

    def view(self, dimension: Dimension) -> DimensionView:
        """The dimension as judged or read, or why it was not."""
        result = next((result for result in self._facts.results if result.dimension is dimension), None)
        if result is None:
            return self._missing(dimension)
        state = card_state(result, reading=self._reading)
        return DimensionView(
            anchor=f"d-{dimension.value}",
            title=DIMENSIONS[dimension],
            question=self._question(dimension),
            state=state,
            score=result.score,
            lead=lead(result, state),
            outcome=outcome(result, state),
            review=review(result),
            counts=tuple(counts(result.findings)),
            findings=tuple(self._with_rulings(dimension, finding) for finding in result.findings),
            arithmetic=arithmetic(result),
            remarks=tuple(remarks(result)),
        )

    def _missing(self, dimension: Dimension) -> DimensionView:
        why = self._facts.gaps.get(dimension, "Not judged: this dimension was not asked for.")
        return DimensionView(
            anchor=f"d-{dimension.value}",
            title=DIMENSIONS[dimension],
            question=self._question(dimension),
            state="missing",
            lead=why,
            outcome=why,
        )

    def _question(self, dimension: Dimension) -> str | None:
        rubric = self._facts.rubrics.get(dimension)
        return rubric.question if rubric else None

    def _with_rulings(self, dimension: Dimension, finding: Finding) -> FindingView:
        view = self._finding(dimension, finding)
        said = rulings_on(self._facts.rulings, dimension, finding.criterion)
        return replace(view, warnings=(*view.warnings, *(sentence(ruling.sentence) for ruling in said)))

    def _finding(self, dimension: Dimension, finding: Finding) -> FindingView:
        criterion = self._criterion(dimension, finding.criterion)
        title = criterion.title if criterion else criterion_title(finding.criterion)
        anchor = criterion_anchor(dimension, finding.criterion)
        question = criterion.question if criterion else None
        match finding:
            case Scored():
                return self._scored(finding, criterion, anchor=anchor, title=title)
            case Unscored() | NotApplicable():
                return self._without_level(finding, anchor=anchor, title=title, question=question)
            case Observed():
                return self._observed(finding, anchor=anchor, title=title, question=question)
            case _:
                assert_never(finding)

    def _scored(self, finding: Scored, criterion: Criterion | None, *, anchor: str, title: str) -> FindingView:
        verdict = f"{finding.level} of {TOP}"
        return FindingView(
            anchor=anchor,
            title=title,
            question=criterion.question if criterion else None,
            state="scored",
            verdict=verdict,
            level=finding.level,
            kind="scored",
            meaning=tuple(meaning(criterion.anchors(self._facts.rep.role), finding.level)) if criterion else (),
            text=finding.reasoning,
            small=tuple(_small(finding)),
            warnings=tuple(_warnings(finding)),
            quotes=self._quotes(finding.evidence, f"{title}: {verdict}"),
        )

    def _observed(self, finding: Observed, *, anchor: str, title: str, question: str | None) -> FindingView:
        words = SIGHTINGS[finding.sighting]
        return FindingView(
            anchor=anchor,
            title=title,
            question=question,
            state="observed",
            verdict=words,
            kind=finding.sighting.value,
            text=sentence(finding.note),
            quotes=self._quotes(finding.evidence, f"{title}: {words.lower()}"),
        )

    def _without_level(
        self, finding: Unscored | NotApplicable, *, anchor: str, title: str, question: str | None
    ) -> FindingView:
        untold = self._reading and isinstance(finding, NotApplicable)
        return FindingView(
            anchor=anchor,
            title=title,
            question=question,
            state=finding.state,
            verdict=CANNOT_TELL if untold else LEVELLESS[finding.state],
            kind="cannot_tell" if untold else finding.state,
            text=sentence(finding.reason) if not untold or not repeats(finding.reason) else "",
            small=(f"weight {finding.weight:g}",) if isinstance(finding, Unscored) else (),
        )

    def _quotes(self, evidence: Iterable[Evidence], words: str) -> tuple[Quote, ...]:
        return tuple(self._moments.quote(item, words) for item in evidence)

    def _criterion(self, dimension: Dimension, id_: CriterionId) -> Criterion | None:
        rubric = self._facts.rubrics.get(dimension)
        return next((item for item in rubric.criteria if item.id == id_), None) if rubric else None


def repeats(reason: str) -> bool:
    """Whether a reason only says once more that keywords cannot tell."""
    return reason.casefold().startswith(CANNOT_TELL.casefold())


def _small(finding: Scored) -> Iterable[str]:
    yield f"weight {finding.weight:g}"
    if finding.confidence is not Confidence.HIGH:
        yield f"the judge’s confidence is {finding.confidence.value}"
    if not finding.evidence and finding.level == finding.judged_level:
        yield "no quote: this is about what was not said"


def _warnings(finding: Scored) -> Iterable[str]:
    if finding.judged_level > finding.level:
        yield (
            f"Lowered from {finding.judged_level} to {finding.level} "
            "because no quote for it could be verified in the transcript."
        )
    if finding.needs_review:
        yield "Needs review: read the transcript before you rely on this."


def criterion_anchor(dimension: Dimension, criterion: CriterionId) -> str:
    """Where on the page a criterion is explained."""
    return f"c-{dimension.value}-{criterion}"


def criterion_title(criterion: CriterionId) -> str:
    """Words for a criterion that the rubric no longer has."""
    return capital(criterion.replace("_", " "))


def meaning(anchors: Mapping[int, str], level: int) -> Iterator[str]:
    """What a level stands for, and what the levels stand for that its words build upon."""
    words = anchors[level]
    yield f"Level {level}: {words}"
    lower = BUILDS_ON.match(words)
    if lower and int(lower[1]) < level:
        yield from meaning(anchors, int(lower[1]))


def evidence_of(finding: Finding) -> tuple[Evidence, ...]:
    """The quotes that a finding rests on."""
    return finding.evidence if isinstance(finding, Scored | Observed) else ()


def card_state(result: DimensionResult, *, reading: bool) -> CardState:
    """What kind of result this is; `reading` says that it was only read for keywords."""
    if reading:
        return "read"
    if result.score is not None:
        return "scored"
    return "not_applicable" if all(isinstance(item, NotApplicable) for item in result.findings) else "unscored"


def lead(result: DimensionResult, state: CardState) -> str:
    """The few words under a dimension's name."""
    if result.score is not None:
        return capital(band(result.score))
    if state == "read":
        seen = any(isinstance(finding, Observed) for finding in result.findings)
        return "" if seen else f"{CANNOT_TELL}."
    reasons = {finding.reason for finding in result.findings if isinstance(finding, NotApplicable)}
    if state == "not_applicable":
        why = reasons.pop() if len(reasons) == 1 else "This call gave no occasion for it."
        return f"Not applicable. {sentence(why)}"
    if result.is_single:
        return f"No score. {ONE_ONLY}"
    unscored = {finding.reason for finding in result.findings if isinstance(finding, Unscored)}
    if len(unscored) == 1 and all(isinstance(finding, Unscored | NotApplicable) for finding in result.findings):
        return f"No score. {sentence(unscored.pop())}"
    return "No score: too much of it could not be judged."


def outcome(result: DimensionResult, state: CardState) -> str:
    """The score with its band, or how often what was seen, or why there is neither."""
    if result.score is not None:
        return f"{result.score} of 100, {band(result.score)}"
    seen = ", ".join(f"{count.words.lower()} {count.number}" for count in counts(result.findings) if count.number)
    return capital(seen) or lead(result, state)


def review(result: DimensionResult) -> str | None:
    """That a person should look, and at how much."""
    if result.unsure:
        return f"Needs review: {result.unsure} of {counted(len(result.findings), 'criterion', 'criteria')}"
    return "Needs review: somebody seems to address the grader" if result.needs_review else None


def counts(findings: tuple[Finding, ...]) -> Iterable[Count]:
    """How often each sighting occurs in a keyword reading; nothing for a judgement."""
    observed = [finding.sighting for finding in findings if isinstance(finding, Observed)]
    if not observed:
        return
    for sighting in Sighting:
        yield Count(kind=sighting.value, words=SIGHTINGS[sighting], number=observed.count(sighting))
    if others := len(findings) - len(observed):
        yield Count(kind="cannot_tell", words=CANNOT_TELL, number=others)


def arithmetic(result: DimensionResult) -> str | None:
    """How the score arose from the levels, in one line."""
    scored = [finding for finding in result.findings if isinstance(finding, Scored)]
    if not scored:
        return None
    if result.is_single:
        return ONE_ONLY
    total = sum(finding.weight for finding in scored)
    if result.score is None:
        missing = sum(finding.weight for finding in result.findings if isinstance(finding, Unscored))
        return f"Of a weight of {total + missing:g}, only {total:g} could be judged; a score needs at least half."
    terms = " + ".join(f"{finding.weight:g}·{finding.level}/{TOP}" for finding in scored)
    return f"100 × ({terms}) ÷ {total:g} → {result.score}"


def remarks(result: DimensionResult) -> Iterable[str]:
    """What else should be known of how this came about."""
    if result.rejected_quotes:
        dropped = counted(result.rejected_quotes, "quote was", "quotes were")
        yield f"{dropped} dropped, because the transcript does not have those words at that place."
