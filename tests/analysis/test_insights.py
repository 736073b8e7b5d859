"""What many calls of somebody show: the pattern, what improved, what became of the last action."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analysis.insights import FollowThrough, aims, follow_through, improvement, pattern, plan
from analysis.noise import UNMEASURED
from analysis.trend import Measure, Sums, Trend
from db.insights import LevelOnCall, Told
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import Action, Highlight, Narrative
from tests.analysis.test_trend import sums

SINCE = datetime(2026, 10, 1, tzinfo=UTC)
NOTHING = Sums()
ASK = Action(when="When price comes up", then="ask first", look_for="a question")


def trend(
    now: Sums, before: Sums = NOTHING, *, criterion: str | None = None, dimension: Dimension = Dimension.DISCOVERY
) -> Trend:
    measure = Measure(dimension=dimension, criterion=criterion, noise=UNMEASURED)
    return Trend(measure=measure, now=now, before=before, series=())


def level(day: int, level: int, criterion: str = "understand_first") -> LevelOnCall:
    return LevelOnCall(call_id=day, started_at=SINCE + timedelta(days=day), criterion=criterion, level=level)


def told(*, day: int, criterion: str | None = "understand_first", action: Action | None = ASK) -> Told:
    focus = Highlight(text="Too early.", criterion=CriterionId(criterion) if criterion else None)
    narrative = Narrative(summary="", strength=None, focus=focus, action=action)
    return Told(call_id=day, started_at=SINCE + timedelta(days=day), narrative=narrative)


def name(found: Trend | None) -> str | None:
    return found.measure.criterion if found else None


def test_the_pattern_is_the_lowest_criterion_of_the_lowest_dimension() -> None:
    strong = [trend(sums(90, 90)), trend(sums(0, 0), criterion="agenda")]
    weak = Dimension.OBJECTION_HANDLING
    low = [
        trend(sums(3, 3), criterion="settled", dimension=weak),
        trend(sums(1, 2), criterion="acknowledge", dimension=weak),
    ]
    assert name(pattern([*strong, trend(sums(40, 60), dimension=weak), *low])) == "acknowledge"


def test_one_bad_call_is_no_pattern_beside_a_habit() -> None:
    one = trend(sums(0), criterion="settled")
    assert name(pattern([trend(sums(40)), one, trend(sums(1, 1), criterion="acknowledge")])) == "acknowledge"
    assert name(pattern([trend(sums(40)), one])) == "settled"


def test_without_scores_there_is_no_pattern() -> None:
    assert pattern([trend(Sums(results=3, seen=1, looked=2), criterion="agenda")]) is None
    assert pattern([]) is None


def test_what_rose_beyond_the_noise_most_is_the_improvement() -> None:
    """Spread 6 over 4 and 4 calls: 8.31 points are 0.33 levels. One rose by 0.25, one by 0.75, one by 1.

    3, 3, 3 and 2 spread by 0.5: chance with four such calls is 1.96 · 0.5 ÷ 2 = 0.49 levels.
    """
    old = sums(2, 2, 2, 2)
    little = trend(sums(3, 2, 2, 2), old, criterion="agenda")
    more = trend(sums(3, 3, 3, 2), old, criterion="impact")
    most = trend(sums(3, 3, 3, 3), old, criterion="recap")
    assert improvement([little]) is None
    assert name(improvement([little, more])) == "impact"
    assert name(improvement([little, more, most])) == "recap"


def test_two_good_calls_are_no_improvement_yet() -> None:
    assert improvement([trend(sums(4, 4), sums(0, 0, 0), criterion="agenda")]) is None


def test_the_last_action_that_later_calls_could_show_is_followed_through() -> None:
    levels = [level(1, 1), level(2, 3), level(3, 2), level(4, 4), level(4, 0, "settled")]
    followed = follow_through([told(day=4), told(day=1)], levels)
    told_at = SINCE + timedelta(days=1)
    expected = FollowThrough(action=ASK, told_at=told_at, criterion="understand_first", levels_since=(3, 2, 4))
    assert followed == expected
    assert expected.done == 2


@pytest.mark.parametrize("narratives", [[], [told(day=2)], [told(day=1, criterion=None)], [told(day=1, action=None)]])
def test_an_action_that_no_later_call_can_show_is_not_followed(narratives: list[Told]) -> None:
    assert follow_through(narratives, [level(1, 1), level(2, 1)]) is None


def test_the_plan_is_the_newest_action_and_what_to_watch_are_the_criteria_of_actions() -> None:
    other = Action(when="At the end", then="name a day", look_for="a day")
    narratives = [told(day=5, action=None), told(day=4, action=other, criterion="next_step"), told(day=3), told(day=2)]
    assert plan(narratives) is other
    assert plan([]) is None
    assert aims(narratives) == ("next_step", "understand_first")
