"""How a coach says what many calls show: verdict, what to do, and what is uncertain. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Final

from analysis.noise import Noise
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
    """Who, when, on how many calls, the two ends of it, and what moved."""
    kind = f" {CALL_TYPES[asked.call_type].lower()}" if asked.call_type else ""
    judged, spoke = found.coverage.judged, found.coverage.spoke
    n = f"{judged} of {spoke}" if spoke > judged else f"{judged}"
    calls = "call" if max(judged, spoke) == 1 else "calls"
    about = f"{asked.subject.name}, {asked.period.words}, n = {n}{kind} {calls}"
    if asked.product:
        about += f" about {asked.product}"
    if found.coverage.is_keyword_reading:
        return f"{about}: keyword readings only, which are not a judgement."
    means = {trend: round(trend.now.mean) for trend in found.dimensions if trend.now.mean is not None}
    if not means:
        return f"{about}: nothing could be scored."
    low, high = min(means.values()), max(means.values())
    weakest = _lower(trend for trend, mean in means.items() if mean == low)
    if low == high:
        return f"{about}: {weakest} {low}.{_moved(found.dimensions)}"
    strongest = _lower(trend for trend, mean in means.items() if mean == high)
    return f"{about}: strongest {strongest} {high}, weakest {weakest} {low}.{_moved(found.dimensions)}"


def change_words(trend: Trend, *, digits: int = 0) -> str | None:
    """`level`, or by how much a mean changed, as the rounded means beside it say; None where nothing can be said."""
    change, now, before = trend.change, trend.now.mean, trend.before.mean
    if change is None or now is None or before is None:
        return None
    return "level" if change == "level" else f"{round(now, digits) - round(before, digits):+.{digits}f}"


def pattern(found: Retrospect, library: Library) -> str | None:
    """What is weakest, how often, and what is as weak."""
    if found.pattern is None:
        return None
    measure, now = found.pattern.measure, found.pattern.now
    name, calls, mean = title(library, measure), counted(now.n, "call", "calls"), f"{now.mean:.1f} of 4"
    own = [one for one in found.criteria if one.measure.dimension is measure.dimension and one.now.n]
    tied = [one for one in own if f"{one.now.mean:.1f} of 4" == mean and one.now.n >= min(now.n, 2)]
    if 1 < len(tied) == len(own):
        side, n = DIMENSIONS[measure.dimension].lower(), _from_to(one.now.n for one in tied)
        return f"Pattern: none in {side}, every criterion is on average {mean} ({n}). The moments are of {name}."
    if len(tied) > 1:
        names = ", ".join(title(library, one.measure) for one in tied)
        n = _from_to(one.now.n for one in tied)
        return f"Pattern: lowest together, on average {mean} ({n}): {names}. The moments are of {name}."
    often = f"low (0 or 1 of 4) on {now.low} of" if now.low else f"lowest, on average {mean} over"
    return f"Pattern: {name} is {often} {calls}."


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
        old, new = better.before, better.now
        yield (
            f"Improved: {title(library, better.measure)}, mean level {old.mean:.1f} (n = {old.n}) to "
            f"{new.mean:.1f} (n = {new.n}); up to {better.level_up_to:.1f} would be level."
        )


def role_means(found: Retrospect) -> str | None:
    """What others of the same role reach, on how many calls, and from when on a mean over those is another one."""
    roles = {trend.measure: role for trend in found.dimensions if (role := found.roles.get(trend.measure.dimension))}
    if not roles:
        return None
    means = ", ".join(
        f"{DIMENSIONS[measure.dimension].lower()} {role.mean:.0f} "
        f"(n = {role.calls}, noise {measure.within(role.as_calls):.0f})"
        for measure, role in roles.items()
    )
    people = max(role.people for role in roles.values())
    return f"The role's mean, of {people} others, each of them counted once: {means}."


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
        yield f"{counted(coverage.judged, 'call says', 'calls say')} little: do not read a mean as a trend."
    if coverage.spoke > coverage.judged:
        left_out = counted(coverage.spoke - coverage.judged, "call", "calls")
        yield f"{left_out} of that time left out: not judged yet, or not by this scorer{_others(coverage.others)}."
    if coverage.judged >= FEWEST_CALLS and any(0 < trend.before.n < FEWEST_CALLS for trend in found.dimensions):
        yield "The time before has fewer than three calls, so no change is said."
    if coverage.is_keyword_reading:
        yield "A keyword reading has no scores; with a key, or with Claude here as the judge, there are."
    else:
        noise = max(found.by.scores.values(), key=lambda noise: noise.limit)
        yield noise_words(noise, compared=any(trend.change for trend in found.dimensions))
    most = max((trend.now.n for trend in found.dimensions), default=0)
    if most > coverage.judged:
        yield f"n of a mean counts everybody on a call: up to {most} of {counted(coverage.judged, 'call', 'calls')}."
    if asked.subject.role is None:
        yield "These people are of several roles, and nobody is compared across roles."


def noise_words(noise: Noise, *, compared: bool) -> str:
    """How much the scorer moves by itself and, where means were compared, from when on a difference is one."""
    known = f"measured on {noise.degrees} repeats" if noise.is_measured else "assumed, not measured"
    own = f"up to {noise.limit:.0f} points on one call ({known}), less on means"
    if not compared:
        return f"Noise, by the scorer alone: {own}."
    return (
        f"Change: beyond the scorer's own noise, {own}, and beyond chance with the calls; else level. "
        "That calls were easier or harder can still be why."
    )


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


def _lower(trends: Iterable[Trend]) -> str:
    return ", ".join(DIMENSIONS[trend.measure.dimension].lower() for trend in trends)


def _moved(dimensions: Sequence[Trend]) -> str:
    """Which dimensions changed against the time before, the most first, and which did not."""
    known = [(trend, words) for trend in dimensions if (words := change_words(trend))]
    if not known:
        return ""
    moved = sorted((pair for pair in known if pair[1] != "level"), key=lambda pair: -abs(int(pair[1])))
    level = [trend for trend, words in known if words == "level"]
    said = [f"{_lower([trend])} {words}" for trend, words in moved]
    if level:
        said.append(f"level {_lower(level)}" if moved or len(known) < len(dimensions) else "all level")
    return f" Against the time before ({_from_to(trend.before.n for trend, _ in known)}): {', '.join(said)}."


def _from_to(counts: Iterable[int]) -> str:
    """How many calls, where it is not of every figure the same."""
    ordered = sorted(counts)
    least, most = ordered[0], ordered[-1]
    return f"n = {least}" if least == most else f"n = {least} to {most}"


def _others(scorers: tuple[str, ...]) -> str:
    return f" (others: {', '.join(scorers)})" if scorers else ""
