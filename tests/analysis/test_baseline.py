"""What the keyword reading says of a call as a whole: honest about what it is, what it saw and what it cannot see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.baseline import CANNOT_TELL, OTHER_LANGUAGE, READERS, SCORER, Reading
from analysis.lexicon import VERSION
from analysis.transcript import canonical, clock
from gong.model import Sentence, SpeakerId, Transcript, Turn
from knowledge.rubric import CallType, Dimension, Role, Rubric
from knowledge.scorecard import NotApplicable, Observed, Sighting, is_keyword
from tests.analysis.spoken import PEOPLE, Line, conversation, found, quotes, seen, standard_rubrics, talk

LABEL = "Keyword reading, not a judgement:"
SPOKEN = st.sampled_from(
    [
        "What happens when the load is late?",
        "It costs us three days a month.",
        "Right.",
        "The price is sixty thousand. That's too expensive for us.",
        "I hear you, I can take ten percent off.",
        "Does that help?",
        "Let me say that back, is that right?",
        "I'll send it on Thursday the twelfth.",
        "Our data can't leave our network. İstanbul, 日本語.",
    ]
) | st.text(min_size=1, max_size=60)
LINES = st.lists(
    st.tuples(st.sampled_from(list(PEOPLE)), st.floats(0, 900), st.floats(0, 900), SPOKEN), min_size=1, max_size=25
)


def every_evidence_is_spelled_as_said(reading: Reading, transcript: Transcript) -> int:
    """Checks all evidences of a reading and says how many there were."""
    findings = [finding for result in reading.results for finding in result.findings]
    found = [evidence for finding in findings if isinstance(finding, Observed) for evidence in finding.evidence]
    found += [objection.evidence for result in reading.results for objection in result.objections]
    for evidence in found:
        utterance = transcript.utterances[evidence.turn]
        assert evidence.quote
        assert utterance.text[evidence.start : evidence.end] == evidence.quote
        assert utterance.label == evidence.speaker
        assert evidence.at_ms in {span.start_ms for span in utterance.spans}
    assert all(len(finding.evidence) <= 3 for finding in findings if isinstance(finding, Observed))
    return len(found)


def test_it_says_first_that_it_is_no_judgement_and_then_only_numbers() -> None:
    call = conversation(
        ("r", 0, 30, "What do you run today?"),
        ("c", 30, 90, "One machine from 2019, and cron beside it."),
        ("r", 90, 120, "Does it hang a lot?"),
        ("c", 120, 200, "Three times in September."),
    )
    assert call.reading().narrative.summary == (
        f"{LABEL} Rita Example had 30 % of the speaking time of both sides and asked 2 questions, 1 of them open. "
        "The longest stretch of speech was 0:30, the customer's 1:20. "
        "An objection was not noticed in known words; there may have been one in others."
    )


def test_its_id_is_that_of_no_other_scorer_and_changes_with_the_words() -> None:
    assert is_keyword(SCORER)
    assert SCORER.endswith(f":{VERSION}")


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_whatever_was_said_it_gives_no_level_no_score_and_quotes_nothing_that_was_not_said(lines: list[Line]) -> None:
    call = conversation(*lines, present="r")
    reading = call.reading()
    every_evidence_is_spelled_as_said(reading, call.transcript)
    assert reading.narrative.summary.startswith(LABEL)
    assert reading.narrative.action is None
    for result in reading.results:
        assert result.score is None
        assert all(isinstance(finding, Observed | NotApplicable) for finding in result.findings)


@pytest.mark.parametrize("call_type", CallType)
@pytest.mark.parametrize("role", Role)
def test_every_criterion_of_every_role_and_type_gets_exactly_one_answer(role: Role, call_type: CallType) -> None:
    rubrics = standard_rubrics()
    reading = talk("What do you run today?", "One machine.").reading(role=role, call_type=call_type)
    for result in reading.results:
        asked = rubrics[result.dimension].criteria_for(role, call_type)
        assert [finding.criterion for finding in result.findings] == [criterion.id for criterion in asked]


def test_every_criterion_it_claims_to_read_exists_in_the_rubrics() -> None:
    known = {criterion.id for rubric in standard_rubrics().values() for criterion in rubric.criteria}
    assert set(READERS) <= known


@pytest.mark.parametrize("criterion", ["accuracy", "comparison", "explanation", "specific_answer", "open_concern"])
def test_what_needs_understanding_is_left_alone_with_the_reason(criterion: str) -> None:
    finding = found(talk("What do you run today?", "One machine.").reading(), criterion)
    assert finding == NotApplicable(criterion=finding.criterion, reason=CANNOT_TELL)


def test_a_criterion_somebody_added_is_left_alone_too() -> None:
    rubric = standard_rubrics()[Dimension.DISCOVERY].model_dump(mode="json")
    rubric["criteria"][0]["id"] = "never_heard_of"
    reading = talk("What do you run?", "Cron.").reading(rubrics={Dimension.DISCOVERY: Rubric.model_validate(rubric)})
    assert found(reading, "never_heard_of") == NotApplicable(
        criterion=rubric["criteria"][0]["id"], reason="keywords cannot tell this"
    )


def test_a_call_in_another_language_is_timed_and_not_read() -> None:
    reading = talk("Was kostet Sie das im Monat?", "Zwei Leute, zwei Tage.").reading(english=False)
    assert "not in English, so no words were read" in reading.narrative.summary
    assert "had 34 % of the speaking time" in reading.narrative.summary
    assert reading.narrative.strength is None
    assert reading.narrative.focus is None
    reasons = {
        finding.reason
        for result in reading.results
        for finding in result.findings
        if isinstance(finding, NotApplicable)
    }
    assert reasons == {OTHER_LANGUAGE}
    assert all(isinstance(finding, NotApplicable) for result in reading.results for finding in result.findings)


def test_without_a_customer_there_was_no_occasion_for_anything() -> None:
    reading = conversation(("r", 0, 20, "Hello? Is anybody there?"), ("u", 20, 40, "Yes, who is it?")).reading()
    assert "nobody known to be of the customer's side spoke" in reading.narrative.summary
    sightings = {
        finding.sighting for result in reading.results for finding in result.findings if isinstance(finding, Observed)
    }
    assert sightings == {Sighting.NO_OPPORTUNITY}
    assert not any(result.objections for result in reading.results)


def test_a_strength_shows_its_exchange() -> None:
    call = talk(
        "What do you run today?", "One machine from 2019, and next to it there is cron, with sixty lines in it."
    )
    strength = call.reading().narrative.strength
    assert strength is not None
    assert strength.text == "At 1:40 an open question was answered for 6 seconds."
    assert call.transcript.utterances[strength.rep_turn or 0].text == "What do you run today?"
    assert call.transcript.utterances[strength.customer_turn or 0].text.startswith("One machine")


def test_small_talk_is_no_strength() -> None:
    call = conversation(
        ("r", 0, 5, "What did you do on the weekend?"), ("c", 5, 60, "We were at the lake."), ("r", 60, 70, "Nice.")
    )
    assert call.reading().narrative.strength is None


def test_talking_into_the_customer_is_a_moment_worth_listening_to() -> None:
    call = conversation(
        ("c", 0, 30, "It began on Wednesday, and on Tuesday somebody had put an export on that same..."),
        ("r", 25, 40, "Okay, so let us restart it first of all."),
        ("c", 41, 60, "You can of course do that."),
    )
    focus = call.reading().narrative.focus
    assert focus is not None
    assert focus.text == "At 0:00 the customer was speaking, and the rep began before the end of it."
    assert (focus.customer_turn, focus.rep_turn) == (0, 1)
    assert focus.criterion == "listening"


def test_the_time_in_a_highlight_is_that_of_the_turn_it_leads_to() -> None:
    talked = "So that is one thing, and it is a long one. What do you run today?"
    said = Turn(
        speaker=SpeakerId("r"),
        sentences=(
            Sentence(start_ms=100_000, end_ms=123_000, text=talked.partition(". ")[0] + "."),
            Sentence(start_ms=123_000, end_ms=126_000, text=talked.partition(". ")[2]),
        ),
    )
    call = conversation(
        ("r", 0, 1, "Hello."),
        ("c", 1, 4, "Hello there to you."),
        ("c", 126, 140, "One machine from 2019, and cron next to it."),
    )
    call = replace(call, transcript=canonical(replace(call.call, turns=(*call.call.turns, said))))
    strength = call.reading().narrative.strength
    assert strength is not None
    first = min(turn for turn in (strength.customer_turn, strength.rep_turn) if turn is not None)
    shown = clock(call.transcript.utterances[first].start_ms)
    assert strength.text == f"At {shown} an open question was answered for 14 seconds."


@pytest.mark.parametrize(
    ("each", "overlap"), [(0.0, 0.0), (-5.0, 0.0), (9.0, 9.0)], ids=["no length", "ends before starts", "all at once"]
)
def test_times_that_cannot_be_right_are_said_to_be_and_nothing_is_made_of_them(each: float, overlap: float) -> None:
    texts = ["What do you run today?", "One machine from 2019.", "And who has to wait for it?", "The warehouse does."]
    lines = [
        ("rc"[n % 2], 60 + n * (10 - overlap), 60 + n * (10 - overlap) + each, text) for n, text in enumerate(texts)
    ]
    call = conversation(*lines, ("r", 130, 130 + max(each, 0) / 9, "Okay then, thank you for that."))
    reading = call.reading()
    assert "Times in this transcript are unreliable" in reading.narrative.summary
    assert "had 0 %" not in reading.narrative.summary
    assert "Rita Example said 72 % of the words of both sides" in reading.narrative.summary
    assert "longest stretch" not in reading.narrative.summary
    assert reading.narrative.focus is None
    assert found(reading, "airtime") == NotApplicable(criterion=found(reading, "airtime").criterion, reason=CANNOT_TELL)
    assert not {"interruptions_per_10_min", "patience_s", "silence_share", "pace_wpm"} & set(call.metrics())


def test_two_who_start_at_once_now_and_then_have_reliable_times() -> None:
    call = conversation(
        ("c", 0, 30, "It began on Wednesday, as far as we know."), ("r", 25, 40, "Okay, let us see what it is.")
    )
    assert "unreliable" not in call.reading().narrative.summary


def test_nothing_remarkable_leaves_strength_and_focus_empty() -> None:
    narrative = talk("Good to see you.", "Likewise.").reading().narrative
    assert narrative.strength is None
    assert narrative.focus is None


def test_three_quotes_at_most_in_the_order_they_were_said() -> None:
    call = talk(*["What happens when it is late?", "We wait for three hours."] * 5)
    finding = seen(call.reading(), "impact")
    assert finding.note.startswith("5 questions")
    assert len(quotes(finding)) == 3
    assert [evidence.turn for evidence in finding.evidence] == sorted(evidence.turn for evidence in finding.evidence)
