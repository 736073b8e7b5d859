"""Insights as data: one tidy row for each person, part, criterion and step, and the whole as JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from analysis.peers import Gap
from analysis.retrospect import Asked, Moment, Retrospect
from analysis.trend import Measure, Sums, Trend, steps_of
from coaching_mcp import insight_words
from coaching_mcp.csv_file import Cell
from coaching_mcp.insight_words import COLLEAGUE
from coaching_mcp.views import Json
from knowledge.library import Library
from knowledge.rubric import Dimension

COLUMNS: Final = (
    "person", "email", "dimension", "criterion", "unit", "step", "first_day", "n", "mean", "spread", "level_within",
    "seen", "looked", "scorer",
)  # fmt: skip
BEFORE: Final = "before"


def rows(asked: Asked, found: Retrospect) -> list[Sequence[Cell]]:
    """By person, part, criterion and step; the time before the period is one step.

    A line without a criterion is of the dimension's score (0 to 100), others of levels (0 to 4). Two means of the same
    n that differ by no more than `level_within` are level.
    """
    members = asked.subject.members
    figures = [
        (members[one.person_id], one, first, sums)
        for one in found.tallies
        for first, sums in steps_of(one)
        if sums.n or sums.looked
    ]
    figures.sort(key=lambda figure: (figure[0].name, figure[1].part, figure[1].criterion or "", str(figure[2] or "")))
    made: list[Sequence[Cell]] = []
    for member, one, first, sums in figures:
        within = found.by.measure(Dimension(one.part), one.criterion).within(sums.n) if sums.n else None
        made.append(
            (
                member.name,
                member.email,
                one.part,
                one.criterion,
                "level" if one.criterion else "points",
                asked.step.value if first and asked.step else BEFORE,
                first.isoformat() if first else None,
                sums.n,
                _rounded(sums.mean),
                _rounded(sums.spread),
                _rounded(within),
                sums.seen if sums.looked else None,
                sums.looked or None,
                found.coverage.scorer,
            )
        )
    return made


def as_json(asked: Asked, found: Retrospect, library: Library, zone: tzinfo) -> Json:
    """Everything that was found, with n, spread and noise at every figure."""
    pattern = found.pattern.measure if found.pattern else None
    return {
        "about": asked.subject.name,
        "people": len(asked.subject.members),
        "role": asked.subject.role.value if asked.subject.role else None,
        "period": {"from": asked.period.start.isoformat(), "until": asked.period.end.isoformat()},
        "step": asked.step.value if asked.step else None,
        "scorer": found.coverage.scorer,
        "other_scorers": list(found.coverage.others),
        "calls_judged": found.coverage.judged,
        "calls": found.coverage.spoke,
        "verdict": insight_words.verdict(asked, found),
        "dimensions": [_trend(trend, library) for trend in found.dimensions],
        "criteria": [_trend(trend, library) for trend in found.criteria],
        "role_means": {
            dimension.value: {
                "people": role.people,
                "n": role.calls,
                "mean": _rounded(role.mean),
                "level_within": _rounded(found.by.measure(dimension, None).within(role.as_calls)),
            }
            for dimension, role in found.roles.items()
        },
        "pattern_words": insight_words.pattern(found, library),
        "points": list(insight_words.points(found, library, zone)),
        "pattern": pattern.criterion if pattern else None,
        "moments": [_moment(moment, named=asked.subject.person is not None) for moment in found.moments],
        "ahead": [_gap(gap, found) for gap in found.ahead],
        "worth_hearing": [_moment(moment, named=False) for moment in found.worth_hearing],
        "uncertain": list(insight_words.uncertain(asked, found)),
    }


def _gap(gap: Gap, found: Retrospect) -> Json:
    moment = found.shown.get(gap.measure.criterion or "")
    return {
        "dimension": gap.measure.dimension.value,
        "criterion": gap.measure.criterion,
        "own": _figure(gap.own, gap.measure),
        "top_quarter": {"people": found.top_people, **_figure(gap.top, gap.measure)},
        "moment": _moment(moment, named=False) if moment else None,
    }


def _trend(trend: Trend, library: Library) -> Json:
    return {
        "dimension": trend.measure.dimension.value,
        "criterion": trend.measure.criterion,
        "title": insight_words.title(library, trend.measure),
        "now": _figure(trend.now, trend.measure),
        "before": _figure(trend.before, trend.measure),
        "change": trend.change,
        "level_up_to": _rounded(trend.level_up_to),
        "series": [
            {"first_day": point.first.isoformat(), **_figure(point.sums, trend.measure)} for point in trend.series
        ],
    }


def _figure(sums: Sums, measure: Measure) -> Json:
    figure: Json = {
        "n": sums.n,
        "mean": _rounded(sums.mean),
        "spread": _rounded(sums.spread),
        "level_within": _rounded(measure.within(sums.n)) if sums.n else None,
    }
    return figure | ({"seen": sums.seen, "looked": sums.looked} if sums.looked else {})


def _moment(moment: Moment, *, named: bool) -> Json:
    on = moment.on
    return {
        "call": on.call_id,
        "title": on.title,
        "started_at": on.started_at.isoformat(),
        "turn": on.turn,
        "level": on.level,
        "speaker": moment.spoken.speaker if named else COLLEAGUE,
        "text": moment.spoken.said.text,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 2)
