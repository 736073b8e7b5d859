"""What `compare_calls` does: stored scorecards side by side, as far as they may be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import chain
from typing import Final

from analysis.errors import NotAnalysed
from analysis.evaluations import noise_of
from analysis.lookup import the_call
from analysis.mention import AmbiguousCall
from analysis.noise import Noise
from analysis.scorecards import Scorecard
from coaching_mcp.ahead import Lead, leads, leads_in_words
from coaching_mcp.answers import MOST_QUOTES, Answer, ComparisonAnswer, ComparisonRow, Quote
from coaching_mcp.consult import which_call
from coaching_mcp.desk import Office
from coaching_mcp.insight_words import noise_words
from coaching_mcp.quoting import day, evidence_quote
from knowledge.library import Library
from knowledge.rubric import Dimension
from knowledge.scorecard import Finding, Observed, Scored, Sighting
from reports.words import DIMENSIONS, ROLES, SIGHTINGS, counted

TWO: Final = 2
"""One call is none to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonAsked:
    """What `compare_calls` was asked."""

    calls: tuple[str, ...]
    dimension: Dimension | None = None
    rep: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Criterion:
    """One criterion on each of the calls; None where it was not judged."""

    dimension: Dimension
    title: str
    findings: tuple[Finding | None, ...]

    @property
    def levels(self) -> list[int]:
        return [finding.level for finding in self.findings if isinstance(finding, Scored)]

    @property
    def spread(self) -> int:
        return max(self.levels) - min(self.levels) if len(self.levels) > 1 else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """The scorecards that are compared, and on what. `noise` is of their scorer, if it is one and so is the role."""

    cards: Sequence[Scorecard]
    criteria: Sequence[_Criterion]
    dimension: Dimension | None
    noise: Mapping[Dimension, Noise] = field(default_factory=dict[Dimension, Noise])

    @property
    def leads(self) -> tuple[Lead, ...]:
        """Which calls are ahead, in the dimensions that are asked about."""
        found = leads(self.cards, self.noise) if self.noise else ()
        return tuple(lead for lead in found if self.dimension in {None, lead.dimension})

    @property
    def limit(self) -> float:
        """Scores up to so far apart are level."""
        asked = [self.dimension] if self.dimension else Dimension
        return max(self.noise[dimension].limit for dimension in asked)

    @property
    def apart(self) -> list[_Criterion]:
        """What sets the calls apart: the criterion that is widest where a call is ahead, else the widest of all."""
        widest = sorted((item for item in self.criteria if item.spread), key=lambda item: -item.spread)
        ahead = [lead.dimension for lead in self.leads if lead.behind]
        leading = [next((item for item in widest if item.dimension is dimension), None) for dimension in ahead]
        return [item for item in leading if item] or widest[:1]

    @property
    def is_keyword_reading(self) -> bool:
        return all(card.is_keyword_reading for card in self.cards)


async def comparison(office: Office, asked: ComparisonAsked) -> Answer:
    """The calls side by side, on one dimension by its criteria, else by dimensions. Judges nothing.

    Raises:
        CallNotFound, RepNotFound: one of them is not there.
    """
    cards: dict[int, Scorecard] = {}
    missing: dict[str, None] = {}
    for words in asked.calls:
        try:
            call = await the_call(office.engine.db, words, now=office.engine.clock(), zone=office.zone)
        except AmbiguousCall as which:
            return which_call(which, again=f'compare_calls again, with one of these numbers in place of "{words}"')
        if call.id in cards:
            missing[f"Call {call.id} was named more than once and counts once."] = None
            continue
        try:
            cards[call.id] = await office.engine.show(call.call.id, asked.rep)
        except NotAnalysed:
            missing[f"Call {call.id}, {call.call.title}, has not been analysed: analyze_call call={call.id}."] = None
    beside = await _beside(office, list(cards.values()), asked.dimension)
    quotes = [*chain.from_iterable(_quotes(beside.cards, item) for item in beside.apart)][:MOST_QUOTES]
    return ComparisonAnswer(
        verdict=_verdict(beside),
        points=[*chain.from_iterable(_points(beside.cards, item) for item in beside.apart if asked.dimension)],
        rows=_rows(beside, office.zone),
        quotes=quotes,
        uncertain=[*missing, *_uncertain(beside)],
        next=list(_next(beside, quotes)),
    )


async def _beside(office: Office, cards: Sequence[Scorecard], dimension: Dimension | None) -> _Beside:
    scorers, roles = {card.scorer for card in cards}, {card.rep.role for card in cards}
    may_be_compared = len(cards) >= TWO and len(scorers) == len(roles) == 1 and not cards[0].is_keyword_reading
    return _Beside(
        cards=cards,
        criteria=_criteria(cards, office.engine.library, dimension),
        dimension=dimension,
        noise=await noise_of(office.engine.db, cards[0].scorer) if may_be_compared else {},
    )


def _criteria(cards: Sequence[Scorecard], library: Library, dimension: Dimension | None) -> list[_Criterion]:
    wanted = [dimension] if dimension else list(Dimension)
    criteria: list[_Criterion] = []
    for one in wanted:
        for criterion in library.rubrics[one].criteria:
            found = tuple(_finding(card, one, criterion.id) for card in cards)
            if any(isinstance(finding, Scored | Observed) for finding in found):
                criteria.append(_Criterion(dimension=one, title=criterion.title, findings=found))
    return criteria


