"""How a coach says what many calls show: verdict, what to do, and what is uncertain. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from analysis.noise import Change, Noise
from analysis.peers import Gap
from analysis.retrospect import Asked, Moment, Retrospect
from analysis.transcript import clock
from analysis.trend import FEWEST_CALLS, Measure, Trend
from coaching_mcp.answers import Quote
from coaching_mcp.quoting import LISTEN_MS, day, excerpt
from knowledge.library import Library
from reports.moments import gong_link
from reports.words import CALL_TYPES, DIMENSIONS, counted

LATEST: Final = 5
"""So many of the levels since an action are named."""
COLLEAGUE: Final = "A colleague"


def verdict(asked: Asked, found: Retrospect) -> str:
    """Who, when, on how many calls, and the two ends of it."""
    kind = f" {CALL_TYPES[asked.call_type].lower()}" if asked.call_type else ""
    calls = "call" if found.coverage.judged == 1 else "calls"
    about = f"{asked.subject.name}, {asked.period.words}, n = {found.coverage.judged}{kind} {calls}"
    if found.coverage.is_keyword_reading:
        return f"{about}: keyword readings only, which are not a judgement."
    measured = sorted(
        ((trend.now.mean, trend) for trend in found.dimensions if trend.now.mean is not None), key=lambda pair: pair[0]
    )
    if not measured:
        return f"{about}: nothing could be scored."
    (low, weakest), (high, strongest) = measured[0], measured[-1]
    if round(low) == round(high):
        return f"{about}: {', '.join(_lower(trend) for _, trend in measured)} {low:.0f}{_moved(weakest)}."
    return f"{about}: strongest {_lower(strongest)} {high:.0f}, weakest {_lower(weakest)} {low:.0f}{_moved(weakest)}."


def change_words(change: Change | None, difference: float | None, *, digits: int = 0) -> str | None:
    """`level`, or by how much a mean changed; None where nothing can be said."""
    if change is None or difference is None:
        return None
    return "level" if change == "level" else f"{difference:+.{digits}f}"


def pattern(found: Retrospect, library: Library) -> str | None:
    """What is weakest, and how often."""
    if found.pattern is None:
        return None
    now, name = found.pattern.now, title(library, found.pattern.measure)
    often = f"low (0 or 1 of 4) on {now.low} of" if now.low else f"lowest, on average {now.mean:.1f} of 4 over"
    return f"Pattern: {name} is {often} {counted(now.n, 'call', 'calls')}."


def points(found: Retrospect, library: Library, zone: tzinfo) -> Iterator[str]:
    """The plan, what became of the last one, what improved."""
    if found.plan:
        yield f"Plan: {found.plan.when}: {found.plan.then}. We'll look for: {found.plan.look_for}"
    followed = found.follow_through
    if followed:
        since = ", ".join(map(str, followed.levels_since[-LATEST:]))
        yield (
            f"Follow-through on {day(followed.told_at, zone)} ({followed.action.then}): "
            f"{criterion_title(library, followed.criterion)} done on {followed.done} of "
            f"{counted(len(followed.levels_since), 'later call', 'later calls')} (levels {since})."
        )
    better = found.improvement
    if better:
        yield (
            f"Improved: {title(library, better.measure)}, mean level {better.before.mean:.1f} to {better.now.mean:.1f}."
        )


def gap_words(gap: Gap, library: Library, *, people: int) -> str:
    """What the top quarter does more."""
    return (
        f"The top quarter of the same role ({people} people) is ahead in {title(library, gap.measure)}: "
        f"mean level {gap.top.mean:.1f}, here {gap.own.mean:.1f}."
    )


def uncertain(asked: Asked, found: Retrospect) -> Iterator[str]:
    """From when on a difference is one, and what is missing."""
    coverage = found.coverage
    if coverage.judged < FEWEST_CALLS:
        yield f"{counted(coverage.judged, 'call', 'calls')} say little: do not read a mean as a trend."
    elif any(0 < trend.before.n < FEWEST_CALLS for trend in found.dimensions):
        yield "The time before has fewer than three calls, so no change is said."
    if coverage.is_keyword_reading:
        yield "A keyword reading has no scores; with a key, or with Claude here as the judge, there are."
    else:
        yield noise_words(max(found.by.scores.values(), key=lambda noise: noise.limit))
    if coverage.spoke > coverage.judged:
        left_out = counted(coverage.spoke - coverage.judged, "call", "calls")
        yield f"{left_out} of that time more: not judged yet, or not by this scorer{_others(coverage.others)}."
    if asked.subject.role is None:
        yield "These people are of several roles, and nobody is compared across roles."


def noise_words(noise: Noise) -> str:
    """From when on a difference is one."""
    known = f"measured on {noise.degrees} repeats" if noise.is_measured else "assumed, not measured"
    return f"Level: within the scorer's own noise, up to {noise.limit:.0f} points on one call ({known}), less on means."


def quote(moment: Moment, library: Library, measure: Measure, *, named: bool) -> Quote:
    """The moment; who said it is only told to whom it is about."""
    at_ms = moment.spoken.said.start_ms
    on = moment.on
    return Quote(
        speaker=moment.spoken.speaker if named else COLLEAGUE,
        at=clock(at_ms),
        text=excerpt(moment.spoken.said.text),
        call=on.call_id,
        about=f"{title(library, measure)}: {on.level} of 4",
        url=None if on.is_invented else gong_link(on.url, at_ms, at_ms + LISTEN_MS),
    )


def title(library: Library, measure: Measure) -> str:
    """What is measured, in words."""
    if measure.criterion is None:
        return DIMENSIONS[measure.dimension]
    own = library.rubrics[measure.dimension].criteria
    return next((item.title for item in own if item.id == measure.criterion), measure.criterion.replace("_", " "))


def criterion_title(library: Library, criterion: str) -> str:
    """A criterion in words, of whatever dimension."""
    every = (item for rubric in library.rubrics.values() for item in rubric.criteria)
    return next((item.title for item in every if item.id == criterion), criterion.replace("_", " "))


def _lower(trend: Trend) -> str:
    return DIMENSIONS[trend.measure.dimension].lower()


def _moved(trend: Trend) -> str:
    words = change_words(trend.change, trend.difference)
    if words is None:
        return ""
    on = "with" if words == "level" else "on"
    return f" ({words} {on} the {counted(trend.before.n, 'call', 'calls')} before)"


def _others(scorers: tuple[str, ...]) -> str:
    return f" (others: {', '.join(scorers)})" if scorers else ""
