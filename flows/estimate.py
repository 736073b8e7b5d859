"""What taking in so many calls will take: requests to Gong, time, and money. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from analysis.cost import cost
from analysis.forecast import forecast
from flows.drain import BATCH
from gong.pace import PER_SECOND

CHARS_PER_SECOND: Final = 15.0
"""Of a rendered transcript: some 150 words a minute."""
PROTOCOL_CHARS: Final = 12_000
USUAL_S: Final = 1_800
"""Taken for a call of which Gong does not say how long it was."""
JUDGING: Final = timedelta(seconds=60)
READING: Final = timedelta(seconds=1)
DIMENSIONS: Final = 4
MANY_MINUTES: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """`dollars` is nothing where nobody is paid."""

    requests: int
    time: timedelta
    dollars: Decimal

    def __str__(self) -> str:
        minutes = math.ceil(self.time / timedelta(minutes=1))
        duration = f"{minutes} min" if minutes < MANY_MINUTES else f"{minutes / 60:.0f} h"
        money = f"${self.dollars:.2f} to Claude" if self.dollars else "no money"
        return f"about {self.requests} requests to Gong, {duration}, {money}"


def estimate(durations_s: Sequence[int | None], *, model: str | None, at_once: int, judges: bool = True) -> Estimate:
    """For calls of these lengths. `model` is Claude's, None for the keyword reading; `at_once` calls are judged."""
    calls = len(durations_s)
    requests = 2 * math.ceil(calls / BATCH)
    each = (JUDGING if model else READING) if judges else timedelta(0)
    dollars = Decimal(0)
    if judges and model:
        dollars = sum((_dollars(duration or USUAL_S, model) for duration in durations_s), Decimal(0))
    asking = timedelta(seconds=requests / PER_SECOND)
    return Estimate(requests=requests, time=asking + each * math.ceil(calls / at_once), dollars=dollars)


def _dollars(duration_s: int, model: str) -> Decimal:
    return cost(forecast(PROTOCOL_CHARS + round(duration_s * CHARS_PER_SECOND), DIMENSIONS), model)
