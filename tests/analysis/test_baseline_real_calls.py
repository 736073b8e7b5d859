"""The keyword reading of whole calls: the bundled ones, and the development data when it is there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from analysis.baseline import Reading, read
from analysis.call_type import call_type_of
from analysis.lexicon import is_english
from analysis.roles import role_from_title
from analysis.signals import measure
from analysis.transcript import canonical
from gong.files import read_export
from gong.model import Call, Side, Speaker, Transcript
from knowledge.scorecard import ObjectionType, Rep, Sighting
from tests.analysis.desk import everything
from tests.analysis.spoken import objections, quotes, seen, standard_rubrics
from tests.analysis.test_baseline import every_evidence_is_spelled_as_said

DEVELOPMENT = Path(__file__).parents[2].parent / "shared" / "data" / "calls"


@cache
def bundled_calls() -> tuple[Call, ...]:
    return tuple(everything().calls)


def reps(call: Call, transcript: Transcript) -> list[tuple[Speaker, str]]:
    labels = {utterance.speaker: utterance.label for utterance in transcript.utterances}
    return [(one, labels[one.id]) for one in call.speakers if one.side is Side.US and one.id in labels]


def readings(call: Call) -> Iterator[tuple[Transcript, Reading]]:
    transcript = canonical(call)
    speakers = {speaker.id: speaker for speaker in call.speakers}
    sides = {speaker.id: speaker.side for speaker in call.speakers}
    for speaker, label in reps(call, transcript):
        role = role_from_title(speaker.title)
        rep = Rep(
            speaker=speaker.id,
            label=label,
            name=speaker.name,
            email=speaker.email,
            role=role.role,
            role_reason=role.reason,
        )
        metrics = measure(transcript, sides, speaker.id, english=is_english(transcript, call.language))
        yield (
            transcript,
            read(
                transcript,
                speakers=speakers,
                rep=rep,
                call_type=call_type_of(call).type,
                rubrics=standard_rubrics(),
                metrics=metrics,
            ),
        )


def bundled(title: str) -> Reading:
    """The reading of the first rep of one bundled call."""
    call = next(call for call in bundled_calls() if call.title == title)
    return next(readings(call))[1]


def test_every_quote_from_every_bundled_call_is_spelled_as_it_was_said() -> None:
    counted = sum(
        every_evidence_is_spelled_as_said(reading, transcript)
        for call in bundled_calls()
        for transcript, reading in readings(call)
    )
    assert counted > 400


def test_the_discount_that_came_before_any_question_is_found() -> None:
    reading = bundled("Brightline Logistics - first call")
    assert objections(reading)[0].type is ObjectionType.PRICING
    assert quotes(seen(reading, "holds_value")) == ["so I can take fifteen percent off that right away."]
    focus = reading.narrative.focus
    assert focus is not None
    assert "followed by an offer before any question" in focus.text


def test_a_call_that_ends_with_dates_on_both_sides_has_a_dated_next_step() -> None:
    assert seen(bundled("Brightline Logistics - price and terms"), "next_step").sighting is Sighting.SEEN


def test_a_call_that_ends_with_material_to_be_sent_has_none() -> None:
    assert seen(bundled("Brightline Logistics - first call"), "next_step").sighting is Sighting.PARTLY


def test_meetings_that_sell_nothing_hold_next_to_no_objections() -> None:
    if not DEVELOPMENT.is_dir():
        pytest.skip("the development data is not here")
    noticed = counted = 0
    for folder in ("ethereum_pm", "earnings21", "qmsum_product"):
        for call in read_export([DEVELOPMENT / folder]).calls:
            for transcript, reading in islice(readings(call), 1):
                every_evidence_is_spelled_as_said(reading, transcript)
                noticed += len(objections(reading))
                counted += 1
    assert counted > 10
    assert noticed <= counted // 5
