"""What people said of a judgement stands beside it on the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from knowledge.rubric import Dimension
from knowledge.ruling import Ruling, ruled
from reports.facts import ScorecardFacts
from reports.page import scorecard_view
from reports.render import render_scorecard
from tests.reports import examples, sample
from tests.reports.reading import Page

RULING = Ruling(
    dimension=Dimension.DISCOVERY,
    criterion=sample.IDS[0],
    judged_level=4,
    level=None,
    reason="that was <b>Tom</b>",
    said_by="maya@coach.example",
    said_at=datetime(2026, 11, 24, tzinfo=UTC),
)


def page(facts: ScorecardFacts) -> Page:
    return Page(render_scorecard(scorecard_view(facts, zone=UTC)))


def test_a_dispute_stands_beside_its_criterion_and_is_text_whatever_it_says() -> None:
    shown = page(replace(examples.judged(), rulings=(RULING,)))
    words = "Disputed by maya@coach.example on 24 November 2026: that was <b>Tom</b>."
    assert words in shown.by_id(f"c-discovery-{sample.IDS[0]}").text
    assert words not in shown.by_id(f"c-discovery-{sample.IDS[1]}").text


def test_a_changed_level_and_the_score_that_follows_are_what_the_page_shows() -> None:
    facts = examples.judged()
    change = replace(RULING, level=1)
    results = tuple(ruled(result, [change]) for result in facts.results)
    shown = page(replace(facts, results=results, rulings=(change,)))
    criterion = shown.by_id(f"c-discovery-{sample.IDS[0]}").text
    assert "Level 1 of 4" in criterion
    assert "Changed from 4 to 1 by maya@coach.example" in criterion
    assert str(results[0].score) in shown.by_id("scores").text
