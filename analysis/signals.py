"""The conversation metrics of one rep on one call: what each one means, and its value. Pure.

A metric without occasion is absent, never 0. None of them is a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analysis import timing, wording
from analysis.floors import listen
from gong.model import Side, SpeakerId, Transcript


class Unit(StrEnum):
    """What a metric is counted in."""

    SHARE = "share"
    SECONDS = "seconds"
    MINUTES = "minutes"
    COUNT = "count"
    WORDS = "words"
    PER_10_MIN = "per 10 minutes"
    PER_MIN = "per minute"
    PER_100_WORDS = "per 100 words"
    WORDS_PER_MIN = "words a minute"
    RATIO = "to 1"
    INDEX = "0 to 1"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric is. `context_only`: told for context, and never part of a judgement."""

    title: str
    unit: Unit
    meaning: str
    context_only: bool = False


DEFINITIONS: Mapping[str, Definition] = {
    "talk_ratio": Definition(
        "Talk ratio",
        Unit.SHARE,
        "The rep's speaking time out of the speaking time of the rep and the customer together. Colleagues and people "
        "whose side is not known are left out; simultaneous speech counts for both. Where the times of the transcript "
        "are unreliable, it is of their words instead.",
    ),
    "talk_ratio_first_third": Definition(
        "Talk ratio, first third", Unit.SHARE, "The talk ratio of the first third of the call."
    ),
    "longest_monologue_s": Definition(
        "Longest monologue",
        Unit.SECONDS,
        "The rep's longest stretch of speech until somebody else says more than a word of assent; pauses not counted.",
    ),
    "longest_customer_story_s": Definition(
        "Longest customer story",
        Unit.SECONDS,
        "The customer side's longest stretch of speech, interrupted by words of assent at most; pauses not counted.",
    ),
    "switches_per_10_min": Definition(
        "Changes of speaker",
        Unit.PER_10_MIN,
        "How often the floor passes between rep and customer, per 10 minutes of the call.",
    ),
    "patience_s": Definition(
        "Patience",
        Unit.SECONDS,
        "The median pause between the end of what the customer says (2 s or more) and the rep's next words; talking "
        "into it counts as 0, and no pause as more than 10 s.",
    ),
    "interruptions_per_10_min": Definition(
        "Interruptions by the rep",
        Unit.PER_10_MIN,
        "How often the rep starts a remark of three words or more while the customer is speaking: over a second after "
        "the customer began and over half a second before the customer ends.",
    ),
    "customer_interruptions_per_10_min": Definition(
        "Interruptions by the customer", Unit.PER_10_MIN, "The same, by the customer while the rep is speaking."
    ),
    "silence_share": Definition(
        "Silence", Unit.SHARE, "The share of the call in which nobody speaks.", context_only=True
    ),
    "active_customers": Definition(
        "Active customers", Unit.COUNT, "People on the customer's side with at least 5 % of the customer's words."
    ),
    "first_story_min": Definition(
        "First customer story",
        Unit.MINUTES,
        "Minutes from the start until the customer first speaks for 10 seconds or more.",
    ),
    "pace_wpm": Definition("Pace", Unit.WORDS_PER_MIN, "The rep's words per minute of speech.", context_only=True),
    "customer_pace_wpm": Definition(
        "Customer's pace", Unit.WORDS_PER_MIN, "The customer's words per minute of speech.", context_only=True
    ),
    "fillers_per_100_words": Definition(
        "Filler words",
        Unit.PER_100_WORDS,
        "Um, uh, you know, I mean, kind of and the like. They have been found to make no difference. By known words.",
        context_only=True,
    ),
    "hedges_per_100_words": Definition(
        "Hedges",
        Unit.PER_100_WORDS,
        "Maybe, I think, probably and the like. By known words.",
        context_only=True,
    ),
    "you_to_we": Definition(
        "You to we",
        Unit.RATIO,
        'How often the rep says "you" or "your" for each "I", "we" or "our".',
        context_only=True,
    ),
    "listening_cues_per_min": Definition(
        "Listening cues",
        Unit.PER_MIN,
        "Words of assent (right, got it, mm-hm) by the rep per minute of the customer's speech. Some recorders leave "
        "them out. By known words.",
        context_only=True,
    ),
    "questions": Definition(
        "Questions",
        Unit.COUNT,
        'Questions the rep asks. Tags ("right?"), asking for a nod ("does that work?") and small talk are none.',
    ),
    "questions_per_10_min": Definition(
        "Questions, rate", Unit.PER_10_MIN, "Questions the rep asks, per 10 minutes of the call."
    ),
    "open_share": Definition(
        "Open questions",
        Unit.SHARE,
        "The share of the rep's questions that begin with what, how or why, or ask to be told or walked through; how "
        "many, how long and the like are not open.",
    ),
    "follow_ups": Definition(
        "Follow-up questions",
        Unit.COUNT,
        "Questions of the rep, after the first minute, that use a content word of what the customer had just told (for "
        "4 seconds or more).",
    ),
    "stacked_questions": Definition(
        "Several questions at once", Unit.COUNT, "Times the rep asks two questions or more before handing over."
    ),
    "question_spread": Definition(
        "Spread of questions",
        Unit.INDEX,
        "How evenly the rep's questions lie over five equal parts of the call: 0 all in one part, 1 even.",
    ),
    "answer_words": Definition(
        "Length of answers", Unit.WORDS, "The median number of words of the customer right after an open question."
    ),
    "implication_questions": Definition(
        "Questions about consequences",
        Unit.COUNT,
        "Questions of the rep about what follows from a problem: what it costs, how often, what happens when. "
        "By known words.",
    ),
    "numbers_elicited": Definition(
        "Numbers in answers",
        Unit.COUNT,
        "Questions of the rep that the customer answers with a quantity: a number with a unit, or money. "
        "By known words.",
    ),
    "pitch_onset_min": Definition(
        "First presentation",
        Unit.MINUTES,
        "Minutes from the start until the rep first presents what we sell, for 15 seconds or more. By known words.",
    ),
    "questions_before_pitch": Definition(
        "Questions before presenting",
        Unit.COUNT,
        "Questions the rep asks before that first presentation. By known words.",
    ),
    "recaps": Definition(
        "Recaps",
        Unit.COUNT,
        'Times the rep says back what was heard ("let me say that back", "sounds like"). By known words.',
    ),
    "customer_questions": Definition(
        "Questions from the customer", Unit.COUNT, "Questions the customer's side asks; tags and small talk are none."
    ),
    "buying_questions": Definition(
        "Buying questions",
        Unit.COUNT,
        "Questions of the customer about price, contract, roll-out, security or how to start. By known words.",
    ),
    "objections": Definition(
        "Objections noticed",
        Unit.COUNT,
        "Times the customer raises a concern in words that the keyword lists know; the same kind within three minutes "
        "counts once. Concerns in other words are missed.",
    ),
    "pause_after_objection_s": Definition(
        "Pause after an objection", Unit.SECONDS, "The median pause before the rep replies to a noticed objection."
    ),
    "objection_reply_s": Definition(
        "Length of reply to an objection",
        Unit.SECONDS,
        "The median speaking time of the rep's reply to a noticed objection.",
    ),
    "deferrals": Definition(
        "Left to be checked",
        Unit.COUNT,
        'Times the rep says "I don\'t know" or "let me check" and the like: neither good nor bad, a promise to keep. '
        "By known words.",
    ),
    "value_links": Definition(
        "Benefit phrases",
        Unit.COUNT,
        'Times the rep says what something does for the customer ("which means", "so you can", "that way"). '
        "By known words.",
    ),
    "proof_points": Definition(
        "Other customers named",
        Unit.COUNT,
        "Times the rep refers to another customer, a case study or a reference. By known words.",
    ),
}
"""Every metric there is, in the order in which they are best read."""


