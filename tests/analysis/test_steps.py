"""Weeks, months and quarters as a calendar has them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BadPeriod
from analysis.period import read_period
from analysis.steps import Step, fitting_step

PACIFIC = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "day", "first", "after"),
    [
        (Step.WEEK, date(2026, 12, 31), date(2026, 12, 28), date(2027, 1, 4)),
        (Step.WEEK, date(2027, 1, 3), date(2026, 12, 28), date(2027, 1, 4)),
        (Step.MONTH, date(2026, 1, 31), date(2026, 1, 1), date(2026, 2, 1)),
        (Step.MONTH, date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1)),
        (Step.QUARTER, date(2026, 6, 30), date(2026, 4, 1), date(2026, 7, 1)),
        (Step.QUARTER, date(2026, 11, 24), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_a_day_is_in_a_step_that_begins_on_a_monday_or_a_first(step: Step, day: date, first: date, after: date) -> None:
    assert (step.first(day), step.after(first)) == (first, after)


@given(st.sampled_from(Step), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_steps_follow_each_other_without_a_gap(step: Step, day: date) -> None:
    first = step.first(day)
    assert first <= day < step.after(first)
    assert step.first(step.after(first)) == step.after(first)
    assert step.first(step.after(first) - timedelta(days=1)) == first


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("last month", Step.WEEK),
        ("last 90 days", Step.MONTH),
        ("last year", Step.MONTH),
        ("last 3 years", Step.QUARTER),
    ],
)
def test_a_period_is_cut_into_what_can_be_read(said: str, step: Step) -> None:
    assert fitting_step(read_period(said, now=NOW, zone=PACIFIC)) is step


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ("last quarter", "1 Apr 2026 to 30 Jun 2026"),
        ("Q1 2026", "1 Oct 2025 to 31 Dec 2025"),
        ("in March 2026", "1 Feb 2026 to 28 Feb 2026"),
        ("last year", "1 Jan 2024 to 31 Dec 2024"),
        ("last week", "9 Nov 2026 to 15 Nov 2026"),
        ("2026-11-01", "31 Oct 2026"),
    ],
)
def test_before_a_quarter_is_the_quarter_before_and_before_some_days_as_many(said: str, before: str) -> None:
    assert read_period(said, now=NOW, zone=PACIFIC).before().words == before


def test_the_time_before_a_week_in_which_the_clocks_change_begins_at_midnight_too() -> None:
    week = read_period("2026-11-02 to 2026-11-08", now=NOW, zone=PACIFIC).before()
    assert (week.start.isoformat(), week.end.isoformat()) == ("2026-10-26T00:00:00-07:00", "2026-11-02T00:00:00-08:00")


def test_before_the_calendar_begins_there_is_nothing() -> None:
    with pytest.raises(BadPeriod, match="no such time before"):
        read_period("0001-01-01 to 2026-01-01", now=NOW, zone=PACIFIC).before()
