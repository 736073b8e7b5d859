"""What the keyword reading sees of finding out and of working together, criterion by criterion."""

from __future__ import annotations

import pytest

from analysis.baseline import CANNOT_TELL
from knowledge.rubric import CallType, Role
from knowledge.scorecard import NotApplicable, Sighting
from tests.analysis.spoken import conversation, found, quotes, seen, talk

LATE = "The nightly load is late nearly every Monday. Then the warehouse has to wait for it."


def test_an_agenda_with_a_question_what_the_customer_wants_is_seen_and_without_one_partly() -> None:
    both = talk(
        "I've got forty minutes, and I'd like to go through the load.", LATE, "What would you like to see today?", LATE
    )
    alone = talk("For today I thought we look at the load.", LATE)
    assert seen(both.reading(), "agenda").sighting is Sighting.SEEN
    assert seen(alone.reading(), "agenda").sighting is Sighting.PARTLY
    assert quotes(seen(alone.reading(), "agenda")) == ["For today I thought we look at the load."]


def test_an_agenda_after_three_minutes_or_denied_is_none() -> None:
    late = conversation(
        ("c", 0, 200, LATE), ("r", 200, 210, "So for today I thought we look at the load."), ("c", 210, 220, LATE)
    )
    denied = talk("I don't have an agenda.", LATE)
    assert seen(late.reading(), "agenda").sighting is Sighting.NOT_SEEN
    assert seen(denied.reading(), "agenda").sighting is Sighting.NOT_SEEN


def test_a_call_that_a_colleague_opened_gave_no_occasion_to_open_it() -> None:
    call = talk("Hello Carla.", LATE, "o: For today I thought we look at the load.", LATE)
    assert seen(call.reading(), "agenda").sighting is Sighting.NO_OPPORTUNITY


def test_how_support_opens_a_call_cannot_be_told_by_keywords() -> None:
    assert found(
        talk("Hello.", LATE).reading(role=Role.SUPPORT, call_type=CallType.SUPPORT), "agenda"
    ) == NotApplicable(criterion=found(talk("Hello.", LATE).reading(), "agenda").criterion, reason=CANNOT_TELL)


def test_how_it_works_today_has_the_counts_and_the_very_questions() -> None:
    call = talk("What are you running today?", LATE, "Does it hang a lot?", LATE, "Is it on Kubernetes?", LATE)
    finding = seen(call.reading(), "current_state")
    assert finding.sighting is Sighting.SEEN
    assert finding.note == "3 questions, 1 of them open; 1 in words that ask how it works or what happened."
    assert quotes(finding) == ["What are you running today?"]


def test_a_rep_who_asks_nothing_is_told_so_without_a_quote() -> None:
    finding = seen(talk("Here is what we have got for you.", LATE).reading(), "current_state")
    assert finding.sighting is Sighting.NOT_SEEN
    assert finding.note.startswith("No questions")
    assert not finding.evidence


def test_in_support_what_changed_is_what_counts() -> None:
    call = talk("What changed since the last good night?", LATE)
    reading = call.reading(role=Role.SUPPORT, call_type=CallType.SUPPORT)
    assert seen(reading, "current_state").sighting is Sighting.SEEN


def test_what_it_costs_is_seen_with_the_number_in_the_answer() -> None:
    call = talk("How often does that happen?", "Three times a month, on average.", "Okay.", LATE)
    finding = seen(call.reading(), "impact")
    assert finding.sighting is Sighting.SEEN
    assert quotes(finding) == ["How often does that happen?", "Three times a month"]


def test_what_it_costs_without_a_number_is_partly_seen() -> None:
    call = talk("And what happens when it is late?", "Then they are angry with us.")
    assert seen(call.reading(), "impact").sighting is Sighting.PARTLY


def test_what_a_colleague_asked_is_no_failure_of_the_rep() -> None:
    call = talk("Hello Carla.", LATE, "o: How often does that happen?", "Three times a month.")
    assert seen(call.reading(), "impact").sighting is Sighting.NO_OPPORTUNITY


def test_a_date_and_what_happens_otherwise() -> None:
    assert seen(talk("So what happens if you don't do anything?", LATE).reading(), "why_now").sighting is Sighting.SEEN
    assert seen(talk("Great, so here is a slide.", LATE).reading(), "why_now").sighting is Sighting.NOT_SEEN


def test_how_it_is_decided_names_what_was_asked_about_and_what_was_not() -> None:
    call = talk("Who has to sign it?", LATE, "And what is your budget for it?", LATE)
    finding = seen(call.reading(), "decision_path")
    assert finding.sighting is Sighting.SEEN
    assert finding.note == "Asked about who decides, the budget; not about the steps, the date, the measure."


