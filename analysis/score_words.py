"""What range of scores words such as "under 70" or "between 40 and 60" name. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from analysis.named_days import MONTH
from analysis.reading import Reading

HIGHEST: Final = 100
COUNTED: Final = (
    "k|mio|million|billion|thousand|seconds?|minutes?|mins?|hours?|days?|weeks?|months?|quarters?|years?|turns?|"
    "questions?|objections?|times?|users?|seats?|people|persons?|dollars?|euros?|calls?|meetings?|reps?|percent off"
)
OF_SCORES: Final = (
    r"(?:\s?(?:%|points?\b|percent\b|/\s?100|out of 100))?"
    rf"(?!\s?(?:of )?(?:{COUNTED}|{MONTH})\b)(?!\s?[$€£%])"
)
"""What follows on a number that is a score, and does not."""
SCORED: Final = r"\b(?:scor(?:e|es|ed|ing)|rated|points)(?: (?:of|is|was|at|a|between|from))*"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRange:
    """Scores from `least` to `most`, both included; None is open."""

    least: int | None = None
    most: int | None = None


def _number(name: str) -> str:
    return rf"(?<![\d.,$€£-])(?<!levels )(?<!level )(?P<{name}>\d{{1,3}})(?![\d.,]*\d)"


PATTERNS: Final = tuple(
    re.compile(pattern + OF_SCORES)
    for pattern in (
        rf"(?:\bbetween |{SCORED} ){_number('least')}(?: and | to |\s?[-–]\s?)(?P<most>\d{{1,3}})(?![\d.,]*\d)",
        rf"(?:\b(?:at least|minimum(?: of)?|min|not (?:under|below|less than))|>=|≥)\s?{_number('least')}",
        rf"(?:\b(?:at most|maximum(?: of)?|max|up to|not? (?:more|higher) than|not above)|<=|≤)\s?{_number('most')}",
        rf"(?:\b(?:under|below|beneath|less than|lower than|worse than|fewer than)|<)\s?{_number('below')}",
        rf"(?:\b(?:over|above|more than|higher than|better than|greater than)|>)\s?{_number('above')}",
        rf"{_number('least')}(?: (?:or|and) (?:more|better|higher|above|over|up)\b|\s?\+)",
        rf"{_number('most')} (?:or|and) (?:less|fewer|lower|worse|below|under)\b",
        rf"{SCORED} {_number('exactly')}",
    )
)


def read_scores(reading: Reading) -> ScoreRange | None:
    """Take what the text says of scores; a second range narrows the first, where both can be."""
    found: ScoreRange | None = None
    for pattern in PATTERNS:
        for match in pattern.finditer(reading.open):
            scores = _meant(match)
            if scores is None:
                continue
            both = _both(found, scores)
            if both is None:
                reading.leave_out(match, "no score is in both ranges at once")
            elif reading.take(match):
                found = both
    return found


def _meant(match: re.Match[str]) -> ScoreRange | None:
    """The range that was written, if scores can be in it."""
    said = {name: int(number) for name, number in match.groupdict().items() if number}
    least, most = said.get("least", said.get("exactly")), said.get("most", said.get("exactly"))
    if least is not None and most is not None:
        least, most = min(least, most), max(least, most)
    if "below" in said:
        most = said["below"] - 1
    if "above" in said:
        least = said["above"] + 1
    scores = ScoreRange(least=least, most=most)
    return scores if _is_possible(scores) and max(said.values()) <= HIGHEST else None


def _both(first: ScoreRange | None, second: ScoreRange) -> ScoreRange | None:
    if first is None:
        return second
    least = max((value for value in (first.least, second.least) if value is not None), default=None)
    most = min((value for value in (first.most, second.most) if value is not None), default=None)
    both = ScoreRange(least=least, most=most)
    return both if _is_possible(both) else None


def _is_possible(scores: ScoreRange) -> bool:
    least, most = scores.least or 0, HIGHEST if scores.most is None else scores.most
    return 0 <= least <= most <= HIGHEST
