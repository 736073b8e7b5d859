"""What range of scores words such as "under 70" or "between 40 and 60" name. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from analysis.named_days import MONTH
from analysis.reading import TAKEN, Kind, Reading

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
NAMED: Final = r"(?P<named>product[- _]knowledge|objection[- _]handling|engagement|discovery)"
NAMED_BEFORE: Final = re.compile(rf"\b{NAMED}(?: (?:scores?|skills?|scored|is|was|of|at))* ?$")
NAMED_AFTER: Final = re.compile(rf" (?:in|for|on|at) {NAMED}(?! (?:calls?|meetings?)\b)(?!\w)")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A range as it was written, with the dimension that it is said of, from the character `start` to `end`."""

    scores: ScoreRange
    match: re.Match[str]
    start: int
    end: int
    named: str | None

    def is_of_another(self, first: _Written) -> bool:
        """`discovery under 60` is, after `engagement over 40`; `over 40 and under 60 in discovery` is one range."""
        both_named = self.named and self.named != first.named
        return bool(both_named and (first.named or self.start < self.match.start()))


def read_scores(reading: Reading) -> ScoreRange | None:
    """Take what the text says of scores; a second range narrows the first, where both can be.

    One of another dimension is left out.
    """
    found: ScoreRange | None = None
    first: _Written | None = None
    for written in _written(reading):
        if first and written.is_of_another(first):
            _leave_out(reading, written)
            continue
        both = _both(found, written.scores)
        if both is None:
            reading.leave_out(written.match, "no score is in both ranges at once")
        elif reading.take(written.match):
            first, found = first or written, both
    return found


def _written(reading: Reading) -> list[_Written]:
    """In the order of the text; where two readings overlap the more telling one."""
    found: list[_Written] = []
    left = reading.open
    for pattern in PATTERNS:
        for match in pattern.finditer(left):
            scores = _meant(match)
            if scores:
                found.append(_beside(reading.open, match, scores))
                left = left[: match.start()] + TAKEN * len(match[0]) + left[match.end() :]
    return sorted(found, key=lambda written: written.start)


def _beside(text: str, match: re.Match[str], scores: ScoreRange) -> _Written:
    before = NAMED_BEFORE.search(text, 0, match.start())
    after = None if before else NAMED_AFTER.match(text, match.end())
    named = before or after
    return _Written(
        scores=scores,
        match=match,
        start=before.start() if before else match.start(),
        end=after.end() if after else match.end(),
        named=re.sub("[-_]", " ", named["named"]) if named else None,
    )


def _leave_out(reading: Reading, written: _Written) -> None:
    said = reading.text[written.start : written.end].strip()
    reading.doubts.append(f"“{said}” was left out: a search is for one range of scores.")
    reading.take_as(Kind.LEFT_OUT, written.start, written.end)


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
