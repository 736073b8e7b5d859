"""What a page shows, derived and worded, so that a template has nothing left to decide. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CardState = Literal["scored", "unscored", "not_applicable", "read", "missing"]
FindingState = Literal["scored", "unscored", "not_applicable", "observed"]
Voice = Literal["rep", "colleague", "customer", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A point in time: `iso` for machines, `words` in the company's time zone."""

    iso: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where something was said: `href` is its turn on this page, `listen` the same second in Gong."""

    href: str
    clock: str
    speaker: str
    listen: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of the transcript that support a judgement; `anchor` is what their mark links back to."""

    anchor: str
    text: str
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One side of an exchange."""

    text: str
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class HighlightView:
    """A behaviour worth keeping or changing; `source` is the id of the criterion it belongs to on the page."""

    anchor: str
    tone: Literal["good", "warn", "neutral"]
    heading: str
    text: str
    lines: tuple[Line, ...]
    say: str | None
    source: str | None
    source_title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """The one thing to do next."""

    when: str
    then: str
    look_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WinLine:
    """What the call did to one of the five wins."""

    anchor: str
    name: str
    state: Literal["advanced", "blocked"]
    state_words: str
    note: str
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WinsView:
    """What the call should win, and what it did to that and to the other wins."""

    primary: str
    lines: tuple[WinLine, ...]
    nothing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirtySeconds:
    """The part that is read first; `gap` says why there is nothing."""

    heading: str
    summary: str | None
    gap: str | None
    highlights: tuple[HighlightView, ...]
    action: ActionView | None
    wins: WinsView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many criteria a keyword reading saw, half saw, or did not see."""

    kind: str
    words: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """One criterion. `meaning` is what its level stands for; `warnings` are what to be careful about."""

    anchor: str
    title: str
    question: str | None
    state: FindingState
    verdict: str
    kind: str
    text: str
    level: int | None = None
    meaning: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionView:
    """One dimension: its card, and how the score arose.

    `lead` is the band, or why there is no score; `outcome` says how it came out in one line.
    """

    anchor: str
    title: str
    question: str | None
    state: CardState
    lead: str
    outcome: str
    score: int | None = None
    review: str | None = None
    counts: tuple[Count, ...] = ()
    findings: tuple[FindingView, ...] = ()
    arithmetic: str | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An objection or a product claim: what it was, how it went, and the words."""

    name: str | None
    kind: str
    verdict: str
    note: str
    fact: str | None
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricView:
    """One measurement with its unit, and what it means."""

    title: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a turn's text; marked when `href` leads to the judgement it supports."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Why a turn is marked, linked to the judgement."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """One turn of the transcript."""

    anchor: str
    clock: str
    speaker: str
    voice: Voice
    side: str
    segments: tuple[Segment, ...]
    chips: tuple[Chip, ...]
    listen: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something to go to, or words that say how to get it."""

    words: str
    href: str | None
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Who, what and when."""

    title: str
    rep: str
    role: str
    started: When
    length: str
    type: str
    type_reason: str
    account: str | None
    gong: str | None
    is_invented: bool
    others: tuple[Link, ...]
    index_href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something about the call that a reader must know before the scores."""

    anchor: str
    text: str
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """Who judged, by which standard, when, and for how much."""

    scorer: str
    rubrics: str | None
    made: When
    cost: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardView:
    """The whole page of one rep on one call. `speech_lang` is the HTML language of what was said."""

    header: Header
    is_keyword_reading: bool
    thirty: ThirtySeconds
    alerts: tuple[Alert, ...]
    dimensions: tuple[DimensionView, ...]
    objections: tuple[Item, ...]
    claims: tuple[Item, ...]
    metrics: tuple[MetricView, ...]
    more_metrics: tuple[MetricView, ...]
    turns: tuple[TurnView, ...]
    speech_lang: str | None
    footer: Footer
