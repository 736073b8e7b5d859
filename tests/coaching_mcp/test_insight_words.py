"""What is said of many calls: the first line, what changed, what is lowest, and no word that stands for nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from rich.console import Console

from analysis.noise import UNMEASURED
from analysis.period import read_period
from analysis.retrospect import Asked, Coverage, Retrospect
from analysis.steps import Step
from analysis.subject import Subject
from analysis.trend import Measure, Point, Sums, Trend, gauge
from coaching_mcp.insight_lines import shown
from coaching_mcp.insight_words import change_words, pattern, points, uncertain, verdict
from knowledge.library import read_library
from knowledge.rubric import Dimension, Role
from tests.analysis.desk import NOON, ZONE
from tests.analysis.test_trend import sums

LIBRARY = read_library()
NOTHING = Sums()
ASKED = Asked(
    subject=Subject(name="West", role=Role.AE, members={}),
    period=read_period("in October 2026", now=NOON, zone=ZONE),
)


def trend(dimension: Dimension, now: Sums, before: Sums = NOTHING, *, criterion: str | None = None) -> Trend:
    measure = Measure(dimension=dimension, criterion=criterion, noise=UNMEASURED)
    return Trend(measure=measure, now=now, before=before, series=())


def found(*trends: Trend, judged: int = 4, lowest: Trend | None = None, better: Trend | None = None) -> Retrospect:
    return Retrospect(
        coverage=Coverage(scorer="claude:x:low", judged=judged, spoke=judged, others=()),
        by=gauge(dict.fromkeys(Dimension, UNMEASURED), LIBRARY.rubrics, Role.AE),
        tallies=(),
        dimensions=tuple(one for one in trends if one.measure.criterion is None),
        criteria=tuple(one for one in trends if one.measure.criterion),
        roles={},
        pattern=lowest,
        moments=(),
        improvement=better,
        follow_through=None,
        plan=None,
        ahead=(),
        top_people=0,
        shown={},
        worth_hearing=(),
    )


def four(mean: int) -> Sums:
    return sums(*[mean] * 4)


def test_the_first_line_names_what_moved_and_what_did_not() -> None:
    seen = found(
        trend(Dimension.DISCOVERY, four(60), four(51)),
        trend(Dimension.PRODUCT_KNOWLEDGE, four(71), four(50)),
        trend(Dimension.OBJECTION_HANDLING, four(55), sums(56, 56, 56)),
    )
    assert verdict(ASKED, seen).endswith(
        "n = 4 calls: strongest product knowledge 71, weakest objection handling 55. Against the time before "
        "(n = 3 to 4): product knowledge +21, discovery +9, level objection handling."
    )


def test_level_is_only_said_of_everything_when_everything_is_level() -> None:
    level = [trend(dimension, four(60), four(61)) for dimension in Dimension]
    assert verdict(ASKED, found(*level)).endswith("Against the time before (n = 4): all level.")
    some = verdict(ASKED, found(level[0], trend(Dimension.ENGAGEMENT, four(70))))
    assert some.endswith("Against the time before (n = 4): level discovery.")
    assert "before" not in verdict(ASKED, found(trend(Dimension.DISCOVERY, four(60))))


def test_two_that_are_both_weakest_are_both_named() -> None:
    seen = found(*(trend(one, four(80 if one is Dimension.DISCOVERY else 50)) for one in Dimension))
    assert "strongest discovery 80, weakest product knowledge, objection handling, engagement 50." in verdict(
        ASKED, seen
    )


def test_a_change_is_the_difference_of_the_two_figures_beside_it() -> None:
    """74.4 and 67.5 are shown as 74 and 68: +6, although they are 6.9 apart."""
    now, before = sums(*[74] * 6, *[75] * 4), sums(*[67] * 5, *[68] * 5)
    assert change_words(trend(Dimension.DISCOVERY, now, before)) == "+6"


def test_where_all_are_equally_low_none_is_called_the_lowest() -> None:
    equal = [trend(Dimension.DISCOVERY, four(2), criterion=name) for name in ("agenda", "impact")]
    said = pattern(found(*equal, lowest=equal[0]), LIBRARY)
    assert said == (
        "Pattern: none in discovery, every criterion is on average 2.0 of 4 (n = 4). "
        "The moments are of Opening with a purpose."
    )


def test_two_that_are_lowest_together_are_both_named_and_one_alone_is_the_pattern() -> None:
    high = trend(Dimension.DISCOVERY, four(3), criterion="understand_first")
    equal = [trend(Dimension.DISCOVERY, four(2), criterion=name) for name in ("agenda", "impact")]
    both = pattern(found(*equal, high, lowest=equal[0]), LIBRARY)
    assert both is not None
    assert "lowest together, on average 2.0 of 4 (n = 4): Opening with a purpose, What the problem costs." in both
    alone = pattern(found(equal[0], high, lowest=equal[0]), LIBRARY)
    assert alone == "Pattern: Opening with a purpose is lowest, on average 2.0 of 4 over 4 calls."


def test_what_improved_has_n_and_how_much_would_be_level() -> None:
    """Spread 6 over 4 and 4 calls: 8.31 points are 0.3 levels, and the calls are all alike."""
    better = trend(Dimension.DISCOVERY, four(3), four(2), criterion="agenda")
    (said,) = points(found(better, better=better), LIBRARY, UTC)
    assert said == (
        "Improved: Opening with a purpose, mean level 2.0 (n = 4) to 3.0 (n = 4); up to 0.3 would be level."
    )


def test_a_word_that_is_not_in_the_answer_is_not_explained() -> None:
    (alone,) = uncertain(ASKED, found(trend(Dimension.DISCOVERY, four(60))))
    assert alone == "Noise, by the scorer alone: up to 17 points on one call (assumed, not measured), less on means."
    (beside,) = uncertain(ASKED, found(trend(Dimension.DISCOVERY, four(60), four(60))))
    assert "beyond chance with the calls; else level." in beside
    assert "easier or harder can still be why" in beside


def test_a_team_is_told_why_n_is_more_than_its_calls() -> None:
    """Three people on two calls have five scores."""
    said = list(uncertain(ASKED, found(trend(Dimension.DISCOVERY, sums(50, 50, 50, 50, 50)), judged=4)))
    assert "n of a mean counts everybody on a call: up to 5 of 4 calls." in said
    assert not any("everybody" in line for line in uncertain(ASKED, found(trend(Dimension.DISCOVERY, four(50)))))


@pytest.mark.parametrize("width", [40, 50, 60, 69, 70, 75, 80, 120, 200])
def test_no_name_and_no_figure_is_cut_by_a_long_series(width: int) -> None:
    """Thirty weeks of 204 calls, of which as many of the last are drawn as there is room for."""
    monday = date(2026, 4, 6)
    series = tuple(Point(first=monday + timedelta(weeks=week), sums=four(60)) for week in range(30))
    many = sums(*[60, 80] * 102)
    trends = [replace(trend(dimension, many, many), series=series) for dimension in Dimension]
    screen = Console(file=io.StringIO(), width=width)
    screen.print(shown(replace(ASKED, step=Step.WEEK), found(*trends), LIBRARY, zone=UTC, plain=False, width=width))
    assert isinstance(screen.file, io.StringIO)
    said = screen.file.getvalue()
    words = said.replace("(", " ").replace(")", " ").replace(",", " ").replace(":", " ").split()
    assert max(map(len, said.splitlines())) <= width
    assert words.count("Product") == words.count("Objection") == words.count("Engagement") == 1
    assert words.count("204") >= 8
    assert said.count("▅") >= 4 * 8
