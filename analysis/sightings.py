"""What a keyword reading can say of one criterion, and what it reads it from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.exchanges import Asked
from analysis.floors import Heard, Said, Voice
from analysis.moments import Moment, clause
from analysis.phrases import Phrases
from analysis.wording import Worded
from gong.model import Side, Speaker, SpeakerId
from knowledge.rubric import Role
from knowledge.scorecard import Sighting

MAX_EVIDENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One rep's call, found and measured."""

    call: Worded
    speakers: Mapping[SpeakerId, Speaker]
    role: Role
    metrics: Mapping[str, float]

    @property
    def heard(self) -> Heard:
        return self.call.heard

    @property
    def customers(self) -> tuple[Speaker, ...]:
        """Everybody of the customer's side who is on the call, silent or not."""
        return tuple(speaker for speaker in self.speakers.values() if speaker.side is Side.CUSTOMER)

    @property
    def colleagues(self) -> tuple[Said, ...]:
        """What others of our side said: neither for the rep nor against them."""
        ours = {speaker.id for speaker in self.speakers.values() if speaker.side is Side.US}
        return tuple(part for part in self.heard.of(Voice.OTHER) if part.utterance.speaker in ours)

    def colleague_asked(self, phrases: Phrases) -> bool:
        """Whether a colleague asked a question in these words."""
        return any(
            phrases.occur(part.lower, question.start, question.end)
            for part in self.colleagues
            for question in part.questions
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen, in a sentence with counts, and the words that were seen."""

    sighting: Sighting
    note: str
    moments: tuple[Moment, ...] = ()


Reader = Callable[[View], Sight | None]
"""Reads one criterion; None when keywords cannot tell on this call or for this role."""


def seen(note: str, moments: Iterable[Moment] = ()) -> Sight:
    """The behaviour was seen, in these words."""
    return Sight(sighting=Sighting.SEEN, note=note, moments=_first(moments))


def partly(note: str, moments: Iterable[Moment] = ()) -> Sight:
    """Some of the behaviour was seen, or keywords see only some of it."""
    return Sight(sighting=Sighting.PARTLY, note=note, moments=_first(moments))


def not_seen(note: str, moments: Iterable[Moment] = ()) -> Sight:
    """There was an occasion, and nothing was seen in known words."""
    return Sight(sighting=Sighting.NOT_SEEN, note=note, moments=_first(moments))


def no_opportunity(note: str) -> Sight:
    """There was no occasion."""
    return Sight(sighting=Sighting.NO_OPPORTUNITY, note=note)


def share(found: int, of: int, note: str, moments: Iterable[Moment]) -> Sight:
    """Seen when every time, partly when some of the times, not seen when never."""
    return (seen if found == of else partly if found else not_seen)(note, moments)


def moments(asked: Sequence[Asked]) -> list[Moment]:
    """Questions as moments, the open ones first."""
    return [item.moment for item in sorted(asked, key=lambda item: not item.is_open)]


def counted(number: float, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 question, 2 questions, no questions."""
    return f"{number:.0f} {one}" if number == 1 else f"{'no' if not number else f'{number:.0f}'} {many or f'{one}s'}"


def questions_in_words(asked: Sequence[Asked]) -> str:
    """How many questions, and how many of them open."""
    wide = sum(item.is_open for item in asked)
    if len(asked) <= 1:
        return counted(len(asked), "question") + (", an open one" if wide else "")
    return f"{counted(len(asked), 'question')}, {wide or 'none'} of them open"


def sentence(text: str) -> str:
    """A text as a sentence: a capital first, a full stop at the end."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _first(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    clauses = {(moment.turn, moment.start, moment.end): moment for moment in map(clause, moments)}
    return tuple(sorted(list(clauses.values())[:MAX_EVIDENCE], key=lambda moment: moment.order))
