"""What a person reads in the terminal: short, narrow, in plain words, and nothing said twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from analysis.agreement import Mean, Share
from analysis.overruled import CriterionOverruled, Overruled
from analysis.scorecards import Scorecard
from coaching_mcp import figures, terminal
from coaching_mcp.spending import purpose_words, shown
from coaching_mcp.terminal import dollars, scorer_words
from db.calls import CallRecord, CallSummary
from db.ledger import CostReport, Spend, Tokens
from gong.model import Call, CallId, SpeakerId
from knowledge.library import read_library
from knowledge.rubric import CallType, CriterionId, Dimension, Role
from knowledge.scorecard import (
    Confidence,
    DimensionResult,
    Finding,
    NotApplicable,
    Observed,
    Rep,
    Scored,
    Sighting,
    Unscored,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

STARTED = datetime(2026, 11, 13, 18, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
TITLE = "Corvid Health - second onboard"
AGENDA, IMPACT = CriterionId("agenda"), CriterionId("impact")


def _printed(what: RenderableType, width: int = 80) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        console.print(what)
    return capture.get()


def _said(what: RenderableType, width: int = 200) -> str:
    return " ".join(_printed(what, width).replace("│", " ").split())


def _scored(name: CriterionId, level: int = 3, judged: int = 3) -> Scored:
    return Scored(
        criterion=name,
        weight=1,
        level=level,
        judged_level=judged,
        reasoning="Because.",
        confidence=Confidence.HIGH,
        needs_review=level < judged,
    )


def _card(*findings: Finding, scorer: str = "claude:claude-sonnet-5-5:medium") -> Scorecard:
    call = Call(id=CallId("7"), title=TITLE, started_at=STARTED, duration_s=780, speakers=(), turns=())
    record = CallRecord(
        id=12,
        call=call,
        call_type=CallType.OTHER,
        call_type_reason="nothing names it",
        call_type_from="fields",
        participants=(),
        owner=SpeakerId("1"),
        transcript_id=1,
        transcript_version=1,
        transcript_hash="a" * 64,
    )
    return Scorecard(
        call=record,
        rep=Rep(speaker="1", label="R1", name="Maya Chen", email=None, role=Role.AE, role_reason="by hand"),
        others=(),
        scorer=scorer,
        judged=(DimensionResult(dimension=Dimension.DISCOVERY, findings=findings),),
        narrative=None,
        cached=True,
        cost_usd=Decimal("0.0812"),
        made_at=STARTED,
        rubric_hashes={},
        analysis_ids={},
    )


def _shown(card: Scorecard, *, criteria: bool = False) -> str:
    return _said(terminal.scorecard(card, read_library(), ZONE, criteria=criteria))


def _summary(number: int, started: datetime = STARTED) -> CallSummary:
    return CallSummary(
        id=number,
        gong_id=CallId("7"),
        title=TITLE,
        started_at=started,
        duration_s=780,
        call_type=CallType.CHECK_IN,
        account=None,
        owner="Maya Chen",
        scored=SpeakerId("1"),
        scorer="keyword:1",
        scores={"discovery": None, "engagement": 75},
        noticed={"discovery": "2/6"},
    )


def test_a_title_can_be_read_at_eighty_columns_and_a_keyword_reading_shows_what_was_seen() -> None:
    table = _printed(terminal.calls_table([_summary(24)], ZONE, total=60, width=80))
    line = next(line for line in table.splitlines() if TITLE in line)
    assert line.split()[:3] == ["24", "13", "Nov"]
    assert line.split()[-6:] == ["Maya", "13", "2/6", "–", "–", "75"]
    assert "1 of 60 calls; --limit shows more" in " ".join(table.split())


def test_a_list_over_two_years_says_which() -> None:
    earlier = _summary(23, started=STARTED.replace(year=2025))
    table = _printed(terminal.calls_table([_summary(24), earlier], ZONE, total=2, width=120), 120)
    assert "13 Nov 25" in table
    assert "Maya Chen" in table
    assert "--limit" not in table


def test_a_scorecard_is_one_line_for_each_dimension_and_its_criteria_are_shown_when_asked_for() -> None:
    card = _card(_scored(AGENDA), _scored(IMPACT, level=1))
    assert "Discovery 50 needs attention" in _shown(card)
    assert "Opening with a purpose" not in _shown(card)
    assert "Opening with a purpose 3 of 4 Because." in _shown(card, criteria=True)
    assert "coach show 12 --page" in _shown(card)


def test_a_lowered_level_says_why_and_its_dimension_has_a_star() -> None:
    said = _shown(_card(_scored(AGENDA, level=1, judged=3)), criteria=True)
    assert "Discovery 25 needs attention * * needs a second look" in said
    assert "1 of 4 * lowered from 3: no quote for it could be found in the transcript" in said


@pytest.mark.parametrize(
    ("one", "headline"),
    [(Unscored(criterion=AGENDA, weight=1, reason="Claude declined."), "not judged"),
     (NotApplicable(criterion=AGENDA, reason="No objection came up."), "no opportunity")],
    ids=["failed", "no opportunity"],
)  # fmt: skip
def test_a_reason_that_is_the_same_for_all_criteria_is_said_once(one: Unscored | NotApplicable, headline: str) -> None:
    said = _shown(_card(one, replace(one, criterion=IMPACT)), criteria=True)
    assert f"Discovery {headline} {one.reason}" in said
    assert said.count(one.reason) == 1


def test_a_keyword_reading_lists_what_was_seen_and_names_the_rest_in_one_line() -> None:
    seen = Observed(criterion=AGENDA, sighting=Sighting.SEEN, note="An agenda.")
    missed = Observed(criterion=IMPACT, sighting=Sighting.NOT_SEEN, note="No such words here.")
    nothing = Observed(criterion=CriterionId("recap"), sighting=Sighting.NO_OPPORTUNITY, note="Nothing to recap.")
    said = _shown(_card(seen, missed, nothing, scorer="keyword:1"), criteria=True)
    assert "Discovery 1 of 2 seen" in said
    assert "seen An agenda." in said
    assert "not seen in known words: What the problem costs" in said
    assert "No such words here." not in said
    assert "Nothing to recap." not in said
    assert "Keyword reading (words 1)" in said
    assert "Discovery not noticed" in _shown(_card(nothing, scorer="keyword:1"))


def test_a_role_that_is_not_known_is_said_in_words() -> None:
    card = _card(_scored(AGENDA))
    said = _shown(replace(card, rep=replace(card.rep, role=Role.UNKNOWN)))
    assert "Maya Chen (role not known) on " in said


def test_what_one_dimension_cost_now_is_not_taken_for_the_price_of_all() -> None:
    said = _shown(replace(_card(_scored(AGENDA)), cached=False))
    assert "judged just now; making it cost $0.08 in all." in said


def test_levels_that_managers_only_confirmed_are_no_changes() -> None:
    nothing = CriterionOverruled(
        name="everything", levels=0, shift=Mean(total=0, of=0), exact_since=Share(hits=0, of=0)
    )
    said = _said(figures.overruled(Overruled(criteria=(), everything=nothing, confirmed=2)))
    assert "No manager has changed a level" in said
    assert "confirmed, and that are in no figure here: 2." in said


def test_the_end_of_a_scorecard_says_who_judged_and_that_the_cache_costs_nothing() -> None:
    said = _shown(_card(_scored(AGENDA)))
    assert "By Claude (claude-sonnet-5-5, medium effort), from the cache; making it cost $0.08 in all." in said
    assert "type not known" in said
    assert "other" not in said


@pytest.mark.parametrize(
    ("scorer", "words"),
    [
        ("keyword:2", "Keyword reading (words 2)"),
        ("claude:m:high", "Claude (m, high effort)"),
        ("client:x", "client:x"),
    ],
)
def test_who_scored_is_said_in_words(scorer: str, words: str) -> None:
    assert scorer_words(scorer) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0", "$0.00"), ("0.05", "$0.05"), ("0.0042", "$0.0042"), ("0.2345", "$0.23"), ("1234.5", "$1,234.50")],
)
def test_amounts_are_in_cents_unless_they_are_smaller(amount: str, words: str) -> None:
    assert dollars(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        ("discovery", "discovery"),
        ("discovery:repair", "discovery, asked again"),
        ("product_knowledge:part", "product knowledge, parts of long calls"),
        ("discovery:part 2:repair", "discovery, parts of long calls, asked again"),
        ("eval:discovery", "measuring: discovery"),
        ("narrative", "summary"),
    ],
)
def test_what_was_paid_for_is_said_in_plain_words(purpose: str, words: str) -> None:
    assert purpose_words(purpose) == words


def test_costs_by_purpose_and_by_model_are_two_tables_so_that_nobody_adds_them_up() -> None:
    one, both = (Spend(requests=n, cost_usd=Decimal("0.05") * n, reserved_usd=Decimal(0)) for n in (1, 2))
    report = CostReport(
        total=both,
        tokens=Tokens(input=1, cache_write=1, cache_read=1, output=1, thinking=0),
        by_purpose={"discovery:part 1:repair": one, "discovery:part 2:repair": one},
        by_model={"claude-sonnet-5-5": both},
        hits=8,
        misses=2,
        saved_usd=Decimal("0.4"),
    )
    said = _said(shown(report, days=30, cap=Decimal(20)), 120)
    assert "discovery, parts of long calls, asked again 2 $0.10" in said
    assert said.index("What it was for") < said.index("The same by model") < said.index("claude-sonnet-5-5 2 $0.10")
    assert "Answered from the cache: 80% of 10 results; saved: $0.40." in said
    assert "ookup" not in said
