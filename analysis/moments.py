"""A moment: words of one utterance, where exactly they stand, and the evidence they make. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.floors import Said
from analysis.phrases import Phrases
from analysis.questions import WORD, Sentence
from knowledge.scorecard import Evidence, Match

BREAK = re.compile(r"[,;:–—] ")
FEWEST_WORDS = 4
LONGEST_CLAUSE = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Characters `start` up to `end` of one utterance."""

    said: Said
    start: int
    end: int

    @property
    def at_ms(self) -> int:
        return self.said.utterance.at_ms(self.start)

    @property
    def turn(self) -> int:
        return self.said.utterance.seq

    @property
    def order(self) -> tuple[int, int]:
        """Sorts moments as they were said."""
        return self.turn, self.start

    def evidence(self) -> Evidence:
        utterance = self.said.utterance
        return Evidence(
            turn=utterance.seq,
            speaker=utterance.label,
            quote=utterance.text[self.start : self.end],
            start=self.start,
            end=self.end,
            at_ms=self.at_ms,
            match=Match.KEYWORD,
        )


def clause(moment: Moment) -> Moment:
    """The moment widened to its clause, so that it can be read alone: from comma to comma, four words or more."""
    text = moment.said.lower
    stands = sentence_of(moment.said, moment.start)
    start = max([stands.start, *(hit.end() for hit in BREAK.finditer(text, stands.start, moment.start))])
    breaks = [hit.start() for hit in BREAK.finditer(text, moment.end, stands.end)]
    ends = [
        end for end in [*breaks, max(stands.end, moment.end)] if len(WORD.findall(text, start, end)) >= FEWEST_WORDS
    ]
    end = ends[0] if ends else max(stands.end, moment.end)
    if end - start > LONGEST_CLAUSE:
        return _end_of(moment)
    return Moment(said=moment.said, start=start, end=end)


def _end_of(moment: Moment) -> Moment:
    """The moment, or the last words of one that is too long: what a question asks stands at its end."""
    start = max(moment.start, moment.said.lower.find(" ", max(moment.start, moment.end - LONGEST_CLAUSE)) + 1)
    kept = start if start < moment.end and moment.end - moment.start > LONGEST_CLAUSE else moment.start
    return Moment(said=moment.said, start=kept, end=moment.end)


def find(parts: Iterable[Said], phrases: Phrases) -> Iterator[Moment]:
    """Where these phrases were said, in the order of the parts."""
    for part in parts:
        for start, end in phrases.find(part.lower):
            yield Moment(said=part, start=start, end=end)


def sentence_of(part: Said, position: int) -> Sentence:
    """The sentence that holds a character of an utterance; an utterance with words has at least one."""
    return next((item for item in part.sentences if position < item.end), part.sentences[-1])


def whole(part: Said, sentence: Sentence) -> Moment:
    """A sentence as a moment."""
    return Moment(said=part, start=sentence.start, end=sentence.end)
