"""What is asked about many calls, and everything that can be said of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.insights import FollowThrough
from analysis.peers import Gap, RoleMean
from analysis.period import Period
from analysis.steps import Step
from analysis.subject import Subject
from analysis.trend import Gauge, Sums, Trend
from db.insights import MomentOnCall, Tally
from db.moments import Spoken
from knowledge.rubric import CallType, Dimension
from knowledge.scorecard import Action, is_keyword


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to look back at. Without a `step` there is no series; without `others` nothing of colleagues but a mean."""

    subject: Subject
    period: Period
    step: Step | None = None
    dimension: Dimension | None = None
    call_type: CallType | None = None
    product: str | None = None
    others: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A turn that shows a criterion at a level."""

    on: MomentOnCall
    spoken: Spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """By whom what is said was judged: `judged` of the calls that they `spoke` on, others only by `others`."""

    scorer: str
    judged: int
    spoke: int
    others: tuple[str, ...]

    @property
    def is_keyword_reading(self) -> bool:
        return is_keyword(self.scorer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrospect:
    """Everything that can be said, of what one scorer judged. Moments are the subject's own, lowest level first.

    `worth_hearing` is from calls of colleagues with the same role, for the criterion of the pattern; other gaps of
    `ahead` have one in `shown`, by their criterion. `tallies` are what the trends are made of, by person.
    """

    coverage: Coverage
    by: Gauge
    tallies: Sequence[Tally]
    dimensions: tuple[Trend, ...]
    criteria: tuple[Trend, ...]
    roles: Mapping[Dimension, RoleMean]
    pattern: Trend | None
    moments: tuple[Moment, ...]
    improvement: Trend | None
    follow_through: FollowThrough | None
    plan: Action | None
    ahead: tuple[Gap, ...]
    top_people: int
    shown: Mapping[str, Moment]
    worth_hearing: tuple[Moment, ...]

    def sightings(self, dimension: Dimension) -> Sums:
        """What a keyword reading saw of a dimension's criteria."""
        return sum((trend.now for trend in self.criteria if trend.measure.dimension is dimension), Sums())
