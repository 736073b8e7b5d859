"""Is that quote really in that turn, said by that person? Pure.

The words have to be there one after the other, but for case, punctuation, hesitations and what the
recording tool removed. Beyond that a quote may only lack or add words that carry nothing ("the", "you
know"): a threshold of likeness lets changed numbers, moved negations and sentences of two turns through
(`tests/analysis/test_evidence.py` measures it). What is kept is always the transcript's own span, never
the judge's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz.fuzz import partial_ratio

from analysis.spoken import Words, words
from analysis.transcript import ANGLES
from gong.model import Transcript, Utterance
from knowledge.scorecard import Evidence, Match

VERIFIER_VERSION = "1"
"""Changes when the same quote of the same transcript would be accepted or rejected otherwise."""

SHORT_WORDS = 4
"""A shorter quote has to stand in the turn that was named."""
MIN_PART = 3
"""So many words at least stand on either side of an ellipsis."""
LONGEST_GAP = 60
"""So many words at most are left out by an ellipsis; two moments further apart are two quotes."""
MAX_LIKENED = 400
"""So many characters of a quote are used to find the line that is most like it."""

ELLIPSIS = re.compile(r"\.{3,}|…")
SENTENCE_END = re.compile(r"[.?!…؟]+(?=\s|$)|[。？！]+")
NEGATION = re.compile(
    r".*n't|(?:ca|do|does|did|is|are|was|were|wo|would|could|should|have|has|had)nt"
    r"|not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly"
    r"|nicht|nichts|kein(?:e[mnrs]?)?|nie|niemals|niemand|ohne|weder"
    r"|pas|jamais|sans|aucune?|rien|personne|nunca|sin|tampoco|nada|nadie|não|sem|non|mai|senza|niet|geen"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a judge says was said: which turn, by whom (a label such as R1), in what words."""

    turn: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Characters `start` up to, not including, `end` of one utterance."""

    start: int
    end: int
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """An utterance's text, its words, and its words without those that carry nothing."""

    text: str
    words: Words
    heavy: Words


class Verifier:
    """Checks quotes against one transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self._utterances = transcript.utterances
        self._by_speaker: dict[str, list[Utterance]] = {}
        for utterance in transcript.utterances:
            self._by_speaker.setdefault(utterance.label, []).append(utterance)
        self._said: dict[int, _Said] = {}

    def has_turn(self, turn: int) -> bool:
        return 0 <= turn < len(self._utterances)

    def verify(self, quote: Quote) -> Evidence | None:
        """The span of the transcript that holds these words of this speaker, or None if there is none.

        The turn that was named is searched first, then the others outward from it; the speaker must
        be the one that was named wherever the words are found.
        """
        text = quote.text.strip()
        wanted = words(text)
        if not wanted.words:
            return None
        turns = self._outward(quote, named_only=len(wanted.words) < SHORT_WORDS)
        for search in _searches(text, wanted):
            for utterance in turns:
                found = search(self._said_in(utterance))
                if found:
                    return self._evidence(quote, utterance, found)
        return None

    def closest(self, quote: Quote) -> Utterance | None:
        """The turn of that speaker whose words are most like the quote; None if they never spoke."""
        wanted = words(quote.text[:MAX_LIKENED]).padded

        def likeness(utterance: Utterance) -> tuple[float, int]:
            return partial_ratio(wanted, self._said_in(utterance).words.padded), -abs(utterance.seq - quote.turn)

        return max(self._by_speaker.get(quote.speaker, ()), key=likeness, default=None)

    def _outward(self, quote: Quote, *, named_only: bool) -> list[Utterance]:
        own = self._by_speaker.get(quote.speaker, [])
        if named_only:
            return [utterance for utterance in own if utterance.seq == quote.turn]
        return sorted(own, key=lambda utterance: abs(utterance.seq - quote.turn))

    def _said_in(self, utterance: Utterance) -> _Said:
        if utterance.seq not in self._said:
            said = words(utterance.text)
            self._said[utterance.seq] = _Said(text=utterance.text, words=said, heavy=said.heavy())
        return self._said[utterance.seq]

    def _evidence(self, quote: Quote, utterance: Utterance, found: Found) -> Evidence:
        elsewhere = found.match is not Match.REPAIRED and utterance.seq != quote.turn
        return Evidence(
            turn=utterance.seq,
            speaker=utterance.label,
            quote=utterance.text[found.start : found.end],
            start=found.start,
            end=found.end,
            at_ms=utterance.at_ms(found.start),
            match=Match.REINDEXED if elsewhere else found.match,
        )


def _searches(text: str, wanted: Words) -> Iterator[Callable[[_Said], Found | None]]:
    """The ways in which a quote may be found in a turn, the closest first."""
    yield partial(_word_for_word, text, wanted)
    parts = [part for part in map(words, ELLIPSIS.split(text)) if part.words]
    if len(parts) > 1:
        if all(len(part.words) >= MIN_PART for part in parts):
            yield partial(_with_gaps, parts)
    elif len(heavy := wanted.heavy()) >= SHORT_WORDS:
        yield partial(_but_for_light_words, heavy)


def _word_for_word(text: str, wanted: Words, said: _Said) -> Found | None:
    found = None
    for first in said.words.occurrences(wanted):
        literal = _literal(text, wanted, said, first)
        if literal:
            return literal
        found = found or _span(said, said.words, (first, first + len(wanted)), Match.NORMALISED)
    return found


def _literal(text: str, wanted: Words, said: _Said, first: int) -> Found | None:
    """The quote as it is written, around its words that begin at word `first`, if it cuts no other word."""
    around, last = said.words, first + len(wanted)
    start = around.starts[first] - wanted.starts[0]
    end = start + len(text)
    cuts = (first > 0 and around.ends[first - 1] > start) or (last < len(around) and around.starts[last] < end)
    if cuts or said.text[start:end].translate(ANGLES) != text.translate(ANGLES):
        return None
    return Found(start=start, end=end, match=Match.EXACT)


def _with_gaps(parts: Sequence[Words], said: _Said) -> Found | None:
    for first in said.words.occurrences(parts[0]):
        last = first + len(parts[0])
        for part in parts[1:]:
            at = next(said.words.occurrences(part, last), None)
            if at is None:
                return None
            if not _may_be_left_out(said, last, at):
                break
            last = at + len(part)
        else:
            return _span(said, said.words, (first, last), Match.ELLIPSIS)
    return None


def _may_be_left_out(said: _Said, last: int, at: int) -> bool:
    """Whether the words from `last` up to `at` say nothing against the words on either side of them."""
    if at - last > LONGEST_GAP:
        return False
    gap = said.text[said.words.ends[last - 1] : said.words.starts[at]]
    pieces = SENTENCE_END.split(gap)
    touching = [*words(pieces[0]).words, *words(pieces[-1]).words]
    return not any(NEGATION.fullmatch(word) for word in touching)


def _but_for_light_words(heavy: Words, said: _Said) -> Found | None:
    first = next(said.heavy.occurrences(heavy), None)
    return None if first is None else _span(said, said.heavy, (first, first + len(heavy)), Match.REPAIRED)


def _span(said: _Said, counted: Words, at: tuple[int, int], match: Match) -> Found:
    first, last = at
    end = counted.ends[last - 1]
    closed = end < len(said.text) and said.text[end] in ".?!"
    return Found(start=counted.starts[first], end=end + 1 if closed else end, match=match)
