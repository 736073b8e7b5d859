"""A small call and what a judge might answer about it."""

from __future__ import annotations

from analysis.answer import ClaimAnswer, CriterionAnswer, DimensionAnswer, ObjectionAnswer, QuoteAnswer
from analysis.evidence import Verifier
from analysis.verdict import Reader
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import Confidence, Handling, ObjectionType, Verdict
from tests.builders import criterion, rep, task, transcript_of

LINES = (
    ("R1", "What happens today when the feed is late?"),
    ("C1", "Honestly, we lose about thirty hours a month, and your price is too high for that."),
    ("R1", "What are you comparing the price with?"),
    ("R2", "Our scheduler retries a late run on its own."),
    ("R1", "A worker asks for work every fifteen seconds."),
    ("C2", "We have nobody who could look after it."),
)
ASKED = QuoteAnswer(turn=0, speaker="R1", quote="What happens today when the feed is late?")
CUSTOMER = QuoteAnswer(turn=1, speaker="C1", quote="we lose about thirty hours a month")
COLLEAGUE = QuoteAnswer(turn=3, speaker="R2", quote="Our scheduler retries a late run on its own.")
INVENTED = QuoteAnswer(turn=0, speaker="R1", quote="What would it be worth to you to fix it?")
FACTS = ("PC-12", "horizon-3")


def given(
    name: str, *quotes: QuoteAnswer, level: int = 3, applicable: bool = True, why: str = "Because."
) -> CriterionAnswer:
    return CriterionAnswer.model_validate(
        {
            "criterion": name,
            "evidence": quotes,
            "reasoning": why,
            "applicable": applicable,
            "level": level,
            "confidence": Confidence.HIGH,
        }
    )


def objection(quote: str = "your price is too high", *, turn: int = 1, speaker: str = "C1") -> ObjectionAnswer:
    return ObjectionAnswer(
        turn=turn,
        speaker=speaker,
        quote=quote,
        type=ObjectionType.PRICING,
        handling=Handling.PARTLY,
        note="Asked back.",
    )


def claim(fact: str, verdict: Verdict = Verdict.CORRECT, *, turn: int = 4, speaker: str = "R1") -> ClaimAnswer:
    quote = LINES[turn][1]
    return ClaimAnswer(turn=turn, speaker=speaker, quote=quote, verdict=verdict, fact=fact, note="")


def answer(
    *criteria: CriterionAnswer,
    objections: tuple[ObjectionAnswer, ...] = (),
    claims: tuple[ClaimAnswer, ...] = (),
    injections: tuple[int, ...] = (),
) -> DimensionAnswer:
    return DimensionAnswer(criteria=criteria, objections=objections, claims=claims, injection_turns=injections)


def reader(
    *names: str, dimension: Dimension = Dimension.DISCOVERY, role: Role = Role.AE, free: tuple[str, ...] = ()
) -> Reader:
    """A reader of criteria with these names; those of `free` are judged even when nobody raised an objection."""
    criteria = [criterion(name, weight=1.0, weights={Role.SE: 5.0}) for name in names]
    criteria += [criterion(name, also_without_objection=True) for name in free]
    return Reader(Verifier(transcript_of(*LINES)), task(*criteria, dimension=dimension, subject=rep(role=role)), FACTS)
