from __future__ import annotations

import pytest

from tests.standins.asked import LEVEL, asked, cached
from tests.standins.claude_rules import Refused, check_request
from tests.standins.claude_schema import Json, smallest


def with_schema(schema: Json) -> Json:
    return asked(output_config={"format": {"type": "json_schema", "schema": schema}})


def with_property(schema: Json) -> Json:
    return with_schema({**LEVEL, "properties": {"level": schema}})


TOO_MANY_OPTIONAL = {
    "type": "object",
    "properties": {f"p{number}": {"type": "string"} for number in range(25)},
    "additionalProperties": False,
}
TOO_MANY_UNIONS = {
    "type": "object",
    "properties": {f"p{number}": {"type": ["string", "null"]} for number in range(17)},
    "required": [f"p{number}" for number in range(17)],
    "additionalProperties": False,
}
RECURSIVE = {
    "type": "object",
    "properties": {"next": {"$ref": "#/$defs/node"}},
    "$defs": {
        "node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}, "additionalProperties": False}
    },
    "required": ["next"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(asked(temperature=1.0), "temperature", id="temperature, even at its default"),
        pytest.param(asked(top_p=1.0), "top_p", id="top_p"),
        pytest.param(asked(top_k=5), "top_k", id="top_k"),
        pytest.param(asked(purpose="x"), "purpose", id="a field nobody knows"),
        pytest.param(asked(max_tokens=0), "max_tokens", id="a pre-warm with a format"),
        pytest.param(asked(max_tokens=500_000), "max_tokens", id="more room than any model has"),
        pytest.param(asked(messages=[]), "messages", id="no message"),
        pytest.param(
            asked(messages=[{"role": "user", "content": "hi"}, {"role": "assistant", "content": "{"}]),
            "prefill",
            id="a prefilled answer",
        ),
        pytest.param(
            asked(messages=[{"role": "user", "content": [{"type": "text", "text": ""}]}]), "non-empty", id="empty text"
        ),
        pytest.param(asked(tools=[], tool_choice={"type": "any"}), "tool_choice", id="a forced tool"),
        pytest.param(asked(thinking={"type": "enabled", "budget_tokens": 2000}), "budget_tokens", id="a budget"),
        pytest.param(asked(thinking={"type": "disabled"}), "thinking", id="thinking off where it cannot be"),
        pytest.param(asked(system=[cached(str(n)) for n in range(4)]), "cache_control", id="five breakpoints"),
        pytest.param(asked(output_config={"effort": "huge"}), "effort", id="an effort nobody knows"),
        pytest.param(asked(output_config={"format": {"type": "text"}}), "json_schema", id="another format"),
        pytest.param(with_property({"type": "integer", "minimum": 0}), "minimum", id="minimum"),
        pytest.param(with_property({"type": "integer", "maximum": 4}), "maximum", id="maximum"),
        pytest.param(with_property({"type": "string", "minLength": 1}), "minLength", id="minLength"),
        pytest.param(with_property({"type": "string", "maxLength": 9}), "maxLength", id="maxLength"),
        pytest.param(
            with_property({"type": "array", "items": {"type": "string"}, "maxItems": 3}), "maxItems", id="maxItems"
        ),
        pytest.param(
            with_property({"type": "array", "items": {"type": "string"}, "minItems": 2}), "minItems", id="minItems 2"
        ),
        pytest.param(with_property({"type": "string", "format": "phone"}), "phone", id="a format nobody knows"),
        pytest.param(with_property({"enum": [{"a": 1}]}), "scalars", id="an enum of objects"),
        pytest.param(with_property({"type": "object", "properties": {}}), "additionalProperties", id="an open object"),
        pytest.param(with_property({"$ref": "https://example.com/x"}), "external", id="a reference to elsewhere"),
        pytest.param(with_property({"$ref": "#/$defs/gone"}), "nowhere", id="a reference to nothing"),
        pytest.param(with_schema({"type": "array", "items": {"type": "string"}}), "top level", id="a list at the top"),
        pytest.param(with_schema(TOO_MANY_OPTIONAL), "optional", id="25 optional properties"),
        pytest.param(with_schema(TOO_MANY_UNIONS), "union", id="17 unions"),
        pytest.param(with_schema(RECURSIVE), "recursive", id="a recursive schema"),
    ],
)
def test_what_claude_refuses_is_refused(body: Json, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        check_request(body)
    assert (refused.value.status, refused.value.kind) == (400, "invalid_request_error")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(asked(), id="our own kind of request"),
        pytest.param(asked(system="You judge.", messages=[{"role": "user", "content": "hi"}]), id="plain strings"),
        pytest.param(asked(model="claude-haiku-5-5", thinking={"type": "disabled"}), id="Haiku without thinking"),
        pytest.param(asked(max_tokens=0, output_config={}), id="a pre-warm without a format"),
        pytest.param(
            with_property({"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[a-z]+$"}}),
            id="minItems 1 and a pattern",
        ),
    ],
)
def test_what_claude_takes_is_taken(body: Json) -> None:
    check_request(body)


@pytest.mark.parametrize("model", ["claude-nobody", "claude-opus-4-0"])
def test_an_unknown_or_retired_model_is_not_found(model: str) -> None:
    with pytest.raises(Refused) as refused:
        check_request(asked(model=model))
    assert (refused.value.status, refused.value.kind) == (404, "not_found_error")


def test_the_default_answer_is_the_smallest_that_satisfies_the_schema() -> None:
    schema: Json = {
        "type": "object",
        "properties": {
            "kind": {"enum": ["first", "second"]},
            "always": {"const": "this"},
            "quotes": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/quote"}},
            "none": {"type": "array", "items": {"type": "string"}},
            "maybe": {"anyOf": [{"type": "null"}, {"type": "string"}]},
            "number": {"type": ["number", "null"]},
            "sure": {"type": "boolean"},
            "day": {"type": "string", "format": "date"},
            "clock": {"type": "string", "pattern": r"^\d:\d\d$"},
            "left_out": {"type": "string"},
        },
        "required": ["kind", "always", "quotes", "none", "maybe", "number", "sure", "day", "clock"],
        "$defs": {
            "quote": {
                "type": "object",
                "properties": {"turn": {"type": "integer"}, "text": {"type": "string", "default": "so"}},
                "required": ["turn", "text"],
                "additionalProperties": False,
            }
        },
        "additionalProperties": False,
    }
    check_request(with_schema(schema))
    assert smallest(schema) == {
        "kind": "first",
        "always": "this",
        "quotes": [{"turn": 0, "text": "so"}],
        "none": [],
        "maybe": None,
        "number": 0,
        "sure": False,
        "day": "2026-01-01",
        "clock": "0:00",
    }
