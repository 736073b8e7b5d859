"""The keyword reading of one rep on one call: what was seen of each criterion, never a level. Pure, no key needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis import seen_concerns, seen_finding_out, seen_together
from analysis.floors import Voice, listen
from analysis.highlights import focus, strength
from analysis.lexicon import VERSION
from analysis.objections import Raised
from analysis.seen_concerns import NONE_NOTICED
from analysis.sightings import Reader, Sight, View, counted, questions_in_words
from analysis.transcript import clock
from analysis.wording import worded
from gong.model import Speaker, SpeakerId, Transcript
from knowledge.rubric import CallType, Criterion, Dimension, Rubric
from knowledge.scorecard import (
    KEYWORD_SCORER,
    DimensionResult,
    Finding,
    Handling,
    Narrative,
    NotApplicable,
    Objection,
    Observed,
    Rep,
    Sighting,
)

SCORER = f"{KEYWORD_SCORER}{VERSION}"
READERS: Mapping[str, Reader] = {**seen_finding_out.READERS, **seen_concerns.READERS, **seen_together.READERS}
"""The criteria that keywords can see something of; every other one is left alone, and the reading says so."""

NAMED = 4
LABEL = "Keyword reading, not a judgement:"
CANNOT_TELL = "keywords cannot tell this"
OTHER_LANGUAGE = "the keyword reading knows English only, and this call is in another language"
UNTIMED = "Times in this transcript are unreliable, so nothing is said of pauses, interruptions and lengths."
NO_CUSTOMER = "Nobody known to be of the customer's side spoke."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What keywords saw: one result for each rubric, and the thirty seconds."""

    results: tuple[DimensionResult, ...]
    narrative: Narrative


def read(
    transcript: Transcript,
    *,
    speakers: Mapping[SpeakerId, Speaker],
    rep: Rep,
    call_type: CallType,
    rubrics: Mapping[Dimension, Rubric],
    metrics: Mapping[str, float],
) -> Reading:
    """Read one rep's part of a call.

    `metrics` are those of `analysis.signals.measure` for the same rep: what they hold no count of
    questions for, though a customer spoke, was measured as a call in another language, and no words are read.
    """
    sides = {id_: speaker.side for id_, speaker in speakers.items()}
    heard = listen(transcript, sides, SpeakerId(rep.speaker))
    view = View(call=worded(heard), speakers=speakers, role=rep.role, metrics=metrics)
    asked = {dimension: rubric.criteria_for(rep.role, call_type) for dimension, rubric in rubrics.items()}
    results = tuple(_result(view, dimension, criteria) for dimension, criteria in asked.items())
    known = {criterion.id for criteria in asked.values() for criterion in criteria}
    readable = _is_readable(view)
    narrative = Narrative(
        summary=" ".join([LABEL, *_summary(view, rep)]),
        strength=strength(view, known) if readable else None,
        focus=focus(view, known) if readable else None,
        action=None,
    )
    return Reading(results=results, narrative=narrative)


def _result(view: View, dimension: Dimension, criteria: tuple[Criterion, ...]) -> DimensionResult:
    objections = view.call.raised if dimension is Dimension.OBJECTION_HANDLING and _is_readable(view) else ()
    return DimensionResult(
        dimension=dimension,
        findings=tuple(_finding(view, criterion) for criterion in criteria),
        objections=tuple(_objection(item) for item in objections),
    )


def _finding(view: View, criterion: Criterion) -> Finding:
    if not view.heard.floors_of(Voice.CUSTOMER):
        return Observed(criterion=criterion.id, sighting=Sighting.NO_OPPORTUNITY, note=NO_CUSTOMER)
    if not _is_english(view):
        return NotApplicable(criterion=criterion.id, reason=OTHER_LANGUAGE)
    reader = READERS.get(criterion.id)
    sight = reader(view) if reader else None
    return _observed(criterion, sight) if sight else NotApplicable(criterion=criterion.id, reason=CANNOT_TELL)


def _observed(criterion: Criterion, sight: Sight) -> Observed:
    return Observed(
        criterion=criterion.id,
        sighting=sight.sighting,
        note=sight.note,
        evidence=tuple(moment.evidence() for moment in sight.moments),
    )


def _objection(item: Raised) -> Objection:
    return Objection(type=item.type, handling=Handling.UNJUDGED, evidence=item.moment.evidence())


def _is_english(view: View) -> bool:
    return "questions" in view.metrics


def _is_readable(view: View) -> bool:
    return _is_english(view) and bool(view.heard.floors_of(Voice.CUSTOMER))


def _summary(view: View, rep: Rep) -> Iterator[str]:
    metrics = view.metrics
    if not view.heard.floors_of(Voice.CUSTOMER):
        yield f"nobody known to be of the customer's side spoke, so there is little to read of {rep.name}'s part."
        return
    spoke = _share(view, rep)
    if not _is_english(view):
        yield f"{spoke}. The call is not in English, so no words were read."
        if not view.heard.is_timed:
            yield UNTIMED
        return
    yield f"{spoke} and asked {questions_in_words(view.call.asked)}."
    yield _stretches(metrics) if view.heard.is_timed else UNTIMED
    yield _concerns(view.call.raised)


def _share(view: View, rep: Rep) -> str:
    """Whose share of what: of the time in which rep or customer spoke, or of their words where times are no help."""
    if "talk_ratio" not in view.metrics:
        return rep.name
    share = f"{100 * view.metrics['talk_ratio']:.0f} %"
    if not view.heard.is_timed:
        return f"{rep.name} said {share} of the words of both sides"
    return f"{rep.name} had {share} of the speaking time of both sides"


def _stretches(metrics: Mapping[str, float]) -> str:
    ours, theirs = (metrics.get(name, 0.0) for name in ("longest_monologue_s", "longest_customer_story_s"))
    return (
        f"The longest stretch of speech was {clock(round(1000 * ours))}, the customer's {clock(round(1000 * theirs))}."
    )


def _concerns(raised: tuple[Raised, ...]) -> str:
    if not raised:
        return NONE_NOTICED
    named = ", ".join(f"{item.type.value.replace('_', ' ')} at {clock(item.moment.at_ms)}" for item in raised[:NAMED])
    return f"Noticed {counted(len(raised), 'objection')}: {named}{' and more' if len(raised) > NAMED else ''}."
