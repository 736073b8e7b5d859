"""How fast Gong may be asked: three requests a second, and so many a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol

PER_SECOND: Final = 3
PER_DAY: Final = 10_000
"""Gong's own limits; they are the whole company's."""
SECOND: Final = timedelta(seconds=1.05)
"""A second at Gong's end: what is sent evenly may arrive a little closer together."""
PATIENCE: Final = timedelta(seconds=60)
"""A longer pause than this is no pause any more: the person hears of it instead of waiting."""
LONGEST_HOLD_S: Final = 7 * 24 * 3600.0


class Pace(Protocol):
    """Whom to ask before each request to Gong."""

    async def take(self) -> None:
        """Wait until a request may be sent, and count it.

        Raises:
            GongQuotaGone: that would take too long.
        """
        ...

    async def hold(self, seconds: float) -> None:
        """Gong asked for a pause: nothing is to be sent for so many seconds from now."""
        ...
