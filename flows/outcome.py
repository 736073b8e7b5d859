"""What became of the calls that were worked on, for whoever has to tell it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from reports.words import counted

MOST_LINES: Final = 200
"""So many calls are listed one by one."""
GONG: Final = "https://app.gong.io/call?id="


class Became(StrEnum):
    """What became of one call. `READ`: by its keywords, without a key; that is no judgement."""

    JUDGED = "judged"
    READ = "read"
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
    """All of them. `problem` is what kept the work from going on, with what to do about it.

    `held` more are with another process, or were with one that has vanished.
    """

    results: list[Result] = field(default_factory=list[Result])
    problem: str | None = None
    held: int = 0

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
        if not parts and self.held:
            return f"nothing could be done now, {counted(self.held, 'call is', 'calls are')} with another process"
        return ", ".join(parts) or "nothing to do"


def _verb(became: Became, number: int) -> str:
    return "wait" if became is Became.WAITS and number > 1 else became


def cell(text: str) -> str:
    """Text that stays in its cell of a Markdown table."""
    return " ".join(text.replace("|", "/").split())


def call_link(call_id: str) -> str:
    """Markdown that leads to the call in Gong."""
    return f"[{call_id}]({GONG}{call_id})"
