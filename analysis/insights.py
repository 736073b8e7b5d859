"""What many calls show: the pattern behind the weakest side, what improved, what became of the last action. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analysis.trend import Trend
from db.insights import LevelOnCall, Told
from knowledge.scorecard import Action

HIGH: Final = 3
"""From this level on something was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowThrough:
    """What became of the last action that later calls could show: the level on each of those."""

    action: Action
    told_at: datetime
    criterion: str
    levels_since: tuple[int, ...]

    @property
    def done(self) -> int:
        return sum(level >= HIGH for level in self.levels_since)


def dimensions_of(trends: Iterable[Trend]) -> tuple[Trend, ...]:
    """Those that are of a dimension as a whole."""
    return tuple(trend for trend in trends if trend.measure.criterion is None)


def criteria_of(trends: Iterable[Trend]) -> tuple[Trend, ...]:
    """Those that are of one criterion."""
    return tuple(trend for trend in trends if trend.measure.criterion is not None)


def pattern(trends: Sequence[Trend]) -> Trend | None:
    """The lowest criterion of the lowest dimension: of those judged more than once, if there are any."""
    weakest = _lowest(dimensions_of(trends))
    if weakest is None:
        return None
    own = [trend for trend in criteria_of(trends) if trend.measure.dimension is weakest.measure.dimension]
    return _lowest([trend for trend in own if trend.now.n > 1]) or _lowest(own)


def improvement(trends: Iterable[Trend]) -> Trend | None:
    """The criterion that rose most, of those that rose by more than noise."""
    risen = [trend for trend in criteria_of(trends) if trend.change == "up"]
    return max(risen, key=lambda trend: trend.difference or 0.0, default=None)


def plan(told: Iterable[Told]) -> Action | None:
    """The newest action; `told` has the newest first."""
    return next((item.narrative.action for item in told if item.narrative.action), None)


def aims(told: Iterable[Told]) -> tuple[str, ...]:
    """The criteria that actions were about, the newest first."""
    return tuple(dict.fromkeys(aim for item in told if item.narrative.action and (aim := _aim(item))))


def follow_through(told: Iterable[Told], levels: Sequence[LevelOnCall]) -> FollowThrough | None:
    """By the criterion that an action belongs to, on the calls after it; the action itself is in words only."""
    for item in told:
        action, criterion = item.narrative.action, _aim(item)
        since = tuple(
            level.level for level in levels if level.criterion == criterion and level.started_at > item.started_at
        )
        if action and criterion and since:
            return FollowThrough(action=action, told_at=item.started_at, criterion=criterion, levels_since=since)
    return None


def _aim(told: Told) -> str | None:
    return told.narrative.focus.criterion if told.narrative.focus else None


def _lowest(trends: Iterable[Trend]) -> Trend | None:
    measured = [(trend.now.mean, trend) for trend in trends if trend.now.mean is not None]
    return min(measured, key=lambda pair: pair[0])[1] if measured else None
