"""Which criterion at which levels words such as "next step at level 0" name. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from analysis.reading import Reading, folded
from db.findings import Reached
from knowledge.rubric import LEVELS, CriterionId

LOWEST, HIGHEST = LEVELS[0], LEVELS[-1]
LEVEL: Final = re.compile(
    r"(?:\b(?:at|on|with) )?\b(?:(?P<before>at least|at most|up to|under|below|over|above) )?levels? (?P<one>[0-4])\b"
    r"(?: ?(?:-|–|to|and) ?(?P<two>[0-4])\b| or (?P<after>less|lower|below|under|more|higher|above|better)\b)?"
)


def read_criterion(reading: Reading, criteria: Sequence[tuple[CriterionId, str]]) -> Reached | None:
    """Take a criterion, by its id or title, and its level; only both together say anything."""
    level = LEVEL.search(reading.open)
    for criterion, title in criteria:
        names = "|".join(re.escape(folded(name)) for name in (criterion, criterion.replace("_", " "), title))
        named = re.search(rf"(?:\b(?:in|on|of|for) )?\b(?:{names})(?!\w)", reading.open)
        if named and level is None and " " in named[0].strip():
            if reading.negated(named.start()):
                reading.take(named)
            reading.doubts.append(f"To mean the criterion, write a level: “{criterion.replace('_', ' ')} at level 0”.")
        elif named and level and reading.take(level) and reading.take(named):
            least, most = _levels(level)
            return Reached(criterion=criterion, title=title, least=least, most=most)
    return None


def _levels(said: re.Match[str]) -> tuple[int, int]:
    one = int(said["one"])
    if said["two"]:
        return min(one, int(said["two"])), max(one, int(said["two"]))
    match said["before"], said["after"]:
        case ("at least", _) | (_, "more" | "higher" | "above" | "better"):
            return one, HIGHEST
        case ("at most" | "up to", _) | (_, "less" | "lower" | "below" | "under"):
            return LOWEST, one
        case ("under" | "below", _):
            return LOWEST, max(LOWEST, one - 1)
        case ("over" | "above", _):
            return min(HIGHEST, one + 1), HIGHEST
        case _:
            return one, one
