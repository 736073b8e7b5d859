"""What questions a rep asked, and what each of them took up and brought. Pure, English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.floors import Floor, Heard, Said, Voice
from analysis.lexicon import COMMON_WORDS, NUMBER_SAID
from analysis.moments import Moment, find, whole
from analysis.phrases import Phrases
from analysis.questions import WORD, Ask, Sentence, without_address

STEM = 6
"""Words are compared by their first six letters: backfill, backfills and backfilling are one."""
SHORTEST_STEM = 4
SMALL_TALK_MS = 60_000
"""What is taken up in the first minute is small talk."""
TOLD_MS = 4_000
"""A customer's floor of at least this much speech has told something that can be followed up."""

_COMMON_STEMS = frozenset(word[:STEM] for word in COMMON_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of the rep's. `told` is the customer's floor just before it, `answer` the one just after.

    `answer` is None when the rep went on after the question, or nobody of the customer took the floor.
    """

    said: Said
    sentence: Sentence
    told: Floor | None
    answer: Floor | None

    @property
    def moment(self) -> Moment:
        return whole(self.said, self.sentence)

    @property
    def is_open(self) -> bool:
        return self.sentence.asks is Ask.OPEN

    @property
    def words(self) -> str:
        return self.said.lower[self.sentence.start : self.sentence.end]

    @property
    def follows_up(self) -> bool:
        """Whether it takes up a word of what the customer had just told, 4 s or more, after the first minute."""
        if self.told is None or self.told.speech_ms < TOLD_MS or self.said.start_ms < SMALL_TALK_MS:
            return False
        return bool(stems(WORD.findall(without_address(self.words))) & told_stems(self.told))

    def matches(self, phrases: Phrases) -> bool:
        return phrases.occur(self.said.lower, self.sentence.start, self.sentence.end)

    def number(self) -> Moment | None:
        """The first quantity in the answer: a number with a unit, or money."""
        return next(find(self.answer.parts, NUMBER_SAID), None) if self.answer else None


def questions(heard: Heard) -> tuple[Asked, ...]:
    """The rep's questions in order; tags, questions for a nod and small talk are none."""
    return tuple(_questions(heard))


def stems(words: Iterable[str]) -> set[str]:
    """What the content words begin with."""
    found = {word[:STEM] for word in words if len(word) >= SHORTEST_STEM and not word[0].isdigit()}
    return found - _COMMON_STEMS


def told_stems(floor: Floor) -> set[str]:
    """The same of everything said in a floor."""
    return {stem for part in floor.parts for stem in stems(part.words)}


def _questions(heard: Heard) -> Iterator[Asked]:
    for index, floor in enumerate(heard.floors):
        if floor.voice is not Voice.REP:
            continue
        asked = floor.questions
        for number, (said, sentence) in enumerate(asked):
            yield Asked(
                said=said,
                sentence=sentence,
                told=_customer(heard, index - 1) if number == 0 or said is asked[0][0] else None,
                answer=_customer(heard, index + 1) if number == len(asked) - 1 else None,
            )


def _customer(heard: Heard, index: int) -> Floor | None:
    floor = heard.floors[index] if 0 <= index < len(heard.floors) else None
    return floor if floor and floor.voice is Voice.CUSTOMER else None
