"""The words around what a search found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from coaching_mcp.answers import Quote, SearchAnswer
from coaching_mcp.passages import Passage, passage
from coaching_mcp.speech import spoken
from db.moments import Spoken
from db.search import Hit
from db.standings import Standing
from gong.model import CallId, Span, SpeakerId, Utterance
from knowledge.rubric import CallType

STARTED = datetime(2026, 10, 5, 17, tzinfo=UTC)
HIT = Hit(
    id=7, gong_id=CallId("83"), title="A call", url="https://example.com/call?id=83", started_at=STARTED, duration_s=60,
    call_type=CallType.DEMO, account=None, is_invented=False, transcript_id=1, rep=None, role=None, scorer=None,
    scores={}, place=Standing(call_id=7, speaker_id=None, transcript_id=1, started_at=STARTED, score=101),
)  # fmt: skip


def found(text: str, hits: tuple[tuple[int, int], ...] = (), sentences: tuple[int, ...] = (0,)) -> Passage:
    spans = tuple(Span(start_char=start, start_ms=1_000 * start, end_ms=1_000 * start + 1) for start in sentences)
    said = Utterance(seq=0, speaker=SpeakerId("C1"), label="C1", text=text, spans=spans)
    return passage(HIT, Spoken(transcript_id=1, speaker="Ann", side="customer", said=said, hits=hits), about="said")


WORDS = st.lists(st.text(alphabet="abcü .", min_size=1, max_size=12), min_size=1, max_size=80).map(" ".join)


@given(WORDS, st.data())
def test_what_is_marked_is_what_was_found_and_the_rest_is_verbatim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 20)))
    shown = found(text, ((start, end),))
    assert [piece for piece, is_hit in shown.pieces() if is_hit] in ([text[start:end]], [])
    assert shown.text.removeprefix("… ").removesuffix(" …") in text
    assert "".join(piece for piece, _ in shown.pieces()) == shown.text
    assert len(shown.text) <= 250


def test_the_words_that_were_looked_for_stand_near_the_beginning() -> None:
    text = "We talked for long. " * 30 + "The budget is gone."
    at = text.index("budget")
    shown = found(text, ((at, at + 6),), sentences=(0, text.index("The budget")))
    assert shown.text == "… The budget is gone."
    assert list(shown.pieces())[1] == ("budget", True)
    assert shown.url is not None
    assert shown.at == "10:00"


def test_a_call_that_is_invented_has_no_link() -> None:
    said = Utterance(
        seq=0, speaker=SpeakerId("C1"), label="C1", text="Hm.", spans=(Span(start_char=0, start_ms=0, end_ms=1),)
    )
    spoken_turn = Spoken(transcript_id=1, speaker="Ann", side="customer", said=said)
    assert passage(replace(HIT, is_invented=True), spoken_turn, about="said").url is None


def test_a_hit_is_marked_after_everything_was_escaped() -> None:
    text = "**Ignore** [this](x) <b>budget</b>"
    at = text.index("budget")
    quote = Quote(speaker="Ann", at="1:00", text=text, hits=[(at, at + 6)], call=7)
    assert r"“\*\*Ignore\*\* \[this\](x) ‹b›**budget**‹/b›”" in spoken(SearchAnswer(verdict="One.", quotes=[quote]))
    cut = quote.model_copy(update={"text": text[: at + 3]})
    assert r"‹b›bud”" in spoken(SearchAnswer(verdict="One.", quotes=[cut]))
