"""How long to wait before looking at a call again, and when to give it up. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Final

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=2)
FOR_A_TRANSCRIPT: Final = timedelta(hours=24)
"""Gong may take this long to write down what was said."""
FOR_A_CALL: Final = timedelta(hours=2)
"""A call that Gong does not show for this long after announcing it was deleted, or is hidden from this key."""


def next_look(waited: timedelta, *, patience: timedelta) -> timedelta | None:
    """How long to wait after `waited` so far: half as long again. None once `patience` is at its end."""
    if waited >= patience:
        return None
    return min(pause(waited), max(patience - waited, SHORTEST))


def pause(waited: timedelta) -> timedelta:
    """The same for what is never given up, because it is not the call's fault."""
    return min(max(waited / 2, SHORTEST), LONGEST)


def until_tomorrow(now: datetime, zone: tzinfo) -> timedelta:
    """From now to the next day of this place, when there is money to spend again."""
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
    return midnight - now
