"""Weeks, months and quarters of a period, as the company's calendar has them. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from analysis.period import Period

MOST_DAYS_IN_WEEKS: Final = 45
MOST_DAYS_IN_MONTHS: Final = 800
MONTHS_OF_A_QUARTER: Final = 3


class Step(StrEnum):
    """How long one figure of a series is; each begins on a Monday, or on the first of a month."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    def first(self, day: date) -> date:
        """The first day of the step that this day is in."""
        match self:
            case Step.WEEK:
                return day - timedelta(days=day.weekday())
            case Step.MONTH:
                return day.replace(day=1)
            case Step.QUARTER:
                return day.replace(month=day.month - (day.month - 1) % MONTHS_OF_A_QUARTER, day=1)

    def after(self, first: date) -> date:
        """The first day of the step after the one that begins on `first`."""
        match self:
            case Step.WEEK:
                return first + timedelta(days=7)
            case Step.MONTH:
                return (first + timedelta(days=31)).replace(day=1)
            case Step.QUARTER:
                return (first + timedelta(days=31 * MONTHS_OF_A_QUARTER)).replace(day=1)

    def words(self, first: date) -> str:
        """How a figure of the step that begins on `first` is headed."""
        match self:
            case Step.WEEK:
                return f"{first.day} {first:%b}"
            case Step.MONTH:
                return f"{first:%b %y}"
            case Step.QUARTER:
                return f"Q{first.month // MONTHS_OF_A_QUARTER + 1} {first:%y}"


def fitting_step(period: Period) -> Step:
    """The step that makes a readable series of a period."""
    first, after = period.days
    days = (after - first).days
    if days <= MOST_DAYS_IN_WEEKS:
        return Step.WEEK
    return Step.MONTH if days <= MOST_DAYS_IN_MONTHS else Step.QUARTER
