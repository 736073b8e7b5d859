"""What scorers say of the calls of an invented company, by the real rubrics."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.library import read_library
from knowledge.rubric import CallType, Criterion, Dimension, Role
from knowledge.scorecard import (
    Action,
    Claim,
    Confidence,
    DimensionResult,
    Evidence,
    Finding,
    Handling,
    Highlight,
    Match,
    Narrative,
    NotApplicable,
    Objection,
    ObjectionType,
    Scored,
    Verdict,
    Win,
    WinFinding,
    WinState,
)

OBJECTIONS = list(ObjectionType)
OBJECTION_WEIGHTS = [30, 15, 15, 12, 10, 6, 8, 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A call as a scorer has it: the texts of all turns, and those of the judged rep and of the customer by number."""

    texts: Sequence[str]
    rep: Sequence[int]
    customer: Sequence[int]
    role: Role
    call_type: CallType
    skill: float
    """From 0 to 4: the level that this rep mostly reaches at that time."""


def judged(draw: random.Random, heard: Heard) -> Iterator[tuple[str, DimensionResult | Narrative]]:
    """Each part of a scorecard with its name."""
    for dimension, criteria in _criteria(heard.role, heard.call_type).items():
        findings = tuple(_finding(draw, criterion, heard) for criterion in criteria)
        objections = tuple(_objections(draw, heard)) if dimension is Dimension.OBJECTION_HANDLING else ()
        claims = tuple(_claims(draw, heard)) if dimension is Dimension.PRODUCT_KNOWLEDGE else ()
        yield (
            dimension.value,
            DimensionResult(dimension=dimension, findings=findings, objections=objections, claims=claims),
        )
    yield "narrative", _narrative(draw, heard)


@cache
def _criteria(role: Role, call_type: CallType) -> dict[Dimension, tuple[Criterion, ...]]:
    rubrics = read_library().rubrics
    return {dimension: tuple(rubrics[dimension].criteria_for(role, call_type)) for dimension in Dimension}


def _finding(draw: random.Random, criterion: Criterion, heard: Heard) -> Finding:
    if draw.random() < 0.1:
        return NotApplicable(criterion=criterion.id, reason="this call gave no occasion for it")
    level = min(4, max(0, round(draw.gauss(heard.skill, 1))))
    return Scored(
        criterion=criterion.id,
        weight=criterion.weight,
        level=level,
        judged_level=level,
        reasoning="The rep asks and waits, and the customer answers with something particular that can be checked.",
        confidence=Confidence.HIGH,
        evidence=tuple(_moment(heard, draw.choice(heard.rep)) for _ in range(draw.choice([1, 1, 2]))),
    )


def _moment(heard: Heard, turn: int) -> Evidence:
    quote = heard.texts[turn][:60]
    return Evidence(turn=turn, speaker="R1", quote=quote, start=0, end=len(quote), at_ms=turn * 9000, match=Match.EXACT)


def _objections(draw: random.Random, heard: Heard) -> Iterator[Objection]:
    for _ in range(draw.choice([0, 0, 1, 1, 2, 3])):
        chances = [heard.skill, 2, 4 - heard.skill]
        yield Objection(
            type=draw.choices(OBJECTIONS, OBJECTION_WEIGHTS)[0],
            handling=draw.choices([Handling.WELL, Handling.PARTLY, Handling.NOT], chances)[0],
            evidence=_moment(heard, draw.choice(heard.customer)),
            note="it was raised and came back later",
        )


def _claims(draw: random.Random, heard: Heard) -> Iterator[Claim]:
    for _ in range(draw.choice([0, 1, 1, 2])):
        verdict = draw.choices(list(Verdict), [70, 8, 22])[0]
        yield Claim(
            verdict=verdict,
            evidence=_moment(heard, draw.choice(heard.rep)),
            fact="retries" if verdict is Verdict.WRONG else None,
            note="checked with the product's facts",
        )


def _narrative(draw: random.Random, heard: Heard) -> Narrative:
    wins = draw.sample(list(Win), draw.choice([0, 1, 1, 2]))
    return Narrative(
        summary="You opened with a purpose and learned what the customer has today. What it costs them stayed open.",
        strength=Highlight(text="You asked what happens when it is late.", rep_turn=draw.choice(heard.rep)),
        focus=Highlight(text="Ask who decides.", say="Who else has a say?", rep_turn=draw.choice(heard.rep)),
        action=Action(when="they name a problem", then="ask what it costs", look_for="a number in their answer"),
        wins=tuple(
            WinFinding(
                win=win,
                state=draw.choices(list(WinState), [70, 30])[0],
                note="they said so",
                turn=draw.choice(heard.customer),
            )
            for win in wins
        ),
        primary_win=wins[0] if wins else None,
    )
