"""Which days words such as "last month", "week 46" or "3 to 9 October" name, on a given day. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS_SHORT: Final = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
DAYS: Final = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
MONTH: Final = "|".join([*MONTHS, *MONTHS_SHORT, "sept"])
ISO: Final = r"\d{4}-\d{2}-\d{2}"
UNITS: Final = {"day": 1, "week": 7}
LAST_MONTH: Final = 12
COUNTS: Final = {
    name: number for number, name in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
COUNT: Final = "|".join(COUNTS)
UNIT: Final = "day|week|month|quarter|year"
DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
NUMBER: Final = r"\d{1,2}(?:st|nd|rd|th)?"
NO_DAY: Final = r"(?<!\d )(?<!\d(?:st|nd|rd|th) )"
"""No day stands before, for what has no such day is no whole month either."""
HALF: Final = r"(?:h(?P<number>[12])|(?:the )?(?P<which>first|second) half(?= (?:of )?(?:the year|\d{4})))"
OF_YEAR: Final = rf"(?:of )?(?P<month>{MONTH})(?:,? (?P<year>\d{{4}}))?"
TO: Final = r" ?(?:to|until|till|through|and|-|–) ?"
MONTH_FIRST: Final = (
    rf"(?P<month>{MONTH}) {DAY.replace('day', 'first')}{TO}{DAY.replace('day', 'last')}"
    rf"(?!\w)(?! ?(?:of )?(?:{MONTH}))"
)

Dates = tuple[date, date]
"""The first day, and the day after the last."""
Meaning = Callable[[re.Match[str], date], Dates | None]


def whole_months(year: int, month: int, *, months: int = 1) -> Dates:
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
            return whole_months(today.year, today.month - back)
        case "quarter":
            return whole_months(today.year, today.month - (today.month - 1) % 3 - 3 * back, months=3)
        case _:
            return whole_months(today.year - back, 1, months=12)


def _ago(match: re.Match[str], today: date) -> Dates:
    """The whole day, week, month, quarter or year of back then."""
    number, unit = COUNTS.get(match["number"]) or int(match["number"]), match["unit"]
    if unit in UNITS:
        day = today - timedelta(days=number * UNITS[unit])
        first = day - timedelta(days=day.weekday()) if unit == "week" else day
        return first, first + timedelta(days=UNITS[unit])
    if unit == "year":
        return whole_months(today.year - number, 1, months=12)
    months = {"month": 1, "quarter": 3}[unit]
    return whole_months(today.year, today.month - (today.month - 1) % months - months * number, months=months)


def _to_date(match: re.Match[str], today: date) -> Dates:
    """From the beginning of this year, quarter or month up to and including today."""
    months = {"y": today.month - 1, "q": (today.month - 1) % 3, "m": 0}[match["unit"][0]]
    return whole_months(today.year, today.month - months)[0], today + timedelta(days=1)


def _half(match: re.Match[str], today: date) -> Dates:
    """Of the named year, else the latest that has begun."""
    number = 1 if (match["number"] or match["which"]) in {"1", "first"} else 2
    year = int(match["year"]) if match["year"] else today.year - (number > (today.month + 5) // 6)
    return whole_months(year, 6 * number - 5, months=6)


def _week_of_month(match: re.Match[str], today: date) -> Dates:
    """The first seven days, the second seven, and so on; the last seven."""
    first, after = _month_of_year(match, today)
    if match["which"] == "last":
        return after - timedelta(days=7), after
    begin = first + timedelta(days=7 * ("first", "second", "third", "fourth").index(match["which"]))
    return begin, begin + timedelta(days=7)


def _single_day(match: re.Match[str], today: date) -> Dates:
    day = today if match[0] == "today" else today - timedelta(days=1)
    return day, day + timedelta(days=1)


def _weekday(match: re.Match[str], today: date) -> Dates:
    """The most recent one before today."""
    back = (today.weekday() - DAYS[match["day"]]) % 7 or 7
    return today - timedelta(days=back), today - timedelta(days=back - 1)


def _so_many(match: re.Match[str], today: date) -> Dates:
    """Up to and including today."""
    number, unit = COUNTS.get(match["number"]) or int(match["number"]), match["unit"]
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
    return whole_months(year, 3 * number - 2, months=3)


def _number(name: str) -> int:
    return MONTHS.get(name) or MONTHS_SHORT.get(name[:3]) or LAST_MONTH


def _month_of_year(match: re.Match[str], today: date) -> Dates:
    """Of the named year, else the latest that has begun."""
    number = _number(match["month"])
    return whole_months(int(match["year"]) if match["year"] else today.year - (number > today.month), number)


def _written_day(match: re.Match[str], today: date) -> Dates:
    number = _number(match["month"])
    day = date(int(match["year"]) if match["year"] else today.year, number, int(match["day"]))
    if not match["year"] and day > today:
        day = day.replace(year=day.year - 1)
    return day, day + timedelta(days=1)


def _year(match: re.Match[str], today: date) -> Dates:  # noqa: ARG001 (the year says it all)
    return whole_months(int(match["year"]), 1, months=12)


def _week(match: re.Match[str], today: date) -> Dates:
    """Of the named year, else the latest that has begun; weeks are numbered as in ISO 8601."""
    number, year = int(match["week"]), int(match["year"] or today.isocalendar().year)
    monday = date.fromisocalendar(year, number, 1)
    if not match["year"] and monday > today:
        monday = date.fromisocalendar(year - 1, number, 1)
    return monday, monday + timedelta(days=7)


def _days_of_month(match: re.Match[str], today: date) -> Dates:
    """Of the named year, else the latest that have begun."""
    month = _month_of_year(match, today)[0]
    first, last = month.replace(day=int(match["first"])), month.replace(day=int(match["last"]))
    back = 0 if match["year"] or first <= today else 1
    return first.replace(year=first.year - back), last.replace(year=last.year - back) + timedelta(days=1)


def _months(match: re.Match[str], today: date) -> Dates:
    """The last of them in the named year, else the latest that have begun."""
    number, last = _number(match["first"]), _number(match["month"])
    months = (last - number) % 12 + 1
    if match["year"]:
        return whole_months(int(match["year"]), last + 1 - months, months=months)
    return whole_months(today.year - (number > today.month), number, months=months)


def _iso_range(match: re.Match[str], today: date) -> Dates:  # noqa: ARG001 (the dates say it all)
    return date.fromisoformat(match["first"]), date.fromisoformat(match["last"]) + timedelta(days=1)


def _iso_day(match: re.Match[str], today: date) -> Dates:  # noqa: ARG001 (the date says it all)
    day = date.fromisoformat(match["first"])
    return day, day + timedelta(days=1)


def _dotted_day(match: re.Match[str], today: date) -> Dates:  # noqa: ARG001 (the date says it all)
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return day, day + timedelta(days=1)


def _iso_month(match: re.Match[str], today: date) -> Dates:  # noqa: ARG001 (the month says it all)
    return whole_months(int(match["year"]), int(match["month"]))


PATTERNS: Final[tuple[tuple[re.Pattern[str], Meaning], ...]] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), meaning)
    for pattern, meaning in (
        (rf"(?:from )?(?P<first>{ISO})(?: ?(?:to|until|till|-|–|\.\.|/) ?)(?P<last>{ISO})", _iso_range),
        (rf"(?:on )?(?P<first>{ISO})", _iso_day),
        (r"(?:on )?(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", _dotted_day),
        (r"(?:in )?(?P<year>\d{4})-(?P<month>\d{2})(?![-\d])", _iso_month),
        (r"(?P<year>\d{4})-?w(?P<week>\d{2})", _week),
        (r"(?:in |of )?(?:calendar )?(?:week|kw) ?(?P<week>\d{1,2})(?:,? (?:of )?(?P<year>\d{4}))?", _week),
        (
            rf"(?:from |between |on )?{DAY.replace('day', 'first')}{TO}{DAY.replace('day', 'last')} {OF_YEAR}",
            _days_of_month,
        ),
        (rf"(?:from |between |on )?{MONTH_FIRST}(?:,? (?P<year>\d{{4}}))?", _days_of_month),
        (rf"(?:in )?(?:the )?(?P<which>first|second|third|fourth|last) week (?:in )?{OF_YEAR}", _week_of_month),
        (rf"(?P<number>\d{{1,3}}|{COUNT}) (?P<unit>{UNIT})s? ago", _ago),
        (r"(?:the )?(?P<unit>[yqm])(?:td|(?:ear|uarter|onth)[- ]to[- ]date)", _to_date),
        (rf"(?:in |over )?{HALF}(?: of the year)?(?: (?:of )?(?P<year>\d{{4}}))?", _half),
        (rf"(?:from |between )?(?P<first>{MONTH}){TO}(?P<month>{MONTH})(?:,? (?P<year>\d{{4}}))?(?! ?\d)", _months),
        (rf"(?:in |over )?(?:the )?(?:last|past) (?P<number>\d{{1,3}}|{COUNT}) (?P<unit>{UNIT})s?", _so_many),
        (
            r"(?:in |over )?(?:the )?(?P<which>this|current|last|past|previous) (?P<unit>week|month|quarter|year)",
            _named,
        ),
        (r"(?:in |over )?(?:the )?q(?P<number>[1-4])(?: (?:of )?(?P<year>\d{4}))?", _quarter),
        (r"today|yesterday", _single_day),
        (rf"(?:on )?(?:last |this )?(?P<day>{'|'.join(DAYS)})", _weekday),
        (rf"(?:on )?{DAY} {OF_YEAR}", _written_day),
        (rf"(?:on )?(?P<month>{MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?", _written_day),
        (rf"(?:in )?(?:last )?{NO_DAY}(?P<month>{MONTH})(?! {NUMBER}\b)(?: (?P<year>\d{{4}}))?", _month_of_year),
        (r"(?:in|during|of) (?P<year>20\d\d)", _year),
    )
)
"""What may be written, the most telling first."""
