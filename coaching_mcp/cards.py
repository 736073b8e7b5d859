"""A scorecard as a coach would say it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Final

from analysis.scorecards import Scorecard
from coaching_mcp.answers import MOST_QUOTES, DimensionRow, Quote, ScorecardAnswer
from coaching_mcp.quoting import day, evidence_quote
from knowledge.library import Library
from knowledge.scorecard import (
    DimensionResult,
    Evidence,
    Finding,
    Highlight,
    NotApplicable,
    Observed,
    Scored,
    Sighting,
    Unscored,
    band,
)
from reports.words import CALL_TYPES, DIMENSIONS, ROLES, SIGHTINGS

KEYWORDS: Final = "This is a keyword reading, not a judgement: it says what was seen, never a level or a score."
AGREEMENT: Final = "Agreement with people is not measured yet: a few points mean nothing."
WORD: Final = re.compile(r"\w{4,}")


def scorecard_answer(
    card: Scorecard, library: Library, *, zone: tzinfo, focus: str | None = None, detailed: bool = False
) -> ScorecardAnswer:
    """The answer about one rep on one call. `focus` are words that quotes should be about."""
    call = card.call.call
    quotes = _quotes(card, library, focus)
    return ScorecardAnswer(
        verdict=_verdict(card, zone),
        points=[*_thirty_seconds(card, detailed=detailed), *(_criteria(card, library) if detailed else ())],
        rows=[_row(result, library) for result in card.results],
        quotes=quotes,
        uncertain=[
            *_beside(focus, quotes),
            *card.notes,
            *_gaps(card),
            KEYWORDS if card.is_keyword_reading else AGREEMENT,
        ],
        next=_next(card, quotes),
        call=card.call.id,
        gong_id=call.id,
        title=call.title,
        day=day(call.started_at, zone),
        rep=card.rep.name,
        role=card.rep.role.value,
        scorer=card.scorer,
        made_at=f"{card.made_at.astimezone(zone):%Y-%m-%d %H:%M}",
        rubrics={dimension.value: hash_[:8] for dimension, hash_ in card.rubric_hashes.items()} if detailed else {},
    )


def titles(library: Library, result: DimensionResult) -> dict[str, str]:
    """The criteria's titles by id."""
    return {criterion.id: criterion.title for criterion in library.rubrics[result.dimension].criteria}


def _verdict(card: Scorecard, zone: tzinfo) -> str:
    call = card.call.call
    about = (
        f"{card.rep.name} ({ROLES[card.rep.role]}) on call {card.call.id}, {call.title} "
        f"({CALL_TYPES[card.call.call_type].lower()}, {day(call.started_at, zone)}, n = 1 call)"
    )
    if card.is_keyword_reading:
        return f"{about}: keyword reading, not a judgement."
    about += f", judged by {card.scorer.removeprefix('claude:')}"
    scored = sorted(((result.score, result) for result in card.results if result.score is not None), key=_points)
    if not scored:
        return f"{about}: nothing could be scored."
    if scored[0][0] == scored[-1][0]:
        named = ", ".join(DIMENSIONS[result.dimension].lower() for _, result in scored)
        named = "all dimensions" if len(scored) == len(DIMENSIONS) else named
        return f"{about}: {named} {scored[0][0]} ({band(scored[0][0])})."
    return f"{about}: strongest {_named(scored[-1])}, weakest {_named(scored[0])}."


def _points(scored: tuple[int, DimensionResult]) -> int:
    return scored[0]


def _named(scored: tuple[int, DimensionResult]) -> str:
    return f"{DIMENSIONS[scored[1].dimension].lower()} {scored[0]} ({band(scored[0])})"


def _thirty_seconds(card: Scorecard, *, detailed: bool) -> Iterator[str]:
    told = card.narrative
    if told is None:
        return
    keep, change = ("Seen", "Worth a listen") if card.is_keyword_reading else ("Keep", "Change")
    if detailed:
        yield told.summary
    if told.focus:
        yield f"{change}: {told.focus.text}" + (f" Try: “{told.focus.say}”" if told.focus.say else "")
    if told.action:
        yield f"Do next: {told.action.when}: {told.action.then}. We'll look for: {told.action.look_for}"
    if told.strength:
        yield f"{keep}: {told.strength.text}"
    if detailed:
        yield from (f"{win.win.value} win {win.state.value}: {win.note}" for win in told.wins)


def _criteria(card: Scorecard, library: Library) -> Iterator[str]:
    for result in card.results:
        names = titles(library, result)
        for finding in result.findings:
            said = _finding(finding)
            if said:
                yield f"{names.get(finding.criterion, finding.criterion)}: {said}"


def _finding(finding: Finding) -> str | None:
    match finding:
        case Scored():
            mark = ", needs a second look" if finding.needs_review else ""
            return f"level {finding.level} of 4{mark}. {finding.reasoning}"
        case Unscored():
            return f"not judged. {finding.reason}"
        case Observed():
            return f"{SIGHTINGS[finding.sighting].lower()}. {finding.note}"
        case NotApplicable():
            return None


