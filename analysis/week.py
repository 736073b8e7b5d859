"""The calendar week, Monday to Sunday, as the company's time zone has it. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Self

from analysis.errors import BadPeriod

WRITTEN: Final = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
YEARS: Final = range(1900, 9999)
"""In all of these there are weeks before and after, however far somebody looks back."""
DAYS: Final = 7


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week by its Monday. Written as ISO has it: `2026-W46`; the year is that of its Thursday."""

    monday: date

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo) -> Self:
        """The week that a moment falls into, there."""
        day = moment.astimezone(zone).date()
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def words(self) -> str:
        """Its days, such as `9–15 November 2026`; month and year are said twice only where they change."""
        first, last = self.monday, self.sunday
        begin = f"{first.day}"
        if first.month != last.month:
            begin += f" {first:%B}"
        if first.year != last.year:
            begin += f" {first.year}"
        return f"{begin}–{last.day} {last:%B %Y}" if begin.isdigit() else f"{begin} – {last.day} {last:%B %Y}"

    def start(self, zone: tzinfo) -> datetime:
        """Monday's midnight. A week in which the clocks change has 167 or 169 hours."""
        return datetime.combine(self.monday, time(), tzinfo=zone)

    def end(self, zone: tzinfo) -> datetime:
        """The next Monday's midnight, which is no longer in it."""
        return self.earlier(-1).start(zone)

    def earlier(self, weeks: int) -> Week:
        """The week so many weeks before; after it where the number is negative."""
        return Week(self.monday - timedelta(days=DAYS * weeks))


def read_week(text: str) -> Week:
    """The week that is written as `2026-W46`.

    Raises:
        BadPeriod: there is no such week; the message says how one is written.
    """
    written = WRITTEN.fullmatch(text.strip())
    if written and int(written[1]) in YEARS:
        with suppress(ValueError):
            return Week(date.fromisocalendar(int(written[1]), int(written[2]), 1))
    raise BadPeriod(f"{text!r} is not a week. Write one such as 2026-W46; a year has 52 of them, some have 53.")


def last_week(now: datetime, zone: tzinfo) -> Week:
    """The last one that is over: on a Monday the one that ended the evening before."""
    return Week.of(now, zone).earlier(1)
