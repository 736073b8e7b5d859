"""What counts as a question, and as an open one."""

from __future__ import annotations

import pytest

from analysis.questions import Ask, asks, sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "so what are you running today?",
        "and how did you find out?",
        "okay, so, jonas, what would you move first?",
        "can you tell me a bit more about your setup?",
        "walk me through one night.",
        "so neil, tell me about the cluster.",
        "when the scheduler hangs at night, what happens?",
        "can i ask what anton would look at first, do you know?",
        "why'd it stop?",
        "help me understand the matching step.",
    ],
)
def test_what_how_why_and_asking_to_be_told_are_open_questions(sentence: str) -> None:
    assert asks(sentence) is Ask.OPEN


@pytest.mark.parametrize(
    "sentence",
    [
        "does it hang a lot?",
        "how many people look after all that?",
        "and how long does it take when it goes right?",
        "what time does it start?",
        "why don't we do thursday?",
        "what about the other twelve?",
        "on the same box?",
        "who else has to touch the paper before you sign?",
        "how about we make this real?",
        "what if we arranged a demo?",
    ],
)
def test_what_a_yes_a_number_or_a_name_answers_is_a_closed_question(sentence: str) -> None:
    assert asks(sentence) is Ask.CLOSED


@pytest.mark.parametrize(
    "sentence",
    [
        "right?",
        "but then you're not counting the hassle, right?",
        "does that make sense?",
        "makes sense?",
        "does that work?",
        "how does that sound?",
        "is that fair?",
        "sorry?",
        "okay?",
        "we'd start with the carrier messages, yeah?",
    ],
)
def test_a_tag_or_a_question_for_a_nod_is_no_question(sentence: str) -> None:
    assert asks(sentence) is Ask.CHECK


@pytest.mark.parametrize(
    "sentence",
    [
        "how are you today?",
        "can you hear me all right?",
        "can everybody see my screen?",
        "how was your weekend?",
        "hi, leah?",
        "tom, do you want to take that one?",
    ],
)
def test_small_talk_and_housekeeping_are_no_questions(sentence: str) -> None:
    assert asks(sentence) is Ask.SMALL_TALK


@pytest.mark.parametrize(
    "sentence",
    ["what we do is simple.", "how we do it, you will see.", "i told him why.", "tell me when you see it.", "great."],
)
def test_a_statement_asks_nothing(sentence: str) -> None:
    assert asks(sentence) is None


def test_a_recorded_sentence_may_hold_two_and_a_version_number_none() -> None:
    text = "we went from 3.4 to 3.6. was that the change? yes"
    assert [text[item.start : item.end] for item in sentences(text, [0])] == [
        "we went from 3.4 to 3.6.",
        "was that the change?",
        "yes",
    ]


def test_without_punctuation_the_recordings_own_sentences_count() -> None:
    text = "that is one thing that is another"
    assert [text[item.start : item.end] for item in sentences(text, [0, 18])] == [
        "that is one thing",
        "that is another",
    ]
