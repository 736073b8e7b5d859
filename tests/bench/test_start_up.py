"""How fast `coach --help` is, against Python that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.measure import report

pytestmark = pytest.mark.bench
ROOT = Path(__file__).parent.parent.parent


def _median_s(*arguments: str, runs: int = 15) -> float:
    times: list[float] = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def test_help_answers_within_a_tenth_of_a_second_of_bare_python() -> None:
    bare = _median_s("-c", "pass")
    helped = _median_s("-m", "coaching_mcp.cli", "--help")
    report("coach --help", seconds=helped, bare=bare, difference=helped - bare)
    assert helped - bare <= 0.1
