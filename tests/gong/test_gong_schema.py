"""The bundled JSON, and the JSON the tests use, have the shape of Gong's own specification."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gong.bundled import bundled_export_json
from gong.shapes import json_list, json_object
from tests.gong.gong_json import CRM, call_data, transcript

SPECIFICATION = Path(__file__).parents[3] / "shared" / "data" / "gong-openapi.json"
JSON_TYPES = {
    "string": {str},
    "integer": {int},
    "number": {int, float},
    "boolean": {bool},
    "array": {list},
    "object": {dict},
}

pytestmark = pytest.mark.skipif(not SPECIFICATION.is_file(), reason="Gong's specification is not here")


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    return json.loads(SPECIFICATION.read_text(encoding="utf-8"))["components"]["schemas"]


def faults(value: object, schema: dict[str, Any], schemas: dict[str, Any], place: str) -> Iterator[str]:
    """Where a value leaves its schema; stricter than JSON Schema, for a field Gong does not have is a fault, too."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    if value is None or place.endswith(".value"):  # null is "not known"; a CRM value may be anything
        return
    if type(value) not in JSON_TYPES[schema["type"]]:
        yield f"{place} is not {schema['type']}"
    elif value not in schema.get("enum", [value]):
        yield f"{place} is not one of {schema['enum']}"
    for name, part in parts(value):
        inner = schema["items"] if name == "[]" else schema["properties"].get(name)
        yield from faults(part, inner, schemas, f"{place}.{name}") if inner else [f"{place}.{name} is not Gong's"]


def parts(value: object) -> list[tuple[str, object]]:
    return [("[]", part) for part in json_list(value) or []] + list(json_object(value).items())


def all_faults(schemas: dict[str, Any], kind: str, items: object) -> set[str]:
    found = parts(items)
    assert found
    return {fault for _, item in found for fault in faults(item, {"$ref": kind}, schemas, kind)}


@pytest.mark.parametrize(
    ("name", "kind"), [("calls", "CallData"), ("callTranscripts", "CallTranscript"), ("users", "UserMetadata")]
)
def test_the_bundled_json_has_gongs_shape(schemas: dict[str, Any], name: str, kind: str) -> None:
    assert all_faults(schemas, kind, bundled_export_json()[name]) == set()


def test_the_json_of_these_tests_has_gongs_shape(schemas: dict[str, Any]) -> None:
    assert all_faults(schemas, "CallData", [call_data(context=CRM)]) == {
        "CallData.metaData.fieldOfTheFuture is not Gong's"
    }
    assert all_faults(schemas, "CallTranscript", [transcript()]) == set()
