"""How far two judgements agree, with the number of cases beside every figure. Pure.

Kappa is twenty lines of our own: the libraries that have it (scikit-learn, statsmodels) bring numpy and
scipy, 100 MB that nothing else here needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge.rubric import LEVELS

MIN_SHARE = 5
"""A share of fewer cases is not shown: one case more or less would move it by a fifth."""
MIN_KAPPA = 10
"""The same for kappa, whose chance agreement has to be estimated from the same cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many `of` how many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None when it is of too few to be a figure."""
        return self.hits / self.of if self.of >= MIN_SHARE else None

    def __add__(self, other: Share) -> Share:
        return Share(hits=self.hits + other.hits, of=self.of + other.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean over `of` cases."""

    total: float
    of: int

    @property
    def value(self) -> float | None:
        """None when it is of too few to be a figure."""
        return self.total / self.of if self.of >= MIN_SHARE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Cohen's kappa with quadratic weights, over `of` cases: 1 is agreement, 0 is what chance would give."""

    raw: float | None
    of: int

    @property
    def value(self) -> float | None:
        """None when it is of too few, or when both always said the same one level, which tells nothing."""
        return self.raw if self.of >= MIN_KAPPA else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """Things that are there: how many were found, how many missed, and how many were found that are not there."""

    found: int
    missed: int
    false_alarms: int

    @property
    def recall(self) -> Share:
        return Share(hits=self.found, of=self.found + self.missed)

    @property
    def precision(self) -> Share:
        return Share(hits=self.found, of=self.found + self.false_alarms)

    def __add__(self, other: Detection) -> Detection:
        return Detection(
            found=self.found + other.found,
            missed=self.missed + other.missed,
            false_alarms=self.false_alarms + other.false_alarms,
        )


NOTHING = Detection(found=0, missed=0, false_alarms=0)

EVERYTHING = "everything"
"""What a figure over all criteria is called."""

Pair = tuple[int, int]
"""Two levels of one thing."""


def share(hits: Iterable[bool]) -> Share:
    """How many of these are true."""
    given = list(hits)
    return Share(hits=sum(given), of=len(given))


def exact(pairs: Iterable[Pair]) -> Share:
    """How many pairs hold the same level twice."""
    return share(one == other for one, other in pairs)


def off_by(pairs: Iterable[Pair]) -> Mean:
    """How many levels the two of a pair are apart."""
    given = list(pairs)
    return Mean(total=sum(abs(one - other) for one, other in given), of=len(given))


def shifted(pairs: Iterable[Pair]) -> Mean:
    """By how many levels the second of a pair is higher; below 0, lower."""
    given = list(pairs)
    return Mean(total=sum(other - one for one, other in given), of=len(given))


def weighted_kappa(pairs: Sequence[Pair]) -> Kappa:
    """1 − observed disagreement ÷ the disagreement that chance would give, each level apart counted squared."""
    count = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum((one - other) ** 2 for one, other in pairs)
    expected = sum((one - other) ** 2 * first[one] * second[other] for one in LEVELS for other in LEVELS)
    return Kappa(raw=1 - count * observed / expected if expected else None, of=count)


def again(runs: Sequence[int | None]) -> list[tuple[int | None, int | None]]:
    """Every two runs of the same question."""
    return list(combinations(runs, 2))


def levels(pairs: Iterable[tuple[int | None, int | None]]) -> list[Pair]:
    """The pairs in which both have a level."""
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def spread(repeated: Iterable[Sequence[float]]) -> tuple[float, int]:
    """The standard deviation of repeats of the same question, pooled over questions, and its degrees of freedom."""
    squares, degrees = 0.0, 0
    for values in repeated:
        if len(values) > 1:
            mean = sum(values) / len(values)
            squares += sum((value - mean) ** 2 for value in values)
            degrees += len(values) - 1
    return ((squares / degrees) ** 0.5 if degrees else 0.0), degrees
