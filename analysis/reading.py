"""A text that is read bit by bit: what one reader has taken, no other sees. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TAKEN: Final = "\ue000"
"""What stands in a text where it was taken: no word, and no punctuation of anybody's."""
NEGATED: Final = re.compile(
    r"\b(?:without|with no(?:ne of)?|not|no|never|except(?: for)?|exclud(?:e|es|ing)|not including|ignor(?:e|ing)|"
    r"omit(?:ting)?|leav(?:e|ing) out|skip(?:ping)?|other than)\s+"
    r"(?:(?:any|the|an?|with|in)\s+)?$"
)


class Kind(StrEnum):
    """What became of a stretch of a text."""

    UNDERSTOOD = "understood"
    WORD = "word"
    FILLER = "filler"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text and what became of it; all of them in a row are the text."""

    text: str
    kind: Kind


class Reading:
    """A text with its parts that were taken. `open` is what is left to read, in lower case and without accents."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.open = folded(self.text)
        self.doubts: list[str] = []
        self._taken: dict[int, tuple[int, Kind]] = {}

    def said(self, match: re.Match[str]) -> str:
        """The words as they were written."""
        return self.text[match.start() : match.end()].strip()

    def take(self, match: re.Match[str]) -> bool:
        """Take what was understood; False where it was said that it shall not be so, and then it is left out."""
        return self.take_at(*match.span())

    def take_at(self, start: int, end: int) -> bool:
        """The same by characters."""
        negated = self.negated(start)
        if negated is None:
            self.take_as(Kind.UNDERSTOOD, start, end)
            return True
        said = self.text[negated.start() : end].strip()
        self.take_as(Kind.LEFT_OUT, negated.start(), end)
        self.doubts.append(f"“{said}” was left out: a search asks for what is there, not for what is not.")
        return False

    def negated(self, start: int) -> re.Match[str] | None:
        """The words before this character that say that what follows shall not be."""
        return NEGATED.search(self.open, 0, start)

    def leave_out(self, match: re.Match[str], why: str) -> None:
        """Take what cannot be looked for."""
        self.doubts.append(f"“{self.said(match)}” was left out: {why}.")
        self.take_as(Kind.LEFT_OUT, *match.span())

    def take_as(self, kind: Kind, start: int, end: int) -> None:
        """Take these characters; what was taken of them before becomes of this kind."""
        self._taken = {at: taken for at, taken in self._taken.items() if not start <= at < end}
        self._taken[start] = (end, kind)
        self.open = self.open[:start] + TAKEN * (end - start) + self.open[end:]

    def pieces(self) -> Iterator[Piece]:
        """The whole text; what nobody took is a filler."""
        at = 0
        for start, (end, kind) in sorted(self._taken.items()):
            if at < start:
                yield Piece(text=self.text[at:start], kind=Kind.FILLER)
            yield Piece(text=self.text[start:end], kind=kind)
            at = end
        if at < len(self.text):
            yield Piece(text=self.text[at:], kind=Kind.FILLER)


def folded(text: str) -> str:
    """In lower case and without accents, each character in its place."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def _folded(char: str) -> str:
    """One character for one: ü is u, ß is s."""
    plain = unicodedata.normalize("NFKD", char)[:1].casefold()[:1]
    return plain or char
