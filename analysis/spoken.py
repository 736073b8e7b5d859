"""The words of a text as they are compared: case, typography, hesitations and white space do not count. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

# Scripts written without spaces: every character counts as a word. (Kana, Han, Hangul, Thai, Lao, Burmese, Khmer.)
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f"
)
# Signs that belong to the letter before them and are no letters of their own in Python's eyes.
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff"
)
LETTER = rf"(?:(?![_{UNSPACED}])[\w{MARKS}])"
WORD = re.compile(
    r"[(\[]redacted[)\]]"
    r"|[$€£¥₹%‰]"
    rf"|\d+(?:[.,:]\d+)*{LETTER}*"
    rf"|[{UNSPACED}]"
    rf"|{LETTER}+(?:['’‘ʼ]{LETTER}+)*",
    re.IGNORECASE,
)
APOSTROPHES = str.maketrans("’‘ʼ＇", "''''")
THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")

UNSAID = frozenset({"um", "uh", "uhm", "erm", "er", "hmm", "hm", "mm", "(redacted)", "[redacted]", ""})
"""Hesitations, and what the recording tool removed: a quote may have or lack them anywhere."""
LIGHT = frozenset({"a", "an", "the", "and", "so", "well", "oh", "okay", "ok", "like", "just", "then"})
LIGHT_PAIRS = frozenset({("you", "know"), ("i", "mean")})
"""Words that carry nothing: a quote in other respects word for word may have or lack them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a text, each with where it stands in the text.

    `padded` is all of them between single spaces, where word `i` begins at `offsets[i]`.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    padded: str
    offsets: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def occurrences(self, wanted: Words, start: int = 0) -> Iterator[int]:
        """The numbers of the words, from `start` on, where `wanted` begins; `wanted` is not empty."""
        at = self.padded.find(wanted.padded, self.offsets[start] - 1) if start < len(self) else -1
        while at >= 0:
            yield bisect_left(self.offsets, at + 1)
            at = self.padded.find(wanted.padded, at + 1)

    def heavy(self) -> Words:
        """The same without the words that carry nothing."""
        light = {at for at, word in enumerate(self.words) if word in LIGHT}
        for at, pair in enumerate(zip(self.words, self.words[1:], strict=False)):
            if pair in LIGHT_PAIRS:
                light |= {at, at + 1}
        return _words((self.words[at], self.starts[at], self.ends[at]) for at in range(len(self)) if at not in light)


def words(text: str) -> Words:
    """The words of a text, folded, those left out that nobody counts."""
    found = ((_folded(match.group()), match.start(), match.end()) for match in WORD.finditer(text))
    return _words(item for item in found if item[0] not in UNSAID)


def _words(items: Iterable[tuple[str, int, int]]) -> Words:
    kept = list(items)
    said = tuple(word for word, _, _ in kept)
    return Words(
        words=said,
        starts=tuple(start for _, start, _ in kept),
        ends=tuple(end for _, _, end in kept),
        padded=f" {' '.join(said)} ",
        offsets=tuple(accumulate((len(word) + 1 for word in said[:-1]), initial=1)) if said else (),
    )


@lru_cache(maxsize=30_000)
def _folded(word: str) -> str:
    """One way to write a word: full width, ligatures, capitals, apostrophes and thousands separators are gone."""
    plain = unicodedata.normalize("NFKC", word.translate(APOSTROPHES)).casefold()
    plain = "".join(plain.split())
    return THOUSANDS.sub("", plain) if plain[:1].isdigit() else plain
