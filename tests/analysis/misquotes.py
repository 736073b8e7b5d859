"""Quotes made from what was really said: as a careful judge copies them, and as a careless one changes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from analysis.evidence import NEGATION, Quote, Verifier
from analysis.spoken import words
from gong.model import Transcript, Utterance
from knowledge.scorecard import Evidence
from tests.builders import transcript_of

SHORTEST, LONGEST = 8, 24
BUDGET = (
    "C1",
    "Well, um, we don't have the budget for this, not before March at least. It's $1,200 a month – too much.",
)
HESITATION = re.compile(r"\b(?:um|uh|hmm|erm)\b,? ?", re.IGNORECASE)
IN_WORDS = {"one": "two", "two": "three", "three": "four", "four": "five", "ten": "eleven", "eleven": "twelve"}
IN_DIGITS = {"1": "one", "2": "two", "10": "ten", "20": "twenty", "9": "nine", "61": "einundsechzig"}
TO_INSERT = ("not", "never", "no", "without", "nicht", "kein", "nie")
FLIPPED = {"can": "can't", "do": "don't", "is": "isn't", "have": "haven't", "would": "wouldn't", "was": "wasn't"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A stretch of words of one turn, with the transcript it stands in."""

    transcript: Transcript
    utterance: Utterance
    words: tuple[str, ...]

    def quote(
        self, text: str | Sequence[str] | None = None, *, turn: int | None = None, by: str | None = None
    ) -> Quote:
        if text is None:
            text = self.words
        return Quote(
            turn=self.utterance.seq if turn is None else turn,
            speaker=self.utterance.label if by is None else by,
            text=text if isinstance(text, str) else " ".join(text),
        )


def dice(seed: int) -> Random:
    """The same misquotes in every run."""
    return Random(seed)


def stretches(transcripts: Sequence[Transcript], random: Random, *, each: int = 4) -> Iterator[Said]:
    """Several stretches of 8 to 24 words of every turn that is long enough."""
    for transcript in transcripts:
        for utterance in transcript.utterances:
            spoken = utterance.text.split()
            for _ in range(each if len(spoken) >= SHORTEST else 0):
                length = random.randint(SHORTEST, min(LONGEST, len(spoken)))
                start = random.randint(0, len(spoken) - length)
                yield Said(transcript=transcript, utterance=utterance, words=tuple(spoken[start : start + length]))


Maker = Callable[[Said, Random], Iterator[Quote]]


def verbatim(said: Said, _: Random) -> Iterator[Quote]:
    yield said.quote()


def in_another_turn(said: Said, random: Random) -> Iterator[Quote]:
    yield said.quote(turn=said.utterance.seq + random.choice([-9, -2, 1, 7, 400]))


def in_other_case_and_punctuation(said: Said, random: Random) -> Iterator[Quote]:
    bare = [word.strip(",.;:?!–—\"'") for word in said.words]
    yield said.quote(random.choice([str.upper, str.lower, str.title])(" ".join(bare)))


def without_hesitations(said: Said, _: Random) -> Iterator[Quote]:
    text = " ".join(said.words)
    if HESITATION.search(text):
        yield said.quote(HESITATION.sub("", text))


def with_an_ellipsis(said: Said, random: Random) -> Iterator[Quote]:
    start = random.randint(4, len(said.words) - 4)
    end = min(start + random.randint(1, 4), len(said.words) - 4)
    left, out, right = said.words[:start], said.words[start:end], said.words[end:]
    counted = min(len(words(" ".join(part)).words) for part in (left, right))
    if out and counted >= 3 and not any(map(NEGATION.fullmatch, words(" ".join(out)).words)):
        yield said.quote(" ".join([*left, random.choice(["...", "…", "[...]"]), *right]))


