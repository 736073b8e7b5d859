"""One exchange that shows something, and one moment worth listening to, as keywords find them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from analysis.exchanges import TOLD_MS
from analysis.floors import Floor, Said, Voice
from analysis.moments import Moment
from analysis.sightings import View
from analysis.timing import interruptions
from analysis.transcript import clock
from knowledge.rubric import CriterionId
from knowledge.scorecard import Highlight, ObjectionType

LONG_MS = 150_000
FEWEST_WORDS = 4
SMALL_TALK_MS = 90_000
CONCERN_WORDS: Mapping[ObjectionType, str] = {
    ObjectionType.PRICING: "a price concern",
    ObjectionType.TIMING: "a concern about timing",
    ObjectionType.TECHNICAL_FIT: "a technical concern",
    ObjectionType.COMPETITOR: "a word about another product",
    ObjectionType.SECURITY: "a security concern",
    ObjectionType.AUTHORITY: "a concern about who decides",
    ObjectionType.STATUS_QUO: "a doubt about changing anything",
    ObjectionType.OTHER: "a concern",
}


def strength(view: View, known: Collection[str]) -> Highlight | None:
    """One thing that was done, with the exchange; None when keywords see none."""
    return next((_known(item, known) for item in _strengths(view)), None)


def focus(view: View, known: Collection[str]) -> Highlight | None:
    """One moment worth listening to; None when keywords see none."""
    return next((_known(item, known) for item in _focuses(view)), None)


def _strengths(view: View) -> Iterator[Highlight]:
    for item in view.call.raised:
        question = item.explored()
        if question:
            text = f"{CONCERN_WORDS[item.type]} was met with a question first."
            yield _highlight(text, "understand_first", item.moment, question)
    later = [asked for asked in view.call.asked if asked.said.start_ms >= SMALL_TALK_MS]
    for asked in later:
        if asked.follows_up and asked.told and asked.answer and asked.number():
            text = "a question took up the customer's own words, and the answer held a number."
            yield _highlight(text, "listening", _last(asked.told), asked.moment)
    answered = [asked for asked in later if asked.is_open and asked.answer and len(asked.words.split()) >= FEWEST_WORDS]
    longest = max(answered, key=lambda asked: asked.answer.speech_ms if asked.answer else 0, default=None)
    if longest and longest.answer and longest.answer.speech_ms >= TOLD_MS and view.heard.is_timed:
        text = f"an open question was answered for {longest.answer.speech_ms / 1000:.0f} seconds."
        yield _highlight(text, "current_state", _first(longest.answer), longest.moment)


def _focuses(view: View) -> Iterator[Highlight]:
    for item in view.call.raised:
        offer = item.discount_first()
        if offer:
            text = f"{CONCERN_WORDS[item.type]} was followed by an offer before any question."
            yield _highlight(text, "holds_value", item.moment, offer)
    yield from _cuts(view)
    for floor in view.heard.floors_of(Voice.REP) if view.heard.is_timed else ():
        if floor.speech_ms >= LONG_MS:
            text = f"a stretch of {clock(floor.speech_ms)} without the customer began."
            yield _highlight(text, "airtime", None, _first(floor))
    for item in view.call.raised:
        if item.reply and not item.explored():
            text = f"{CONCERN_WORDS[item.type]} was replied to without a question first."
            yield _highlight(text, "understand_first", item.moment, _first(item.reply))


def _cuts(view: View) -> Iterator[Highlight]:
    for part in interruptions(view.heard, Voice.REP, Voice.CUSTOMER):
        before = next((item for item in reversed(view.call.customer) if item.utterance.seq < part.utterance.seq), None)
        if before:
            text = "the customer was speaking, and the rep began before the end of it."
            yield _highlight(text, "listening", _all(before), _all(part))


def _highlight(text: str, criterion: str, customer: Moment | None, rep: Moment) -> Highlight:
    """The time it names is that of the turn that is shown first, as the transcript has it."""
    shown = min([moment for moment in (customer, rep) if moment], key=lambda moment: moment.turn)
    return Highlight(
        text=f"At {clock(shown.said.utterance.start_ms)} {text}",
        criterion=CriterionId(criterion),
        customer_turn=customer.turn if customer else None,
        rep_turn=rep.turn,
    )


def _known(item: Highlight, known: Collection[str]) -> Highlight:
    """The same, without a criterion that this scorecard does not have."""
    if item.criterion in known:
        return item
    return Highlight(text=item.text, customer_turn=item.customer_turn, rep_turn=item.rep_turn)


def _first(floor: Floor) -> Moment:
    return _all(floor.parts[0])


def _last(floor: Floor) -> Moment:
    return _all(floor.parts[-1])


def _all(part: Said) -> Moment:
    return Moment(said=part, start=0, end=len(part.lower))
