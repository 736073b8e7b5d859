"""How much a score moves by itself, and whether a difference is more than that. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Change = Literal["level", "up", "down"]

REPEATABILITY = 2.77
"""1.96 · √2: two readings of the same call differ by more than this many spreads once in twenty times."""
SMALLEST = 5.0
"""Never call less a difference: one level of one criterion in five is five points."""
DEFAULT_SPREAD = 6.0
"""Where nothing was measured. Five criteria that each move by half a level would spread a dimension by 25 · 0.5 ÷ √5
= 5.6 points, and published judges do worse: so differences of up to 16 points show as level."""
ERRORS = 1.96
"""A difference of means is beyond so many of its standard errors once in twenty times by chance."""
MIN_DEGREES = 10
"""A spread from fewer independent repeats is not used: it could be half or twice as large by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The spread (standard deviation, in points) of a dimension's score over repeats of the same question.

    `degrees` is how many independent repeats it was measured from; 0 when it was assumed.
    """

    spread: float
    degrees: int

    @property
    def is_measured(self) -> bool:
        return self.degrees > 0

    @property
    def limit(self) -> float:
        """Differences of up to this many points are noise."""
        return max(SMALLEST, REPEATABILITY * self.spread)

    def between_means(self, old_calls: float, new_calls: float) -> Noise:
        """The noise of a difference between means over so many calls each, as far as the judge makes it.

        That calls differ from each other is not in it: that is what `luck` is for.
        """
        return replace(self, spread=self.spread * ((1 / old_calls + 1 / new_calls) / 2) ** 0.5)

    def of_one(self, weights: Sequence[float]) -> Noise:
        """The noise of one of the criteria that a score of this noise is made of, a level being 25 points.

        A score is the weighted mean of its criteria, and they are taken to move independently: then each of them
        moves more than the score by their weights' sum over the root of their squares' sum, √k for k of equal weight.
        """
        squares = sum(weight**2 for weight in weights)
        return replace(self, spread=self.spread * sum(weights) / squares**0.5) if squares else self

    def in_words(self) -> str:
        """One sentence for a person."""
        if not self.is_measured:
            return (
                f"Differences of up to {self.limit:.0f} points count as level; that is an assumption, "
                "`coach eval` measures it."
            )
        return f"Differences of up to {self.limit:.0f} points count as level, measured on {self.degrees} repeats."


UNMEASURED = Noise(spread=DEFAULT_SPREAD, degrees=0)


def luck(*means: tuple[float, int]) -> float:
    """So far apart two means may be by which calls they happened to be of: each a spread over its calls, and how many.

    A standard error is √(spread₁² ÷ n₁ + spread₂² ÷ n₂).
    """
    return ERRORS * sum(spread**2 / calls for spread, calls in means) ** 0.5


def limit_between(noise: Noise, old: tuple[float, int], new: tuple[float, int], *, unit: float = 1.0) -> float:
    """So far apart two means may be and still be level: as far as the judge moves, or as luck with the calls does.

    Each mean is given as in `luck`; `unit` is how many points one of their values is.
    """
    return max(noise.between_means(old[1], new[1]).limit / unit, luck(old, new))


def beyond(limit: float, old: float, new: float) -> Change:
    """Whether a figure is another one by more than this limit, which is in its own unit."""
    if abs(new - old) <= limit:
        return "level"
    return "up" if new > old else "down"
