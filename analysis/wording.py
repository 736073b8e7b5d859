"""What the words say of a conversation, counted. Pure, English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log
from statistics import median

from analysis.asking_words import IMPACT, RECAP
from analysis.exchanges import TOLD_MS, Asked, questions
from analysis.floors import Floor, Heard, Said, Voice, speech, total
from analysis.lexicon import BUYING, DEFERRAL, FILLERS, HEDGES, PITCH, PROOF, VALUE, WE, YOU
from analysis.moments import find
from analysis.objections import Raised, median_pause_s, raised
from analysis.phrases import Phrases
from analysis.timing import per_10_min

SHORTEST_SPEECH_MS = 10_000
"""Words per minute of less speech than this would be chance."""
CUE_SPEECH_MS = 30_000
PITCH_MS = 15_000
SEGMENTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A call with its questions and objections found, so that they are found once."""

    heard: Heard
    asked: tuple[Asked, ...]
    raised: tuple[Raised, ...]

    @property
    def rep(self) -> tuple[Said, ...]:
        return self.heard.of(Voice.REP)

    @property
    def customer(self) -> tuple[Said, ...]:
        return self.heard.of(Voice.CUSTOMER)


def worded(heard: Heard) -> Worded:
    """Find the questions and objections of a call in English."""
    return Worded(heard=heard, asked=questions(heard), raised=raised(heard))


def pitch(heard: Heard) -> Floor | None:
    """The rep's first floor of 15 s of speech or more with a phrase that presents what we sell."""
    return next(
        (
            floor
            for floor in heard.floors_of(Voice.REP)
            if floor.speech_ms >= PITCH_MS and any(find(floor.parts, PITCH))
        ),
        None,
    )


def count(parts: Iterable[Said], phrases: Phrases) -> int:
    """How often these phrases were said."""
    return sum(1 for _ in find(parts, phrases))


def _pace_wpm(call: Worded) -> float | None:
    return _pace(call.rep) if call.heard.is_timed else None


def _customer_pace_wpm(call: Worded) -> float | None:
    return _pace(call.customer) if call.heard.is_timed else None


def _fillers(call: Worded) -> float | None:
    return _per_100_words(call.rep, FILLERS)


def _hedges(call: Worded) -> float | None:
    return _per_100_words(call.rep, HEDGES)


def _you_to_we(call: Worded) -> float | None:
    ours = count(call.rep, WE)
    return count(call.rep, YOU) / ours if ours else None


def _listening_cues(call: Worded) -> float | None:
    spoken = total(speech(call.customer)) if call.heard.is_timed else 0
    cues = sum(part.is_backchannel for part in call.rep)
    return cues * 60_000 / spoken if spoken >= CUE_SPEECH_MS else None


def _questions(call: Worded) -> float | None:
    return float(len(call.asked)) if call.customer else None


def _questions_per_10_min(call: Worded) -> float | None:
    return per_10_min(call.heard, len(call.asked)) if call.customer else None


def _open_share(call: Worded) -> float | None:
    return sum(asked.is_open for asked in call.asked) / len(call.asked) if call.asked else None


def _follow_ups(call: Worded) -> float | None:
    told = any(floor.speech_ms >= TOLD_MS for floor, _ in call.heard.handovers(Voice.CUSTOMER, Voice.REP))
    return float(sum(asked.follows_up for asked in call.asked)) if told else None


def _stacked_questions(call: Worded) -> float | None:
    if not call.asked:
        return None
    return float(sum(len(floor.questions) > 1 for floor in call.heard.floors_of(Voice.REP)))


def _question_spread(call: Worded) -> float | None:
    length = call.heard.length_ms
    if not call.asked or not length:
        return None
    counts = [0] * SEGMENTS
    for asked in call.asked:
        position = (asked.moment.at_ms - call.heard.start_ms) * SEGMENTS // length
        counts[min(max(position, 0), SEGMENTS - 1)] += 1
    shares = [number / len(call.asked) for number in counts if number]
    return abs(sum(share * log(share, SEGMENTS) for share in shares))


