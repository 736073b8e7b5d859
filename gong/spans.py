"""The spans of time in which calls are listed, and how Gong wants them written. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

MONTH: Final = timedelta(days=30)
"""Calls are listed month by month, so that no cursor has to last for more than some pages, and years take minutes."""


def windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The months of a span, the last one as long as it is."""
    if since.utcoffset() is None or until.utcoffset() is None:
        raise ValueError("a time without its time zone names no moment")
    start, until = since.astimezone(UTC), until.astimezone(UTC)
    while start < until:
        end = min(start + MONTH, until)
        yield start, end
        start = end


def written(moment: datetime) -> str:
    """Such as `2026-11-24T09:00:00.000Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
