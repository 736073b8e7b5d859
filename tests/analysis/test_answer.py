"""An answer has the shape that was asked for or is refused, and a complaint never repeats what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from analysis.answer import DimensionAnswer, NarrativeAnswer, parse, schema
from analysis.errors import AnswerUnusable
from knowledge.scorecard import Confidence, Handling, ObjectionType, Verdict
from tests.standins.claude_schema import check_schema

Json = dict[str, Any]
QUOTE: Json = {"turn": 3, "speaker": "R1", "quote": "What happens then?"}
GOOD: Json = {
    "criteria": [
        {
            "criterion": "agenda",
            "evidence": [QUOTE],
            "reasoning": "Asked.",
            "applicable": True,
            "level": 3,
            "confidence": "high",
        }
    ],
    "objections": [{**QUOTE, "type": "technical_fit", "handling": "partly", "note": ""}],
    "claims": [{**QUOTE, "verdict": "cannot_be_checked", "fact": "", "note": ""}],
    "injection_turns": [],
}


def read(answer: Json) -> DimensionAnswer:
    return parse(DimensionAnswer, json.dumps(answer))


def with_criterion(**fields: Any) -> Json:
    return {**GOOD, "criteria": [{**GOOD["criteria"][0], **fields}]}


def test_a_good_answer_is_read() -> None:
    answer = read(GOOD)
    assert answer.criteria[0].level == 3
    assert answer.objections[0].type is ObjectionType.TECHNICAL_FIT


def test_the_case_of_a_word_from_a_list_does_not_matter() -> None:
    answer = read(
        {
            **with_criterion(confidence=" High"),
            "objections": [{**GOOD["objections"][0], "type": "Technical_Fit", "handling": "PARTLY"}],
            "claims": [{**GOOD["claims"][0], "verdict": "Cannot_Be_Checked"}],
        }
    )
    assert answer.criteria[0].confidence is Confidence.HIGH
    assert answer.objections[0].handling is Handling.PARTLY
    assert answer.claims[0].verdict is Verdict.CANNOT_BE_CHECKED


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "the whole answer"),
        ("secret words, and no JSON", "the whole answer"),
        ('{"criteria": [', "the whole answer"),
        ("[]", "the whole answer"),
        ("[" * 3_000, "the whole answer"),
        ('{"criteria": "\\ud800"}', "the whole answer"),
        (json.dumps({**GOOD, "objections": None}), "objections"),
        (json.dumps({key: value for key, value in GOOD.items() if key != "claims"}), "claims"),
        (json.dumps(with_criterion(level=5)), "criteria.0.level"),
        (json.dumps(with_criterion(level="secret")), "criteria.0.level"),
        (json.dumps(with_criterion(confidence="secret")), "criteria.0.confidence"),
        (json.dumps(with_criterion(evidence=[{**QUOTE, "turn": "secret"}])), "criteria.0.evidence.0.turn"),
        (json.dumps(with_criterion(**{"a secret field": 1})), "criteria.0: a field too many"),
        (json.dumps({**GOOD, "secret": 1}), "the whole answer: a field too many"),
    ],
)
def test_a_bad_answer_is_refused_by_the_place_and_never_by_its_words(text: str, where: str) -> None:
    with pytest.raises(AnswerUnusable) as caught:
        parse(DimensionAnswer, text)
    assert where in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_complaint_about_many_fields_stays_short() -> None:
    with pytest.raises(AnswerUnusable) as caught:
        parse(NarrativeAnswer, "{}")
    assert len(str(caught.value)) < 150


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(GOOD)), inner),
    )
)
def test_any_json_is_an_answer_or_refused(value: object) -> None:
    with suppress(AnswerUnusable):
        assert set(parse(DimensionAnswer, json.dumps(value)).model_dump()) == set(GOOD)


@pytest.mark.parametrize("shape", [DimensionAnswer, NarrativeAnswer])
class TestSchema:
    def test_claude_takes_it(self, shape: type[BaseModel]) -> None:
        check_schema(dict(schema(shape)))

    def test_every_field_is_required_and_no_other_is_allowed(self, shape: type[BaseModel]) -> None:
        for node in objects(schema(shape)):
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False

    def test_it_carries_no_words_of_ours(self, shape: type[BaseModel]) -> None:
        assert "title" not in json.dumps(schema(shape))
        assert "description" not in json.dumps(schema(shape))

    def test_it_is_the_same_bytes_every_time(self, shape: type[BaseModel]) -> None:
        again: Callable[[type[BaseModel]], object] = schema.__wrapped__
        assert json.dumps(again(shape)) == json.dumps(schema(shape))


def test_the_evidence_is_written_before_the_level_and_levels_are_a_list_of_five() -> None:
    document: Json = json.loads(json.dumps(schema(DimensionAnswer)))
    fields = document["$defs"]["CriterionAnswer"]["properties"]
    assert list(fields) == ["criterion", "evidence", "reasoning", "applicable", "level", "confidence"]
    assert fields["level"]["enum"] == [0, 1, 2, 3, 4]


def objects(root: object) -> list[Json]:
    """Every object type of a schema, the definitions included."""
    document: Json = json.loads(json.dumps(root))
    return [document, *(node for node in document["$defs"].values() if node["type"] == "object")]
