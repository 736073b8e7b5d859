"""What people mean by "last month"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BadPeriod
from analysis.period import find_period, read_period

PACIFIC = ZoneInfo("America/Los_Angeles")
NAMED = ("last month", "3 November", "yesterday", "Q1", "2026-02", "week 7", "October 2025", "3 to 9 March")
TUESDAY = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("today", "24 Nov 2026"),
        ("yesterday", "23 Nov 2026"),
        ("last Tuesday", "17 Nov 2026"),
        ("on Monday", "23 Nov 2026"),
        ("this week", "23 Nov 2026 to 29 Nov 2026"),
        ("last week", "16 Nov 2026 to 22 Nov 2026"),
        ("last month", "1 Oct 2026 to 31 Oct 2026"),
        ("this quarter", "1 Oct 2026 to 31 Dec 2026"),
        ("over the last quarter", "1 Jul 2026 to 30 Sep 2026"),
        ("last year", "1 Jan 2025 to 31 Dec 2025"),
        ("last 30 days", "26 Oct 2026 to 24 Nov 2026"),
        ("the past 3 months", "25 Aug 2026 to 24 Nov 2026"),
        ("Q1", "1 Jan 2026 to 31 Mar 2026"),
        ("Q4 2025", "1 Oct 2025 to 31 Dec 2025"),
        ("October", "1 Oct 2026 to 31 Oct 2026"),
        ("December", "1 Dec 2025 to 31 Dec 2025"),
        ("in October 2025", "1 Oct 2025 to 31 Oct 2025"),
        ("2026-02", "1 Feb 2026 to 28 Feb 2026"),
        ("2026-10-12", "12 Oct 2026"),
        ("12 October", "12 Oct 2026"),
        ("Oct 12th, 2026", "12 Oct 2026"),
        ("31 December", "31 Dec 2025"),
        ("2026-10-01 to 2026-10-31", "1 Oct 2026 to 31 Oct 2026"),
        ("since October", "1 Oct 2026 to 24 Nov 2026"),
        ("since 2026-10-05", "5 Oct 2026 to 24 Nov 2026"),
        ("since 3 November", "3 Nov 2026 to 24 Nov 2026"),
        ("since last month", "1 Oct 2026 to 24 Nov 2026"),
        ("after October", "1 Nov 2026 to 24 Nov 2026"),
        ("from October onwards", "1 Oct 2026 to 24 Nov 2026"),
        ("before 3 November", "up to 2 Nov 2026"),
        ("until 3 November", "up to 3 Nov 2026"),
        ("week 46", "9 Nov 2026 to 15 Nov 2026"),
        ("in week 53 of 2026", "28 Dec 2026 to 3 Jan 2027"),
        ("week 50", "8 Dec 2025 to 14 Dec 2025"),
        ("2026-W01", "29 Dec 2025 to 4 Jan 2026"),
        ("the week of 3 November", "2 Nov 2026 to 8 Nov 2026"),
        ("3 to 9 October", "3 Oct 2026 to 9 Oct 2026"),
        ("28-30 November", "28 Nov 2025 to 30 Nov 2025"),
        ("between 3 October and 9 November", "3 Oct 2026 to 9 Nov 2026"),
        ("last Tuesday to yesterday", "17 Nov 2026 to 23 Nov 2026"),
        ("October to December", "1 Oct 2026 to 31 Dec 2026"),
        ("November to February 2026", "1 Nov 2025 to 28 Feb 2026"),
        ("in 2025", "1 Jan 2025 to 31 Dec 2025"),
        ("2025", "1 Jan 2025 to 31 Dec 2025"),
        ("October 3rd to 9th", "3 Oct 2026 to 9 Oct 2026"),
        ("October 5-9, 2025", "5 Oct 2025 to 9 Oct 2025"),
        ("October 3 to November 9", "3 Oct 2026 to 9 Nov 2026"),
        ("first week of October", "1 Oct 2026 to 7 Oct 2026"),
        ("last week of October", "25 Oct 2026 to 31 Oct 2026"),
        ("2 weeks ago", "9 Nov 2026 to 15 Nov 2026"),
        ("3 days ago", "21 Nov 2026"),
        ("since two months ago", "1 Sep 2026 to 24 Nov 2026"),
        ("two quarters ago", "1 Apr 2026 to 30 Jun 2026"),
        ("two years ago", "1 Jan 2024 to 31 Dec 2024"),
        ("year to date", "1 Jan 2026 to 24 Nov 2026"),
        ("QTD", "1 Oct 2026 to 24 Nov 2026"),
        ("H1", "1 Jan 2026 to 30 Jun 2026"),
        ("second half of 2025", "1 Jul 2025 to 31 Dec 2025"),
        ("last two weeks", "11 Nov 2026 to 24 Nov 2026"),
    ],
)
def test_a_period_is_what_people_mean_by_it(said: str, days: str) -> None:
    assert read_period(said, now=TUESDAY, zone=PACIFIC).words == days


def test_days_are_those_of_the_company_and_not_of_the_server() -> None:
    late = datetime(2026, 11, 1, 3, tzinfo=UTC)
    assert read_period("today", now=late, zone=PACIFIC).words == "31 Oct 2026"
    assert read_period("this month", now=late, zone=PACIFIC).words == "1 Oct 2026 to 31 Oct 2026"


def test_a_day_on_which_the_clocks_change_has_its_own_length() -> None:
    day = read_period("2026-11-01", now=TUESDAY, zone=PACIFIC)
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=25)


@pytest.mark.parametrize(
    "said", ["soon", "", "last", "31 February 2026", "2026-13-01", "last 0 days", "week 54", "since 9999-12-30"]
)
def test_what_names_no_days_is_refused_with_examples(said: str) -> None:
    with pytest.raises(BadPeriod, match="Write one such as"):
        read_period(said, now=TUESDAY, zone=PACIFIC)


def test_the_rest_of_a_sentence_is_left_over() -> None:
    found = find_period("the Acme demo last Tuesday, please", now=TUESDAY, zone=PACIFIC)
    assert found is not None
    assert found.rest == "the Acme demo , please"
    assert "İİ last Tuesday!"[slice(*_place("İİ last Tuesday!"))] == "last Tuesday"


def _place(text: str) -> tuple[int, int]:
    found = find_period(text, now=TUESDAY, zone=PACIFIC)
    assert found is not None
    return found.start, found.end


def test_the_time_before_is_as_long_and_ends_where_the_period_begins() -> None:
    month = read_period("last 30 days", now=TUESDAY, zone=PACIFIC)
    assert month.before().end == month.start
    assert month.before().end - month.before().start == month.end - month.start


@given(text=st.text(max_size=60), now=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001 (hypothesis wants them naive)
def test_any_text_names_a_period_or_none(text: str, now: datetime) -> None:
    found = find_period(text, now=now.replace(tzinfo=UTC), zone=PACIFIC)
    assert found is None or found.period.start < found.period.end


@given(st.sampled_from(["since", "before", "until", "after", "from", "the week of"]), st.sampled_from(NAMED))
def test_a_word_before_a_period_stretches_it_and_never_past_its_ends(before: str, name: str) -> None:
    plain = read_period(name, now=TUESDAY, zone=PACIFIC)
    stretched = find_period(f"{before} {name}", now=TUESDAY, zone=PACIFIC)
    assert stretched is not None
    period = stretched.period
    assert period.start < period.end
    assert {period.start, period.end} & {plain.start, plain.end} or before == "the week of"


@given(st.sampled_from(["last", "this"]), st.sampled_from(["week", "month", "quarter", "year"]), st.integers(0, 9_000))
def test_a_named_period_follows_on_the_one_before(which: str, unit: str, days: int) -> None:
    now = datetime(2010, 1, 1, 12, tzinfo=UTC) + timedelta(days=days)
    period = read_period(f"{which} {unit}", now=now, zone=PACIFIC)
    this = read_period(f"this {unit}", now=now, zone=PACIFIC)
    assert period.end == (this.start if which == "last" else this.end)
    assert this.start <= now < this.end
