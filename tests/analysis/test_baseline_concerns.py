"""Objections as the keyword reading notices them, and what it says of the first reply to them."""

from __future__ import annotations

import pytest

from knowledge.rubric import CallType
from knowledge.scorecard import Handling, ObjectionType, Sighting
from tests.analysis.spoken import Conversation, objections, quotes, seen, talk

PRICE = "For your size it is around sixty thousand dollars a year."
TOO_MUCH = "That is roughly twice what we pay now."


def types(call: Conversation) -> list[ObjectionType]:
    return [objection.type for objection in objections(call.reading())]


@pytest.mark.parametrize(
    ("said", "type_"),
    [
        (TOO_MUCH, ObjectionType.PRICING),
        ("It's about forty percent over.", ObjectionType.PRICING),
        ("We don't have the budget for that this year.", ObjectionType.PRICING),
        ("Honestly, that's too expensive for us.", ObjectionType.PRICING),
        ("I'm a bit worried about the cost of it.", ObjectionType.PRICING),
        ("I don't have a budget line for this.", ObjectionType.PRICING),
        ("We're worried we might overpay.", ObjectionType.PRICING),
        ("The prices are one thing, and I'm not sure if now is the right time.", ObjectionType.TIMING),
        ("It isn't really a priority.", ObjectionType.TIMING),
        ("Policyholder data can't leave our network.", ObjectionType.SECURITY),
        ("My concern is the downtime during the move.", ObjectionType.TECHNICAL_FIT),
        ("If we must rewrite everything at once, that is a hard no.", ObjectionType.TECHNICAL_FIT),
        ("Why wouldn't we just stay with Airflow?", ObjectionType.COMPETITOR),
        ("That's not my decision.", ObjectionType.AUTHORITY),
        ("I don't see why we should change anything.", ObjectionType.STATUS_QUO),
    ],
)
def test_an_objection_is_noticed_with_its_type_and_never_judged(said: str, type_: ObjectionType) -> None:
    call = talk(PRICE, said)
    noticed = objections(call.reading())
    assert [objection.type for objection in noticed] == [type_]
    assert noticed[0].handling is Handling.UNJUDGED
    assert noticed[0].evidence.quote == said
    assert noticed[0].evidence.speaker == "C1"


def test_a_tool_at_half_the_price_in_answer_to_a_question_is_no_second_objection() -> None:
    call = talk(PRICE, TOO_MUCH, "Okay. What are you comparing it with?", "With a tool at half the price.")
    assert types(call) == [ObjectionType.PRICING]


def test_a_tool_at_half_the_price_in_answer_to_a_question_is_none_at_all() -> None:
    assert types(talk("Before we talk about price, what do you look at?", "At a tool at half the price.")) == []


def test_a_tool_at_half_the_price_brought_up_unasked_is_one() -> None:
    assert types(talk(PRICE, "There is a tool at half the price.")) != []


def test_the_same_objection_again_within_three_minutes_counts_once_and_later_again() -> None:
    soon = talk(PRICE, TOO_MUCH, "I see that.", "It's too expensive for us.")
    later = talk(PRICE, TOO_MUCH, "I see that.", "It's too expensive for us.", each=100)
    assert len(types(soon)) == 1
    assert len(types(later)) == 2


@pytest.mark.parametrize(
    "said",
    [
        "What does it cost?",
        "It was expensive and it had a very friendly salesman.",
        "A container that stands too long is an expensive mistake.",
        "We looked at the others, and they either lack it or are too expensive.",
        "We can't afford much downtime.",
        "Code freeze is on the sixteenth.",
        "It is an enterprise scheduler and it belongs to operations.",
    ],
)
def test_a_question_a_fact_or_something_else_that_is_expensive_is_no_objection(said: str) -> None:
    assert types(talk(PRICE, said)) == []


def test_expensive_without_any_talk_of_money_is_about_something_else() -> None:
    assert types(talk("And when a driver waits?", "Oh, that's really expensive.")) == []


def test_another_objection_after_a_word_of_assent_is_one_more_though_both_begin_a_turn() -> None:
    call = talk(PRICE, "That's too expensive for us.", "Right.", "Our data can't leave our network.", each=2)
    assert types(call) == [ObjectionType.PRICING, ObjectionType.SECURITY]


def test_what_the_rep_says_is_never_an_objection() -> None:
    assert types(talk("I know the budget is tight and that it's too expensive for some.", "Okay then, I see.")) == []


