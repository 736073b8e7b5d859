"""The criteria of working with the customer, and of the product, as keywords see them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analysis.exchanges import TOLD_MS, Asked
from analysis.floors import Floor, Said, Voice
from analysis.lexicon import ASSENT, COMMITMENT, CONTINUITY, DATE, DEFERRAL, DUE, INVITE, PAST, PROPOSAL, TODAY, VALUE
from analysis.moments import Moment, find, sentence_of, whole
from analysis.questions import Sentence
from analysis.sightings import (
    Reader,
    Sight,
    View,
    counted,
    moments,
    no_opportunity,
    not_seen,
    partly,
    seen,
    sentence,
)
from analysis.timing import interruptions
from analysis.transcript import clock
from analysis.wording import pitch
from knowledge.rubric import Role

FEWEST_TURNS = 10
LONG_STRETCH_MS = 240_000
OFTEN = 3
CLOSING_MS, CLOSING_SHARE = 300_000, 0.15
ASSENT_WITHIN = 3
ANSWERED_WITHIN = 2
THIRDS = 3
ASSENT_CHARS = 60


def _airtime(view: View) -> Sight | None:
    if not view.heard.is_timed:
        return None
    if len(view.heard.parts) < FEWEST_TURNS:
        return no_opportunity("Fewer than ten turns.")
    floors = view.heard.floors_of(Voice.REP)
    long = [floor for floor in floors if floor.speech_ms > LONG_STRETCH_MS]
    ratio = f"{100 * view.metrics['talk_ratio']:.0f} % of the talk, " if "talk_ratio" in view.metrics else ""
    longest = max((floor.speech_ms for floor in floors), default=0)
    over = f"{len(long) or 'none'} over 4 minutes"
    thirds = {_third(view, item) for item in view.call.asked if item.answer and len(item.answer.parts[0].sentences) > 1}
    handed = f"questions answered in more than one sentence in {len(thirds) or 'none'} of 3 thirds of the call"
    note = sentence(f"{ratio}longest stretch {clock(longest)}, {over}; {handed}")
    if long:
        return not_seen(note, [_opening(floor) for floor in long])
    return (seen if len(thirds) == THIRDS else partly)(note)


def _listening(view: View) -> Sight | None:
    if not view.heard.is_timed:  # what the customer told, and for how long, is read from the clock
        return None
    if not any(told.speech_ms >= TOLD_MS for told, _ in view.heard.handovers(Voice.CUSTOMER, Voice.REP)):
        return no_opportunity("The customer said nothing longer that could be taken up.")
    asked = [item for item in view.call.asked if item.follows_up]
    cut = len(interruptions(view.heard, Voice.REP, Voice.CUSTOMER))
    note = sentence(
        f"{counted(len(asked), 'question')} with a word the customer had just used; {counted(cut, 'interruption')}"
    )
    return (seen if len(asked) >= OFTEN else partly if asked else not_seen)(note, moments(asked))


def _customer_questions(view: View) -> Sight | None:
    asked = [whole(part, question) for part in view.call.customer for question in part.questions]
    invited = [hit for hit in find(view.call.rep, INVITE) if sentence_of(hit.said, hit.start).is_question]
    asking = f"asked for questions {counted(len(invited), 'time')}" if invited else "did not ask for any in known words"
    note = (
        f"{sentence(counted(len(asked), 'question'))[:-1]} from the customer; the rep {asking}. "
        "Whether they were answered, keywords cannot tell."
    )
    if asked and invited:
        return seen(note, [*invited, *asked])
    return partly(note, [*invited, *asked]) if asked or invited else not_seen(note)


def _bring_in(view: View) -> Sight | None:
    if len(view.customers) <= 1:
        return no_opportunity("Only one person from the customer's side is known to be on the call.")
    called: dict[str, Moment] = {}
    for customer in view.customers:
        name = customer.name.split()[0].lower() if customer.name.split() else ""
        hit = next(_called(view, name), None) if name else None
        if hit:
            called[name] = hit
    note = sentence(f"{len(called) or 'none'} of {counted(len(view.customers), 'customer')} asked something by name")
    return (seen if len(called) > 1 else partly if called else not_seen)(note, called.values())


def _continuity(view: View) -> Sight | None:
    said = list(find(view.call.rep, CONTINUITY))
    if not said:  # keywords cannot tell whether there was anything before
        return None
    return seen(sentence(f"took up something from before {counted(len(said), 'time')}"), said)


def _next_step(view: View) -> Sight | None:
    promised = list(_promises(view, view.call.rep))
    proposed = list(_taken_up(view))
    dated = [moment for moment, has_date in promised if has_date]
    if dated or proposed:
        steps = sorted({moment.turn: moment for moment in [*proposed, *dated]}.values(), key=lambda item: item.order)
        note = f"{counted(len(steps), 'step')} with a day or an hour near the end"
        return seen(sentence(f"{note}, {_whose(view, proposed, dated)}"), reversed(steps))
    if any(has_date for _, has_date in _promises(view, view.colleagues)):
        return no_opportunity("A colleague named the next step.")
    if promised:
        return partly("Steps were named near the end, none with a day or an hour.", [moment for moment, _ in promised])
    return not_seen("No step in known words near the end.")


def _tied_to_need(view: View) -> Sight | None:
    said = list(find(view.call.rep, VALUE))
    if view.role is Role.SUPPORT or not (said or pitch(view.heard)):
        return None
    if not said:
        return not_seen("No phrase such as “so you can” or “which means”.")
    note = f"{counted(len(said), 'phrase')} such as “so you can” or “which means”"
    return partly(sentence(f"{note}; keywords cannot tell whether it is what the customer needs"), said)


def _honest_limits(view: View) -> Sight | None:
    said = list(find(view.call.rep, DEFERRAL))
    if not said:  # keywords cannot tell whether there was anything to admit
        return None
    return seen(sentence(f"left something to be checked {counted(len(said), 'time')}"), said)


READERS: Mapping[str, Reader] = {
    "airtime": _airtime,
    "listening": _listening,
    "customer_questions": _customer_questions,
    "bring_in": _bring_in,
    "continuity": _continuity,
    "next_step": _next_step,
    "tied_to_need": _tied_to_need,
    "honest_limits": _honest_limits,
}


def _third(view: View, asked: Asked) -> int:
    position = (asked.moment.at_ms - view.heard.start_ms) * THIRDS // max(1, view.heard.length_ms)
    return min(max(position, 0), THIRDS - 1)


def _opening(floor: Floor) -> Moment:
    part = floor.parts[0]
    return whole(part, part.sentences[0])


def _called(view: View, name: str) -> Iterator[Moment]:
    """Questions that begin or end with a name, as one addresses somebody."""
    address = re.compile(rf"(?:^|[,.] |\b(?:and|so|or) ){re.escape(name)},|, {re.escape(name)}\?")
    for asked in view.call.asked:
        if address.search(asked.words):
            yield asked.moment


def _promises(view: View, parts: tuple[Said, ...]) -> Iterator[tuple[Moment, bool]]:
    """Steps that are named near the end, and whether a day or an hour stands with them."""
    closing = _closing(view)
    for part in parts:
        yield from _promises_in(part, closing)


def _closing(view: View) -> float:
    """From when on it is near the end, in ms."""
    return view.heard.end_ms - max(CLOSING_MS, CLOSING_SHARE * view.heard.length_ms)


def _promises_in(part: Said, closing: float) -> Iterator[tuple[Moment, bool]]:
    for index, stands in enumerate(part.sentences):
        near = part.sentences[max(0, index - 1) : index + 2]
        step = next(COMMITMENT.find(part.lower, stands.start, stands.end), None)
        dates = [DATE, TODAY] if step else [DATE]
        date = next((hit for phrases in dates for hit in phrases.find(part.lower, stands.start, stands.end)), None)
        beside = any(COMMITMENT.occur(part.lower, other.start, other.end) for other in near) or _is_due(part, stands)
        hits = [hit for hit in (step, date if beside else None) if hit]
        if hits and part.utterance.at_ms(hits[0][0]) >= closing:
            start, end = min(hit[0] for hit in hits), max(hit[1] for hit in hits)
            yield Moment(said=part, start=start, end=end), date is not None


def _is_due(part: Said, stands: Sentence) -> bool:
    """Whether a sentence sets a day without a word of promise: "order form on Thursday the twelfth"."""
    return DUE.occur(part.lower, stands.start, stands.end) and not PAST.occur(part.lower, stands.start, stands.end)


def _whose(view: View, proposed: list[Moment], dated: list[Moment]) -> str:
    if proposed:
        return "proposed by the customer and taken up"
    agreed = any(_agreed(view, moment) for moment in dated)
    return "and a yes of the customer after it" if agreed else "and a yes of the customer was not noticed"


def _taken_up(view: View) -> Iterator[Moment]:
    """What the rep said yes to: a day or an hour that the customer proposed near the end."""
    closing = _closing(view)
    for part in view.call.customer:
        if not any(
            part.utterance.at_ms(item.start) >= closing and _proposes_day(part, item) for item in part.sentences
        ):
            continue
        seq = part.utterance.seq
        near = [reply for reply in view.call.rep if seq < reply.utterance.seq <= seq + ANSWERED_WITHIN]
        yes = next(
            (hit for reply in near for hit in find([reply], ASSENT) if hit.end <= ASSENT_CHARS and not _asks(hit)), None
        )
        if yes:
            yield whole(yes.said, sentence_of(yes.said, yes.start))


def _proposes_day(part: Said, stands: Sentence) -> bool:
    start, end = stands.start, stands.end
    if not DATE.occur(part.lower, start, end) or PAST.occur(part.lower, start, end):
        return False
    return any(phrases.occur(part.lower, start, end) for phrases in (PROPOSAL, COMMITMENT))


def _asks(moment: Moment) -> bool:
    return sentence_of(moment.said, moment.start).is_question


def _agreed(view: View, moment: Moment) -> bool:
    following = [part for part in view.heard.parts if moment.turn < part.utterance.seq <= moment.turn + ASSENT_WITHIN]
    return any(ASSENT.occur(part.lower[:ASSENT_CHARS]) for part in following if part.voice is Voice.CUSTOMER)
