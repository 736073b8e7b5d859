"""Insights in a terminal: a table with a small line for each figure, bars for what others do more, moments. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from analysis.retrospect import Asked, Moment, Retrospect
from analysis.steps import Step
from analysis.trend import Measure, Trend
from coaching_mcp import charts, insight_words
from coaching_mcp.terminal import DASH, scorer_words
from knowledge.library import Library
from reports.words import counted

NOISE: Final = "Noise: two means of n calls may be so far apart by the scorer alone."
MOST_POINTS: Final = 26
"""A longer series shows its last steps."""
NARROW: Final = 70
"""With fewer columns there is no table: each figure has its name beside it."""
FIGURES: Final = 66
"""So many columns of the table are not for the series."""
TOP_SCORE, TOP_LEVEL = 100.0, 4.0
BAR: Final = 16
FIGURE_NAMES: Final = ("Mean", "n", "Spread", "Noise", "Before", "Change")
SHORT: Final = 150


def shown(asked: Asked, found: Retrospect, library: Library, *, zone: tzinfo, plain: bool, width: int) -> Group:
    """What was found, in a terminal so wide; `plain` is for those without letters to draw with."""
    parts: list[RenderableType] = [Text(insight_words.verdict(asked, found), style="bold")]
    parts.append(Text(f"{scorer_words(found.coverage.scorer)}; {_whose(asked)}.", style="dim"))
    trends = found.criteria if asked.dimension else found.dimensions
    if found.coverage.is_keyword_reading:
        parts.append(_seen(trends, found, library))
    elif trends:
        step = asked.step or Step.MONTH
        draw, room = (_listed, width - len("  by quarter ")) if width < NARROW else (_table, max(width - FIGURES, 8))
        steps = _steps(trends, step, most=min(MOST_POINTS, room))
        lines = [_line(trend, steps, plain=plain) for trend in trends]
        parts.extend(draw(list(zip(trends, lines, strict=True)), asked, library))
        parts.append(Text(_caption(asked, step, steps, plain=plain), style="dim italic"))
        parts.extend(Text(line) for line in filter(None, [insight_words.role_means(found)]))
    parts.extend(_pattern(asked, found, library))
    parts.extend(Text(line) for line in insight_words.points(found, library, zone))
    parts.extend(_ahead(found, library, plain=plain))
    parts.extend(_worth_hearing(found, library))
    parts.append(Text())
    parts.extend(Text(line, style="dim") for line in insight_words.uncertain(asked, found))
    parts.append(Text("For coaching, not for ranking or pay.", style="dim"))
    return Group(*parts)


def _whose(asked: Asked) -> str:
    people = len(asked.subject.members)
    return (
        asked.subject.email or "no e-mail" if asked.subject.person is not None else counted(people, "person", "people")
    )


def _table(drawn: Sequence[tuple[Trend, str]], asked: Asked, library: Library) -> Iterator[RenderableType]:
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("Criterion" if asked.dimension else "Dimension")
    for title in FIGURE_NAMES:
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column(f"By {(asked.step or Step.MONTH).value}", no_wrap=True, overflow="crop")
    for trend, line in drawn:
        table.add_row(insight_words.title(library, trend.measure), *_figures(trend), line)
    yield table


def _listed(drawn: Sequence[tuple[Trend, str]], asked: Asked, library: Library) -> Iterator[RenderableType]:
    """The same where a table has no room."""
    by = (asked.step or Step.MONTH).value
    for trend, line in drawn:
        figures = zip(FIGURE_NAMES, _figures(trend), strict=True)
        said = ", ".join(f"{name if name == 'n' else name.lower()} {figure}" for name, figure in figures)
        yield Text(f"{insight_words.title(library, trend.measure)}: {said}")
        yield Text(f"  by {by} {line}")


def _caption(asked: Asked, step: Step, steps: Sequence[date], *, plain: bool) -> str:
    if not steps:
        return NOISE
    scale = "levels 0 to 4" if asked.dimension else "scores 0 to 100"
    drawn = "; as digits 0 to 9" if plain else ""
    return f"{step.value.capitalize()}s from {step.words(steps[0])}, {scale}{drawn}. {NOISE}"


def _figures(trend: Trend) -> Iterator[str]:
    digits, now = _digits(trend.measure), trend.now
    yield _number(now.mean, digits)
    yield str(now.n)
    yield _number(now.spread, digits)
    yield _number(trend.measure.within(now.n) if now.n else None, digits)
    yield f"{_number(trend.before.mean, digits)} ({trend.before.n})" if trend.before.n else DASH
    yield insight_words.change_words(trend, digits=digits) or DASH


def _line(trend: Trend, steps: Sequence[date], *, plain: bool) -> str:
    means = {point.first: point.sums.mean for point in trend.series}
    return charts.line([means.get(first) for first in steps], most=_most(trend.measure), plain=plain)


def _steps(trends: Sequence[Trend], step: Step, *, most: int) -> list[date]:
    """Every step from the first to the last that has anything, as far as there is room."""
    known = [point.first for trend in trends for point in trend.series]
    steps = [min(known)] if known else []
    while steps and steps[-1] < max(known):
        steps.append(step.after(steps[-1]))
    return steps[-most:]


def _seen(trends: Sequence[Trend], found: Retrospect, library: Library) -> Table:
    """What a keyword reading has instead of figures."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Criterion" if trends and trends[0].measure.criterion else "Dimension")
    table.add_column("Seen", justify="right")
    for trend in trends:
        sums = trend.now if trend.measure.criterion else found.sightings(trend.measure.dimension)
        table.add_row(insight_words.title(library, trend.measure), f"{sums.seen} of {sums.looked}")
    return table


