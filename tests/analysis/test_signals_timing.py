"""The metrics that need only a clock, each on a call small enough to be worked out by hand."""

from __future__ import annotations

import pytest

from tests.analysis.spoken import conversation

STORY = "Well, the nightly load failed again and then everybody had to wait for it until noon."


def test_talk_ratio_is_the_reps_time_out_of_rep_and_customer() -> None:
    call = conversation(("r", 0, 30, "I talk for thirty seconds."), ("c", 30, 40, "And I for ten, as you hear."))
    assert call.metrics()["talk_ratio"] == pytest.approx(30 / 40)


def test_a_colleague_and_somebody_of_no_known_side_do_not_count_into_the_talk_ratio() -> None:
    call = conversation(
        ("r", 0, 10, "I talk for ten seconds."),
        ("o", 10, 60, "I am a colleague and I talk much longer."),
        ("u", 60, 90, "Nobody knows whose side I am on."),
        ("c", 90, 100, "And I for ten, as you hear."),
    )
    assert call.metrics()["talk_ratio"] == pytest.approx(0.5)


def test_two_customers_who_speak_at_the_same_time_are_counted_once() -> None:
    call = conversation(
        ("c", 0, 10, "We both speak at the same time."),
        ("d", 0, 10, "We both speak at the same time, yes."),
        ("r", 10, 20, "I heard you both say it."),
    )
    assert call.metrics()["talk_ratio"] == pytest.approx(0.5)


def test_the_first_third_is_measured_on_its_own() -> None:
    call = conversation(
        ("r", 0, 20, "The first third of the minute is nearly all mine."),
        ("c", 20, 60, "The rest of it is mine, and it is twice as long."),
    )
    metrics = call.metrics()
    assert metrics["talk_ratio_first_third"] == pytest.approx(1.0)
    assert metrics["talk_ratio"] == pytest.approx(1 / 3)


def test_a_word_of_assent_does_not_end_a_monologue_and_a_remark_does() -> None:
    call = conversation(
        ("c", 0, 4, "Please go on and explain it."),
        ("r", 4, 24, "First I explain the one half of it."),
        ("c", 24, 25, "Mm-hm, right."),
        ("r", 25, 45, "Then I explain the other half of it."),
        ("c", 45, 50, "That is not how it works here."),
        ("r", 50, 80, "Then let me explain it in a different way."),
    )
    assert call.metrics()["longest_monologue_s"] == pytest.approx(40)


def test_yes_in_answer_to_a_question_is_an_answer_and_no_word_of_assent() -> None:
    call = conversation(
        ("r", 0, 10, "So is it the warehouse that waits for it?"),
        ("c", 10, 11, "Yes."),
        ("r", 11, 21, "Then the warehouse is where we should begin."),
    )
    assert call.metrics()["longest_monologue_s"] == pytest.approx(10)


def test_pauses_do_not_make_a_monologue_longer() -> None:
    call = conversation(
        ("c", 0, 5, "Please share the screen now."),
        ("r", 5, 10, "Let me share my screen then."),
        ("r", 90, 95, "There it is, you can see it."),
    )
    assert call.metrics()["longest_monologue_s"] == pytest.approx(10)


def test_the_longest_customer_story_runs_over_both_customers_and_over_words_of_assent() -> None:
    call = conversation(
        ("c", 0, 20, STORY), ("r", 20, 21, "Right."), ("d", 21, 31, STORY), ("r", 31, 40, "And then what did you do?")
    )
    assert call.metrics()["longest_customer_story_s"] == pytest.approx(30)


def test_changes_of_speaker_count_between_rep_and_customer_only() -> None:
    call = conversation(
        ("r", 0, 10, "This is the rep who speaks."),
        ("c", 10, 20, "This is the customer who speaks."),
        ("r", 20, 30, "This is the rep who speaks."),
        ("o", 30, 40, "This is a colleague who speaks."),
        ("c", 40, 120, "This is the customer who speaks."),
    )
    assert call.metrics()["switches_per_10_min"] == pytest.approx(2 * 10 / 2)