def _row(result: DimensionResult, library: Library) -> DimensionRow:
    weakest = min((item for item in result.findings if isinstance(item, Scored)), key=_level, default=None)
    looked = [item for item in result.findings if isinstance(item, Observed)]
    looked = [item for item in looked if item.sighting is not Sighting.NO_OPPORTUNITY]
    seen = sum(item.sighting is Sighting.SEEN for item in looked)
    return DimensionRow(
        dimension=DIMENSIONS[result.dimension],
        score=result.score,
        band=f"{seen} of {len(looked)} seen" if looked else _band(result),
        weakest=f"{titles(library, result).get(weakest.criterion, weakest.criterion)} ({weakest.level}/4)"
        if weakest
        else None,
    )


def _band(result: DimensionResult) -> str:
    if result.score is not None:
        return f"{band(result.score)}{' *' if result.needs_review else ''}"
    if result.is_single:
        return "one criterion only"
    return "not judged" if any(isinstance(item, Unscored) for item in result.findings) else "not applicable"


def _level(finding: Scored) -> float:
    return finding.level - finding.weight / 100


def _quotes(card: Scorecard, library: Library, focus: str | None) -> list[Quote]:
    """Those of the thirty seconds first, then of what was weakest; with a focus, those that are about it."""
    cited = [(about, item) for about, item in _cited(card.results, library)]
    if focus:
        cited.sort(key=lambda pair: -_fit(focus, f"{pair[0]} {pair[1].quote}"))
    elif card.is_keyword_reading:
        turns = [*_turns(card.narrative and card.narrative.focus), *_turns(card.narrative and card.narrative.strength)]
        cited.sort(key=lambda pair: turns.index(pair[1].turn) if pair[1].turn in turns else len(turns))
    else:
        first = list(_both_sides(card, cited))
        cited = first + [pair for pair in cited if all(pair[1] != item for _, item in first)]
    once: dict[tuple[int, int], tuple[str, Evidence]] = {}
    for about, item in cited:
        once.setdefault((item.turn, item.start), (about, item))
    shown = [*once.values()][:MOST_QUOTES]
    return [evidence_quote(card.call, item, about=about, says_call=False) for about, item in shown]


def _fit(focus: str, text: str) -> int:
    """How many of the words are in it, or what they begin with."""
    return sum(word[:4] in text.casefold() for word in WORD.findall(focus.casefold()))


def _beside(focus: str | None, quotes: Sequence[Quote]) -> Iterator[str]:
    if focus and not any(_fit(focus, f"{quote.about} {quote.text}") for quote in quotes):
        yield f"None of the quotes is about {focus!r}: get_transcript has everything that was said."


def _both_sides(card: Scorecard, cited: Sequence[tuple[str, Evidence]]) -> Iterator[tuple[str, Evidence]]:
    """What to change and what to keep, one quote each: of the summary's moments, else of the weakest and strongest."""
    told = card.narrative
    change = _shown(cited, _turns(told and told.focus)) or next(iter(cited), None)
    rest = [pair for pair in cited if change is None or pair[1] != change[1]]
    keep = _shown(rest, _turns(told and told.strength)) or next(reversed(rest), None)
    if change:
        yield "to change", change[1]
    if keep:
        yield "to keep", keep[1]


def _shown(cited: Sequence[tuple[str, Evidence]], turns: Sequence[int]) -> tuple[str, Evidence] | None:
    return next((pair for turn in turns for pair in cited if pair[1].turn == turn), None)


def _turns(highlight: Highlight | None) -> list[int]:
    places = (highlight.customer_turn, highlight.rep_turn) if highlight else ()
    return [place for place in places if place is not None]


def _cited(results: Sequence[DimensionResult], library: Library) -> Iterable[tuple[str, Evidence]]:
    """Every piece of evidence with what it is about, the weakest first."""
    found: list[tuple[float, str, Evidence]] = []
    for result in results:
        names = titles(library, result)
        for finding in result.findings:
            if isinstance(finding, Scored | Observed):
                level = _level(finding) if isinstance(finding, Scored) else 5
                name = names.get(finding.criterion, finding.criterion)
                found += [(level, name, item) for item in finding.evidence]
        found += [(0, f"{item.type.value.replace('_', ' ')} objection", item.evidence) for item in result.objections]
    return [(about, item) for _, about, item in sorted(found, key=lambda entry: entry[0])]


def _gaps(card: Scorecard) -> Iterator[str]:
    rejected = sum(result.rejected_quotes for result in card.results)
    if rejected:
        yield f"{rejected} {'quote was' if rejected == 1 else 'quotes were'} not in the transcript and dropped."


def _next(card: Scorecard, quotes: Sequence[Quote]) -> list[str]:
    asks = [] if card.is_keyword_reading else [f'get_rep_insights rep="{card.rep.name}" for the pattern']
    asks += [f'get_transcript call={card.call.id} around="{quote.at}" for the whole exchange' for quote in quotes[:1]]
    if card.others:
        asks.append(f"the same call for {', '.join(other.name for other in card.others)}")
    return asks
