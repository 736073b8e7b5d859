"""Which call is meant by words such as "the Acme demo last Tuesday". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from analysis.call_type import WORDS
from analysis.errors import EngineError
from analysis.period import Period, find_period
from knowledge.rubric import CallType

EMPTY_WORDS: Final = frozenset(
    "a an the my our your his her their this that it call calls meeting meetings conversation recording session with "
    "at of on for from by to in about and between analyze analyse show debrief me please gong last latest recent "
    "most newest first's one rep".split()
)
MINE: Final = re.compile(r"\b(?:my|mine|our)\b", re.IGNORECASE)
PLURAL: Final = re.compile(r"(?<=\w{3})s\b")
NEWEST: Final = re.compile(r"\b(?:last|latest|newest|most recent)\b", re.IGNORECASE)
WORD: Final = re.compile(r"[^\s,;:!?\"“”()]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What some words say of a call. `type_words` are those that name its type; `newest`: the last such call.

    `mine`: whose it is depends on who asks, which nobody here knows.
    """

    words: tuple[str, ...]
    call_type: CallType | None
    type_words: str
    period: Period | None
    newest: bool
    mine: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.call_type or self.period or self.newest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A call that may be meant."""

    id: int
    title: str
    day: str
    owner: str | None


class AmbiguousCall(EngineError):
    """Several calls fit the words, or none does and these come closest."""

    def __init__(self, message: str, candidates: tuple[Candidate, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


def read_mention(text: str, *, now: datetime, zone: tzinfo) -> Mention:
    """The parts of the words that can be looked for."""
    found = find_period(text, now=now, zone=zone)
    rest = found.rest if found else text
    call_type, type_words = None, ""
    for kind, pattern in WORDS:
        named = pattern.search(rest)
        if named is None and (named := pattern.search(one := PLURAL.sub("", rest))):
            rest = one
        if named:
            call_type, type_words = kind, named[0].casefold()
            rest = f"{rest[: named.start()]} {rest[named.end() :]}"
            break
    words = (word.casefold().removesuffix("'s").removesuffix("’s").strip("'’.-") for word in WORD.findall(rest))
    return Mention(
        words=tuple(dict.fromkeys(word for word in words if word and word not in EMPTY_WORDS)),
        call_type=call_type,
        type_words=type_words,
        period=found.period if found else None,
        newest=NEWEST.search(rest) is not None,
        mine=MINE.search(rest) is not None,
    )
