"""How benchmarks time things, and where their table goes: printed, and in `bench-results/` when asked for."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable


async def median_ms(work: Callable[[], Awaitable[object]], *, runs: int = 30) -> float:
    """The median time of one run in milliseconds, after one run that does not count."""
    await work()
    times: list[float] = []
    for _ in range(runs):
        started = time.perf_counter()
        await work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def report(name: str, **figures: float) -> None:
    """One line of the table that a benchmark run prints (`-s` shows it)."""
    print(f"BENCH {name}: " + ", ".join(f"{key} {value:.3f}" for key, value in figures.items()))
