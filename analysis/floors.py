"""Who holds the floor when: utterances by voice, backchannels set aside, and the floors they add up to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from analysis.questions import WORD, Sentence, sentences
from gong.model import Side, SpeakerId, Transcript, Utterance

BACKCHANNEL_MS = 2_000
BACKCHANNEL_WORDS = 4
_CUE = (
    r"(?:yeah|yep|yes|yup|right|ok|okay|sure|mm+|mhm+|mm-hm+|mm-mm+|uh-huh|hm+|ah|oh|aha|got it|gotcha|i see|exactly"
    r"|totally|absolutely|great|good|cool|nice|wow|perfect|true|interesting|makes sense|of course|understood|alright"
    r"|all right|fair enough|indeed|correct|really|for sure|definitely)"
)
_BACKCHANNEL = re.compile(rf"{_CUE}(?:[\s,.!…-]+{_CUE}){{0,3}}[\s,.!?…-]*")

TIMELESS_SHARE = 0.2
"""Times are unreliable when more of the words than this are in sentences that end when they begin, or earlier,"""
OVERLAP_SHARE = 0.5
"""or when two people or more are said to speak at once for more than this share of the speech."""

Interval = tuple[int, int]
"""From when to when, in ms."""


class Voice(StrEnum):
    """Whose voice it is, seen from the rep: theirs, the customer's, or somebody who is neither.

    Colleagues of the rep, and people whose side Gong does not know, are `other`: they count neither
    for the rep nor for the customer.
    """

    REP = "rep"
    CUSTOMER = "customer"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One utterance, prepared once. `lower` has the length of its text, so that offsets hold in both.

    `is_backchannel`: at most 4 words within 2 seconds, all of a fixed list (yeah, right, got it …), and
    not the answer to a question.
    """

    utterance: Utterance
    voice: Voice
    start_ms: int
    end_ms: int
    lower: str
    words: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    is_backchannel: bool

    @property
    def questions(self) -> tuple[Sentence, ...]:
        return tuple(sentence for sentence in self.sentences if sentence.is_question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Consecutive utterances of one voice; backchannels of another voice in between do not end it."""

    voice: Voice
    parts: tuple[Said, ...]
    start_ms: int
    end_ms: int
    speech_ms: int

    @property
    def questions(self) -> tuple[tuple[Said, Sentence], ...]:
        return tuple((part, question) for part in self.parts for question in part.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A whole call as one rep's: every utterance, and the floors without the backchannels.

    `is_timed`: whether the times can be believed; if not, nothing may be concluded from who spoke when or how long.
    """

    parts: tuple[Said, ...]
    floors: tuple[Floor, ...]
    start_ms: int
    end_ms: int
    is_timed: bool

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    def of(self, voice: Voice) -> tuple[Said, ...]:
        return tuple(part for part in self.parts if part.voice is voice)

    def floors_of(self, voice: Voice) -> tuple[Floor, ...]:
        return tuple(floor for floor in self.floors if floor.voice is voice)

    def handovers(self, giver: Voice, taker: Voice) -> Iterator[tuple[Floor, Floor]]:
        """Neighbouring floors where one voice gives the floor to another."""
        return ((one, two) for one, two in pairwise(self.floors) if one.voice is giver and two.voice is taker)


def listen(transcript: Transcript, sides: Mapping[SpeakerId, Side], rep: SpeakerId) -> Heard:
    """Prepare a transcript for reading it as the rep's call."""
    parts: list[Said] = []
    before: Said | None = None
    for utterance in transcript.utterances:
        part = _said(utterance, _voice(utterance.speaker, sides, rep), before)
        before = before if part.is_backchannel else part
        parts.append(part)
    kept = [part for part in parts if not part.is_backchannel]
    floors = tuple(_floor(voice, tuple(group)) for voice, group in groupby(kept, key=lambda part: part.voice))
    return Heard(
        parts=tuple(parts),
        floors=floors,
        start_ms=min((part.start_ms for part in parts), default=0),
        end_ms=max((part.end_ms for part in parts), default=0),
        is_timed=_is_timed(parts),
    )


def lowered(text: str) -> str:
    """Lower case and straight apostrophes, without a change of length (some letters grow when lowered)."""
    straight = text.replace("’", "'")
    lower = straight.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in straight)


def speech(parts: Iterable[Said]) -> list[Interval]:
    """When at least one of these was being said: sentence times, overlaps counted once."""
    return union((span.start_ms, span.end_ms) for part in parts for span in part.utterance.spans)


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as disjoint intervals in order; empty and backward ones are left out."""
    merged: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[1] > interval[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def total(intervals: Sequence[Interval], *, before: int | None = None) -> int:
    """Milliseconds in disjoint intervals, or in what of them lies before a moment."""
    if before is None:
        return sum(end - start for start, end in intervals)
    return sum(max(0, min(end, before) - start) for start, end in intervals)


def _is_timed(parts: Sequence[Said]) -> bool:
    words = sum(len(part.words) for part in parts)
    if sum(map(_timeless_words, parts)) > TIMELESS_SHARE * words:
        return False
    speakers = {part.utterance.speaker for part in parts}
    each = sum(total(speech(part for part in parts if part.utterance.speaker == speaker)) for speaker in speakers)
    together = total(speech(parts))
    return each - together <= OVERLAP_SHARE * together


def _timeless_words(part: Said) -> int:
    """The words of an utterance in sentences that took no time."""
    spans = part.utterance.spans
    ends = [*(span.start_char for span in spans[1:]), len(part.lower)]
    return sum(
        len(WORD.findall(part.lower, span.start_char, end))
        for span, end in zip(spans, ends, strict=True)
        if span.end_ms <= span.start_ms
    )


def _said(utterance: Utterance, voice: Voice, before: Said | None) -> Said:
    lower = lowered(utterance.text)
    words = tuple(WORD.findall(lower))
    start = min(span.start_ms for span in utterance.spans)
    end = max(start, utterance.end_ms)
    answers = before is not None and before.voice is not voice and before.sentences and before.sentences[-1].asks
    return Said(
        utterance=utterance,
        voice=voice,
        start_ms=start,
        end_ms=end,
        lower=lower,
        words=words,
        sentences=sentences(lower, [span.start_char for span in utterance.spans]),
        is_backchannel=not answers
        and len(words) <= BACKCHANNEL_WORDS
        and end - start <= BACKCHANNEL_MS
        and _BACKCHANNEL.fullmatch(lower.strip()) is not None,
    )


def _voice(speaker: SpeakerId, sides: Mapping[SpeakerId, Side], rep: SpeakerId) -> Voice:
    if speaker == rep:
        return Voice.REP
    return Voice.CUSTOMER if sides.get(speaker) is Side.CUSTOMER else Voice.OTHER


def _floor(voice: Voice, parts: tuple[Said, ...]) -> Floor:
    return Floor(
        voice=voice,
        parts=parts,
        start_ms=min(part.start_ms for part in parts),
        end_ms=max(part.end_ms for part in parts),
        speech_ms=total(speech(parts)),
    )
