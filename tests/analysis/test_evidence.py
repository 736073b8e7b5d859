"""A quote counts only if those words were said, by that person. The rows of the founding experiment, and more."""

from __future__ import annotations

import pytest

from analysis.evidence import Quote, Verifier
from analysis.transcript import canonical
from knowledge.scorecard import Evidence, Match
from tests.analysis import misquotes
from tests.analysis.misquotes import BUDGET, check
from tests.builders import GOLDEN_CALLS, golden

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


def test_light_words_do_not_make_a_quote_of_a_word() -> None:
    assert check("and then, well, you know, the budget", BUDGET) is None


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


@pytest.mark.parametrize(
    "quote",
    ["we have ... for this", "we don't ... for this, not before March", "Well ... It's $1,200 a month", "... um ..."],
)
def test_scraps_around_an_ellipsis_are_no_quote(quote: str) -> None:
    assert check(quote, BUDGET) is None


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