def _answer_words(call: Worded) -> float | None:
    lengths = [
        sum(len(part.words) for part in asked.answer.parts) for asked in call.asked if asked.is_open and asked.answer
    ]
    return float(median(lengths)) if lengths else None


def _implication_questions(call: Worded) -> float | None:
    return float(sum(asked.matches(IMPACT) for asked in call.asked)) if call.asked else None


def _numbers_elicited(call: Worded) -> float | None:
    return float(sum(asked.number() is not None for asked in call.asked)) if call.asked else None


def _questions_before_pitch(call: Worded) -> float | None:
    start = pitch(call.heard)
    if start is None:
        return None
    return float(sum(asked.said.utterance.seq < start.parts[0].utterance.seq for asked in call.asked))


def _pitch_onset_min(call: Worded) -> float | None:
    start = pitch(call.heard)
    return max(0, start.start_ms - call.heard.start_ms) / 60_000 if start else None


def _recaps(call: Worded) -> float | None:
    return float(count(call.rep, RECAP)) if call.customer else None


def _objections(call: Worded) -> float | None:
    return float(len(call.raised)) if call.customer else None


def _pause_after_objection_s(call: Worded) -> float | None:
    return median_pause_s(call.raised) if call.heard.is_timed else None


def _objection_reply_s(call: Worded) -> float | None:
    lengths = [objection.reply.speech_ms for objection in call.raised if objection.reply]
    return median(lengths) / 1000 if lengths and call.heard.is_timed else None


def _customer_questions(call: Worded) -> float | None:
    return float(sum(len(part.questions) for part in call.customer)) if call.customer else None


def _buying_questions(call: Worded) -> float | None:
    if not call.customer:
        return None
    asked = [(part, sentence) for part in call.customer for sentence in part.questions]
    return float(sum(BUYING.occur(part.lower, sentence.start, sentence.end) for part, sentence in asked))


def _deferrals(call: Worded) -> float | None:
    return float(count(call.rep, DEFERRAL)) if call.customer else None


def _value_links(call: Worded) -> float | None:
    return float(count(call.rep, VALUE)) if call.customer else None


def _proof_points(call: Worded) -> float | None:
    return float(count(call.rep, PROOF)) if call.customer else None


METERS: Mapping[str, Callable[[Worded], float | None]] = {
    "pace_wpm": _pace_wpm,
    "customer_pace_wpm": _customer_pace_wpm,
    "fillers_per_100_words": _fillers,
    "hedges_per_100_words": _hedges,
    "you_to_we": _you_to_we,
    "listening_cues_per_min": _listening_cues,
    "questions": _questions,
    "questions_per_10_min": _questions_per_10_min,
    "open_share": _open_share,
    "follow_ups": _follow_ups,
    "stacked_questions": _stacked_questions,
    "question_spread": _question_spread,
    "answer_words": _answer_words,
    "implication_questions": _implication_questions,
    "numbers_elicited": _numbers_elicited,
    "questions_before_pitch": _questions_before_pitch,
    "pitch_onset_min": _pitch_onset_min,
    "recaps": _recaps,
    "customer_questions": _customer_questions,
    "buying_questions": _buying_questions,
    "objections": _objections,
    "pause_after_objection_s": _pause_after_objection_s,
    "objection_reply_s": _objection_reply_s,
    "deferrals": _deferrals,
    "value_links": _value_links,
    "proof_points": _proof_points,
}
"""By name; what each one means is said in `analysis.signals.DEFINITIONS`. None: there was no occasion."""


def _pace(parts: tuple[Said, ...]) -> float | None:
    spoken = total(speech(parts))
    return sum(len(part.words) for part in parts) * 60_000 / spoken if spoken >= SHORTEST_SPEECH_MS else None


def _per_100_words(parts: tuple[Said, ...], phrases: Phrases) -> float | None:
    words = sum(len(part.words) for part in parts)
    return 100 * count(parts, phrases) / words if words else None