def with_a_number_changed(said: Said, random: Random) -> Iterator[Quote]:
    for at, word in enumerate(said.words):
        bare = word.strip(",.?!").lower()
        if any(map(str.isdecimal, word)):
            shift = random.randint(1, 9)
            other = "".join(str((int(sign) + shift) % 10) if sign.isdecimal() else sign for sign in word)
            yield said.quote([*said.words[:at], other, *said.words[at + 1 :]])
        if other := IN_WORDS.get(bare) or IN_DIGITS.get(bare):
            yield said.quote([*said.words[:at], other, *said.words[at + 1 :]])


def with_a_negation_left_out(said: Said, _: Random) -> Iterator[Quote]:
    for at, word in _inner(said):
        bare = words(word).words
        if len(bare) == 1 and NEGATION.fullmatch(bare[0]):
            yield said.quote([*said.words[:at], *said.words[at + 1 :]])
            yield said.quote([*said.words[:at], "...", *said.words[at + 1 :]])
        if re.search("n['’]t", word):
            yield said.quote([*said.words[:at], re.sub("n['’]t", "", word), *said.words[at + 1 :]])


def with_a_negation_put_in(said: Said, random: Random) -> Iterator[Quote]:
    at = random.randint(1, len(said.words) - 1)
    yield said.quote([*said.words[:at], random.choice(TO_INSERT), *said.words[at:]])
    for position, word in _inner(said):
        if word.lower() in FLIPPED:
            yield said.quote([*said.words[:position], FLIPPED[word.lower()], *said.words[position + 1 :]])


def with_a_negation_moved(said: Said, random: Random) -> Iterator[Quote]:
    for at, word in _inner(said):
        if NEGATION.fullmatch(word.lower()):
            rest = [*said.words[:at], *said.words[at + 1 :]]
            moved = [[*rest[:place], word, *rest[place:]] for place in range(1, len(rest))]
            order = words(" ".join(said.words)).heavy().words
            yield said.quote(random.choice([text for text in moved if words(" ".join(text)).heavy().words != order]))


def by_somebody_else(said: Said, _: Random) -> Iterator[Quote]:
    everybody = {utterance.label for utterance in said.transcript.utterances} | {"R9", "", "Lena Brook"}
    for label in sorted(everybody - {said.utterance.label}):
        yield said.quote(by=label)


def in_other_words(said: Said, random: Random) -> Iterator[Quote]:
    at = random.randint(1, len(said.words) - 2)
    yield said.quote([*said.words[:at], random.choice(["planning", "hate", "barely", "Wetter"]), *said.words[at + 1 :]])
    yield said.quote(random.sample(said.words, len(said.words)) if len(set(said.words)) > 4 else "other words of mine")


def across_turns(said: Said, _: Random) -> Iterator[Quote]:
    turns = said.transcript.utterances
    for other in turns[said.utterance.seq + 1 : said.utterance.seq + 4]:
        begun = other.text.split()[:6]
        if len(words(" ".join(begun)).heavy()) >= 3:
            whole = said.utterance.text.split()
            yield said.quote([*whole[-12:], *begun])
            yield said.quote([*whole, *begun])
            yield said.quote([*whole[-12:], "...", *begun])


def made_up(said: Said, random: Random) -> Iterator[Quote]:
    vocabulary = sorted({word for turn in said.transcript.utterances for word in turn.text.split()})
    yield said.quote(random.sample(vocabulary, 12))


def _inner(said: Said) -> Iterator[tuple[int, str]]:
    """The words that have words on both sides: without the first or last one, a quote is a quote still."""
    yield from list(enumerate(said.words))[1:-1]


def check(quote: str, *lines: tuple[str, str], turn: int = 0, speaker: str = "C1") -> Evidence | None:
    """What is found of a quote in a call of these lines; it stands there, whatever it is."""
    evidence = Verifier(transcript_of(*lines)).verify(Quote(turn=turn, speaker=speaker, text=quote))
    if evidence:
        said = transcript_of(*lines).utterances[evidence.turn]
        assert said.text[evidence.start : evidence.end] == evidence.quote
        assert said.label == evidence.speaker == speaker
    return evidence
