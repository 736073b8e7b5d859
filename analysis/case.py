"""One rep on one call: everything a scorer needs, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from analysis.call_type import CallTypeGuess
from gong.model import Speaker, SpeakerId, Transcript
from knowledge.rubric import CallType, Dimension, Rubric
from knowledge.scorecard import DimensionResult, Narrative, Rep, Win

NARRATIVE = "narrative"
"""The part of a scorecard that is not a dimension."""

Result = DimensionResult | Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One rep on one version of one call. `generation` is above 1 when somebody forced a new judgement.

    `call_id` None: a golden call, which is judged from memory and stored nowhere. `backwards` puts criteria and
    levels in the opposite order, to measure whether order matters. `primary_win` is what a call of this type should
    advance before anything else.
    """

    call_id: int | None
    title: str
    call_type: CallType
    language: str | None
    transcript: Transcript
    speakers: Mapping[SpeakerId, Speaker]
    rep: Rep
    generation: int = 1
    backwards: bool = False
    primary_win: Win | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a scorer says of one part. `final` is false when it could not be judged this time: never stored.

    A narrative that could not be written is `result` None, with a sentence that says why.
    """

    result: Result | None
    cost_usd: Decimal = Decimal(0)
    final: bool = True
    reason: str = ""


Keep = Callable[[Dimension, Opinion], Awaitable[None]]
"""Keeps one opinion while others are still being made."""


async def keep_nothing(dimension: Dimension, opinion: Opinion) -> None:
    """For whoever wants all opinions at once."""


class TypeFinder(Protocol):
    """Somebody who says what a call was for when Gong's fields do not."""

    async def find(self, case: Case) -> CallTypeGuess | None:
        """The type with its reason, or None when it could not be found this time.

        Raises:
            EngineError: nothing can be asked at all.
        """
        ...


class Scorer(Protocol):
    """Somebody who fills in rubrics."""

    @property
    def id(self) -> str:
        """Who: results of two scorers are never mixed in one average."""
        ...

    @property
    def made_with(self) -> Mapping[str, str]:
        """Everything of the scorer that can change a result, by name; part of every fingerprint."""
        ...

    def forecast(self, case: Case, dimensions: int = len(Dimension)) -> Decimal:
        """About how many US dollars judging so many dimensions of this case will cost, if nothing is known yet."""
        ...

    async def dimensions(
        self, case: Case, rubrics: Sequence[Rubric], *, keep: Keep = keep_nothing
    ) -> Mapping[Dimension, Opinion]:
        """Fill in these rubrics; where that takes long, each is given to `keep` as soon as it is done.

        Raises:
            EngineError: it could not work at all; what was paid for is kept for the next try.
        """
        ...

    async def narrative(self, case: Case, results: Sequence[DimensionResult]) -> Opinion:
        """Say in thirty seconds what the filled-in rubrics say."""
        ...
