"""A call judged by hand, for the tests of what is made of findings."""

from __future__ import annotations

from analysis.case import Case
from analysis.evidence import Quote, Verifier
from analysis.transcript import canonical
from gong.model import Speaker, SpeakerId
from knowledge.rubric import CallType, CriterionId, Dimension
from knowledge.scorecard import (
    Claim,
    Confidence,
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
    Win,
)
from tests.builders import golden, rep

CALL = golden("harbour-discovery")
TRANSCRIPT = canonical(CALL)
SPEAKERS: dict[SpeakerId, Speaker] = {speaker.id: speaker for speaker in CALL.speakers}
ROSTER = list(dict.fromkeys((turn.label, SPEAKERS[turn.speaker]) for turn in TRANSCRIPT.utterances))
CASE = Case(
    call_id=1,
    title=CALL.title,
    call_type=CallType.DISCOVERY,
    language="eng",
    transcript=TRANSCRIPT,
    speakers=SPEAKERS,
    rep=rep("R1"),
    primary_win=Win.BUSINESS,
)


def said(words: str) -> Evidence:
    """Where those words stand in the call, whoever said them."""
    turn = next(turn for turn in TRANSCRIPT.utterances if words in turn.text)
    found = Verifier(TRANSCRIPT).verify(Quote(turn=turn.seq, speaker=turn.label, text=words))
    assert found
    return found


def scored(name: str, *words: str, level: int = 3, reasoning: str = "It was done.") -> Scored:
    return Scored(
        criterion=CriterionId(name),
        weight=2.0,
        level=level,
        judged_level=level,
        reasoning=reasoning,
        confidence=Confidence.HIGH,
        evidence=tuple(map(said, words)),
    )


def not_applicable(name: str, reason: str = "No occasion.") -> NotApplicable:
    return NotApplicable(criterion=CriterionId(name), reason=reason)


def unscored(name: str) -> Unscored:
    return Unscored(criterion=CriterionId(name), weight=1.0, reason="Left out.")


def objection(words: str, handling: Handling = Handling.WELL, note: str = "") -> Objection:
    return Objection(type=ObjectionType.PRICING, handling=handling, evidence=said(words), note=note)


def claim(words: str, verdict: Verdict = Verdict.CORRECT, fact: str | None = "PC-1", note: str = "") -> Claim:
    return Claim(verdict=verdict, evidence=said(words), fact=fact, note=note)


def result(
    *findings: Finding,
    dimension: Dimension = Dimension.DISCOVERY,
    objections: tuple[Objection, ...] = (),
    claims: tuple[Claim, ...] = (),
    injection: int | None = None,
) -> DimensionResult:
    return DimensionResult(
        dimension=dimension,
        findings=findings,
        objections=objections,
        claims=claims,
        suspected_injection=injection,
    )
