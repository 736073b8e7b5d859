"""What "last month" or "since October" means on a given day, in the company's time zone. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from analysis.errors import BadPeriod

MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS_SHORT: Final = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
DAYS: Final = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
MONTH: Final = "|".join([*MONTHS, *MONTHS_SHORT, "sept"])
ISO: Final = r"\d{4}-\d{2}-\d{2}"
UNITS: Final = {"day": 1, "week": 7}
LAST_MONTH: Final = 12
EXAMPLES: Final = (
    '"last month", "last quarter", "this week", "last 30 days", "October 2026" or "2026-10-01 to 2026-10-31"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start` up to, not including, `end`; `words` say which days these are."""

    start: datetime
    end: datetime
    words: str

    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        return Period(start=self.start - (self.end - self.start), end=self.start, words=f"before {self.words}")


Dates = tuple[date, date]
"""The first day, and the day after the last."""
Meaning = Callable[[re.Match[str], date], Dates | None]


def read_period(text: str, *, now: datetime, zone: tzinfo) -> Period:
    """The period that these words name.

    Raises:
        BadPeriod: they name none; the message shows some that do.
    """
    found = find_period(text, now=now, zone=zone)
    if found is None or found.rest:
        raise BadPeriod(f"{text!r} is not a period I know. Write one such as {EXAMPLES}.")
    return found.period


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPeriod:
    """A period that a text names, and what is left of the text."""

    period: Period
    rest: str


def find_period(text: str, *, now: datetime, zone: tzinfo) -> FoundPeriod | None:
    """The first period that a longer text names, or None."""
    today = now.astimezone(zone).date()
    lower = text.casefold()
    for pattern, meaning in PATTERNS:
        for match in pattern.finditer(lower):
            try:
                days = meaning(match, today)
            except (ValueError, OverflowError):  # the thirtieth of February
                continue
            if days and days[0] < days[1]:
                rest = f"{text[: match.start()]} {text[match.end() :]}"
                return FoundPeriod(period=_period(days, zone), rest=" ".join(rest.split()))
    return None


def _period(days: Dates, zone: tzinfo) -> Period:
    first, after = days
    last = after - timedelta(days=1)
    words = _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    return Period(start=_midnight(first, zone), end=_midnight(after, zone), words=words)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _month(year: int, month: int, *, months: int = 1) -> Dates:
    """So many whole months from the first of this one, whose number may be out of 1 to 12."""
    first = divmod(year * 12 + month - 1, 12)
    after = divmod(year * 12 + month - 1 + months, 12)
    return date(first[0], first[1] + 1, 1), date(after[0], after[1] + 1, 1)


def _named(match: re.Match[str], today: date) -> Dates | None:
    """Today, this week, last quarter."""
    back = {"this": 0, "current": 0}.get(match["which"], 1)
    match match["unit"]:
        case "week":
            monday = today - timedelta(days=today.weekday() + 7 * back)
            return monday, monday + timedelta(days=7)
        case "month":
            return _month(today.year, today.month - back)
        case "quarter":
            return _month(today.year, today.month - (today.month - 1) % 3 - 3 * back, months=3)
        case _:
            return _month(today.year - back, 1, months=12)


def _single_day(match: re.Match[str], today: date) -> Dates:
    day = today if match[0] == "today" else today - timedelta(days=1)
    return day, day + timedelta(days=1)


def _weekday(match: re.Match[str], today: date) -> Dates:
    """The most recent one before today."""
    back = (today.weekday() - DAYS[match["day"]]) % 7 or 7
    return today - timedelta(days=back), today - timedelta(days=back - 1)


def _so_many(match: re.Match[str], today: date) -> Dates:
    """Up to and including today."""
    number, unit = int(match["number"]), match["unit"]
    tomorrow = today + timedelta(days=1)
    if unit in UNITS:
        return tomorrow - timedelta(days=number * UNITS[unit]), tomorrow
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(tomorrow.year * 12 + tomorrow.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(tomorrow.day, last)), tomorrow


def _quarter(match: re.Match[str], today: date) -> Dates:
    """Of the named year, else the latest that has begun."""
    number = int(match["number"])
    year = int(match["year"]) if match["year"] else today.year - (number > (today.month + 2) // 3)
    return _month(year, 3 * number - 2, months=3)


def _number(name: str) -> int:
    return MONTHS.get(name) or MONTHS_SHORT.get(name[:3]) or LAST_MONTH


def _month_of_year(match: re.Match[str], today: date) -> Dates:
    """Of the named year, else the latest that has begun."""
    number = _number(match["month"])
    return _month(int(match["year"]) if match["year"] else today.year - (number > today.month), number)


def _written_day(match: re.Match[str], today: date) -> Dates:
    number = _number(match["month"])
    day = date(int(match["year"]) if match["year"] else today.year, number, int(match["day"]))
    if not match["year"] and day > today:
        day = day.replace(year=day.year - 1)
    return day, day + timedelta(days=1)


def _iso_range(match: re.Match[str], today: date) -> Dates:  # noqa: ARG001 (the dates say it all)
    return date.fromisoformat(match["first"]), date.fromisoformat(match["last"]) + timedelta(days=1)


def _iso_day(match: re.Match[str], today: date) -> Dates:
    day = date.fromisoformat(match["first"])
    return day, (today if match["since"] and day <= today else day) + timedelta(days=1)


def _iso_month(match: re.Match[str], today: date) -> Dates:  # noqa: ARG001 (the month says it all)
    return _month(int(match["year"]), int(match["month"]))


def _since(match: re.Match[str], today: date) -> Dates:
    return _month_of_year(match, today)[0], today + timedelta(days=1)


PATTERNS: Final[tuple[tuple[re.Pattern[str], Meaning], ...]] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), meaning)
    for pattern, meaning in (
        (rf"(?:from )?(?P<first>{ISO})(?: ?(?:to|until|till|-|–|\.\.|/) ?)(?P<last>{ISO})", _iso_range),
        (rf"(?P<since>since )?(?:on )?(?P<first>{ISO})", _iso_day),
        (r"(?:in )?(?P<year>\d{4})-(?P<month>\d{2})(?![-\d])", _iso_month),
        (r"(?:in |over )?(?:the )?(?:last|past) (?P<number>\d{1,3}) (?P<unit>day|week|month|quarter|year)s?", _so_many),
        (
            r"(?:in |over )?(?:the )?(?P<which>this|current|last|past|previous) (?P<unit>week|month|quarter|year)",
            _named,
        ),
        (r"(?:in |over )?(?:the )?q(?P<number>[1-4])(?: (?:of )?(?P<year>\d{4}))?", _quarter),
        (r"today|yesterday", _single_day),
        (rf"(?:on )?(?:last |this )?(?P<day>{'|'.join(DAYS)})", _weekday),
        (
            rf"(?:on )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{MONTH})(?:,? (?P<year>\d{{4}}))?",
            _written_day,
        ),
        (rf"(?:on )?(?P<month>{MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?", _written_day),
        (rf"since (?P<month>{MONTH})(?: (?P<year>\d{{4}}))?", _since),
        (rf"(?:in )?(?:last )?(?P<month>{MONTH})(?: (?P<year>\d{{4}}))?", _month_of_year),
    )
)
"""What may be written, the most telling first."""
