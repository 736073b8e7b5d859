"""How a list of phrases is looked for in a text: as written, not inside words, not after a negation. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases as alternatives of one pattern over lower-cased text with straight apostrophes.

    `affirmed`: a hit right after a negation ("I can't take ten percent off") does not count.
    """

    alternatives: tuple[str, ...]
    affirmed: bool = False

    def find(self, lower: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Where the phrases stand, as start and end."""
        for match in _pattern(self.alternatives).finditer(lower, start, len(lower) if end is None else end):
            if not (self.affirmed and _NEGATED.search(lower, max(0, match.start() - 40), match.start())):
                yield match.span()

    def occur(self, lower: str, start: int = 0, end: int | None = None) -> bool:
        return next(self.find(lower, start, end), None) is not None


@cache
def _pattern(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{'|'.join(alternatives)})(?!\w|'\w)")


_NEGATED = re.compile(r"\b(?:not|never|no|cannot|without|\w+n't)(?: [\w']+){0,3} $")


def say(*alternatives: str, affirmed: bool = False) -> Phrases:
    """A list of phrases, each a regular expression."""
    return Phrases(alternatives, affirmed)


# Pieces of phrases
NUMBER = (
    r"(?:\d+(?:[,.]\d+)*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?|hundred|half)"
)
WEEKDAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december)"
ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-\w+|thirtieth"
    r"|thirty-first)"
)
