"""A figure over many calls: its mean, what it rests on, and whether another one differs by more than noise. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import add
from typing import Final

from analysis.noise import Change, Noise, beyond, limit_between
from db.insights import Tally
from knowledge.rubric import Dimension, Role, Rubric

FEWEST_CALLS: Final = 3
"""With fewer than this a mean says little, and there is no change."""
Values = tuple[int, ...]
"""The fields of Sums, in their order: a year of a team is thousands of them, and tuples are added in no time."""
NOTHING: Final[Values] = (0,) * 7
POINTS_A_LEVEL: Final = 25.0
"""What a level of a criterion is on the scale of scores, on which noise is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What is known of `n` values: enough for their mean and spread, and to add others.

    Of `results` there were so many, with a value or not; `low` is how many levels are 0 or 1; `seen` of `looked` is a
    keyword reading's.
    """

    n: int = 0
    total: int = 0
    squares: int = 0
    results: int = 0
    low: int = 0
    seen: int = 0
    looked: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            n=self.n + other.n,
            total=self.total + other.total,
            squares=self.squares + other.squares,
            results=self.results + other.results,
            low=self.low + other.low,
            seen=self.seen + other.seen,
            looked=self.looked + other.looked,
        )

    @property
    def mean(self) -> float | None:
        return self.total / self.n if self.n else None

    @property
    def spread(self) -> float | None:
        """The standard deviation of the values, of which there must be two."""
        if self.n < 2:  # noqa: PLR2004 (one value is spread nowhere)
            return None
        return ((self.n * self.squares - self.total**2) / (self.n * (self.n - 1))) ** 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One step of a series, by its first day."""

    first: date
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is measured, and how much it moves by itself on one call.

    A dimension in points of its score; one of its criteria in levels. `noise` is in points for both.
    """

    dimension: Dimension
    criterion: str | None
    noise: Noise

    @property
    def unit(self) -> float:
        """How many points one of its values is."""
        return POINTS_A_LEVEL if self.criterion else 1.0

    def within(self, n: float) -> float:
        """So far apart two means over `n` calls each may be and still be level."""
        return self.noise.between_means(n, n).limit / self.unit

    def level_up_to(self, old: Sums, new: Sums) -> float | None:
        """So far apart these two means may be and still be level; None where either is of too few calls to say."""
        if old.spread is None or new.spread is None or min(old.n, new.n) < FEWEST_CALLS:
            return None
        return limit_between(self.noise, (old.spread, old.n), (new.spread, new.n), unit=self.unit)

    def change(self, old: Sums, new: Sums) -> Change | None:
        """Whether a mean is another one by more than the judge's noise and luck with the calls; None of too few."""
        limit = self.level_up_to(old, new)
        return None if limit is None or old.mean is None or new.mean is None else beyond(limit, old.mean, new.mean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One measure over a period and the time before it; `series` has the steps of the period that have results."""

    measure: Measure
    now: Sums
    before: Sums
    series: tuple[Point, ...]

    @property
    def change(self) -> Change | None:
        return self.measure.change(self.before, self.now)

    @property
    def level_up_to(self) -> float | None:
        """By so much the mean may differ from the one before and still be level."""
        return self.measure.level_up_to(self.before, self.now)

    @property
    def difference(self) -> float | None:
        """How much the mean is above the one before, whatever the noise."""
        return None if self.now.mean is None or self.before.mean is None else self.now.mean - self.before.mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """How much one scorer moves by itself, in points: `scores` of dimensions, and `levels` of their criteria."""

    scores: Mapping[Dimension, Noise]
    levels: Mapping[Dimension, Noise]

    def measure(self, dimension: Dimension, criterion: str | None) -> Measure:
        noise = self.levels if criterion else self.scores
        return Measure(dimension=dimension, criterion=criterion, noise=noise[dimension])


def gauge(noise: Mapping[Dimension, Noise], rubrics: Mapping[Dimension, Rubric], role: Role) -> Gauge:
    """What was measured of dimensions, and what it says of the criteria that this role's are made of."""
    levels: dict[Dimension, Noise] = {}
    for dimension, measured in noise.items():
        asked = [item.weight_for(role) for item in rubrics[dimension].criteria if item.is_asked_of(role)]
        levels[dimension] = measured.of_one(asked)
    return Gauge(scores=noise, levels=levels)


def steps_of(tally: Tally) -> Iterator[tuple[date | None, Sums]]:
    """What a row of the database has for each step."""
    for first, values in _values(tally):
        yield first, _sums(values)


def trends(tallies: Iterable[Tally], by: Gauge) -> tuple[Trend, ...]:
    """One trend for each dimension and each criterion that the tallies are of, in the order of the dimensions."""
    found: dict[tuple[str, str], dict[date | None, Values]] = {}
    for tally in tallies:
        steps = found.setdefault((tally.part, tally.criterion or ""), {})
        for first, values in _values(tally):
            before = steps.get(first)
            steps[first] = tuple(map(add, before, values)) if before else values
    return tuple(
        _trend(by.measure(dimension, criterion or None), steps)
        for dimension in Dimension
        for (part, criterion), steps in sorted(found.items())
        if part == dimension
    )


def _values(tally: Tally) -> Iterator[tuple[date | None, Values]]:
    values = zip(tally.n, tally.total, tally.squares, tally.results, tally.low, tally.seen, tally.looked, strict=True)
    return zip(tally.firsts, values, strict=True)


def _sums(values: Values) -> Sums:
    n, total, squares, results, low, seen, looked = values
    return Sums(n=n, total=total, squares=squares, results=results, low=low, seen=seen, looked=looked)


def _trend(measure: Measure, steps: Mapping[date | None, Values]) -> Trend:
    dated = [(first, steps[first]) for first in sorted(first for first in steps if first is not None)]
    now = tuple(map(sum, zip(*(values for _, values in dated), strict=True))) or NOTHING
    return Trend(
        measure=measure,
        now=_sums(now),
        before=_sums(steps.get(None, NOTHING)),
        series=tuple(Point(first=first, sums=_sums(values)) for first, values in dated),
    )