def test_a_discount_before_any_question_is_seen_and_is_the_moment_to_listen_to() -> None:
    call = talk(PRICE, TOO_MUCH, "I hear you, so I can take fifteen percent off right away.", "That was fast.")
    reading = call.reading()
    assert seen(reading, "holds_value").sighting is Sighting.NOT_SEEN
    assert quotes(seen(reading, "holds_value")) == ["so I can take fifteen percent off right away."]
    focus = reading.narrative.focus
    assert focus is not None
    assert focus.text == "At 1:46 a price concern was followed by an offer before any question."
    assert (focus.customer_turn, focus.rep_turn) == (2, 3)
    assert focus.criterion == "holds_value"


def test_a_question_before_the_discount_is_seen_too() -> None:
    call = talk(PRICE, TOO_MUCH, "What is it twice of?", "Of the machine.", "I can take ten percent off.", "Okay then.")
    reading = call.reading()
    assert seen(reading, "understand_first").sighting is Sighting.SEEN
    assert quotes(seen(reading, "understand_first")) == ["What is it twice of?"]
    assert seen(reading, "holds_value").sighting is Sighting.PARTLY


@pytest.mark.parametrize(
    "reply",
    ["I can't take ten percent off, I'm afraid.", "We never offer a discount on it.", "It has no discount in it."],
)
def test_refusing_a_discount_is_not_offering_one(reply: str) -> None:
    holds = seen(talk(PRICE, TOO_MUCH, reply, "Okay then.").reading(), "holds_value")
    assert holds.sighting is Sighting.PARTLY
    assert "no discount or extra" in holds.note


def test_a_question_at_the_end_of_a_long_answer_is_not_asking_first() -> None:
    answer = "We have a team for that, and they do it with every customer. " * 4
    call = talk(PRICE, TOO_MUCH, answer + "What else is on your mind?", "Nothing.")
    assert seen(call.reading(), "understand_first").sighting is Sighting.NOT_SEEN


def test_proposing_a_meeting_is_not_asking_about_the_concern() -> None:
    call = talk(PRICE, TOO_MUCH, "Okay. Can we schedule a call for that?", "Sure.")
    assert seen(call.reading(), "understand_first").sighting is Sighting.NOT_SEEN


def test_taking_it_up_and_asking_whether_it_is_settled() -> None:
    call = talk(
        PRICE, TOO_MUCH, "Fair point. It replaces two things.", "It does.", "Does that answer it for you?", "Yes."
    )
    reading = call.reading()
    assert quotes(seen(reading, "acknowledge")) == ["Fair point."]
    assert quotes(seen(reading, "settled")) == ["Does that answer it for you?"]


def test_with_two_objections_of_which_one_is_met_it_is_partly_seen() -> None:
    call = talk(
        PRICE,
        TOO_MUCH,
        "I hear you on that one.",
        "Policyholder data can't leave our network.",
        "It stays there.",
        "Okay.",
    )
    finding = seen(call.reading(), "acknowledge")
    assert finding.sighting is Sighting.PARTLY
    assert finding.note == "1 of 2 objections replied to with words that take it up."


def test_no_objection_is_no_opportunity_and_not_a_failure() -> None:
    reading = talk("What do you run today?", "One machine from 2019.").reading()
    for criterion in ("acknowledge", "understand_first", "settled"):
        assert seen(reading, criterion).sighting is Sighting.NO_OPPORTUNITY
        assert "not noticed in known words" in seen(reading, criterion).note
    assert "An objection was not noticed in known words" in reading.narrative.summary


def test_an_objection_that_a_colleague_answered_is_neither_for_nor_against_the_rep() -> None:
    call = talk(PRICE, TOO_MUCH, "o: I can take that one, it replaces two things.", "Okay, I see.")
    finding = seen(call.reading(), "understand_first")
    assert finding.sighting is Sighting.NO_OPPORTUNITY
    assert "somebody else replied" in finding.note
    assert "not noticed in known words" in finding.note


def test_price_that_never_came_up_is_no_opportunity() -> None:
    call = talk("What do you run today?", "One machine from 2019.")
    finding = seen(call.reading(call_type=CallType.DEMO), "holds_value")
    assert finding.sighting is Sighting.NO_OPPORTUNITY
    assert "not noticed in known words" in finding.note


def test_a_question_about_the_budget_that_only_the_rep_brought_up_holds_no_price() -> None:
    finding = seen(talk("And what is your budget for it, before we talk price?", "No idea.").reading(), "holds_value")
    assert finding.sighting is Sighting.NO_OPPORTUNITY
    assert "not noticed in known words" in finding.note


def test_a_question_about_the_budget_with_nothing_given_away_is_seen() -> None:
    call = talk(PRICE, "The price is not easy.", "Where does that number come from?", "From last year.")
    assert seen(call.reading(), "holds_value").sighting is Sighting.SEEN