def test_patience_is_the_median_pause_and_talking_into_it_is_zero() -> None:
    call = conversation(
        ("c", 0, 10, STORY),
        ("r", 11, 12, "I see that now, I think."),
        ("c", 12, 20, STORY),
        ("r", 19, 22, "I see that now, I think."),
        ("c", 22, 30, STORY),
        ("r", 34, 36, "I see that now, I think."),
    )
    assert call.metrics()["patience_s"] == pytest.approx(1.0)


def test_a_pause_of_a_minute_counts_as_ten_seconds() -> None:
    call = conversation(("c", 0, 10, STORY), ("r", 70, 72, "I am back on the line now."))
    assert call.metrics()["patience_s"] == pytest.approx(10.0)


def test_no_patience_after_a_customer_who_said_only_a_word() -> None:
    call = conversation(("c", 0, 1, "Hello Rita over there."), ("r", 5, 7, "Hello, how are you doing?"))
    assert "patience_s" not in call.metrics()


@pytest.mark.parametrize(
    ("start", "words", "counted"),
    [
        (10.0, "Let me stop you there for a moment.", 1),
        (0.8, "Let me stop you there for a moment.", 0),
        (29.6, "Let me stop you there for a moment.", 0),
        (10.0, "Mm-hm.", 0),
        (10.0, "Oh no.", 0),
    ],
)
def test_an_interruption_is_a_remark_well_inside_what_the_customer_says(start: float, words: str, counted: int) -> None:
    call = conversation(("c", 0, 30, STORY), ("r", start, start + 2, words), ("c", 31, 60, STORY))
    assert call.metrics()["interruptions_per_10_min"] == pytest.approx(10 * counted)


def test_the_customers_interruptions_are_counted_in_the_same_way() -> None:
    call = conversation(("r", 0, 30, STORY), ("c", 10, 12, "Let me stop you there."), ("r", 31, 60, STORY))
    metrics = call.metrics()
    assert metrics["customer_interruptions_per_10_min"] == pytest.approx(10)
    assert metrics["interruptions_per_10_min"] == pytest.approx(0)


def test_silence_is_the_share_in_which_nobody_speaks() -> None:
    call = conversation(("r", 0, 30, STORY), ("c", 60, 75, STORY), ("o", 75, 100, STORY))
    assert call.metrics()["silence_share"] == pytest.approx(0.30)


def test_a_customer_with_hardly_a_word_is_not_active() -> None:
    call = conversation(("c", 0, 30, STORY * 3), ("d", 30, 31, "Hello."), ("r", 31, 60, STORY))
    assert call.metrics()["active_customers"] == 1


def test_the_first_story_is_the_first_floor_of_ten_seconds() -> None:
    call = conversation(("r", 30, 40, STORY), ("c", 40, 45, STORY), ("r", 45, 60, STORY), ("c", 90, 101, STORY))
    assert call.metrics()["first_story_min"] == pytest.approx(1.0)


def test_there_is_no_first_story_when_the_customer_never_speaks_that_long() -> None:
    assert "first_story_min" not in conversation(("r", 0, 60, STORY), ("c", 60, 65, STORY)).metrics()


def test_rates_are_absent_from_a_call_of_less_than_a_minute() -> None:
    metrics = conversation(("r", 0, 10, STORY), ("c", 10, 20, STORY)).metrics()
    assert not [name for name in metrics if name.endswith("per_10_min")]


def test_nobody_from_the_customer_leaves_only_what_is_the_reps_own() -> None:
    metrics = conversation(("r", 0, 40, STORY), ("o", 40, 80, STORY)).metrics()
    assert {"longest_monologue_s", "silence_share", "pace_wpm"} <= set(metrics)
    assert not set(metrics) & {"talk_ratio", "patience_s", "switches_per_10_min", "questions", "objections"}


def test_a_single_turn_is_measured_without_fuss() -> None:
    assert conversation(("r", 0, 0, "Hello?")).metrics() == {
        "fillers_per_100_words": 0.0,
        "hedges_per_100_words": 0.0,
    }
