"""The measurements of a case: computed from the transcript, never estimated by a model."""

from __future__ import annotations

from analysis.case import Case
from analysis.lexicon import is_english
from analysis.signals import described, measure

MEASURES_VERSION = "1.2"
"""Changes when the same transcript would give a judge other figures; known words change none of them."""

TOLD = (
    "talk_ratio",
    "talk_ratio_first_third",
    "longest_monologue_s",
    "longest_customer_story_s",
    "switches_per_10_min",
    "patience_s",
    "interruptions_per_10_min",
)
"""What a judge is told: what the clock says. What rests on known words would lead one who can read."""


def measured(case: Case) -> dict[str, float]:
    """The metrics of the rep by name; one without occasion is absent."""
    sides = {id_: speaker.side for id_, speaker in case.speakers.items()}
    rep = next(item.speaker for item in case.transcript.utterances if item.label == case.rep.label)
    return measure(case.transcript, sides, rep, english=is_english(case.transcript, case.language))


def measurements(case: Case) -> dict[str, str]:
    """What the judge is told: title and value in words."""
    values = measured(case)
    return described({name: values[name] for name in TOLD if name in values})
