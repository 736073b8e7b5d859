"""What others of the same role reach, as far as it can be said without showing anybody's own. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from analysis.insights import criteria_of, dimensions_of
from analysis.trend import FEWEST_CALLS, Measure, Sums, Trend
from db.insights import ORDER, Peer
from knowledge.rubric import Dimension

FEWEST_PEERS: Final = 3
"""So many others at least make a mean of a role, or a top quarter of it, so that nobody's own shows through."""
QUARTER: Final = 4
MOST_GAPS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMean:
    """What so many others of the same role reached in a dimension on so many calls, each person counted once.

    `as_calls`: a mean over so many calls of one person is as steady, which is fewer where some had few calls.
    """

    people: int
    calls: int
    as_calls: float
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A criterion in which the top quarter is ahead by more than noise."""

    measure: Measure
    own: Sums
    top: Sums

    @property
    def size(self) -> float:
        """In levels."""
        return (self.top.mean or 0.0) - (self.own.mean or 0.0)


def role_mean(peers: Iterable[Peer], dimension: Dimension) -> RoleMean | None:
    """The mean of these people's means; None of too few."""
    at = ORDER.index(dimension)
    found = [(peer.counts[at], mean) for peer in peers if (mean := peer.mean(dimension)) is not None]
    if len(found) < FEWEST_PEERS:
        return None
    return RoleMean(
        people=len(found),
        calls=sum(calls for calls, _ in found),
        as_calls=len(found) ** 2 / sum(1 / calls for calls, _ in found),
        mean=fmean(mean for _, mean in found),
    )


def top_quarter(peers: Iterable[Peer]) -> tuple[int, ...]:
    """Who of these people is in the best quarter by the mean of their dimensions; nobody where that is too few."""
    rated = sorted(
        ((overall, peer.person_id) for peer in peers if (overall := _overall(peer)) is not None), reverse=True
    )
    best = rated[: -(-len(rated) // QUARTER)]
    return tuple(sorted(person for _, person in best)) if len(best) >= FEWEST_PEERS else ()


def furthest_ahead(own: Iterable[Trend], peers: Iterable[Peer], top: Collection[int]) -> Dimension | None:
    """The dimension in which the top quarter is ahead most, and by more than noise."""
    best = [peer for peer in peers if peer.person_id in top]
    ahead: list[tuple[float, Dimension]] = []
    for trend in dimensions_of(own):
        sums = sum((_sums(peer, trend.measure.dimension) for peer in best), Sums())
        if trend.measure.change(trend.now, sums) == "up":
            ahead.append(((sums.mean or 0.0) - (trend.now.mean or 0.0), trend.measure.dimension))
    return max(ahead)[1] if ahead else None


def gaps(own: Sequence[Trend], top: Sequence[Trend]) -> tuple[Gap, ...]:
    """In which criteria the top quarter is ahead, the widest gap first."""
    there = {trend.measure: trend.now for trend in criteria_of(top)}
    found = [
        Gap(measure=trend.measure, own=trend.now, top=there[trend.measure])
        for trend in criteria_of(own)
        if trend.measure in there and trend.measure.change(trend.now, there[trend.measure]) == "up"
    ]
    return tuple(sorted(found, key=lambda gap: -gap.size)[:MOST_GAPS])


def _overall(peer: Peer) -> float | None:
    """The mean of somebody's dimensions; None of too few calls."""
    means = [mean for dimension in Dimension if (mean := peer.mean(dimension)) is not None]
    return fmean(means) if means and peer.calls >= FEWEST_CALLS else None


def _sums(peer: Peer, dimension: Dimension) -> Sums:
    at = ORDER.index(dimension)
    return Sums(n=peer.counts[at], total=peer.totals[at], squares=peer.squares[at])
