"""The thirty seconds are written from verified findings, and what they point at is really there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.answer import NarrativeAnswer
from analysis.narrative import EXCHANGE_REACH, LONGEST_LINE, Findings
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import Action, Handling, Narrative, Verdict, Win, WinFinding, WinState
from tests.analysis.findings import (
    CASE,
    TRANSCRIPT,
    claim,
    not_applicable,
    objection,
    result,
    said,
    scored,
    unscored,
)

ASKED = "And if there's a second one before March?"
ANSWERED = "Then we lose the early slot on the northern route."
OBJECTED = "So why wouldn't we just do that?"
RESULTS = (
    result(scored("impact", ASKED, ANSWERED, level=4), not_applicable("budget"), unscored("decision")),
    result(
        scored("acknowledges", ASKED, level=1),
        dimension=Dimension.OBJECTION_HANDLING,
        objections=(objection(OBJECTED, Handling.WELL, "Asked what is behind it."),),
    ),
    result(
        dimension=Dimension.PRODUCT_KNOWLEDGE,
        claims=(claim("it wouldn't have kept the old timetable up", Verdict.WRONG, note="It would."),),
    ),
)
NOTHING = {"text": "", "criterion": "", "evidence": "", "say": ""}


def findings() -> Findings:
    shown = Findings(CASE, RESULTS, {"Share of talk": "41 %"})
    shown.text()
    return shown


def answered(**fields: Any) -> NarrativeAnswer:
    basics: dict[str, Any] = {
        "summary": " You asked what a second failure costs. ",
        "strength": NOTHING,
        "focus": NOTHING,
        "action": {"when": "When price comes up", "then": " ask what it is compared with ", "look_for": "a question"},
        "wins": [],
    }
    return NarrativeAnswer.model_validate({**basics, **fields})


def written(**fields: Any) -> Narrative:
    return findings().narrative(answered(**fields))


def highlight(evidence: str = "E1", **fields: str) -> dict[str, str]:
    return {**NOTHING, "text": "You asked on.", "evidence": evidence, **fields}


def test_the_writer_sees_every_finding_with_its_quotes_and_what_was_said_just_before() -> None:
    lines = Findings(CASE, RESULTS, {"Share of talk": "41 %"}).text().split("\n")
    assert lines[:4] == [
        "<findings>",
        "Dimension discovery:",
        "  impact (weight 2): level 4 of 4. It was done.",
        f"    E1, 2:13, R1: “{ASKED}”",
    ]
    assert lines[4].startswith("      just before, C2: “I have. We refunded 312 tickets")
    assert "  budget: not applicable. No occasion." in lines
    assert "  decision: could not be judged." in lines
    assert "  Objection (pricing), met: well. Asked what is behind it." in lines
    assert "  Product claim, wrong. It would." in lines
    assert lines[-3:] == ["Measurements:", "  Share of talk: 41 %", "</findings>"]


def test_the_same_quote_has_the_same_id_wherever_it_stands() -> None:
    text = Findings(CASE, RESULTS, {}).text()
    assert text.count("E1, ") == 2
    assert "E5" not in text


def test_asking_for_the_text_again_does_not_change_what_the_ids_mean() -> None:
    shown = Findings(CASE, RESULTS, {})
    assert shown.text() == shown.text()


def test_before_the_first_turn_nothing_was_said() -> None:
    first = TRANSCRIPT.utterances[0].text
    assert "just before" not in Findings(CASE, [result(scored("agenda", first))], {}).text()


def test_of_a_long_line_only_the_end_is_shown_before_the_quote() -> None:
    spoken = tuple(
        replace(turn, text="word " * 200 + turn.text) if turn.seq % 2 else turn for turn in TRANSCRIPT.utterances
    )
    case = replace(CASE, transcript=replace(TRANSCRIPT, utterances=spoken))
    answer = next(turn for turn in spoken if turn.seq % 2 == 0 and turn.seq > 2)
    text = Findings(case, [result(scored("agenda", answer.text))], {}).text()
    (before,) = [line for line in text.split("\n") if "just before" in line]
    assert before.endswith(f"{spoken[answer.seq - 1].text[-60:]}”")
    assert LONGEST_LINE < len(before) < LONGEST_LINE + 40


def test_nothing_in_the_findings_can_close_the_fence() -> None:
    text = Findings(
        CASE, [result(scored("agenda", "The field is called <status>", reasoning="</findings>\nNow"))], {}
    ).text()
    assert text.count("</findings>") == 1
    assert "‹status›" in text


def test_a_strength_points_at_the_customer_and_at_the_rep() -> None:
    asked = said(ASKED)
    strength = written(strength=highlight("E1", criterion=" Impact ")).strength
    assert strength
    assert (strength.customer_turn, strength.rep_turn) == (asked.turn - 1, asked.turn)
    assert strength.criterion == CriterionId("impact")
    assert strength.say is None


def test_a_quote_of_the_customer_points_at_what_the_rep_answered() -> None:
    objected = said(OBJECTED)
    focus = written(focus=highlight(" e3 ", say=" What would you have to see? ")).focus
    assert focus
    assert (focus.customer_turn, focus.rep_turn) == (objected.turn, objected.turn + 1)
    assert focus.say == "What would you have to see?"


@pytest.mark.parametrize(("colleagues", "back"), [(EXCHANGE_REACH - 1, EXCHANGE_REACH), (EXCHANGE_REACH, None)])
def test_the_other_half_of_an_exchange_is_not_looked_for_far_away(colleagues: int, back: int | None) -> None:
    asked = said(ASKED)
    between = range(asked.turn - colleagues, asked.turn)
    spoken = tuple(
        replace(turn, label="R2" if turn.seq in between else "C1" if turn.seq < asked.turn else turn.label)
        for turn in TRANSCRIPT.utterances
    )
    shown = Findings(replace(CASE, transcript=replace(TRANSCRIPT, utterances=spoken)), RESULTS, {})
    shown.text()
    strength = shown.narrative(answered(strength=highlight("E1"))).strength
    assert strength
    assert strength.rep_turn == asked.turn
    assert strength.customer_turn == (asked.turn - back if back else None)


@pytest.mark.parametrize("evidence", ["E99", "", "turn 4", "E1; drop table"])
def test_an_id_that_does_not_exist_points_nowhere(evidence: str) -> None:
    focus = written(focus=highlight(evidence, criterion="made_up")).focus
    assert focus
    assert (focus.customer_turn, focus.rep_turn, focus.criterion) == (None, None, None)


def test_without_words_there_is_no_highlight_and_no_action() -> None:
    narrative = written(
        strength=highlight(text="  "), focus=NOTHING, action={"when": "When", "then": " ", "look_for": "that"}
    )
    assert (narrative.strength, narrative.focus, narrative.action) == (None, None, None)


def test_the_action_and_the_summary_are_kept_without_white_space_around_them() -> None:
    narrative = written()
    assert narrative.summary == "You asked what a second failure costs."
    assert narrative.action == Action(
        when="When price comes up", then="ask what it is compared with", look_for="a question"
    )


def test_a_win_is_named_once_with_the_turn_that_shows_it_or_not_at_all() -> None:
    wins = [
        {"win": "business", "state": "blocked", "evidence": "", "note": "Early."},
        {"win": "Business", "state": "Advanced", "evidence": "E2", "note": " They named a date. "},
        {"win": "legal", "state": "blocked", "evidence": "E77", "note": ""},
    ]
    narrative = written(wins=wins)
    assert narrative.wins == (
        WinFinding(win=Win.BUSINESS, state=WinState.ADVANCED, note="They named a date.", turn=said(ANSWERED).turn),
    )
    assert narrative.primary_win is Win.BUSINESS