def _finding(card: Scorecard, dimension: Dimension, criterion: str) -> Finding | None:
    result = card.result(dimension)
    return next((item for item in result.findings if item.criterion == criterion), None) if result else None


def _verdict(beside: _Beside) -> str:
    cards, dimension = beside.cards, beside.dimension
    if len(cards) < TWO:
        return (
            f"{counted(len(cards), 'call has', 'calls have')} a scorecard (n = {len(cards)}): nothing to compare yet."
        )
    if beside.is_keyword_reading:
        about = DIMENSIONS[dimension] if dimension else "All dimensions"
        return f"{about} (n = {len(cards)} calls): keyword readings only, which are not a judgement and have no scores."
    if dimension is None:
        return f"All dimensions (n = {len(cards)} calls). {_leading(beside)}"
    scores = ", ".join(f"{_score(card, dimension).replace('–', 'no score')} on call {card.call.id}" for card in cards)
    apart_by = "".join(f" Furthest apart: {item.title}." for item in beside.apart)
    return f"{DIMENSIONS[dimension]}: {scores} (n = {len(cards)} calls). {_leading(beside)}{apart_by}"


def _leading(beside: _Beside) -> str:
    """Which call is ahead by more than noise, and where."""
    if not beside.noise:
        return "None is called better: these scores cannot be compared."
    return leads_in_words(beside.leads, beside.limit)


def _score(card: Scorecard, dimension: Dimension) -> str:
    """The score, or what a keyword reading saw."""
    result = card.result(dimension)
    if result and result.score is not None:
        return str(result.score)
    looked = [item.sighting for item in result.findings if isinstance(item, Observed)] if result else []
    looked = [sighting for sighting in looked if sighting is not Sighting.NO_OPPORTUNITY]
    return f"{looked.count(Sighting.SEEN)} of {len(looked)} seen" if looked else "–"


def _rows(beside: _Beside, zone: tzinfo) -> list[ComparisonRow]:
    cards = beside.cards
    head = ComparisonRow(what="Call", values=[_named(card, zone) for card in cards])
    if beside.dimension:
        widest = sorted(beside.criteria, key=lambda item: -item.spread)
        lines = [ComparisonRow(what=item.title, values=[_value(one) for one in item.findings]) for item in widest]
    else:
        scores = {one: [_score(card, one) for card in cards] for one in Dimension}
        lines = [ComparisonRow(what=DIMENSIONS[one], values=each) for one, each in scores.items() if {*each} != {"–"}]
    return [head, *lines] if cards else []


def _named(card: Scorecard, zone: tzinfo) -> str:
    call = card.call.call
    return f"{card.call.id}: {call.title}, {card.rep.name}, {day(call.started_at, zone)}"


def _value(finding: Finding | None) -> str:
    match finding:
        case Scored():
            return f"{finding.level}/4"
        case Observed():
            return SIGHTINGS[finding.sighting].lower()
        case _:
            return "–"


def _points(cards: Sequence[Scorecard], apart: _Criterion) -> Iterator[str]:
    ends = {max(apart.levels), min(apart.levels)}
    for card, finding in zip(cards, apart.findings, strict=True):
        if isinstance(finding, Scored) and finding.level in ends:
            ends.remove(finding.level)  # of several that are as high, or as low, the first will do
            yield f"Call {card.call.id}, {apart.title.lower()} {finding.level}/4: {finding.reasoning}"


def _quotes(cards: Sequence[Scorecard], apart: _Criterion) -> list[Quote]:
    pairs = [
        (
            finding.level,
            evidence_quote(card.call, finding.evidence[0], about=f"{apart.title}: {finding.level}/4", says_call=True),
        )
        for card, finding in zip(cards, apart.findings, strict=True)
        if isinstance(finding, Scored) and finding.evidence
    ]
    pairs.sort(key=lambda pair: -pair[0])
    return [quote for _, quote in ([pairs[0], pairs[-1]] if len(pairs) > 1 else pairs)]


def _next(beside: _Beside, quotes: Sequence[Quote]) -> Iterator[str]:
    cards = beside.cards
    if len(cards) >= TWO and beside.dimension is None:
        side = next((item.dimension for item in beside.apart), Dimension.DISCOVERY)
        yield f'compare_calls again with dimension="{side}" for its criteria'
    for item in quotes[:1]:
        yield f'get_transcript call={item.call} around="{item.at}" for the exchange'
    if len({card.rep.name for card in cards}) == 1:
        yield f'get_rep_insights rep="{cards[0].rep.name}" for what is a habit'


def _uncertain(beside: _Beside) -> Iterator[str]:
    cards = beside.cards
    if len({card.scorer for card in cards}) > 1:
        scorers = ", ".join(sorted({card.scorer for card in cards}))
        yield f"They were judged by different scorers ({scorers}): do not compare."
    if len({card.rep.role for card in cards}) > 1:
        roles = ", ".join(sorted({ROLES[card.rep.role] for card in cards}))
        yield f"The roles differ ({roles}), and with them what was asked: compare within a role only."
    if len({card.call.call_type for card in cards}) > 1:
        yield "They are calls of different types, so not everything was asked on each."
    if beside.noise:
        yield noise_words(max(beside.noise.values(), key=lambda noise: noise.limit), compared=False)
    yield f"{counted(len(cards), 'call says', 'calls say')} little about a habit: get_rep_insights has more."
