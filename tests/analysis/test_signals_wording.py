"""The metrics that count words, each on a call small enough to be worked out by hand."""

from __future__ import annotations

import pytest

from tests.analysis.spoken import conversation, talk

LATE = "The nightly load is late nearly every Monday and then the warehouse has to wait."


def test_pace_is_words_per_minute_of_speech() -> None:
    call = conversation(("r", 0, 30, "word " * 75), ("c", 60, 90, "word " * 60))
    assert call.metrics()["pace_wpm"] == pytest.approx(150)
    assert call.metrics()["customer_pace_wpm"] == pytest.approx(120)


def test_there_is_no_pace_of_a_few_seconds() -> None:
    assert "pace_wpm" not in conversation(("r", 0, 5, "Hello over there."), ("c", 5, 60, LATE)).metrics()


def test_fillers_and_hedges_per_hundred_words_of_the_rep_only() -> None:
    call = talk("Um, I think we could, you know, begin here.", "Um, um, maybe, I mean, let us see.")
    assert call.metrics()["fillers_per_100_words"] == pytest.approx(100 * 2 / 9)
    assert call.metrics()["hedges_per_100_words"] == pytest.approx(100 * 1 / 9)


def test_you_and_your_are_counted_for_each_i_we_and_our() -> None:
    call = talk("You said your team waits, and we can look at our side.", LATE)
    assert call.metrics()["you_to_we"] == pytest.approx(2 / 2)


def test_words_of_assent_per_minute_of_the_customers_speech() -> None:
    call = conversation(
        ("c", 0, 30, LATE), ("r", 30, 31, "Right."), ("c", 31, 61, LATE), ("r", 61, 62, "Got it."), ("c", 62, 92, LATE)
    )
    assert call.metrics()["listening_cues_per_min"] == pytest.approx(2 / 1.5)


def test_questions_and_the_share_of_open_ones() -> None:
    call = talk(
        "What do you run today?",
        LATE,
        "Does it hang a lot?",
        LATE,
        "How many are there?",
        LATE,
        "It is late, right?",
        LATE,
    )
    metrics = call.metrics()
    assert metrics["questions"] == 3
    assert metrics["open_share"] == pytest.approx(1 / 3)
    assert metrics["questions_per_10_min"] == pytest.approx(3 * 600 / (100 + 8 * 6 - 0.5))


def test_no_question_is_none_and_the_open_share_is_absent() -> None:
    metrics = talk("I only talk and talk.", LATE).metrics()
    assert metrics["questions"] == 0
    assert "open_share" not in metrics


def test_a_follow_up_takes_up_a_word_of_what_was_just_told() -> None:
    call = talk(
        "What do you run today?", LATE, "And who in the warehouse is waiting?", LATE, "Are you on Kubernetes?", LATE
    )
    assert call.metrics()["follow_ups"] == 1


def test_what_is_taken_up_in_the_first_minute_is_small_talk() -> None:
    call = conversation(
        ("c", 0, 10, "I am in the truck in the parking lot."),
        ("r", 10, 12, "Are you in the truck?"),
        ("c", 12, 90, LATE),
    )
    assert call.metrics()["follow_ups"] == 0


def test_the_customers_name_alone_is_no_follow_up() -> None:
    call = talk(
        "What do you run today?", "Carla and the load, it is late.", "Carla, did you?", LATE, "Is it, Carla?", LATE
    )
    assert call.metrics()["follow_ups"] == 0


def test_two_questions_before_handing_over_are_several_at_once() -> None:
    call = talk("How many people is that? And who owns it?", LATE, "What happened then?", LATE)
    assert call.metrics()["stacked_questions"] == 1


def test_questions_all_in_one_part_of_the_call_have_no_spread() -> None:
    call = conversation(("r", 0, 10, "What do you run today?"), ("c", 10, 300, LATE))
    assert call.metrics()["question_spread"] == pytest.approx(0)


def test_one_question_in_each_fifth_is_an_even_spread() -> None:
    lines = [("r" if n % 2 else "c", n * 10.0, n * 10.0 + 9, "What is it?" if n % 2 else LATE) for n in range(10)]
    assert conversation(*lines).metrics()["question_spread"] == pytest.approx(1)


def test_the_length_of_answers_to_open_questions() -> None:
    call = talk("What do you run today?", "One two three.", "What then?", "One two three four five.", "Is it?", LATE)
    assert call.metrics()["answer_words"] == 4


def test_consequences_asked_for_and_numbers_brought() -> None:
    call = talk("How often does that happen?", "Three times a month.", "What does that cost you?", "I have no idea.")
    metrics = call.metrics()
    assert metrics["implication_questions"] == 2
    assert metrics["numbers_elicited"] == 1


def test_questions_before_the_first_presentation() -> None:
    call = conversation(
        ("r", 0, 5, "What do you run today?"),
        ("c", 5, 30, LATE),
        ("r", 30, 40, "And who is waiting for it?"),
        ("c", 40, 60, LATE),
        ("r", 60, 90, "So with Prefect Cloud you write plain Python, and our platform keeps the schedules."),
        ("c", 90, 95, LATE),
        ("r", 95, 99, "What do you think of it?"),
    )
    metrics = call.metrics()
    assert metrics["pitch_onset_min"] == pytest.approx(1.0)
    assert metrics["questions_before_pitch"] == 2


def test_naming_the_product_in_passing_is_no_presentation() -> None:
    metrics = conversation(("r", 0, 4, "Hi, I'm Rita from Prefect Cloud."), ("c", 4, 60, LATE)).metrics()
    assert "pitch_onset_min" not in metrics


def test_recaps_deferrals_benefits_and_other_customers_named() -> None:
    call = talk(
        "Let me say that back: it is late every Monday.",
        LATE,
        "I don't want to guess there, so let me find out.",
        LATE,
        "It tells you at four, so you can sleep. Another customer had the same.",
        LATE,
    )
    metrics = call.metrics()
    assert (metrics["recaps"], metrics["deferrals"]) == (1, 2)
    assert (metrics["value_links"], metrics["proof_points"]) == (1, 1)


def test_the_customers_questions_and_those_about_buying() -> None:
    call = talk("It is all here.", "What does the contract say?", "That it ends.", "How does the backfill work?")
    metrics = call.metrics()
    assert metrics["customer_questions"] == 2
    assert metrics["buying_questions"] == 1


def test_the_pause_after_an_objection_and_the_length_of_the_reply() -> None:
    call = conversation(
        ("r", 0, 5, "The price is sixty thousand a year."),
        ("c", 5, 10, "That's too expensive for us."),
        ("r", 13, 25, "Let me think about that for a moment."),
    )
    metrics = call.metrics()
    assert metrics["objections"] == 1
    assert metrics["pause_after_objection_s"] == pytest.approx(3)
    assert metrics["objection_reply_s"] == pytest.approx(12)


def test_nothing_that_rests_on_words_is_measured_in_another_language() -> None:
    call = talk("Was läuft bei Ihnen heute?", "Eine Maschine von 2019, wir nennen sie die alte Dame.")
    assert set(call.metrics(english=False)) <= {
        "talk_ratio",
        "talk_ratio_first_third",
        "longest_monologue_s",
        "longest_customer_story_s",
        "switches_per_10_min",
        "patience_s",
        "interruptions_per_10_min",
        "customer_interruptions_per_10_min",
        "silence_share",
        "active_customers",
        "first_story_min",
    }
