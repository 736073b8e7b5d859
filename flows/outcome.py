"""What became of the calls that were worked on, for whoever has to tell it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MOST_LINES: Final = 200
"""So many calls are listed one by one."""
GONG: Final = "https://app.gong.io/call?id="


class Became(StrEnum):
    """What became of one call."""

    JUDGED = "judged"
    STORED = "stored"
    UNCHANGED = "unchanged"
    WAITS = "waits"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One call (its Gong id), and why where that needs to be said.

    `in_part`: of a call that waits, all is judged but what Claude did not answer, twice.
    """

    call_id: str
    became: Became
    reason: str | None = None
    in_part: bool = False


@dataclass(slots=True, kw_only=True)
class Drained:
    """All of them. `problem` is what kept the work from going on, with what to do about it."""

    results: list[Result] = field(default_factory=list[Result])
    problem: str | None = None

    def add(self, result: Result) -> None:
        """One more."""
        self.results.append(result)

    def count(self, became: Became) -> int:
        return sum(result.became is became for result in self.results)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why calls wait, were skipped or failed, and how many for each reason, the most frequent first."""
        return Counter(f"{result.became}: {result.reason}" for result in self.results if result.reason).most_common()

    @property
    def is_clean(self) -> bool:
        return self.problem is None and not self.count(Became.FAILED)

    def __str__(self) -> str:
        numbers = {became: self.count(became) for became in Became}
        parts = [f"{number} {_verb(became, number)}" for became, number in numbers.items() if number]
        return ", ".join(parts) or "nothing to do"


def _verb(became: Became, number: int) -> str:
    return "wait" if became is Became.WAITS and number > 1 else became


def counted(number: int, what: str) -> str:
    """Such as `1 call` or `2 calls`."""
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def call_link(call_id: str) -> str:
    """Markdown that leads to the call in Gong."""
    return f"[{call_id}]({GONG}{call_id})"