def test_saying_it_back_is_seen_only_with_a_question_whether_it_is_right() -> None:
    checked = talk("Let me say that back: it is late every Monday. Is that right?", LATE)
    bare = talk("So if I understand you, it is late.", LATE)
    assert seen(checked.reading(), "recap").sighting is Sighting.SEEN
    assert seen(bare.reading(), "recap").sighting is Sighting.PARTLY


def test_room_to_talk_is_not_seen_when_the_rep_talks_for_five_minutes() -> None:
    lines = [("r" if n % 2 else "c", n * 10.0, n * 10.0 + 9, LATE) for n in range(11)]
    finding = seen(
        conversation(*lines, ("r", 200, 500, "And now the long part begins. " * 9), ("c", 500, 510, LATE)).reading(),
        "airtime",
    )
    assert finding.sighting is Sighting.NOT_SEEN
    assert "longest stretch 5:00, 1 over 4 minutes" in finding.note
    assert quotes(finding) == ["And now the long part begins."]


def test_room_to_talk_is_seen_when_each_third_has_a_question_with_a_real_answer() -> None:
    lines = [
        ("r" if n % 2 else "c", n * 10.0, n * 10.0 + 9, "What happened then?" if n % 2 else LATE) for n in range(13)
    ]
    assert seen(conversation(*lines).reading(), "airtime").sighting is Sighting.SEEN


def test_too_few_turns_say_nothing_about_room_to_talk() -> None:
    assert seen(talk("Hello.", LATE).reading(), "airtime").sighting is Sighting.NO_OPPORTUNITY


def test_listening_counts_questions_made_of_the_last_answer() -> None:
    once = talk("What do you run?", LATE, "And who in the warehouse waits?", LATE)
    often = talk("What do you run?", LATE, *["And who in the warehouse waits?", LATE] * 3)
    assert seen(once.reading(), "listening").sighting is Sighting.PARTLY
    assert seen(often.reading(), "listening").sighting is Sighting.SEEN
    assert quotes(seen(once.reading(), "listening")) == ["And who in the warehouse waits?"]


def test_the_customers_questions_are_counted_and_their_answers_are_not_judged() -> None:
    call = talk("What questions do you have?", "How does the backfill work?", "It works by date.", "And who starts it?")
    finding = seen(call.reading(), "customer_questions")
    assert finding.sighting is Sighting.SEEN
    assert finding.note == (
        "2 questions from the customer; the rep asked for questions 1 time. "
        "Whether they were answered, keywords cannot tell."
    )


def test_bringing_in_is_asking_a_second_customer_by_name() -> None:
    one = talk("Carla, what do you run?", LATE, "And who waits?", f"d: {LATE}")
    two = talk("Carla, what do you run?", LATE, "And who gets paged, Dev?", f"d: {LATE}")
    assert seen(one.reading(), "bring_in").sighting is Sighting.PARTLY
    assert seen(two.reading(), "bring_in").sighting is Sighting.SEEN
    assert seen(two.reading(), "bring_in").note == "2 of 2 customers asked something by name."


def test_a_silent_customer_counts_as_somebody_to_bring_in() -> None:
    call = conversation(("r", 0, 10, "What do you run?"), ("c", 10, 20, LATE), present="d")
    assert seen(call.reading(), "bring_in").sighting is Sighting.NOT_SEEN


def test_with_one_customer_there_is_nobody_to_bring_in() -> None:
    assert seen(talk("What do you run?", LATE).reading(), "bring_in").sighting is Sighting.NO_OPPORTUNITY


def test_something_from_before_is_seen_and_its_absence_says_nothing() -> None:
    before = talk("Last time we stopped at the load.", LATE)
    assert seen(before.reading(), "continuity").sighting is Sighting.SEEN
    assert isinstance(found(talk("Hello.", LATE).reading(), "continuity"), NotApplicable)


@pytest.mark.parametrize(
    ("closing", "sighting"),
    [
        ("I'll send you the quote by Thursday the twelfth.", Sighting.SEEN),
        ("Order form and data terms go to Rachel on Thursday the twelfth.", Sighting.SEEN),
        ("Would next Wednesday work, the fourteenth?", Sighting.SEEN),
        ("I'll send you some material and we'll touch base.", Sighting.PARTLY),
        ("I'll send you something, but not Thursday.", Sighting.PARTLY),
        ("That was fun, have a nice day.", Sighting.NOT_SEEN),
        ("As I said on Tuesday, it was late.", Sighting.NOT_SEEN),
    ],
)
def test_a_next_step_is_seen_with_a_day_and_partly_without(closing: str, sighting: Sighting) -> None:
    assert seen(talk("What do you run?", LATE, closing, "Sounds good.").reading(), "next_step").sighting is sighting


