"""The digests of a week: what a rep and a team's leaders are told, before anybody words or draws it. Pure.

Every figure comes with the number of calls it rests on. A mean, a score from 0 to 100, is None where there are too few
of them or where keywords were read; `seen` of `looked` are a keyword reading's counts, over criteria on calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from analysis.noise import Change
from analysis.week import Week
from db.people import PersonRecord
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import ObjectionType

Followed = Literal["done", "partly", "not_yet", "no_occasion"]
Plan = Literal["mail", "calls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """One dimension over a span: the mean of `n` scored calls, or what keywords saw on `n` calls.

    `spread` is the standard deviation between those calls, in points; 0 where there are too few to have one.
    """

    mean: float | None
    n: int
    spread: float = 0.0
    seen: int = 0
    looked: int = 0

    @property
    def points(self) -> int | None:
        """The mean as it is shown, rounded half up."""
        return None if self.mean is None else int(self.mean + 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One dimension now and before. `change` is None where either rests on too few calls to compare."""

    dimension: Dimension
    now: Average
    before: Average
    change: Change | None

    @property
    def delta(self) -> int:
        """The difference of the two means as they are shown; 0 where they cannot be compared."""
        now, before = self.now.points, self.before.points
        return 0 if self.change is None or now is None or before is None else now - before


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week of a small chart."""

    monday: date
    average: Average


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A second of a call, and when it is over; no clock: all of it. `href` leads there, if anything does."""

    call: str
    clock: str
    until: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One side of an exchange."""

    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """On how many calls something was done and was missing, of those where there was occasion."""

    done: int
    low: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One thing to keep or to change. `text` is what the judge said of this moment, `say` what to try saying."""

    criterion: str
    dimension: Dimension
    doing: str
    text: str | None
    lines: tuple[Line, ...]
    moment: Moment | None
    now: Count
    before: Count
    say: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan for the week; the level of `criterion` on the next calls decides whether it was done."""

    criterion: str
    when: str
    then: str
    look_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What became of a plan: done on `done` of the `n` calls that gave occasion, and where."""

    planned: Planned
    state: Followed
    done: int
    n: int
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepDigest:
    """A rep's week. `recorded` calls, of which `judged` were, by `scorer`.

    `headline` is the dimension with the news, None where no dimension rests on enough calls. `followed_from` says
    whether what is followed up was asked for in a mail, or is only what the calls before gave reason to ask for.
    """

    week: Week
    person: PersonRecord
    scorer: str
    is_keyword_reading: bool
    is_invented: bool
    recorded: int
    judged: int
    headline: Trend | None
    bars: tuple[Bar, ...]
    followed: tuple[FollowUp, ...]
    followed_from: Plan
    strength: Behaviour | None
    focus: Behaviour | None
    plan: tuple[Planned, ...]
    trends: tuple[Trend, ...]
    noise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToSay:
    """There is no mail; `reason` is a sentence."""

    week: Week
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HourItem:
    """Somebody with whom an hour goes far: to work on a behaviour, or (`mentor`) to show it to others."""

    name: str
    role: Role
    is_mentor: bool
    doing: str
    short: str
    count: Count
    opener: str
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One rep: each dimension over four weeks against the four before, and the calls of this week."""

    name: str
    trends: tuple[Trend, ...]
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatGroup:
    """The reps of one role, by name."""

    role: Role
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A change beyond the noise, and the behaviour that explains it best, if one does."""

    name: str
    trend: Trend
    doing: str | None
    now: Count | None
    before: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A moment worth playing in the team meeting."""

    name: str
    doing: str
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPattern:
    """The objection that came up most in four weeks, how often on how many calls, and how it was met."""

    type: ObjectionType
    times: int
    calls: int
    well: int
    partly: int
    not_met: int
    play: Planned
    example: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """So many calls that nothing was said about, and why."""

    reason: str
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the week's digest rests on. `spent_usd` is for the calls of the whole company, None where unknown.

    `remarks` are sentences on what may be missing; no mail reaches those who are `unreachable`.
    """

    recorded: int
    judged: int
    left_out: tuple[LeftOut, ...]
    disputes: int
    changed: int
    plans: int
    plans_done: int
    spent_usd: Decimal | None
    remarks: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDigest:
    """A team's week, for whoever leads it. `reps` are those who spoke on a call."""

    week: Week
    team: str
    scorer: str
    is_keyword_reading: bool
    is_invented: bool
    reps: int
    hour: tuple[HourItem, ...]
    heat: tuple[HeatGroup, ...]
    movers: tuple[Mover, ...]
    clips: tuple[Clip, ...]
    objection: ObjectionPattern | None
    coverage: Coverage
    noise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTeam:
    """A team of whose week nothing was judged: one honest sentence, and what is known of the calls."""

    week: Week
    team: str
    sentence: str
    coverage: Coverage
