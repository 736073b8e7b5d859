"""Every judgement leads to its moment in the transcript, and every mark leads back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.transcript import canonical
from gong.model import Call, Side
from knowledge.rubric import Dimension
from knowledge.scorecard import DimensionResult, Evidence, Match, Rep
from reports.facts import ScorecardFacts
from reports.moments import Mark, gong_link, segments
from reports.page import scorecard_view
from reports.render import render_scorecard
from tests.analysis.desk import everything
from tests.reports import examples, sample
from tests.reports.reading import Page

EVERY_STATE = [examples.judged, examples.read, examples.bare]


def page(facts: ScorecardFacts) -> Page:
    return Page(render_scorecard(scorecard_view(facts, zone=UTC)))


def evidence_of(facts: ScorecardFacts) -> list[Evidence]:
    found: list[Evidence] = []
    for result in facts.results:
        for finding in result.findings:
            found += getattr(finding, "evidence", ())
        found += [item.evidence for item in (*result.objections, *result.claims)]
    return found


def assert_linked_both_ways(facts: ScorecardFacts) -> None:
    shown = page(facts)
    quotes = [element for element in shown.elements if element.attributes.get("id", "").startswith("e")]
    assert len(quotes) == len(evidence_of(facts))
    for quote in quotes:
        anchor = quote.attributes["id"]
        there = [link for link in shown.all("a") if link.inside(id=anchor) and link.attributes["href"].startswith("#t")]
        assert there, f"{anchor} does not lead to the transcript"
        back = [link for link in shown.all("a", href=f"#{anchor}") if link.inside(id=there[0].attributes["href"][1:])]
        assert back, f"nothing in the turn leads back to {anchor}"


@pytest.mark.parametrize("facts", EVERY_STATE)
def test_every_quote_leads_to_its_turn_and_the_turn_leads_back(facts: Callable[[], ScorecardFacts]) -> None:
    assert_linked_both_ways(facts())


@pytest.mark.parametrize("facts", EVERY_STATE)
def test_no_link_on_the_page_leads_nowhere_and_no_two_places_share_a_name(
    facts: Callable[[], ScorecardFacts],
) -> None:
    shown = page(facts())
    ids = shown.ids
    assert len(ids) == len(set(ids))
    targets = {link.attributes["href"][1:] for link in shown.all("a") if link.attributes["href"].startswith("#")}
    assert targets <= set(ids)


def test_the_words_of_a_quote_are_marked_where_they_were_said() -> None:
    shown = page(examples.judged())
    marked = [mark.text for mark in shown.all("mark") if mark.inside(id="t2")]
    assert marked == ["What slips when that happens?"]
    assert shown.by_id("t2").text.startswith("0:20 Maya Chen")


def test_the_strength_the_focus_and_the_wins_are_named_in_their_turns() -> None:
    shown = page(examples.judged())
    reasons = {chip.text for chip in shown.all("a", **{"class": "chip"}) if chip.inside(id="t6")}
    assert reasons >= {"One thing to work on", "Technical: moved forward", "Product claim: correct"}


def test_a_turn_that_may_address_the_grader_says_so_and_is_linked_from_the_top() -> None:
    shown = page(examples.judged())
    assert "May be meant for the grader" in shown.by_id("t7").text
    assert shown.by_id("alert-t7").text.endswith("U1, 0:52")


def test_a_quote_whose_turn_is_gone_is_shown_without_a_link() -> None:
    facts = examples.judged()
    shown = page(replace(facts, transcript=sample.transcript(sample.LINES[:2])))
    assert "What slips when that happens?" in shown.text
    assert {link.attributes["href"] for link in shown.all("a") if link.attributes["href"].startswith("#t")} >= {"#t0"}
    assert "t2" not in shown.ids


def test_an_invented_call_has_no_link_into_gong() -> None:
    facts = examples.judged()
    assert not [link for link in page(facts).all("a") if link.attributes["href"].startswith("http")]


def test_a_real_call_can_be_heard_in_gong_from_the_second_on() -> None:
    facts = examples.judged()
    shown = page(replace(facts, call=replace(facts.call, is_invented=False)))
    heard = [
        link
        for link in shown.all("a")
        if link.inside(id="strength") and "Gong" in link.attributes.get("aria-label", "")
    ]
    assert heard[0].attributes["aria-label"] == "hear it in Gong at 0:20"
    assert heard[0].attributes["href"] == (
        "https://us-1.app.gong.io/call?id=7300000000000000105"
        "&highlights=%5B%7B%22type%22%3A%22SHARE%22%2C%22from%22%3A20%2C%22to%22%3A28%7D%5D"
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "javascript://x/%0aalert(1)", "data:text/html,x", "https://[", "call?id=1", ""]
)
def test_an_address_that_is_none_of_the_web_is_never_a_link(url: str) -> None:
    facts = examples.judged()
    shown = page(replace(facts, call=replace(facts.call, is_invented=False, url=url)))
    assert all(link.attributes["href"].startswith(("#", "index.html")) for link in shown.all("a"))


def test_a_link_into_gong_keeps_the_address_it_extends() -> None:
    assert gong_link("https://x.example/call#top", 1500, 1600) == (
        "https://x.example/call?highlights=%5B%7B%22type%22%3A%22SHARE%22%2C%22from%22%3A1%2C%22to%22%3A2%7D%5D#top"
    )


def test_a_quote_inside_a_longer_one_keeps_its_own_mark() -> None:
    marks = [Mark(start=0, end=11, href="#long"), Mark(start=4, end=7, href="#short")]
    assert [(piece.text, piece.href) for piece in segments("two days a month", marks)] == [
        ("two ", "#long"),
        ("day", "#short"),
        ("s a ", "#long"),
        ("month", None),
    ]


spans = st.tuples(st.integers(-3, 30), st.integers(-3, 30)).map(sorted)


@given(text=st.text(max_size=25), found=st.lists(spans, max_size=5))
def test_marks_never_change_the_words_however_they_overlap(text: str, found: list[list[int]]) -> None:
    marks = [Mark(start=start, end=end, href=f"#e{number}") for number, (start, end) in enumerate(found)]
    pieces = list(segments(text, marks))
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    assert all(one.href != two.href for one, two in pairwise(pieces))
    at = 0
    for piece in pieces:
        covering = {mark.href for mark in marks if mark.start <= at and at + len(piece.text) <= mark.end}
        assert piece.href in covering if piece.href else not covering
        at += len(piece.text)


@settings(deadline=None)
@given(found=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=6))
def test_every_quote_is_linked_both_ways_however_quotes_overlap(found: list[tuple[int, int]]) -> None:
    facts = examples.judged()
    text = facts.transcript.utterances[1].text
    quotes = tuple(
        Evidence(
            turn=1,
            speaker="C1",
            quote=text[start : start + size],
            start=start,
            end=start + size,
            at_ms=0,
            match=Match.EXACT,
        )
        for start, size in found
    )
    result = DimensionResult(dimension=Dimension.DISCOVERY, findings=(sample.scored(0, 3, *quotes),))
    assert_linked_both_ways(replace(facts, results=(result,)))


def _facts(call: Call) -> ScorecardFacts:
    said = canonical(call)
    us = next(speaker for speaker in call.speakers if speaker.side is Side.US)
    turns = [utterance for utterance in said.utterances if utterance.speaker == us.id]
    quotes = [sample.evidence(said, turn.seq, turn.text[:40]) for turn in turns[::5]]
    finding = sample.scored(0, 2, *quotes)
    label = turns[0].label
    return replace(
        examples.judged(),
        call=replace(sample.CALL, id=call.id, title=call.title),
        rep=Rep(speaker=us.id, label=label, name=us.name, email=us.email, role=sample.REP.role, role_reason="x"),
        speakers={speaker.id: speaker for speaker in call.speakers},
        transcript=said,
        results=(DimensionResult(dimension=Dimension.DISCOVERY, findings=(finding,)),),
        narrative=None,
    )


def test_every_turn_of_every_bundled_call_has_its_place_on_the_page() -> None:
    for call in everything().calls:
        facts = _facts(call)
        assert_linked_both_ways(facts)
        html = render_scorecard(scorecard_view(facts, zone=UTC))
        assert all(f'id="t{utterance.seq}"' in html for utterance in facts.transcript.utterances)
