"""A week is Monday to Sunday in the company's time zone, in summer, in winter, and over New Year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BadPeriod
from analysis.week import Week, last_week, read_week

LA = ZoneInfo("America/Los_Angeles")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-W46", date(2026, 11, 9)),
        ("2026w46", date(2026, 11, 9)),
        (" 2026-W1 ", date(2025, 12, 29)),
        ("2026-W53", date(2026, 12, 28)),
        ("2027-W01", date(2027, 1, 4)),
    ],
)
def test_a_written_week_begins_on_its_monday(text: str, monday: date) -> None:
    assert read_week(text).monday == monday


@pytest.mark.parametrize(
    "text", ["2027-W53", "2026-W00", "2026-W54", "last week", "", "9999-W60", "0000-W01", "9999-W52", "0001-W01"]
)
def test_what_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadPeriod, match="2026-W46"):
        read_week(text)


@pytest.mark.parametrize(
    ("week", "hours"),
    [("2026-W10", 167), ("2026-W44", 169), ("2026-W46", 168), ("2026-W53", 168)],
)
def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer(week: str, hours: int) -> None:
    """In 2026 the clocks of Los Angeles go forward on Sunday 8 March and back on Sunday 1 November."""
    found = read_week(week)
    length = found.end(LA).astimezone(UTC) - found.start(LA).astimezone(UTC)
    assert length == timedelta(hours=hours)


def test_a_week_begins_at_midnight_of_the_company_and_not_of_london() -> None:
    week = read_week("2026-W46")
    assert week.start(LA).astimezone(UTC) == datetime(2026, 11, 9, 8, tzinfo=UTC)
    assert week.start(BERLIN).astimezone(UTC) == datetime(2026, 11, 8, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 11, 16, 14, tzinfo=UTC), "2026-W46"),  # Monday 06:00 in Los Angeles
        (datetime(2026, 11, 16, 7, 59, tzinfo=UTC), "2026-W45"),  # there it is still Sunday
        (datetime(2026, 11, 16, 8, 0, tzinfo=UTC), "2026-W46"),
        (datetime(2027, 1, 4, 14, tzinfo=UTC), "2026-W53"),  # the Monday after New Year
        (datetime(2026, 3, 9, 13, tzinfo=UTC), "2026-W10"),  # the Monday after the clocks went forward
    ],
)
def test_last_week_is_the_one_that_is_over_where_the_company_is(now: datetime, week: str) -> None:
    assert str(last_week(now, LA)) == week


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ("2026-W46", "9–15 November 2026"),
        ("2026-W44", "26 October – 1 November 2026"),
        ("2026-W53", "28 December 2026 – 3 January 2027"),
    ],
)
def test_the_days_of_a_week_are_written_as_a_person_would(week: str, words: str) -> None:
    assert read_week(week).words == words


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_every_moment_is_in_exactly_the_week_that_is_written(moment: datetime) -> None:
    week = Week.of(moment, LA)
    assert read_week(str(week)) == week
    assert week.start(LA) <= moment < week.end(LA)
    assert week.monday.weekday() == 0
    assert week.earlier(1).end(LA) == week.start(LA)
    assert week.sunday == week.monday + timedelta(days=6)
