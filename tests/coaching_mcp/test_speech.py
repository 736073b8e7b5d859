"""How an answer reads."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.tokens import estimate
from coaching_mcp.answers import (
    ComparisonAnswer,
    ComparisonRow,
    DimensionRow,
    HitRow,
    Quote,
    ScorecardAnswer,
    SearchAnswer,
    TranscriptAnswer,
    Turn,
)
from coaching_mcp.speech import as_data, fitted, spoken

TOLERANCE = 1.05
"""Gibberish, cut in two, may be other tokens than the whole."""
LINES = st.lists(st.text(min_size=1, max_size=300), max_size=12)


def card(*, points: list[str], uncertain: list[str], quotes: list[str], rows: int = 4) -> ScorecardAnswer:
    return ScorecardAnswer(
        verdict="Maya Chen on call 1: discovery 75 (n = 1 call).",
        points=points,
        uncertain=uncertain,
        rows=[DimensionRow(dimension=f"Side {number}", score=number, band="solid") for number in range(rows)],
        quotes=[Quote(speaker="Jonas", at="1:02", text=text, call=1) for text in quotes],
        next=["one", "two", "three"],
        call=1,
        gong_id="1",
        title="T",
        day="1 Oct 2026",
        rep="Maya Chen",
        role="ae",
        scorer="s",
        made_at="now",
    )


@settings(max_examples=50)
@given(points=LINES, uncertain=LINES, quotes=LINES, rows=st.integers(0, 20))
def test_an_answer_never_grows_beyond_its_limits(
    points: list[str], uncertain: list[str], quotes: list[str], rows: int
) -> None:
    full = card(points=points, uncertain=uncertain, quotes=quotes, rows=rows)
    long = fitted(full.model_copy(deep=True), concise=False)
    short = fitted(full.model_copy(deep=True), concise=True)
    for answer in (long, short):
        assert len(answer.rows) <= 7
        assert len(answer.quotes) <= 3
        assert answer.verdict == full.verdict
        assert answer.verdict in spoken(answer)
    assert len(spoken(short)) <= len(spoken(long))
    assert len(short.points) >= min(len(points), 1)
    for half in (spoken(short), json.dumps(as_data(short, concise=True), ensure_ascii=False, separators=(",", ":"))):
        assert estimate(half) <= 400 * TOLERANCE or _is_as_short_as_can_be(short)


def _is_as_short_as_can_be(answer: ScorecardAnswer) -> bool:
    lists = (answer.next, answer.points, answer.uncertain)
    return not answer.quotes and max(map(len, lists)) <= 1 and len(answer.rows) <= 5


def test_a_real_answer_keeps_its_plan_and_drops_what_can_be_asked_for() -> None:
    full = card(
        points=["Change: you answered the price before you asked.", "Do next: count to two.", "Keep: the opening."],
        uncertain=["Agreement with people is not measured yet."],
        quotes=["That is roughly twice what we pay now. " * 4, "Fifteen percent off right away. " * 6, "Fast. " * 30],
    )
    short = fitted(full, concise=True)
    assert [point.partition(":")[0] for point in short.points] == ["Change", "Do next", "Keep"]
    assert len(short.quotes) == 2
    assert short.quotes[0].text.endswith("…")


def test_a_page_keeps_all_its_calls_as_the_next_one_begins_after_them() -> None:
    rows = [HitRow(call=number, day="1 Oct 2026", title="A very long title " * 8) for number in range(7)]
    page = fitted(SearchAnswer(verdict="7 calls", rows=rows, cursor="x"), concise=True)
    assert len(page.rows) == 7


def test_calls_that_are_compared_have_a_column_each() -> None:
    head = ComparisonRow(what="Call", values=["1: first call", "2: demo"])
    answer = ComparisonAnswer(verdict="v", rows=[head, ComparisonRow(what="Agenda", values=["3/4", "1/4"])])
    assert "|Call|1: first call|2: demo|\n|-|-|-|\n|Agenda|3/4|1/4|" in spoken(answer)


def test_what_was_said_on_a_call_is_never_taken_for_markup() -> None:
    hostile = "](https://evil.example) `rm` <script> | cell\n# Heading"
    answer = fitted(card(points=[], uncertain=[], quotes=[hostile]), concise=False)
    text = spoken(answer)
    assert r"\](https" in text
    assert not set("`<") & set(text)
    assert "\n# Heading" not in text
    turns = TranscriptAnswer(
        verdict="v", call=1, title="t", turns_in_call=1, turns=[Turn(turn=0, at="0:00", speaker="J", text=hostile)]
    )
    assert "\n# Heading" not in spoken(turns)


def test_a_column_that_nobody_fills_is_not_shown() -> None:
    answer = card(points=[], uncertain=[], quotes=[])
    assert "Weakest" not in spoken(answer)
    assert "|Dimension|Score|Band|" in spoken(answer)
