"""What is late is looked at often at first, then seldom, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from flows.patience import FOR_A_TRANSCRIPT, LONGEST, SHORTEST, next_look, until_tomorrow

DAYS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3))


def test_a_day_of_waiting_takes_a_score_of_looks_and_ends() -> None:
    waited, looks = timedelta(0), 0
    while (delay := next_look(waited, patience=FOR_A_TRANSCRIPT)) is not None:
        waited, looks = waited + delay, looks + 1
    assert 15 <= looks <= 30
    assert waited >= FOR_A_TRANSCRIPT
    assert waited < FOR_A_TRANSCRIPT + timedelta(minutes=2)


@given(DAYS)
def test_a_wait_is_never_too_short_or_too_long(waited: timedelta) -> None:
    delay = next_look(waited, patience=FOR_A_TRANSCRIPT)
    assert (delay is None) == (waited >= FOR_A_TRANSCRIPT)
    assert delay is None or SHORTEST <= delay <= LONGEST


def test_tomorrow_begins_where_the_company_is_also_when_the_clocks_change() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    assert until_tomorrow(datetime(2026, 11, 24, 20, tzinfo=UTC), zone) == timedelta(hours=12)
    assert until_tomorrow(datetime(2026, 11, 1, 7, tzinfo=UTC), zone) == timedelta(hours=25)
