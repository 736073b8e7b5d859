"""What many calls of one person show: means against their own past, and the pattern behind them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Final

from db.insights import CriterionOnCall, RoleMean, Told
from knowledge.rubric import Dimension
from knowledge.scorecard import Action, Sighting

FEWEST_CALLS: Final = 3
"""With fewer than this a mean says little, and the answer says so."""
FEWEST_PEERS: Final = 3
"""So many others at least make a mean of a role, so that nobody's own shows through."""
LOW, HIGH = 1, 3
"""Levels up to the first are a pattern to work on; from the second on something was done."""
RISE: Final = 0.5
"""So much higher a mean level counts as improved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One dimension over a period. Means are of scores from 0 to 100; `seen` of `looked` is a keyword reading's."""

    dimension: Dimension
    mean: float | None
    n: int
    mean_before: float | None
    n_before: int
    role: RoleMean | None
    seen: int
    looked: int

    @property
    def change(self) -> float | None:
        return None if self.mean is None or self.mean_before is None else self.mean - self.mean_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The criterion that is weakest in the weakest dimension: low on `low` of `n` calls, and where it shows."""

    dimension: Dimension
    criterion: str
    low: int
    n: int
    moments: tuple[CriterionOnCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """The criterion whose mean level rose most."""

    criterion: str
    level: float
    level_before: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowThrough:
    """What became of the last action that later calls could show: level before, and on each later call."""

    action: Action
    told_at: datetime
    criterion: str
    level_then: int | None
    levels_since: tuple[int, ...]

    @property
    def done(self) -> int:
        return sum(level >= HIGH for level in self.levels_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """Everything that can be said; `judged_calls` is how many calls of the period it rests on."""

    judged_calls: int
    trends: tuple[Trend, ...]
    pattern: Pattern | None
    improvement: Improvement | None
    follow_through: FollowThrough | None
    plan: Action | None


def insights(
    rows: Sequence[CriterionOnCall], told: Sequence[Told], roles: Mapping[str, RoleMean], *, since: datetime
) -> Insights:
    """What the rows from `since` on show, against the rows before; `told` are the narratives, the newest first."""
    now = [row for row in rows if row.started_at >= since]
    before = [row for row in rows if row.started_at < since]
    trends = tuple(_trend(dimension, now, before, roles.get(dimension.value)) for dimension in Dimension)
    return Insights(
        judged_calls=len({row.call_id for row in now}),
        trends=trends,
        pattern=_pattern(trends, now),
        improvement=_improvement(now, before),
        follow_through=_follow_through(told, rows),
        plan=next((item.narrative.action for item in told if item.narrative.action), None),
    )


def _trend(
    dimension: Dimension, now: Sequence[CriterionOnCall], before: Sequence[CriterionOnCall], role: RoleMean | None
) -> Trend:
    scores, past = _scores(now, dimension), _scores(before, dimension)
    sightings = [row.sighting for row in now if row.part == dimension and row.sighting]
    return Trend(
        dimension=dimension,
        mean=fmean(scores) if scores else None,
        n=len(scores) or len({row.call_id for row in now if row.part == dimension and row.sighting}),
        mean_before=fmean(past) if past else None,
        n_before=len(past),
        role=role if role and role.people >= FEWEST_PEERS else None,
        seen=sum(sighting == Sighting.SEEN for sighting in sightings),
        looked=sum(sighting != Sighting.NO_OPPORTUNITY for sighting in sightings),
    )


def _scores(rows: Iterable[CriterionOnCall], dimension: Dimension) -> list[int]:
    """One score for each call that has one."""
    return list({row.call_id: row.score for row in rows if row.part == dimension and row.score is not None}.values())


def _levels(rows: Iterable[CriterionOnCall]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.criterion and row.level is not None:
            found.setdefault(row.criterion, []).append(row.level)
    return found


def _pattern(trends: Sequence[Trend], now: Sequence[CriterionOnCall]) -> Pattern | None:
    measured = [(trend.mean, trend.dimension) for trend in trends if trend.mean is not None]
    if not measured:
        return None
    dimension = min(measured)[1]
    own = [row for row in now if row.part == dimension and row.level is not None]
    levels = _levels(own)
    if not levels:
        return None
    often = {name: values for name, values in levels.items() if len(values) > 1} or levels
    criterion = min(often, key=_mean_of(often))
    shown = [row for row in own if row.criterion == criterion and row.turn is not None]
    shown.sort(key=lambda row: (row.level or 0, -row.started_at.timestamp()))
    low = sum(level <= LOW for level in levels[criterion])
    return Pattern(
        dimension=dimension, criterion=criterion, low=low, n=len(levels[criterion]), moments=tuple(shown[:3])
    )


def _mean_of(levels: Mapping[str, Sequence[int]]) -> Callable[[str], float]:
    return lambda name: fmean(levels[name])


def _improvement(now: Sequence[CriterionOnCall], before: Sequence[CriterionOnCall]) -> Improvement | None:
    levels, past = _levels(now), _levels(before)
    both = [name for name in levels if len(levels[name]) > 1 and len(past.get(name, ())) > 1]
    rises = {name: fmean(levels[name]) - fmean(past[name]) for name in both}
    best = max(rises, key=lambda name: rises[name], default=None)
    if best is None or rises[best] < RISE:
        return None
    return Improvement(criterion=best, level=fmean(levels[best]), level_before=fmean(past[best]))


def _follow_through(told: Sequence[Told], rows: Sequence[CriterionOnCall]) -> FollowThrough | None:
    """By the criterion that the action belongs to, on the calls after it; the action itself is in words only."""
    for item in told:
        focus = item.narrative.focus
        if not item.narrative.action or not focus or not focus.criterion:
            continue
        own = [row for row in rows if row.criterion == focus.criterion and row.level is not None]
        since = tuple(row.level for row in own if row.started_at > item.started_at and row.level is not None)
        if since:
            then = next((row.level for row in own if row.call_id == item.call_id), None)
            return FollowThrough(
                action=item.narrative.action,
                told_at=item.started_at,
                criterion=focus.criterion,
                level_then=then,
                levels_since=since,
            )
    return None
