"""A quote counts only if those words were said, by that person. The rows of the founding experiment, and more."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.evidence import Quote, Verifier
from analysis.spoken import words
from analysis.transcript import canonical, fenced
from gong.bundled import bundled_export
from knowledge.scorecard import Evidence, Match
from tests.analysis import misquotes
from tests.builders import GOLDEN_CALLS, golden, transcript_of

TRANSCRIPTS = tuple(canonical(golden(name)) for name in GOLDEN_CALLS)

HONEST = (
    misquotes.verbatim,
    misquotes.in_another_turn,
    misquotes.in_other_case_and_punctuation,
    misquotes.without_hesitations,
    misquotes.with_an_ellipsis,
)
CHANGED = (
    misquotes.with_a_number_changed,
    misquotes.with_a_negation_left_out,
    misquotes.with_a_negation_put_in,
    misquotes.with_a_negation_moved,
    misquotes.by_somebody_else,
    misquotes.in_other_words,
    misquotes.across_turns,
    misquotes.made_up,
)


def answers(maker: misquotes.Maker, *, each: int = 4) -> list[tuple[Quote, Evidence | None]]:
    """Every quote that the maker makes of the golden calls, with what the verifier finds for it."""
    random = misquotes.dice(20)
    found: list[tuple[Quote, Evidence | None]] = []
    for transcript in TRANSCRIPTS:
        verifier = Verifier(transcript)
        for said in misquotes.stretches([transcript], random, each=each):
            found += [(quote, verifier.verify(quote)) for quote in maker(said, random)]
    return found


@pytest.mark.parametrize("maker", HONEST, ids=lambda maker: maker.__name__)
def test_what_was_really_said_is_found(maker: misquotes.Maker) -> None:
    found = answers(maker)
    assert len(found) >= 20
    lost = [quote.text for quote, evidence in found if evidence is None]
    assert len(lost) <= 0.01 * len(found), lost


@pytest.mark.parametrize("maker", CHANGED, ids=lambda maker: maker.__name__)
def test_what_was_not_said_is_never_found(maker: misquotes.Maker) -> None:
    found = answers(maker)
    assert len(found) >= 50
    assert [quote for quote, evidence in found if evidence] == []


def check(quote: str, *lines: tuple[str, str], turn: int = 0, speaker: str = "C1") -> Evidence | None:
    evidence = Verifier(transcript_of(*lines)).verify(Quote(turn=turn, speaker=speaker, text=quote))
    if evidence:
        said = transcript_of(*lines).utterances[evidence.turn]
        assert said.text[evidence.start : evidence.end] == evidence.quote
        assert said.label == evidence.speaker == speaker
    return evidence


BUDGET = (
    "C1",
    "Well, um, we don't have the budget for this, not before March at least. It's $1,200 a month – too much.",
)


def test_what_is_kept_is_what_the_transcript_says_and_not_what_the_judge_wrote() -> None:
    evidence = check("WE DON’T HAVE THE BUDGET for this; not before march", BUDGET)
    assert evidence
    assert evidence.quote == "we don't have the budget for this, not before March"
    assert evidence.match is Match.NORMALISED


def test_a_copied_quote_is_kept_to_the_letter() -> None:
    evidence = check("um, we don't have the budget for this,", BUDGET)
    assert evidence
    assert (evidence.quote, evidence.match) == ("um, we don't have the budget for this,", Match.EXACT)


def test_the_moment_of_a_quote_is_that_of_its_sentence() -> None:
    call = golden("foundry-support")
    transcript = canonical(call)
    said = next(turn for turn in transcript.utterances if "It was 10" in turn.text)
    evidence = Verifier(transcript).verify(
        Quote(turn=said.seq, speaker=said.label, text="It was 10, I'm sure it was 10")
    )
    sentence = next(
        sentence for turn in call.turns for sentence in turn.sentences if sentence.text.startswith("It was 10")
    )
    assert evidence
    assert evidence.at_ms == sentence.start_ms


def test_words_of_another_turn_of_the_speaker_are_found_there_and_marked() -> None:
    lines = (("R1", "What does it cost you today?"), BUDGET, ("R1", "I see. And what would be enough?"))
    evidence = check("we don't have the budget", *lines, turn=2)
    assert evidence
    assert (evidence.turn, evidence.match) == (1, Match.REINDEXED)


def test_the_nearest_of_several_turns_with_the_same_words_counts() -> None:
    lines = [("C1", "That is far too expensive for us"), ("R1", "Compared to what?")] * 4
    evidence = check("that is far too expensive", *lines, turn=5)
    assert evidence
    assert evidence.turn == 4


def test_the_exact_words_elsewhere_come_before_similar_words_here() -> None:
    lines = (
        ("C1", "So we need the approval of finance first"),
        ("R1", "Mhm."),
        ("C1", "we need approval of finance first"),
    )
    evidence = check("we need approval of finance first", *lines, turn=0)
    assert evidence
    assert evidence.turn == 2


@pytest.mark.parametrize("quote", ["we have budget for this", "we do have the budget for this", "have no budget"])
def test_a_denial_cannot_be_quoted_as_a_promise(quote: str) -> None:
    assert check(quote, BUDGET) is None


def test_a_light_word_more_or_less_does_not_lose_a_quote_but_is_marked() -> None:
    evidence = check("we don't have budget for this, not before March at least", BUDGET)
    assert evidence
    assert evidence.match is Match.REPAIRED
    assert evidence.quote == "we don't have the budget for this, not before March at least."


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("there are 12 of us on the team now", "there are twelve of us on the team now"),
        ("there are twelve of us on the team now", "there are 12 of us on the team now"),
        ("there are twelve of us on the team now", "there are twenty of us on the team now"),
        ("it runs at 2:30 every single morning", "it runs at 2:13 every single morning"),
        ("it runs at 2:30 every single morning", "it runs at 230 every single morning"),
        ("that would be version 3.8.0 of it", "that would be version 38.0 of it"),
        ("it is $1,200 for a month of it", "it is $1,300 for a month of it"),
        ("it is $1,200 for a month of it", "it is €1,200 for a month of it"),
        ("it is $1,200 for a month of it", "it is 200 for a month of it"),
        ("we use maybe 20% of what it does", "we use maybe 20 of what it does"),
        ("we use maybe 20% of what it does", "we use maybe 25% of what it does"),
        ("das kostet uns dreizehn Tage im Jahr", "das kostet uns dreißig Tage im Jahr"),
        ("son sesenta personas en el equipo", "son setenta personas en el equipo"),
    ],
)
def test_a_number_said_is_no_other_number(said: str, quoted: str) -> None:
    assert check(quoted, ("C1", said)) is None
    assert check(said, ("C1", said)) is not None


def test_the_same_number_with_and_without_a_comma_is_the_same() -> None:
    assert check("that is 1200000 events a day", ("C1", "that is 1,200,000 events a day")) is not None


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


def test_a_few_words_count_only_in_the_turn_that_was_named() -> None:
    lines = (("C1", "Yes, I agree."), ("R1", "Good."), ("C1", "Next question, please."))
    assert check("yes, I agree", *lines, turn=0) is not None
    assert check("yes, I agree", *lines, turn=2) is None
    assert check("yes, you agree", *lines, turn=0) is None


@pytest.mark.parametrize(
    "quote",
    [
        "I think that ... have the budget this year",
        "I think that … have the budget this year",
        "I think that [...] have the budget this year",
    ],
)
def test_an_ellipsis_cannot_swallow_a_negation(quote: str) -> None:
    assert check(quote, ("C1", "I think that we really do have the budget this year.")) is not None
    assert check(quote, ("C1", "I think that we don't have the budget this year.")) is None
    assert check(quote, ("C1", "I think that, if nobody objects, we have the budget this year.")) is None


def test_an_ellipsis_may_leave_out_whole_sentences_whatever_they_say() -> None:
    said = "It runs every night. Nobody looks at it, and that is no secret. It takes about four hours."
    evidence = check("It runs every night. ... It takes about four hours.", ("C1", said))
    assert evidence
    assert (evidence.quote, evidence.match) == (said, Match.ELLIPSIS)


@pytest.mark.parametrize("quote", ["we have ... for this", "... too much", "we don't have ... a month ... this"])
def test_scraps_around_an_ellipsis_are_no_quote(quote: str) -> None:
    assert check(quote, BUDGET, turn=7) is None


def test_an_ellipsis_joins_one_moment_and_not_two() -> None:
    filler = " ".join(["word"] * 80)
    assert (
        check("first of all hello ... goodbye to you all", ("C1", f"first of all hello {filler} goodbye to you all"))
        is None
    )


def test_the_dots_that_were_transcribed_may_be_quoted() -> None:
    said = ("C1", "The shift report is... yes. It's running, I think... we're fine.")
    for quote in ("is... yes", "The shift report is... yes. It's running", "the shift report is yes it's running"):
        assert check(quote, said) is not None


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
    transcript = max((canonical(call) for call in bundled_export().calls), key=lambda item: len(item.utterances))
    assert len(transcript.utterances) > 180
    verifier, random = Verifier(transcript), misquotes.dice(3)
    stretches = list(misquotes.stretches([transcript], random, each=1))
    quotes = [quote for said in stretches for quote in (said.quote(), *misquotes.in_other_words(said, random))]
    started = time.perf_counter()
    for quote in quotes:
        verifier.verify(quote)
    assert (time.perf_counter() - started) / len(quotes) < 0.001
