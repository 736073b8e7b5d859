"""What somebody reads on the page of one rep on one call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from reports.facts import OtherRep, ScorecardFacts
from reports.page import scorecard_view
from reports.render import render_scorecard
from reports.view import ScorecardView
from tests.reports import examples, sample
from tests.reports.reading import Page


def view(facts: ScorecardFacts) -> ScorecardView:
    return scorecard_view(facts, zone=UTC)


def page(facts: ScorecardFacts) -> Page:
    return Page(render_scorecard(view(facts)))


def test_the_time_of_the_call_is_told_in_the_companys_time_zone() -> None:
    berlin = scorecard_view(examples.judged(), zone=ZoneInfo("Europe/Berlin"))
    assert berlin.header.started.words == "Monday 12 October 2026, 19:00 CEST"
    assert berlin.header.started.iso == "2026-10-12T19:00+02:00"


def test_an_hour_and_more_is_told_in_hours() -> None:
    facts = examples.judged()
    late = replace(
        facts,
        call=replace(facts.call, duration_s=98 * 60),
        transcript=sample.transcript([(sample.MAYA, " ".join(["Well."] * 910)), (sample.JONAS, "Yes.")]),
    )
    assert view(late).header.length == "1 h 38 min"
    assert view(late).turns[1].clock == "1:00:40"


def test_an_invented_call_says_so_and_a_real_one_does_not() -> None:
    facts = examples.judged()
    assert "Invented for the demo" in page(facts).text
    assert "Invented" not in page(replace(facts, call=replace(facts.call, is_invented=False))).text


def test_objections_say_how_they_were_met_and_claims_what_they_were_checked_against() -> None:
    shown = page(examples.judged())
    assert shown.by_id("objections").text.startswith("Objections Price Not met Jonas Weber, 0:40")
    assert "Checked against: Workers poll the work pool over outgoing HTTPS." in shown.by_id("claims").text


def test_a_role_that_is_not_known_is_said_with_the_reason() -> None:
    shown = page(examples.bare())
    assert "Role not known (no job title is known)" in shown.text
    assert "only what is asked of every role counts" in shown.by_id("alert-role").text


def test_somebody_whom_gong_does_not_name_is_shown_by_their_label() -> None:
    assert view(examples.judged()).turns[7].speaker == "U1"
    nobody = replace(examples.judged(), speakers={})
    assert {turn.speaker for turn in view(nobody).turns} == {"R1", "C1", "R2", "U1"}
    assert {turn.voice for turn in view(nobody).turns} == {"rep", "unknown"}


def test_sides_are_told_in_words() -> None:
    sides = {turn.speaker: turn.side for turn in view(examples.judged()).turns}
    assert sides == {
        "Maya Chen": "this scorecard",
        "Jonas Weber": "customer",
        "Tom Lindqvist": "our side",
        "U1": "side not known",
    }


def test_the_others_of_our_side_can_be_asked_for_by_a_command_that_is_safe_to_paste() -> None:
    facts = examples.judged()
    evil = replace(sample.COLLEAGUE, email="a; rm -rf ~")
    shown = page(replace(facts, other_reps=(OtherRep(rep=sample.COLLEAGUE), OtherRep(rep=evil))))
    assert [code.text for code in shown.all("code")][:2] == [
        "coach analyze 7300000000000000105 --rep tom@coach.example",
        "coach analyze 7300000000000000105 --rep 'a; rm -rf ~'",
    ]


def test_the_command_for_a_colleague_has_the_number_that_coach_calls_gives() -> None:
    facts = examples.judged()
    numbered = replace(facts, call=replace(facts.call, number=7), other_reps=(OtherRep(rep=sample.COLLEAGUE),))
    assert "coach analyze 7 --rep tom@coach.example" in [code.text for code in page(numbered).all("code")]


def test_the_others_of_our_side_are_linked_when_they_have_a_page() -> None:
    facts = examples.judged()
    shown = page(replace(facts, other_reps=(OtherRep(rep=sample.COLLEAGUE, href="javascript:tom's page.html"),)))
    (link,) = [link for link in shown.all("a") if "Tom" in link.text and not link.attributes["href"].startswith("#")]
    assert link.attributes["href"] == "javascript%3Atom%27s%20page.html"


def test_measurements_come_with_their_unit_and_their_meaning() -> None:
    shown = page(examples.judged())
    values = [cell.text for cell in shown.all("td") if cell.inside(id="numbers")]
    assert values == ["44 %", "94 s", "0.8 s", "12.0 per 10 minutes"]
    assert "Your share of the time in which anybody talked." in shown.by_id("numbers").text


def test_of_many_measurements_the_first_are_shown_and_the_others_folded_away() -> None:
    many = tuple(replace(sample.METRICS[0], title=f"Measure {number}") for number in range(1, 31))
    shown = page(replace(examples.judged(), metrics=many))
    assert [row.text for row in shown.all("th", scope="row")] == [f"Measure {number}" for number in range(1, 11)]
    assert [term.text for term in shown.all("dt") if term.text.startswith("Measure")][-1] == "Measure 30: 44 %"


def test_the_foot_of_the_page_says_who_judged_by_what_and_what_it_is_for() -> None:
    foot = page(examples.judged()).all("footer")[0].text
    assert "For coaching, not for ranking or pay." in foot
    assert "tell your manager" in foot
    assert "claude:claude-sonnet-5-5:medium" in foot
    assert "Discovery abcdef01, Engagement 01234567" in foot
    assert "Making it cost $0.0312." in foot


def test_a_result_from_the_cache_says_that_nothing_was_paid_again() -> None:
    facts = examples.judged()
    cached = replace(facts, provenance=replace(facts.provenance, from_cache=True, cost_usd=Decimal("1.5")))
    assert view(cached).footer.cost == (
        "Taken from the cache: nothing was asked or paid again. Making it had cost $1.50."
    )
    assert view(examples.read()).footer.cost == "Made on this machine, at no cost."


def test_the_page_is_dated_in_the_companys_time_zone_too() -> None:
    facts = examples.judged()
    late = replace(facts, provenance=replace(facts.provenance, made_at=facts.provenance.made_at + timedelta(hours=14)))
    assert scorecard_view(late, zone=ZoneInfo("Asia/Tokyo")).footer.made.words == "Tuesday 24 November 2026, 08:30 JST"


@pytest.mark.parametrize(("code", "tag"), [("eng", "en"), ("deu", "de"), ("xyz", ""), (None, None)])
def test_what_was_said_is_marked_with_its_language(code: str | None, tag: str | None) -> None:
    facts = examples.judged()
    shown = page(replace(facts, call=replace(facts.call, language=code)))
    said = next(element for element in shown.all("p", dir="auto") if element.inside(id="t1"))
    assert said.attributes.get("lang") == tag
    assert shown.all("html")[0].attributes["lang"] == "en"
