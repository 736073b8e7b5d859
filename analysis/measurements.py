"""The measurements of a case: computed from the transcript, never estimated by a model."""

from __future__ import annotations

from analysis.case import Case
from analysis.lexicon import is_english
from analysis.signals import SIGNALS_VERSION, described, measure

MEASURES_VERSION = SIGNALS_VERSION


def measured(case: Case) -> dict[str, float]:
    """The metrics of the rep by name; one without occasion is absent."""
    sides = {id_: speaker.side for id_, speaker in case.speakers.items()}
    rep = next(item.speaker for item in case.transcript.utterances if item.label == case.rep.label)
    return measure(case.transcript, sides, rep, english=is_english(case.transcript, case.language))


def measurements(case: Case) -> dict[str, str]:
    """What the judge is told: title and value in words."""
    return described(measured(case))
