"""The part that is read in thirty seconds: summary, one strength, one focus, one action, and the win. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.rubric import Dimension
from knowledge.scorecard import Action, Highlight, Narrative, Win, WinFinding
from reports.dimensions import criterion_anchor, criterion_title, evidence_of
from reports.facts import ScorecardFacts
from reports.moments import Moments
from reports.view import ActionView, HighlightView, Line, ThirtySeconds, WinLine, WinsView
from reports.words import WIN_STATES, WINS

# The page says these words itself, in front of what the judge wrote.
OPENINGS = re.compile(r"^(?:when|then|we(?:['’]ll| will) look for)\b[:,]?\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a highlight is presented."""

    anchor: str
    heading: str
    tone: Literal["good", "warn", "neutral"]


STRENGTH = Frame(anchor="strength", heading="Keep doing", tone="good")
FOCUS = Frame(anchor="focus", heading="One thing to work on", tone="warn")
READ_STRENGTH = Frame(anchor="strength", heading="A moment where it was seen", tone="neutral")
READ_FOCUS = Frame(anchor="focus", heading="A moment worth listening to", tone="neutral")


def thirty_seconds(facts: ScorecardFacts, moments: Moments) -> ThirtySeconds:
    """What somebody reads who reads nothing else."""
    reading = facts.provenance.is_keyword_reading
    heading = "What keywords saw" if reading else "In thirty seconds"
    narrative = facts.narrative
    if narrative is None:
        gap = facts.narrative_gap or "There is no summary of this call yet; the scores below stand on their own."
        return ThirtySeconds(
            heading=heading, summary=None, gap=gap, highlights=(), action=None, wins=wins(facts, moments)
        )
    strength, focus = (READ_STRENGTH, READ_FOCUS) if reading else (STRENGTH, FOCUS)
    given = ((strength, narrative.strength), (focus, narrative.focus))
    return ThirtySeconds(
        heading=heading,
        summary=narrative.summary,
        gap=None,
        highlights=tuple(_highlight(facts, moments, item, frame) for frame, item in given if item),
        action=_action(narrative.action) if narrative.action else None,
        wins=wins(facts, moments),
    )


def _action(action: Action) -> ActionView:
    return ActionView(
        when=OPENINGS.sub("", action.when),
        then=OPENINGS.sub("", action.then),
        look_for=OPENINGS.sub("", action.look_for),
    )


def _highlight(facts: ScorecardFacts, moments: Moments, item: Highlight, frame: Frame) -> HighlightView:
    source, title = _source(facts, item)
    return HighlightView(
        anchor=frame.anchor,
        tone=frame.tone,
        heading=frame.heading,
        text=item.text,
        lines=tuple(_exchange(facts, moments, item, frame)),
        say=item.say or None,
        source=source,
        source_title=title,
    )


def _exchange(facts: ScorecardFacts, moments: Moments, item: Highlight, frame: Frame) -> Iterator[Line]:
    """Both sides in the order in which they spoke; of the first one, its end, where the second picks up."""
    turns = sorted({turn for turn in (item.customer_turn, item.rep_turn) if turn is not None})
    for turn in turns:
        line = moments.line(turn, _quoted_at(facts, item, turn), at_end=turn != turns[-1])
        if line:
            moments.point(turn, frame.anchor, frame.heading)
            yield line


def _quoted_at(facts: ScorecardFacts, item: Highlight, turn: int) -> int | None:
    """Where in a turn the words are that the highlight's criterion rests on."""
    return min(
        (
            evidence.start
            for result in facts.results
            for finding in result.findings
            if finding.criterion == item.criterion
            for evidence in evidence_of(finding)
            if evidence.turn == turn
        ),
        default=None,
    )


def _source(facts: ScorecardFacts, item: Highlight) -> tuple[str | None, str | None]:
    for result in facts.results:
        if item.criterion and any(finding.criterion == item.criterion for finding in result.findings):
            return criterion_anchor(result.dimension, item.criterion), _title(facts, result.dimension, item)
    return None, None


def _title(facts: ScorecardFacts, dimension: Dimension, item: Highlight) -> str | None:
    rubric = facts.rubrics.get(dimension)
    known = {criterion.id: criterion.title for criterion in rubric.criteria} if rubric else {}
    return known.get(item.criterion, criterion_title(item.criterion)) if item.criterion else None


def wins(facts: ScorecardFacts, moments: Moments) -> WinsView | None:
    """What the call should win and what it did; None when there is nothing to say."""
    narrative = facts.narrative
    primary = (narrative.primary_win if narrative else None) or facts.call.primary_win
    lines = tuple(_win(moments, number, found) for number, found in enumerate(narrative.wins, 1)) if narrative else ()
    if primary is None and not lines:
        return None
    return WinsView(
        primary=_primary(facts, primary) if primary else "Nothing in particular on a call like this.",
        lines=lines,
        nothing=_nothing(facts, narrative, primary),
    )


def _primary(facts: ScorecardFacts, primary: Win) -> str:
    title = facts.win_titles.get(primary, "")
    return f"{WINS[primary]}: {title[:1].lower()}{title[1:]}." if title else f"{WINS[primary]}."


def _win(moments: Moments, number: int, found: WinFinding) -> WinLine:
    anchor, state = f"w{number}", WIN_STATES[found.state]
    return WinLine(
        anchor=anchor,
        name=WINS[found.win],
        state=found.state.value,
        state_words=state,
        note=found.note,
        moment=moments.point(found.turn, anchor, f"{WINS[found.win]}: {state.lower()}"),
    )


def _nothing(facts: ScorecardFacts, narrative: Narrative | None, primary: Win | None) -> str | None:
    if primary is None or (narrative and any(found.win is primary for found in narrative.wins)):
        return None
    if facts.provenance.is_keyword_reading:
        return "Keywords cannot tell what the call did for it."
    return "Nothing on this call clearly moved it forward or stood in its way." if narrative else None
