"""Which objections a customer raised, and what the rep said first in reply. Pure, English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from analysis import concern_words
from analysis.concern_words import ACKNOWLEDGE, DISCOUNT, PRICE_TALK, RESOLVED, WORRY, Concern
from analysis.floors import Floor, Heard, Said, Voice
from analysis.lexicon import COMMITMENT
from analysis.moments import Moment, find, sentence_of, whole
from analysis.phrases import Phrases
from analysis.questions import WORD, Sentence
from knowledge.scorecard import ObjectionType

SAME_MS = 180_000
"""The same type raised again within three minutes of the last time is still the same objection."""
NEAR_FLOORS = 3
EARLY_WORDS = 30
"""A question after more words than these is not asked before answering."""
LAST_SENTENCES = 3
LONGEST_SENTENCE = 240

CONCERNS: dict[ObjectionType, Concern] = {
    ObjectionType.PRICING: concern_words.PRICING,
    ObjectionType.SECURITY: concern_words.SECURITY,
    ObjectionType.TECHNICAL_FIT: concern_words.TECHNICAL_FIT,
    ObjectionType.COMPETITOR: concern_words.COMPETITOR,
    ObjectionType.AUTHORITY: concern_words.AUTHORITY,
    ObjectionType.TIMING: concern_words.TIMING,
    ObjectionType.STATUS_QUO: concern_words.STATUS_QUO,
}
"""In this order: a sentence that sounds like two types is the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An objection a customer raised. `reply` is the next floor if it is the rep's, else None.

    `after` are the rep's floors within which they could still ask whether it is settled (three).
    """

    type: ObjectionType
    moment: Moment
    floor: Floor
    reply: Floor | None
    after: tuple[Floor, ...]

    @property
    def pause_ms(self) -> int | None:
        return max(0, self.reply.start_ms - self.floor.end_ms) if self.reply else None

    def acknowledged(self) -> Moment | None:
        return next(find(self.reply.parts, ACKNOWLEDGE), None) if self.reply else None

    def explored(self) -> Moment | None:
        """The question at the beginning of the reply, before any answer or discount, if there is one."""
        question, discount = self._question(), self.discounted()
        if question is None or (discount and discount.order < question.order) or not self._comes_early(question):
            return None
        return None if _proposes(question) else question

    def discount_first(self) -> Moment | None:
        """The offer of a discount that came before any question, if one did."""
        question, discount = self._question(), self.discounted()
        return discount if discount and (question is None or discount.order < question.order) else None

    def discounted(self) -> Moment | None:
        return next(find(self.reply.parts, DISCOUNT), None) if self.reply else None

    def checked(self) -> Moment | None:
        """Where the rep asked whether it is settled."""
        parts = [part for floor in self.after for part in floor.parts]
        return next((moment for moment in find(parts, RESOLVED) if _asks(moment)), None)

    def _comes_early(self, question: Moment) -> bool:
        before = 0
        for part in self.reply.parts if self.reply else ():
            if part is question.said:
                return before + len(WORD.findall(part.lower, 0, question.start)) <= EARLY_WORDS
            before += len(part.words)
        return False

    def _question(self) -> Moment | None:
        asked = self.reply.questions if self.reply else ()
        return whole(*asked[0]) if asked else None


def raised(heard: Heard) -> tuple[Raised, ...]:
    """The objections in the order they were raised."""
    found: list[Raised] = []
    last: dict[ObjectionType, int] = {}
    for index, floor in enumerate(heard.floors):
        if floor.voice is not Voice.CUSTOMER:
            continue
        for type_, moment in _in_floor(heard, index):
            again = moment.at_ms - last[type_] < SAME_MS if type_ in last else False
            last[type_] = moment.at_ms
            if not again:
                found.append(_raised(heard, index, type_, moment))
    return tuple(found)


def median_pause_s(objections: tuple[Raised, ...]) -> float | None:
    """Seconds between the end of the customer's floor and the rep's reply."""
    pauses = [objection.pause_ms for objection in objections]
    known = [pause for pause in pauses if pause is not None]
    return median(known) / 1000 if known else None


def _raised(heard: Heard, index: int, type_: ObjectionType, moment: Moment) -> Raised:
    following = heard.floors[index + 1 :][:1]
    reply = following[0] if following and following[0].voice is Voice.REP else None
    later = [floor for floor in heard.floors[index + 1 : index + 2 * NEAR_FLOORS] if floor.voice is Voice.REP]
    return Raised(
        type=type_,
        moment=moment,
        floor=heard.floors[index],
        reply=reply,
        after=tuple(later[:NEAR_FLOORS]) if reply else (),
    )


def _in_floor(heard: Heard, index: int) -> Iterator[tuple[ObjectionType, Moment]]:
    """The types raised in one floor, each once, with the sentence that raises it."""
    answers = index > 0 and _ends_asking(heard.floors[index - 1])
    taken: set[tuple[int, int]] = set()
    for type_, concern in CONCERNS.items():
        for part in heard.floors[index].parts:
            moment = _first(part, concern, weak=not answers)
            if moment is None or (type_ is ObjectionType.PRICING and not _about_price(heard, index)):
                continue
            if moment.order in taken:
                continue
            taken.add(moment.order)
            yield type_, moment
            break


def _first(part: Said, concern: Concern, *, weak: bool) -> Moment | None:
    lists = (concern.firm, concern.weak) if weak else (concern.firm,)
    for phrases in lists:
        for start, end in phrases.find(part.lower):
            sentence = sentence_of(part, start)
            if not sentence.is_question or phrases is concern.firm:
                return _quotable(part, sentence, start, end)
    for start, end in WORRY.find(part.lower):
        sentence = sentence_of(part, start)
        if concern.topics.occur(part.lower, sentence.start, sentence.end):
            return _quotable(part, sentence, start, end)
    return None


def _quotable(part: Said, sentence: Sentence, start: int, end: int) -> Moment:
    """The whole sentence, or only the words themselves when it is a long one."""
    if sentence.start <= start and end <= sentence.end <= sentence.start + LONGEST_SENTENCE:
        return whole(part, sentence)
    return Moment(said=part, start=start, end=end)


def _about_price(heard: Heard, index: int) -> bool:
    """Whether money is the subject just now: "it's expensive" may be about anything."""
    near = heard.floors[max(0, index - NEAR_FLOORS) : index + 1]
    return any(_says(part, PRICE_TALK) for floor in near for part in floor.parts)


def _ends_asking(floor: Floor) -> bool:
    return any(sentence.is_question for sentence in floor.parts[-1].sentences[-LAST_SENTENCES:])


def _proposes(question: Moment) -> bool:
    """Whether a question asks for a meeting or for a nod, and not about the concern."""
    said = question.said.lower
    return any(phrases.occur(said, question.start, question.end) for phrases in (COMMITMENT, RESOLVED))


def _says(part: Said, phrases: Phrases) -> bool:
    return phrases.occur(part.lower)


def _asks(moment: Moment) -> bool:
    return sentence_of(moment.said, moment.start).asks is not None