WHOLE = frozenset({Unit.COUNT, Unit.WORDS, Unit.WORDS_PER_MIN})
FINE_BELOW_S = 10
SUFFIX = {Unit.SECONDS: "s", Unit.MINUTES: "min", Unit.COUNT: "", Unit.INDEX: ""}


def measure(
    transcript: Transcript, sides: Mapping[SpeakerId, Side], rep: SpeakerId, *, english: bool
) -> dict[str, float]:
    """The metrics of one rep by name; those that had no occasion are absent.

    In another language than English every metric that rests on words is absent too.
    """
    heard = listen(transcript, sides, rep)
    values = {name: meter(heard) for name, meter in timing.METERS.items()}
    if english:
        call = wording.worded(heard)
        values |= {name: meter(call) for name, meter in wording.METERS.items()}
    return {name: float(value) for name in DEFINITIONS if (value := values.get(name)) is not None}


def described(metrics: Mapping[str, float]) -> dict[str, str]:
    """Metrics as words, title to value, without those that are for context only."""
    return {
        definition.title: shown(definition.unit, metrics[name])
        for name, definition in DEFINITIONS.items()
        if name in metrics and not definition.context_only
    }


def shown(unit: Unit, value: float) -> str:
    """A value with its unit, as it is written on a page."""
    if unit is Unit.SHARE:
        return f"{100 * value:.0f} %"
    digits = 0 if unit in WHOLE or (unit is Unit.SECONDS and value >= FINE_BELOW_S) else 1
    return f"{value:.{digits}f} {SUFFIX.get(unit, unit.value)}".rstrip()