def _pattern(asked: Asked, found: Retrospect, library: Library) -> Iterator[RenderableType]:
    if found.pattern:
        yield Text(insight_words.pattern(found, library) or "")
        own = asked.subject.person is not None
        yield from _quotes(found.moments, library, found.pattern.measure, named=own)


def _ahead(found: Retrospect, library: Library, *, plain: bool) -> Iterator[RenderableType]:
    if not found.ahead:
        return
    yield Text()
    yield Text(f"What the top quarter of the same role does more ({found.top_people} people):", style="bold")
    for gap in found.ahead:
        yield Text(f"  {insight_words.title(library, gap.measure)}")
        for whose, sums in (("here", gap.own), ("they", gap.top)):
            drawn = charts.bar(sums.mean or 0.0, most=TOP_LEVEL, width=BAR, plain=plain)
            yield Text(f"    {whose} {drawn} {_number(sums.mean, 1)} of 4, n = {sums.n}")
        moment = found.shown.get(gap.measure.criterion or "")
        yield from _quotes([moment] if moment else [], library, gap.measure, named=False)


def _worth_hearing(found: Retrospect, library: Library) -> Iterator[RenderableType]:
    if found.pattern is None or not found.worth_hearing:
        return
    yield Text()
    title = insight_words.title(library, found.pattern.measure)
    yield Text(f"Calls of colleagues worth listening to, for {title}:", style="bold")
    yield from _quotes(found.worth_hearing, library, found.pattern.measure, named=False)


def _quotes(moments: Sequence[Moment], library: Library, measure: Measure, *, named: bool) -> Iterator[RenderableType]:
    for moment in moments:
        quote = insight_words.quote(moment, library, measure, named=named)
        said = quote.text if len(quote.text) <= SHORT else f"{quote.text[:SHORT].rsplit(' ', 1)[0]} …"
        line = Text(f"    Call {moment.on.call_id}, {quote.at}, level {moment.on.level}, {quote.speaker}: “{said}”")
        if quote.url:
            line.stylize(f"link {quote.url}")
        yield line


def _digits(measure: Measure) -> int:
    return 1 if measure.criterion else 0


def _most(measure: Measure) -> float:
    return TOP_LEVEL if measure.criterion else TOP_SCORE


def _number(value: float | None, digits: int) -> str:
    return DASH if value is None else f"{value:.{digits}f}"
