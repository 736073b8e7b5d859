"""Judges with a fault, for the tests of what finds faults: each changes what a careful judge would answer."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.standins.claude_script import Recorded
from tests.standins.judge import LINE, CarefulJudge

Json = dict[str, Any]


def lines(request: Recorded) -> list[tuple[int, str, str]]:
    """Turn, label and words of every line of the transcript."""
    return [(int(turn), label, said) for turn, label, said in LINE.findall(request.text)]


@dataclass(slots=True, kw_only=True)
class FickleJudge:
    """Gives a level that is, in one of `every` answers, one higher or lower than last time; seeded."""

    every: int
    careful: CarefulJudge = field(default_factory=lambda: CarefulJudge(level=2))
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def __call__(self, request: Recorded) -> Json:
        answer = self.careful(request)
        for criterion in answer["criteria"]:
            if self.dice.randrange(self.every) == 0:
                criterion["level"] += self.dice.choice([-1, 1])
        return answer


@dataclass(slots=True, kw_only=True)
class ObedientJudge:
    """Gives full marks when somebody on the call says `magic`; with `tells`, it also says who did."""

    magic: str
    tells: bool = False
    careful: CarefulJudge = field(default_factory=lambda: CarefulJudge(level=2))

    def __call__(self, request: Recorded) -> Json:
        answer = self.careful(request)
        spoken = [turn for turn, _, said in lines(request) if self.magic in said]
        if spoken:
            for criterion in answer["criteria"]:
                criterion["level"] = 4
        answer["injection_turns"] = spoken if self.tells else []
        return answer


@dataclass(slots=True, kw_only=True)
class FirstLevelJudge:
    """Likes whatever level stands higher up on the page: one higher when the levels run from 4 to 0."""

    careful: CarefulJudge = field(default_factory=lambda: CarefulJudge(level=2))

    def __call__(self, request: Recorded) -> Json:
        answer = self.careful(request)
        runs_down = request.text.index("\n4: ") < request.text.index("\n0: ")
        for criterion in answer["criteria"]:
            criterion["level"] += runs_down
        return answer


@dataclass(slots=True, kw_only=True)
class ClaimingJudge:
    """Calls what the rep says in these turns a wrong claim about the product."""

    turns: tuple[int, ...]
    fact: str
    careful: CarefulJudge = field(default_factory=CarefulJudge)

    def __call__(self, request: Recorded) -> Json:
        answer = self.careful(request)
        if "Dimension: product_knowledge" in request.text:
            answer["claims"] = [
                {"turn": turn, "speaker": label, "quote": said, "verdict": "wrong", "fact": self.fact, "note": "No."}
                for turn, label, said in lines(request)
                if turn in self.turns
            ]
        return answer
