"""What a page says when no judge was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from gong.model import SpeakerId
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import DimensionResult, Narrative, Observed, Sighting, Win
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


def test_a_keyword_reading_says_at_the_top_that_it_is_no_judgement() -> None:
    shown = page(examples.read())
    banner = next(element for element in shown.all("p") if "banner" in element.classes)
    assert banner.text.startswith("Keyword reading, not a judgement.")
    assert "reading" in shown.all("body")[0].classes


def test_a_keyword_reading_shows_counts_of_what_was_seen_and_nothing_like_a_score() -> None:
    facts = examples.read()
    discovery = view(facts).dimensions[0]
    assert [(count.words, count.number) for count in discovery.counts] == [
        ("Seen", 1),
        ("Partly seen", 1),
        ("Not seen", 0),
        ("No opportunity", 1),
        ("Keywords cannot tell", 1),
    ]
    assert discovery.outcome == "Seen 1, partly seen 1, no opportunity 1, keywords cannot tell 1"
    shown = page(facts)
    assert "of 100" not in shown.text
    assert "Level" not in shown.by_id("details").text
    assert not [element for element in shown.elements if element.classes & {"meter", "pips", "number"}]


def test_a_keyword_reading_says_what_keywords_cannot_tell_once() -> None:
    product = view(examples.read()).dimensions[1]
    assert product.lead == "Keywords cannot tell."
    assert (product.findings[0].verdict, product.findings[0].text) == ("Keywords cannot tell", "")


def test_a_keyword_reading_praises_and_blames_nothing() -> None:
    shown = page(examples.read())
    assert [highlight.tone for highlight in view(examples.read()).thirty.highlights] == ["neutral", "neutral"]
    assert "Keep doing" not in shown.text
    assert "Noticed; how it was met was not judged" in shown.text


def test_a_criterion_seen_nowhere_and_a_rep_who_said_nothing_still_make_a_page() -> None:
    facts = examples.read()
    silent = replace(
        facts,
        rep=replace(facts.rep, speaker=SpeakerId("99"), role=Role.CSM),
        results=(
            DimensionResult(
                dimension=Dimension.DISCOVERY,
                findings=(Observed(criterion=sample.IDS[0], sighting=Sighting.NO_OPPORTUNITY, note=""),),
            ),
        ),
        narrative=Narrative(summary="", strength=None, focus=None, action=None, primary_win=Win.LEGAL),
    )
    assert "Keywords cannot tell what the call did for it." in page(silent).by_id("wins").text