def test_a_next_step_says_whether_the_customer_said_yes() -> None:
    yes = seen(talk("I'll call you on Friday at ten.", "Works for me.").reading(), "next_step")
    no = seen(talk("I'll call you on Friday at ten.", "We will see.").reading(), "next_step")
    assert yes.note == "1 step with a day or an hour near the end, and a yes of the customer after it."
    assert no.note == "1 step with a day or an hour near the end, and a yes of the customer was not noticed."


@pytest.mark.parametrize(
    "reply", ["Thursday works.", "Yes, perfect, Thursday it is.", "Sounds good, I'll send an invite."]
)
def test_a_day_that_the_customer_proposed_and_the_rep_took_up_is_a_dated_step(reply: str) -> None:
    finding = seen(
        talk("Let us talk again soon.", "How about Thursday afternoon?", reply, "Bye.").reading(), "next_step"
    )
    assert finding.sighting is Sighting.SEEN
    assert finding.note == "1 step with a day or an hour near the end, proposed by the customer and taken up."


@pytest.mark.parametrize("said", ["It failed on Thursday afternoon.", "Did it say anything on Thursday?"])
def test_a_day_that_the_customer_only_speaks_of_is_no_step(said: str) -> None:
    call = talk("Hello Carla.", said, "Okay, I see that.", "Bye.")
    assert seen(call.reading(), "next_step").sighting is Sighting.NOT_SEEN


@pytest.mark.parametrize(
    "said",
    [
        "Is there anything else you're concerned about?",
        "What else is on your mind?",
        "Does anybody have any questions?",
        "Is there anything you want to ask?",
    ],
)
def test_inviting_questions_or_concerns_is_noticed(said: str) -> None:
    assert "the rep asked for questions 1 time" in seen(talk(said, LATE).reading(), "customer_questions").note


def test_asking_whether_there_is_something_in_their_system_invites_no_questions() -> None:
    note = seen(talk("Is there anything in Airflow besides?", LATE).reading(), "customer_questions").note
    assert "did not ask for any in known words" in note


def test_a_step_named_early_in_a_long_call_is_not_the_next_step() -> None:
    call = conversation(
        ("r", 0, 10, "I'll call you on Friday at ten."), ("c", 10, 900, LATE), ("r", 900, 910, "Bye then.")
    )
    assert seen(call.reading(), "next_step").sighting is Sighting.NOT_SEEN


def test_a_next_step_that_a_colleague_named_is_no_failure_of_the_rep() -> None:
    call = talk("Hello Carla.", LATE, "o: I'll call you on Friday at ten.", "Works for me.")
    assert seen(call.reading(), "next_step").sighting is Sighting.NO_OPPORTUNITY


def test_benefit_phrases_are_never_more_than_partly_seen() -> None:
    finding = seen(talk("It tells you at four, so you can sleep.", LATE).reading(), "tied_to_need")
    assert finding.sighting is Sighting.PARTLY
    assert "keywords cannot tell whether it is what the customer needs" in finding.note


@pytest.mark.parametrize(
    ("said", "benefits"),
    [
        ("So you can say it with less confidence.", 0),
        ("I'll put that in the proposal as a line, so you can see it with and without.", 0),
        ("It's all in the mail, so you could ask Dev about it.", 0),
        ("Prefect retries the load by itself, so you can look at it in the morning.", 1),
        ("We watch the night for you, so you can sleep.", 1),
        ("It runs again on its own, so you don't have to.", 1),
    ],
)
def test_so_you_can_is_a_benefit_only_when_it_is_about_the_product_or_a_relief(said: str, benefits: int) -> None:
    assert talk(said, LATE).metrics()["value_links"] == benefits


def test_leaving_something_to_be_checked_is_seen_and_never_missed() -> None:
    said = talk("I don't want to guess, so let me find out.", LATE)
    assert seen(said.reading(), "honest_limits").note == "Left something to be checked 2 times."
    assert isinstance(found(talk("Hello.", LATE).reading(), "honest_limits"), NotApplicable)
    assert isinstance(found(talk("I don't know, in a few weeks?", LATE).reading(), "honest_limits"), NotApplicable)
