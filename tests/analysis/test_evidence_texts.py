"""Quotes of any language, length and strangeness are looked for, and nothing about them raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.evidence import Quote, Verifier
from analysis.spoken import words
from analysis.transcript import canonical, fenced
from knowledge.scorecard import Match
from tests.analysis import misquotes
from tests.analysis.desk import everything
from tests.analysis.misquotes import BUDGET, check
from tests.builders import transcript_of


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("We pay (REDACTED) thousand for it every year.", "We pay thousand for it every year"),
        ("We pay (REDACTED) thousand for it every year.", "we pay (redacted) thousand for it"),
        ("We pay (REDACTED) thousand for it every year.", "We pay [REDACTED] thousand for it every year."),
        ("We pay thousand for it every year.", "We pay (REDACTED) thousand for it every year."),
        ("Ask (REDACTED), he has the key to it.", "(REDACTED), he has the key"),
    ],
)
def test_what_the_recording_tool_removed_may_be_quoted_or_left_out(said: str, quoted: str) -> None:
    assert check(quoted, ("C1", said)) is not None


def test_what_the_recording_tool_removed_cannot_be_filled_in() -> None:
    assert (
        check("We pay forty thousand for it every year", ("C1", "We pay (REDACTED) thousand for it every year."))
        is None
    )


@pytest.mark.parametrize(
    "said",
    [
        "Das ist übrigens nicht zum Lachen, Herr Yilmaz; es kostet uns 22.000 Euro.",
        "正直に言うと、予算は来年の四月まで決まりません。それは三百万円です。",
        "بصراحة، ليس لدينا ميزانية قبل شهر مارس، والمبلغ هو ١٢٠٠ دولار.",
        "हमारे पास मार्च से पहले इसके लिए बजट नहीं है, यह मुश्किल है।",
        "솔직히 말하면 내년 삼월까지는 예산이 없습니다.",
        "ถ้าพูดตามตรงเราไม่มีงบประมาณจนถึงเดือนมีนาคม",
        "The field is called <status> and it's always “OK” — even when the file’s empty 😀, that's 20%.",
        "Le prix — 1 200 € — n’est pas le problème ; c’est l’été.",
        "The café's résumé, naïve as ever.",
    ],
)
def test_quotes_in_any_language_script_and_typography_are_found(said: str) -> None:
    for quote in (said, said.rstrip("。.।"), fenced(said), said.upper(), said.replace("“", '"').replace("’", "'")):
        assert check(quote, ("C1", said)) is not None, quote
    evidence = check(fenced(said), ("C1", said))
    assert evidence
    assert (evidence.quote, evidence.match) == (said, Match.EXACT)


def test_part_of_a_sentence_without_spaces_is_a_quote() -> None:
    said = ("C1", "正直に言うと、予算は来年の四月まで決まりません。")
    assert check("予算は来年の四月まで", said) is not None
    assert check("予算は来年の五月まで", said) is None
    assert check("予算は来年の四月まで決まります", said) is None


def test_accents_may_be_composed_in_either_way() -> None:
    assert check("le re\u0301sume\u0301 de", ("C1", "Voilà le r\u00e9sum\u00e9 de l'été.")) is not None


@pytest.mark.parametrize("quote", ["", " ", "...", "…", "!?", "um, uh", "(REDACTED)", "😀", '""'])
def test_a_quote_without_words_proves_nothing(quote: str) -> None:
    assert check(quote, ("C1", "Um, uh, (REDACTED) 😀 … !? It's all fine.")) is None


def test_half_a_word_is_not_quoted() -> None:
    evidence = check("art of the deal here", ("C1", "That is the part of the deal here."))
    assert evidence is None


def test_a_hesitation_before_a_quote_is_not_the_end_of_another_word() -> None:
    evidence = check("um, we need it now", ("C1", "Ask in the forum, we need it now."))
    assert evidence
    assert (evidence.quote, evidence.match) == ("we need it now.", Match.NORMALISED)


def test_a_very_long_quote_is_found_if_it_was_said_and_is_refused_quickly_if_not() -> None:
    said = " ".join(f"word{number}" for number in range(1_400))
    assert len(said) > 10_000
    lines = [("C1", said), ("R1", "Right."), ("C1", "no " * 4_000)]
    assert check(said, *lines) is not None
    started = time.perf_counter()
    assert check(said.replace("word700 ", ""), *lines) is None
    assert check("no " * 3_999 + "yes", *lines) is None
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("turn", [-1, -(10**30), 10**30, 99])
def test_a_turn_that_does_not_exist_is_only_a_wrong_number(turn: int) -> None:
    evidence = check("we don't have the budget", BUDGET, turn=turn)
    assert evidence
    assert evidence.turn == 0


def test_nobody_can_be_quoted_from_an_empty_call() -> None:
    assert check("we don't have the budget") is None


def test_the_line_closest_to_a_misquote_is_offered_for_the_second_try() -> None:
    lines = (("C1", "The board meets in October."), ("R1", "We don't have the budget."), BUDGET)
    verifier = Verifier(transcript_of(*lines))
    closest = verifier.closest(Quote(turn=0, speaker="C1", text="we have the budget for this before March"))
    assert closest
    assert closest.seq == 2
    assert verifier.closest(Quote(turn=0, speaker="C7", text="we have the budget")) is None


turn_texts = st.text(st.characters(codec="utf-8"), max_size=200) | st.lists(
    st.sampled_from(
        ["we", "don't", "have", "the", "12", "$1,200", "um,", "(REDACTED)", "Ünïcode", "予算は", "...", "<b>"]
    ),
    max_size=30,
).map(" ".join)


@given(said=turn_texts, data=st.data())
def test_any_words_of_any_turn_are_found_in_it(said: str, data: st.DataObject) -> None:
    transcript = transcript_of(("R1", "Hello there."), ("C1", said), ("R1", "Hello there."))
    spoken = [turn for turn in transcript.utterances if turn.label == "C1"]
    pieces = spoken[0].text.split() if spoken else []
    start = data.draw(st.integers(0, len(pieces)))
    end = data.draw(st.integers(start, len(pieces)))
    quote = " ".join(pieces[start:end])
    evidence = Verifier(transcript).verify(Quote(turn=1, speaker="C1", text=quote))
    if not words(quote).words:
        assert evidence is None
    else:
        assert evidence
        assert spoken[0].text[evidence.start : evidence.end] == evidence.quote == quote
        assert evidence.match is Match.EXACT


@given(said=turn_texts, quote=turn_texts, turn=st.integers(), speaker=st.sampled_from(["C1", "R1", ""]))
@example(said="\ud800 half", quote="\ud800 half a character", turn=0, speaker="C1")
def test_whatever_is_found_stands_there_and_nothing_raises(said: str, quote: str, turn: int, speaker: str) -> None:
    transcript = transcript_of(("C1", said), ("R1", quote), ("C1", said + quote))
    verifier = Verifier(transcript)
    asked = Quote(turn=turn, speaker=speaker, text=quote)
    evidence = verifier.verify(asked)
    verifier.closest(asked)
    if evidence:
        utterance = transcript.utterances[evidence.turn]
        assert utterance.label == speaker
        assert utterance.text[evidence.start : evidence.end] == evidence.quote
        assert words(quote).heavy().words[:1] == words(evidence.quote).heavy().words[:1]


def test_checking_a_quote_on_an_hour_long_call_takes_a_millisecond_at_most() -> None:
    transcript = max((canonical(call) for call in everything().calls), key=lambda item: len(item.utterances))
    assert len(transcript.utterances) > 180
    verifier, random = Verifier(transcript), misquotes.dice(3)
    stretches = list(misquotes.stretches([transcript], random, each=1))
    quotes = [quote for said in stretches for quote in (said.quote(), *misquotes.in_other_words(said, random))]
    started = time.perf_counter()
    for quote in quotes:
        verifier.verify(quote)
    assert (time.perf_counter() - started) / len(quotes) < 0.001
