"""The table of metrics as a whole: definitions, values in words, languages, and calls of any shape."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import timing, wording
from analysis.lexicon import is_english
from analysis.signals import DEFINITIONS, Unit, described, shown
from tests.analysis.spoken import PEOPLE, Line, conversation, talk

ENGLISH = "So what happens is that the load is late and then we have to wait for it, which is not what you want."
GERMAN = (
    "Also das Problem ist, dass die Daten nachts zu spät kommen und dann alle auf den Report warten müssen, jeden Tag."
)

SPOKEN = st.sampled_from(
    [
        "What happens when the load is late?",
        "It costs us three days a month, and we can't afford that.",
        "Right.",
        "That's too expensive for us.",
        "I can take ten percent off.",
        "(REDACTED)",
        "???",
        "So, so, so, what?",
        "Let's meet on Thursday the twelfth.",
        "日本語で話します。",
    ]
) | st.text(min_size=1, max_size=60)
LINES = st.lists(
    st.tuples(st.sampled_from(list(PEOPLE)), st.floats(-5, 900), st.floats(-5, 900), SPOKEN), min_size=1, max_size=25
)


def test_every_metric_has_a_definition_and_every_definition_a_metric() -> None:
    assert set(DEFINITIONS) == set(timing.METERS) | set(wording.METERS)


def test_every_definition_says_what_is_counted_in_a_sentence() -> None:
    for name, definition in DEFINITIONS.items():
        assert definition.title, name
        assert definition.meaning.endswith("."), name


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.SHARE, 0.561, "56 %"),
        (Unit.SECONDS, 0.86, "0.9 s"),
        (Unit.SECONDS, 76.4, "76 s"),
        (Unit.MINUTES, 4.25, "4.2 min"),
        (Unit.COUNT, 9.0, "9"),
        (Unit.WORDS, 21.5, "22 words"),
        (Unit.PER_10_MIN, 3.14, "3.1 per 10 minutes"),
        (Unit.WORDS_PER_MIN, 164.7, "165 words a minute"),
        (Unit.RATIO, 1.35, "1.4 to 1"),
        (Unit.INDEX, 0.5, "0.5"),
    ],
)
def test_values_are_shown_with_their_unit(unit: Unit, value: float, words: str) -> None:
    assert shown(unit, value) == words


def test_what_is_for_context_only_is_not_told_to_a_judge() -> None:
    told = described(talk("Um, what do you run today?", "Uh, one machine, more or less.").metrics())
    assert told["Questions"] == "1"
    assert not {"Filler words", "Hedges", "Pace", "Silence"} & set(told)


@pytest.mark.parametrize(
    ("language", "text"), [("eng", GERMAN), ("en-US", ENGLISH), (None, ENGLISH), ("und", ENGLISH), ("", "Hello.")]
)
def test_english_is_what_the_recording_calls_english_or_else_what_sounds_like_it(
    language: str | None, text: str
) -> None:
    assert is_english(talk(text, text).transcript, language)


@pytest.mark.parametrize(("language", "text"), [("deu", ENGLISH), ("de-DE", GERMAN), (None, GERMAN), ("und", GERMAN)])
def test_another_language_is_what_the_recording_says_or_else_what_the_words_say(
    language: str | None, text: str
) -> None:
    assert not is_english(talk(text, text, text, text).transcript, language)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_any_turns_give_finite_values_within_bounds_and_never_a_crash(lines: list[Line]) -> None:
    metrics = conversation(*lines, present="r").metrics()
    for name, value in metrics.items():
        assert math.isfinite(value), name
        assert value >= 0, name
        if DEFINITIONS[name].unit in {Unit.SHARE, Unit.INDEX}:
            assert value <= 1 + 1e-9, name


@settings(max_examples=50, deadline=None)
@given(LINES)
def test_the_same_turns_always_give_the_same_values(lines: list[Line]) -> None:
    assert conversation(*lines, present="r").metrics() == conversation(*lines, present="r").metrics()
