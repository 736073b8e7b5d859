"""The part of a page that is read first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from knowledge.rubric import CallType, Dimension
from knowledge.scorecard import Action, DimensionResult, Highlight, Narrative
from reports.facts import ScorecardFacts
from reports.page import scorecard_view
from reports.render import render_scorecard
from reports.view import ScorecardView
from tests.reports import examples, sample
from tests.reports.reading import Page


def view(facts: ScorecardFacts) -> ScorecardView:
    return scorecard_view(facts, zone=UTC)


def page(facts: ScorecardFacts) -> Page:
    return Page(render_scorecard(view(facts)))


def test_the_thirty_seconds_come_before_the_scores_and_those_before_the_transcript() -> None:
    sections = [
        element.attributes["id"] for element in page(examples.judged()).all("section") if "id" in element.attributes
    ]
    order = ["thirty", "strength", "focus", "action", "wins", "scores", "details", "objections", "claims", "numbers"]
    assert [name for name in sections if name in {*order, "transcript"}] == [*order, "transcript"]


def test_the_strength_shows_both_sides_of_the_exchange_in_the_order_they_spoke() -> None:
    strength = view(examples.judged()).thirty.highlights[0]
    assert [(line.moment.speaker, line.moment.clock, line.text) for line in strength.lines] == [
        ("Maya Chen", "0:20", "Two days a month. What slips when that happens?"),
        (
            "Jonas Weber",
            "0:28",
            "The carrier invoices go out late. Last month it was nine thousand euros in penalties.",
        ),
    ]


def test_a_long_turn_is_shown_from_the_sentence_that_matters() -> None:
    facts = examples.judged()
    sentences = [f"This is sentence number {number} of a long answer." for number in range(30)]
    said = sample.transcript([(sample.JONAS, "Why so?"), (sample.MAYA, " ".join(sentences))])
    quote = sample.evidence(said, 1, "This is sentence number 20")
    facts = replace(
        facts,
        transcript=said,
        results=(DimensionResult(dimension=Dimension.DISCOVERY, findings=(sample.scored(1, 3, quote),)),),
        narrative=Narrative(
            summary="",
            strength=Highlight(text="x", criterion=sample.IDS[1], customer_turn=0, rep_turn=1),
            focus=None,
            action=None,
        ),
    )
    line = view(facts).thirty.highlights[0].lines[1]
    assert line.text.startswith("… This is sentence number 20 of")
    assert line.text.endswith("answer. …")
    assert line.moment.clock == "1:24"


def test_of_a_long_turn_that_is_answered_the_end_is_shown_where_the_answer_picks_up() -> None:
    facts = examples.judged()
    long = " ".join(f"This is sentence number {number} of a long story." for number in range(30))
    said = sample.transcript([(sample.TOM, "Go on."), (sample.JONAS, long), *sample.LINES])
    highlight = Highlight(text="x", customer_turn=1, rep_turn=8)
    narrative = Narrative(summary="", strength=highlight, focus=None, action=None)
    first, second = view(replace(facts, transcript=said, results=(), narrative=narrative)).thirty.highlights[0].lines
    assert first.text.startswith("… This is")
    assert first.text.endswith("sentence number 29 of a long story.")
    assert (first.moment.href, second.moment.href) == ("#t1", "#t8")


def test_the_action_reads_well_whether_or_not_the_judge_repeats_the_headings() -> None:
    facts = examples.judged()
    plain = Action(when="price comes up", then="Ask back.", look_for="a question")
    told = replace(facts.narrative, action=plain) if facts.narrative else None
    for narrative, when in ((facts.narrative, "Jonas brings up price"), (told, "price comes up")):
        action = view(replace(facts, narrative=narrative)).thirty.action
        assert action
        assert action.when == when
        assert action.look_for.startswith("a question")


def test_what_the_call_should_win_is_named_even_when_nothing_moved_it() -> None:
    facts = examples.judged()
    quiet = view(replace(facts, narrative=replace(examples.narrative(), wins=()))).thirty.wins
    assert quiet
    assert quiet.primary == "Technical: the people who evaluate choose us."
    assert quiet.nothing == "Nothing on this call clearly moved it forward or stood in its way."


def test_a_type_of_call_that_wins_nothing_in_particular_has_no_such_part() -> None:
    facts = examples.judged()
    support = replace(facts, call=replace(facts.call, type=CallType.SUPPORT, primary_win=None), narrative=None)
    assert view(support).thirty.wins is None
    told = replace(examples.narrative(), primary_win=None)
    wins = view(replace(support, narrative=told)).thirty.wins
    assert wins
    assert wins.primary.startswith("Nothing in particular")
    assert len(wins.lines) == 2


def test_without_a_narrative_the_page_says_why() -> None:
    facts = replace(examples.judged(), narrative=None)
    assert "There is no summary of this call yet" in page(facts).by_id("thirty").text
    told = replace(facts, narrative_gap="Claude was too busy. Run the command again.")
    assert "Claude was too busy." in page(told).by_id("thirty").text
