"""What many calls of one person show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analysis.insights import Insights, insights
from db.insights import CriterionOnCall, RoleMean, Told
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import Action, Highlight, Narrative, Sighting

SINCE = datetime(2026, 10, 1, tzinfo=UTC)
ASK = Action(when="When price comes up", then="ask first", look_for="a question")


def rows(
    *levels: int, criterion: str = "understand_first", score: int | None = None, first_day: int = 1
) -> list[CriterionOnCall]:
    """One call a day from that day of October on, each with this level; days before the first are of September."""
    return [
        CriterionOnCall(
            call_id=100 * first_day + number,
            title=f"Call {number}",
            url=None,
            started_at=SINCE + timedelta(days=first_day - 1 + number),
            is_invented=False,
            transcript_id=1,
            part="objection_handling",
            score=25 * level if score is None else score,
            criterion=criterion,
            level=level,
            sighting=None,
            turn=number,
        )
        for number, level in enumerate(levels)
    ]


def told(*, day: int, criterion: str | None = "understand_first", action: Action | None = ASK) -> Told:
    focus = Highlight(text="Too early.", criterion=CriterionId(criterion) if criterion else None)
    narrative = Narrative(summary="", strength=None, focus=focus, action=action)
    return Told(call_id=100 + day - 1, started_at=SINCE + timedelta(days=day - 1), narrative=narrative)


def trend(found: Insights, dimension: Dimension = Dimension.OBJECTION_HANDLING) -> tuple[object, ...]:
    one = next(trend for trend in found.trends if trend.dimension is dimension)
    return one.mean, one.n, one.change, one.n_before


def test_a_mean_is_set_against_the_persons_own_past() -> None:
    found = insights([*rows(1, 1, first_day=-20), *rows(2, 3, 4)], [], {}, since=SINCE)
    assert trend(found) == (75, 3, 50, 2)
    assert found.judged_calls == 3


def test_a_score_counts_once_for_a_call_however_many_criteria_it_has() -> None:
    found = insights([*rows(1, 3, score=40), *rows(2, 2, criterion="settled", score=40)], [], {}, since=SINCE)
    assert trend(found) == (40, 2, None, 0)


def test_the_pattern_is_the_weakest_criterion_with_its_lowest_moments_first() -> None:
    found = insights([*rows(3, 0, 1), *rows(3, 3, 3, criterion="settled")], [], {}, since=SINCE)
    assert found.pattern is not None
    assert (found.pattern.criterion, found.pattern.low, found.pattern.n) == ("understand_first", 2, 3)
    assert [moment.level for moment in found.pattern.moments] == [0, 1, 3]


def test_one_bad_call_is_no_pattern_beside_a_habit() -> None:
    found = insights([*rows(0, criterion="settled"), *rows(1, 1)], [], {}, since=SINCE)
    assert found.pattern is not None
    assert found.pattern.criterion == "understand_first"


def test_what_rose_on_two_calls_or_more_is_an_improvement() -> None:
    past = [*rows(1, 1, first_day=-20), *rows(2, 2, criterion="settled", first_day=-20)]
    found = insights([*past, *rows(3, 2), *rows(2, 2, criterion="settled")], [], {}, since=SINCE)
    assert found.improvement is not None
    assert found.improvement.criterion == "understand_first"
    assert insights([*past, *rows(1, 1)], [], {}, since=SINCE).improvement is None
    assert insights([*past, *rows(4)], [], {}, since=SINCE).improvement is None


def test_the_last_action_that_later_calls_could_show_is_followed_through() -> None:
    found = insights(rows(1, 3, 2, 4), [told(day=4), told(day=1)], {}, since=SINCE)
    followed = found.follow_through
    assert followed is not None
    assert (followed.level_then, followed.levels_since, followed.done) == (1, (3, 2, 4), 2)
    assert found.plan is ASK


@pytest.mark.parametrize("narratives", [[], [told(day=2)], [told(day=1, criterion=None)], [told(day=1, action=None)]])
def test_an_action_that_no_later_call_can_show_is_not_followed(narratives: list[Told]) -> None:
    assert insights(rows(1, 1), narratives, {}, since=SINCE).follow_through is None


def test_a_role_is_compared_only_when_nobody_shows_through_its_mean() -> None:
    few = {"objection_handling": RoleMean(part="objection_handling", people=2, mean=60)}
    many = {"objection_handling": RoleMean(part="objection_handling", people=3, mean=60)}
    for means, shown in ((few, False), (many, True)):
        found = insights(rows(2, 2), [], means, since=SINCE)
        assert any(trend.role for trend in found.trends) is shown


def test_a_keyword_reading_has_counts_and_no_mean() -> None:
    from dataclasses import replace

    read = [
        replace(row, score=None, level=None, sighting=sighting)
        for row, sighting in zip(
            rows(1, 1, 1), (Sighting.SEEN, Sighting.NOT_SEEN, Sighting.NO_OPPORTUNITY), strict=True
        )
    ]
    found = insights(read, [], {}, since=SINCE)
    one = next(trend for trend in found.trends if trend.dimension is Dimension.OBJECTION_HANDLING)
    assert (one.mean, one.seen, one.looked, one.n) == (None, 1, 2, 3)
    assert found.pattern is None
