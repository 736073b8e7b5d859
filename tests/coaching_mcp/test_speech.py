"""How an answer reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coaching_mcp.answers import DimensionRow, Quote, ScorecardAnswer, TranscriptAnswer, Turn
from coaching_mcp.speech import fitted, spoken

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
    assert len(short.points) >= min(len(points), 2)


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
