"""Text, ids and numbers from outside, made fit to keep. Pure; knows nothing of Gong's field names."""

from __future__ import annotations

import math
import re
from typing import Final

MAX_ID: Final = 64
MAX_LINE: Final = 300
MAX_URL: Final = 2_000
LONGEST_S: Final = 7 * 24 * 3600
"""Times and lengths are held to a week: no call is longer, and they must fit a database integer in ms."""

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")  # Postgres holds neither NUL nor half a character
# Controls, and what reorders the text around a name: bidi marks, embeddings, isolates, line separators.
DISTURBING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Unfit(ValueError):
    """A value cannot be used; the message says why, and never shows it."""


def storable(value: object) -> str:
    """Text as it may be stored: NUL bytes and lone surrogates become U+FFFD, nothing else changes.

    Raises:
        Unfit: it is neither text nor a number.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unfit("expected text here")
    return UNSTORABLE.sub("\ufffd", str(value))


def line(value: object, limit: int = MAX_LINE) -> str | None:
    """A name or a title: one line without control or reordering characters, at most `limit` characters long.

    Nothing left to read is None.

    Raises:
        Unfit: it is neither text nor a number.
    """
    start = storable(value)[: 4 * limit]  # what is cut off anyway need not be cleaned
    text = " ".join(DISTURBING.sub("", " ".join(start.split())).split())
    return (text if len(text) <= limit else text[: limit - 1].rstrip() + "…") or None


def identifier(value: object) -> str | None:
    """An id as exact text; a whole number of any size is written out. None when there is none.

    Raises:
        Unfit: the id has lost digits, or is too long to be one.
    """
    if isinstance(value, float):
        raise Unfit("this id was written as a rounded number and has lost digits; export ids as text")
    text = line(value, MAX_ID + 1)
    if text is not None and len(text) > MAX_ID:
        raise Unfit(f"an id has at most {MAX_ID} characters")
    return text


def email(value: object) -> str | None:
    """An e-mail address in lower case, or None when it is not one ("n/a" would make one person of many).

    Raises:
        Unfit: it is neither text nor a number.
    """
    text = (line(value) or "").lower()
    return text if re.fullmatch(r"[^@\s]+@[^@\s]+", text) else None


def web_address(value: object) -> str | None:
    """An http(s) address fit for a link, or None.

    Raises:
        Unfit: it is neither text nor a number.
    """
    text = storable(value).strip()
    return text if len(text) <= MAX_URL and re.fullmatch(r"https?://[^\s\x00-\x1f\ufffd\"'<>\\]+", text) else None


def milliseconds(value: object) -> int | None:
    """A moment of a call in ms, held between its start and a week. None when it is not known.

    Raises:
        Unfit: it is not a number.
    """
    return _held(value, 1000 * LONGEST_S)


def seconds(value: object) -> int | None:
    """A length in whole seconds, held between 0 and a week. None when it is not known.

    Raises:
        Unfit: it is not a number.
    """
    return _held(value, LONGEST_S)


def _held(value: object, most: int) -> int | None:
    if value is None:
        return None
    held = min(max(_number(value), 0), most)
    return None if math.isnan(held) else round(held)


def _number(value: object) -> int | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    try:
        return float(value if isinstance(value, str) else "")
    except ValueError as error:
        raise Unfit("expected a number here") from error
