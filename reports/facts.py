"""What pages are made from: a call, its judgements and where they came from, as the engine hands them over. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from analysis.signals import Unit
from gong.model import CallId, Speaker, SpeakerId, Transcript
from knowledge.rubric import CallType, Dimension, Rubric
from knowledge.ruling import Ruling
from knowledge.scorecard import DimensionResult, Narrative, Rep, Win, is_keyword


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """The call a page is about. `duration_s` is in seconds, `language` is Gong's code such as `eng`.

    `primary_win` is what a call of this type should win; `number` is its number in `coach calls`.
    """

    id: CallId
    title: str
    started_at: datetime
    duration_s: int
    type: CallType
    type_reason: str
    number: int | None = None
    account: str | None = None
    url: str | None = None
    language: str | None = None
    is_invented: bool = False
    primary_win: Win | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRep:
    """Somebody else of our side on the call; `href` is their own page, relative to this one, if there is one."""

    rep: Rep
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One measurement of the conversation and what it means."""

    title: str
    value: float
    unit: Unit
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who made the judgements, when and for how much. `rubric_hashes` are those that were judged by."""

    scorer: str
    made_at: datetime
    rubric_hashes: Mapping[Dimension, str] = field(default_factory=dict[Dimension, str])
    cost_usd: Decimal = Decimal(0)
    from_cache: bool = False

    @property
    def is_keyword_reading(self) -> bool:
        return is_keyword(self.scorer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardFacts:
    """Everything the page of one rep on one call is made from.

    `results` are as they count, after the `rulings` of people, which are shown beside them. `rubrics` are those
    the results were judged by; `product_facts` gives the words of a fact by its id, and `win_titles` those of a
    win; `gaps` says in a sentence why a dimension has no result and `narrative_gap` why there is no narrative;
    `metrics` come with the most telling first, for the others are folded away; `index_href` leads to the list of
    calls, relative to this page.
    """

    call: CallFacts
    rep: Rep
    speakers: Mapping[SpeakerId, Speaker]
    transcript: Transcript
    results: tuple[DimensionResult, ...]
    rubrics: Mapping[Dimension, Rubric]
    provenance: Provenance
    narrative: Narrative | None = None
    narrative_gap: str | None = None
    gaps: Mapping[Dimension, str] = field(default_factory=dict[Dimension, str])
    metrics: tuple[Metric, ...] = ()
    product_facts: Mapping[str, str] = field(default_factory=dict[str, str])
    rulings: tuple[Ruling, ...] = ()
    win_titles: Mapping[Win, str] = field(default_factory=dict[Win, str])
    other_reps: tuple[OtherRep, ...] = ()
    index_href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One line of the list of calls. `note` says why something is missing, if it is."""

    call: CallFacts
    rep: Rep | None
    scorer: str
    results: tuple[DimensionResult, ...]
    href: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """The list of the calls of one run. `remarks` are sentences about the run, such as what came from the cache."""

    title: str
    entries: tuple[IndexEntry, ...]
    made_at: datetime
    remarks: tuple[str, ...] = ()
