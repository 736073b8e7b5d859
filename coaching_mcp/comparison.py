"""What `compare_calls` does: stored scorecards side by side, as far as they may be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from analysis.errors import NotAnalysed
from analysis.lookup import the_call
from analysis.mention import AmbiguousCall
from analysis.scorecards import Scorecard
from coaching_mcp.answers import Answer, ComparisonAnswer, ComparisonRow, Quote
from coaching_mcp.consult import which_call
from coaching_mcp.desk import Office
from coaching_mcp.quoting import day, evidence_quote
from knowledge.library import Library
from knowledge.rubric import Dimension
from knowledge.scorecard import Finding, Observed, Scored
from reports.words import DIMENSIONS, ROLES, SIGHTINGS, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonAsked:
    """What `compare_calls` was asked."""

    calls: tuple[str, ...]
    dimension: Dimension | None = None
    rep: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Criterion:
    """One criterion on each of the calls; None where it was not judged."""

    title: str
    findings: tuple[Finding | None, ...]

    @property
    def levels(self) -> list[int]:
        return [finding.level for finding in self.findings if isinstance(finding, Scored)]

    @property
    def spread(self) -> int:
        return max(self.levels) - min(self.levels) if len(self.levels) > 1 else 0


async def comparison(office: Office, asked: ComparisonAsked) -> Answer:
    """The calls side by side, on one dimension by its criteria, else by dimensions. Judges nothing.

    Raises:
        CallNotFound, RepNotFound: one of them is not there.
    """
    cards: list[Scorecard] = []
    missing: list[str] = []
    for words in asked.calls:
        try:
            call = await the_call(office.engine.db, words, now=office.engine.clock(), zone=office.zone)
        except AmbiguousCall as which:
            return which_call(which, again=f'compare_calls again, with one of these numbers in place of "{words}"')
        try:
            cards.append(await office.engine.show(call.call.id, asked.rep))
        except NotAnalysed:
            missing.append(f"Call {call.id}, {call.call.title}, has not been analysed: analyze_call call={call.id}.")
    criteria = _criteria(cards, office.engine.library, asked.dimension)
    apart = max((item for item in criteria if item.spread), key=lambda item: item.spread, default=None)
    quotes = _quotes(cards, apart)
    return ComparisonAnswer(
        verdict=_verdict(cards, asked, apart),
        points=list(_points(cards, apart)),
        rows=_rows(cards, criteria, asked.dimension, office.zone),
        quotes=quotes,
        uncertain=[*missing, *_uncertain(cards)],
        next=[f'get_transcript call={item.call} around="{item.at}" for the exchange' for item in quotes[:1]],
    )


def _criteria(cards: Sequence[Scorecard], library: Library, dimension: Dimension | None) -> list[_Criterion]:
    wanted = [dimension] if dimension else list(Dimension)
    criteria: list[_Criterion] = []
    for one in wanted:
        for criterion in library.rubrics[one].criteria:
            found = tuple(_finding(card, one, criterion.id) for card in cards)
            if any(isinstance(finding, Scored | Observed) for finding in found):
                criteria.append(_Criterion(title=criterion.title, findings=found))
    return criteria


def _finding(card: Scorecard, dimension: Dimension, criterion: str) -> Finding | None:
    result = card.result(dimension)
    return next((item for item in result.findings if item.criterion == criterion), None) if result else None


def _verdict(cards: Sequence[Scorecard], asked: ComparisonAsked, apart: _Criterion | None) -> str:
    if len(cards) < 2:  # noqa: PLR2004 (one call is none to compare)
        return (
            f"{counted(len(cards), 'call has', 'calls have')} a scorecard (n = {len(cards)}): nothing to compare yet."
        )
    about = DIMENSIONS[asked.dimension] if asked.dimension else "All dimensions"
    if asked.dimension:
        scores = [(card.call.id, _score(card, asked.dimension)) for card in cards]
        about += ": " + ", ".join(f"{score.replace('–', 'no score')} on call {id_}" for id_, score in scores)
    apart_by = f" Furthest apart: {apart.title}." if apart else ""
    return f"{about} (n = {len(cards)} calls).{apart_by}"


def _score(card: Scorecard, dimension: Dimension) -> str:
    result = card.result(dimension)
    return "–" if result is None or result.score is None else str(result.score)


def _rows(
    cards: Sequence[Scorecard], criteria: Sequence[_Criterion], dimension: Dimension | None, zone: tzinfo
) -> list[ComparisonRow]:
    head = ComparisonRow(what="Call", values=[_named(card, zone) for card in cards])
    if dimension:
        widest = sorted(criteria, key=lambda item: -item.spread)
        lines = [ComparisonRow(what=item.title, values=[_value(one) for one in item.findings]) for item in widest]
    else:
        lines = [ComparisonRow(what=DIMENSIONS[one], values=[_score(card, one) for card in cards]) for one in Dimension]
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


def _points(cards: Sequence[Scorecard], apart: _Criterion | None) -> Iterator[str]:
    if apart is None:
        return
    ends = {max(apart.levels), min(apart.levels)}
    for card, finding in zip(cards, apart.findings, strict=True):
        if isinstance(finding, Scored) and finding.level in ends:
            ends.remove(finding.level)  # of several that are as high, or as low, the first will do
            yield f"Call {card.call.id}, {apart.title.lower()} {finding.level}/4: {finding.reasoning}"


def _quotes(cards: Sequence[Scorecard], apart: _Criterion | None) -> list[Quote]:
    if apart is None:
        return []
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


def _uncertain(cards: Sequence[Scorecard]) -> Iterator[str]:
    if len({card.scorer for card in cards}) > 1:
        scorers = ", ".join(sorted({card.scorer for card in cards}))
        yield f"They were judged by different scorers ({scorers}): do not compare."
    if len({card.rep.role for card in cards}) > 1:
        roles = ", ".join(sorted({ROLES[card.rep.role] for card in cards}))
        yield f"The roles differ ({roles}), and with them what was asked: compare within a role only."
    if len({card.call.call_type for card in cards}) > 1:
        yield "They are calls of different types, so not everything was asked on each."
    yield f"{counted(len(cards), 'call says', 'calls say')} little about a habit: get_rep_insights has more."
