"""What "last month" or "since October" means on a given day, in the company's time zone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from analysis.errors import BadPeriod
from analysis.named_days import PATTERNS, TO, Dates, Meaning, whole_months
from analysis.reading import folded

EXAMPLES: Final = (
    '"last month", "last quarter", "this week", "last 30 days", "October 2026" or "2026-10-01 to 2026-10-31"'
)
AND_THEN: Final = re.compile(rf"{TO}(?:the )?")
BEFOREHAND: Final = re.compile(
    r"\b(?:(?:in |for )?the )?(?P<how>since|after|from|between|before|until|till|up to|week of|week from)(?: the)? $"
)
ONWARDS: Final = re.compile(r" on(?:wards?)?\b")
YEAR: Final = re.compile(r"20\d\d")
EARLIEST: Final = date(2000, 1, 1)
"""From when on a period is that has an end only; nobody recorded calls before."""
LATEST: Final = date(9999, 1, 1)
"""Days after this are none: too little of the calendar is left to reckon with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start` up to, not including, `end`; `words` say which days these are."""

    start: datetime
    end: datetime
    words: str

    @property
    def days(self) -> Dates:
        return self.start.date(), self.end.date()

    def before(self) -> Period:
        """The one of the same length that ends where this one begins: of whole months as many, else of days.

        Raises:
            BadPeriod: the calendar does not go back that far.
        """
        first, after = self.days
        months = 12 * (after.year - first.year) + after.month - first.month
        try:
            whole = months if first.day == after.day == 1 else 0
            began = whole_months(first.year, first.month - whole)[0] if whole else first - (after - first)
        except (ValueError, OverflowError) as error:
            raise BadPeriod(f"There is no such time before {self.words}. Write one such as {EXAMPLES}.") from error
        return _period((began, first), self.start.tzinfo)


def read_period(text: str, *, now: datetime, zone: tzinfo) -> Period:
    """The period that these words name.

    Raises:
        BadPeriod: they name none; the message shows some that do.
    """
    found = find_period(f"in {text}" if YEAR.fullmatch(text.strip()) else text, now=now, zone=zone)
    if found is None or found.rest:
        raise BadPeriod(f"{text!r} is not a period I know. Write one such as {EXAMPLES}.")
    return found.period


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPeriod:
    """A period that a text names from the character `start` to `end`, and what is left of the text."""

    period: Period
    start: int
    end: int
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """Days, and the characters that name them."""

    days: Dates
    start: int
    end: int


def find_period(text: str, *, now: datetime, zone: tzinfo) -> FoundPeriod | None:
    """The first period that a longer text names, or None."""
    today = now.astimezone(zone).date()
    lower = folded(text)
    named = _simple(lower, today)
    if named is None:
        return None
    whole = _with_what_is_before(lower, _with_what_follows(lower, named, today), today)
    rest = " ".join(f"{text[: whole.start]} {text[whole.end :]}".split())
    return FoundPeriod(period=_period(whole.days, zone), start=whole.start, end=whole.end, rest=rest)


def _simple(lower: str, today: date, *, at: int | None = None) -> _Named | None:
    """The first period without words that stretch it, at that character if one is given."""
    first: _Named | None = None
    for pattern, meaning in PATTERNS:
        for match in pattern.finditer(lower) if at is None else filter(None, [pattern.match(lower, at)]):
            days = _days(match, meaning, today)
            if days and (first is None or match.start() < first.start):
                first = _Named(days=days, start=match.start(), end=match.end())
    return first


def _days(match: re.Match[str], meaning: Meaning, today: date) -> Dates | None:
    try:
        days = meaning(match, today)
    except (ValueError, OverflowError):  # the thirtieth of February
        return None
    return days if days and days[0] < days[1] <= LATEST else None


def _with_what_follows(lower: str, named: _Named, today: date) -> _Named:
    """`3 October to 9 November` is one period."""
    link = AND_THEN.match(lower, named.end)
    then = _simple(lower, today, at=link.end()) if link else None
    if then is None or then.days[1] <= named.days[0]:
        return named
    return _Named(days=(named.days[0], then.days[1]), start=named.start, end=then.end)


def _with_what_is_before(lower: str, named: _Named, today: date) -> _Named:
    """`since 3 November`, `before last week`, `the week of 3 November`."""
    before = BEFOREHAND.search(lower, 0, named.start)
    if before is None:
        return named
    (first, after), tomorrow = named.days, today + timedelta(days=1)
    onwards = ONWARDS.match(lower, named.end) if before["how"] == "from" else None
    monday = first - timedelta(days=first.weekday())
    days = {
        "since": (first, tomorrow),
        "after": (after, tomorrow),
        "from": (first, tomorrow) if onwards else named.days,
        "between": named.days,
        "before": (EARLIEST, first),
        "week of": (monday, monday + timedelta(days=7)),
        "week from": (monday, monday + timedelta(days=7)),
    }.get(before["how"], (EARLIEST, after))
    if days[0] >= days[1]:
        return named
    return _Named(days=days, start=before.start(), end=onwards.end() if onwards else named.end)


def _period(days: Dates, zone: tzinfo | None) -> Period:
    first, after = days
    last = after - timedelta(days=1)
    words = _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    if first == EARLIEST:
        words = f"up to {_day(last)}"
    return Period(start=_midnight(first, zone), end=_midnight(after, zone), words=words)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
