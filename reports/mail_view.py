"""What the mails of a week show, worded, so that HTML and plain text say the same. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "warn", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """Words, and where they lead if anywhere."""

    words: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """Above everything: `preheader` is what an inbox shows beside the subject; `banners` come before any figure."""

    subject: str
    preheader: str
    kicker: str
    title: str
    banners: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarView:
    """One bar of a chart: `height` in pixels, its value and on how many calls it rests, empty where on none."""

    value: str
    height: int
    n: str
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberView:
    """The one number, against the rep's own past; `series` says in words what the bars show."""

    label: str
    value: str
    change: str
    tone: Tone
    bars: tuple[BarView, ...]
    chart: str
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowView:
    """A plan of last week and what became of it."""

    state: str
    tone: Tone
    text: str
    seen: str
    moments: tuple[Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One side of an exchange."""

    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourView:
    """One thing to keep or to change."""

    eyebrow: str
    tone: Tone
    heading: str
    lines: tuple[LineView, ...]
    moment: Ref | None
    text: str | None
    pattern: str
    say: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A when–then plan."""

    when: str
    then: str
    look_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionRow:
    """One dimension: `width` of its bar in percent, None where it has no mean."""

    name: str
    value: str
    n: str
    width: int | None
    change: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """Who judged, who sees this, what it is for, and how to stop it."""

    lines: tuple[str, ...]
    stop: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class RepMail:
    """A rep's mail of a week: `plan` is the one thing to do, `more` what else would be worth trying."""

    top: Top
    number: NumberView | None
    instead: str | None
    follow_eyebrow: str
    follow_heading: str
    followed: tuple[FollowView, ...]
    strength: BehaviourView | None
    focus: BehaviourView | None
    plan: PlanView | None
    more: str | None
    button: Ref | None
    value_title: str
    has_change: bool
    dimensions: tuple[DimensionRow, ...]
    notes: tuple[str, ...]
    footer: Footer


@dataclass(frozen=True, slots=True, kw_only=True)
class HourView:
    """Somebody to spend time with."""

    eyebrow: str
    tone: Tone
    name: str
    text: str
    opener: str
    moment: Ref | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One cell of the heat map: `step` 0 to 5 from light to dark, None where nothing is shaded."""

    value: str
    n: str
    step: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatLine:
    """One rep of the heat map."""

    name: str
    cells: tuple[CellView, ...]
    calls: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatBlock:
    """The reps of one role."""

    role: str
    lines: tuple[HeatLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverView:
    """A change of one person."""

    change: str
    tone: Tone
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipView:
    """A moment to play."""

    link: Ref
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionView:
    """The objection that came up most, and a play against it."""

    heading: str
    text: str
    play: str
    example: Ref | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMail:
    """A leadership's mail of a week. `quiet` is the one sentence of a team without judged calls."""

    top: Top
    coverage: tuple[str, ...]
    footer: Footer
    quiet: str | None = None
    hour_heading: str = ""
    hour: tuple[HourView, ...] = ()
    heat_heading: str = ""
    heat: tuple[HeatBlock, ...] = ()
    heat_notes: tuple[str, ...] = ()
    movers: tuple[MoverView, ...] = ()
    no_movers: str = ""
    clips: tuple[ClipView, ...] = ()
    objection: ObjectionView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStopView:
    """What somebody sees who follows the link to stop their mails: one thing to press, or nothing but the words."""

    title: str
    text: str
    action: str | None = None
    button: str = ""
