"""Bars and lines made of letters, also where a terminal has no letters for them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

LINE: Final = "▁▂▃▄▅▆▇█"
FULL, PARTS, EMPTY = "█", " ▏▎▍▌▋▊▉", "·"
PLAIN_FULL, PLAIN_EMPTY = "#", "-"
DIGITS: Final = 9


def line(values: Sequence[float | None], *, most: float, plain: bool) -> str:
    """One letter for each value from 0 to `most`, a dot where there is none; with `plain`, digits from 0 to 9."""
    return "".join(_letter(value, most, plain=plain) for value in values)


def bar(value: float, *, most: float, width: int, plain: bool) -> str:
    """A bar for a value from 0 to `most`, so wide that `most` would fill the width, and filled up with blanks."""
    share = min(max(value / most, 0.0), 1.0) * width
    if plain:
        return (PLAIN_FULL * round(share)).ljust(width)
    eighths = round(share * len(PARTS))
    whole, rest = divmod(eighths, len(PARTS))
    return (FULL * whole + (PARTS[rest] if rest else "")).ljust(width)


def is_plain(encoding: str) -> bool:
    """Whether a terminal of this encoding lacks these letters."""
    try:
        (LINE + PARTS + EMPTY).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def _letter(value: float | None, most: float, *, plain: bool) -> str:
    if value is None:
        return PLAIN_EMPTY if plain else EMPTY
    share = min(max(value / most, 0.0), 1.0)
    return str(round(share * DIGITS)) if plain else LINE[round(share * (len(LINE) - 1))]
