"""Every kind of request, as it is sent: read these snapshots before you change a word of a prompt."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from analysis.answer import DimensionAnswer, NarrativeAnswer, schema
from analysis.narrative import Findings
from analysis.parts import PartResult, whole_call_findings
from analysis.ports import Question
from analysis.prompt import (
    FOLDER,
    Task,
    call_type_question,
    judge_question,
    narrative_question,
    part_question,
    prompt_hash,
    repair_question,
    tagged,
    whole_question,
    words,
)
from analysis.transcript import render
from knowledge.rubric import CallType, Dimension, Role
from tests.analysis.findings import CASE, ROSTER, SPEAKERS, TRANSCRIPT, not_applicable, objection, result, scored
from tests.builders import criterion, rep, task

AGENDA = criterion(
    "agenda", weights={Role.SE: 2.0}, role_levels={Role.SE: {4: "What agenda is like at 4 for a solutions engineer."}}
)
IMPACT = criterion("impact", call_types=(CallType.DISCOVERY,))
DISCOVERY = task(AGENDA, IMPACT)
ENGAGEMENT = task(criterion("balance"), dimension=Dimension.ENGAGEMENT)
PRODUCTS = "Prefect Cloud\nPC-1: Every connection is opened by the worker.\nPC-2: Runs stay in the customer's account."
WINS = "business: People and budget are given. Won when:\n- A sum is named."
METRICS = {"Share of talk": "41 %", "Longest customer turn": "0:52"}
BEGINNING = render(TRANSCRIPT.utterances[:12], SPEAKERS)
ASKED = "And if there's a second one before March?"
KINDS = ("judge", "judge-engagement", "part", "whole", "repair", "narrative", "call_type")


class Readable(SingleFileSnapshotExtension):
    file_extension = "md"
    _write_mode = WriteMode.TEXT


def question_of(kind: str) -> Question:
    judged = judge_question(DISCOVERY, products=PRODUCTS, transcript=BEGINNING, metrics=METRICS)
    match kind:
        case "judge":
            return judged
        case "judge-engagement":
            return judge_question(ENGAGEMENT, products=PRODUCTS, transcript=BEGINNING, metrics=METRICS)
        case "part":
            return part_question(DISCOVERY, number=2, products=PRODUCTS, transcript=BEGINNING)
        case "whole":
            return whole_question(ENGAGEMENT, products=PRODUCTS, findings=_found(ENGAGEMENT), metrics=METRICS)
        case "repair":
            lines = ["agenda: not found: What would you like to take away?", "  closest line of R1: [2] Understood. So"]
            rejected = tagged("rejected", "\n".join(lines))
            return repair_question(judged, criteria=("agenda", "impact"), rejected=rejected)
        case _:
            findings = Findings(CASE, [result(scored("impact", ASKED), not_applicable("agenda"))], METRICS).text()
            typed = call_type_question(title="Harbour: first call", transcript=BEGINNING)
            return (
                typed
                if kind == "call_type"
                else narrative_question(
                    rep=rep(), call_type=CallType.DISCOVERY, primary_win="business", wins=WINS, findings=findings
                )
            )


def _found(asked: Task) -> str:
    heard = objection("So why wouldn't we just do that?", note="Asked what is behind it.")
    first = result(scored("balance", "A captain noticed before you did.", level=2), injection=3)
    second = result(scored("balance", ASKED, level=3), objections=(heard,))
    parts = [
        PartResult(number=1, start_ms=0, end_ms=240_000, result=first),
        PartResult(number=2, start_ms=180_000, end_ms=400_000, result=second),
    ]
    return whole_call_findings(asked, parts, TRANSCRIPT.utterances, ROSTER)


def readable(question: Question) -> str:
    """A request as a page: every block under a heading that says where it stands and what is cached."""
    pages = [f"purpose: {question.purpose} · max_tokens: {question.max_tokens}"]
    for role, blocks in (("system", question.system), ("user", question.user)):
        for number, block in enumerate(blocks, 1):
            mark = " · a shared prefix ends here" if block.cache else ""
            pages.append(f"======== {role} {number}{mark}\n{block.text}")
    return "\n".join(pages) + "\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_reads_as_it_did_when_somebody_last_looked_at_it(kind: str, snapshot: SnapshotAssertion) -> None:
    assert readable(question_of(kind)) == snapshot(extension_class=Readable)


def test_all_dimensions_and_reps_of_a_call_share_every_byte_up_to_the_end_of_the_transcript() -> None:
    tasks = [
        DISCOVERY,
        ENGAGEMENT,
        task(AGENDA, subject=rep("R2", Role.SE), call_type=CallType.DEMO),
        task(IMPACT, dimension=Dimension.OBJECTION_HANDLING, subject=rep("R1", Role.UNKNOWN)),
    ]
    questions = [judge_question(one, products=PRODUCTS, transcript=BEGINNING, metrics=METRICS) for one in tasks]
    questions += [part_question(one, number=1, products=PRODUCTS, transcript=BEGINNING) for one in tasks]
    assert len({(question.system, question.user[0]) for question in questions}) == 1
    assert len({question.user[1].text for question in questions}) == len(questions)
    assert {id(question.schema) for question in questions} == {id(schema(DimensionAnswer))}
    assert len({question.max_tokens for question in questions}) == 1


@pytest.mark.parametrize("kind", ["judge", "judge-engagement", "part", "repair"])
def test_the_shared_prefixes_end_after_the_products_and_after_the_transcript(kind: str) -> None:
    question = question_of(kind)
    assert [block.cache for block in question.system] == [False, True]
    assert [block.cache for block in question.user][:2] == [True, False]
    assert "PC-1" in question.system[1].text
    assert question.user[0].text.endswith("</call_transcript>")


@pytest.mark.parametrize("kind", ["whole", "narrative"])
def test_what_only_one_request_holds_is_not_written_to_the_cache(kind: str) -> None:
    assert not any(block.cache for block in question_of(kind).user)


def test_a_part_of_a_call_is_the_same_question_wherever_it_stands() -> None:
    first, fifth = (
        part_question(DISCOVERY, number=number, products=PRODUCTS, transcript=BEGINNING) for number in (1, 5)
    )
    assert first.purpose != fifth.purpose
    assert first.fingerprint(model="m", effort="low") == fifth.fingerprint(model="m", effort="low")


def test_the_second_try_comes_after_all_that_was_asked_before() -> None:
    first, second = question_of("judge"), question_of("repair")
    assert (second.system, second.user[:-1], second.schema) == (first.system, first.user, first.schema)
    assert second.purpose == "discovery:repair"
    assert "Criteria to answer again: agenda, impact" in second.user[-1].text


def test_a_role_is_judged_by_its_own_words() -> None:
    asked = replace(DISCOVERY, rep=rep("R2", Role.SE))
    body = judge_question(asked, products=PRODUCTS, transcript=BEGINNING, metrics={}).user[1].text
    assert "Judge R2. Role: solutions engineer." in body
    assert "4: What agenda is like at 4 for a solutions engineer." in body
    assert "3: What agenda is like at 3." in body
    assert "4: What agenda is like at 4 for a solutions engineer." not in question_of("judge").user[1].text


def test_a_role_that_is_not_known_is_said_to_be_unknown() -> None:
    asked = replace(DISCOVERY, rep=rep("R1", Role.UNKNOWN))
    body = judge_question(asked, products=PRODUCTS, transcript=BEGINNING, metrics={}).user[1].text
    assert "Role: not known; judge only what anybody on our side owes the customer." in body


def test_measurements_are_shown_where_levels_speak_of_them() -> None:
    assert "Share of talk: 41 %" in question_of("judge-engagement").user[1].text
    assert "Share of talk" not in question_of("judge").user[1].text


def test_every_prompt_file_is_used() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == {"judge", "part", "whole", "repair", "narrative", "call_type"}
    sent = "\n".join(readable(question_of(kind)) for kind in KINDS)
    assert all(words(file.stem) in sent for file in FOLDER.glob("*.md"))
    assert re.fullmatch("[0-9a-f]{64}", prompt_hash())


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.md")))
def test_a_prompt_is_words_and_nothing_to_fill_in(name: str) -> None:
    assert not re.search(r"[{}]|TODO|\$\w|%s", words(name))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("judge", ["call_transcript"]),
        ("part", ["call_transcript"]),
        ("whole", ["findings"]),
        ("repair", ["call_transcript", "rejected"]),
        ("narrative", ["findings"]),
        ("call_type", ["call_transcript"]),
    ],
)
def test_the_tags_that_a_prompt_speaks_of_are_there(kind: str, names: list[str]) -> None:
    text = readable(question_of(kind))
    for name in names:
        assert f"`<{name}>`" in text
        assert f"\n<{name}>\n" in text
        assert text.count(f"</{name}>") == 1


def test_the_judge_is_told_of_every_field_it_has_to_fill() -> None:
    for shape, file in ((DimensionAnswer, "judge"), (NarrativeAnswer, "narrative")):
        for name in shape.model_fields:
            assert re.search(rf"\b{name}\b", words(file), re.IGNORECASE), name
    for name in ("evidence", "reasoning", "applicable", "level", "confidence", "well", "partly", "cannot_be_checked"):
        assert f"`{name}`" in words("judge"), name
    for name in ("text", "say", "when", "then", "look_for", "advanced", "blocked"):
        assert f"`{name}`" in words("narrative"), name
