"""A place in a list of results, as a few digits to be passed back. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from analysis.errors import EngineError
from db.filter import After, Sort

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR: Final = re.compile(r"(-?\d{1,12})(?:\.(\d{6}))?_(\d{1,18})(?:_(\d{1,9}))?", re.ASCII)
"""When the call began, in seconds, its number, and what it was sorted by; digits take few of a model's tokens."""


class BadCursor(EngineError):
    """A cursor that is not one of ours."""


def write_cursor(after: After) -> str:
    """The place behind a result."""
    since = after.started_at - EPOCH
    seconds, rest = since // timedelta(seconds=1), since % timedelta(seconds=1)
    begun = f"{seconds}.{rest.microseconds:06}" if rest else f"{seconds}"
    return f"{begun}_{after.id}" + ("" if after.rank is None else f"_{after.rank}")


def read_cursor(cursor: str, order: Sort) -> After:
    """The place that was written.

    Raises:
        BadCursor: it is not one of ours, or from a list in another order.
    """
    written = CURSOR.fullmatch(cursor)
    if written is None:
        raise BadCursor("That cursor is not one of mine. Leave it out to begin with the first page.")
    seconds, micros, id_, rank = written.groups()
    if (rank is None) == (order != "newest"):
        raise BadCursor("That cursor is from a search in another order. Leave it out to begin with the first page.")
    try:
        started_at = EPOCH + timedelta(seconds=int(seconds), microseconds=int(micros or 0))
    except OverflowError:
        raise BadCursor("That cursor is not one of mine. Leave it out to begin with the first page.") from None
    return After(started_at=started_at, id=int(id_), rank=None if rank is None else int(rank))
