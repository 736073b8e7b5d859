"""Whether a request and its answer are what Gong's own specification says, where that is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from gong.simulated import Json
from tests.gong.test_gong_schema import SPECIFICATION, faults


@cache
def specification() -> Json | None:
    """Gong's OpenAPI document; None where it is not."""
    return json.loads(SPECIFICATION.read_text(encoding="utf-8")) if SPECIFICATION.is_file() else None


def request_faults(method: str, path: str, query: Mapping[str, str], body: Json | None) -> Iterator[str]:
    """What of a request the specification does not know, or misses."""
    if (operation := _operation(method, path)) is None:
        return
    parameters = {one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "query"}
    yield from (f"{path}: the parameter {name} is not Gong's" for name in query if name not in parameters)
    yield from (f"{path}: no {name}" for name, one in parameters.items() if one.get("required") and name not in query)
    if (expected := operation.get("requestBody")) is not None:
        schema = expected["content"]["application/json"]["schema"]
        yield from _faults(body or {}, schema, f"{path} body")
        yield from _missing(body or {}, schema, path)
    elif body is not None:
        yield f"{path}: takes no body"


def answer_faults(method: str, path: str, status: int, answer: object) -> Iterator[str]:
    """Where an answer of the stand-in leaves the specification."""
    if (operation := _operation(method, path)) is None:
        return
    described = operation["responses"].get(str(status))
    if described is None:
        yield f"{path}: Gong does not answer with {status}"
    else:
        yield from _faults(answer, described["content"]["application/json"]["schema"], f"{path} {status}")


def _operation(method: str, path: str) -> Json | None:
    document = specification()
    return document["paths"].get(path, {}).get(method.lower()) if document else None


def _faults(value: object, schema: Json, place: str) -> Iterator[str]:
    return faults(value, schema, _schemas(), place)


def _missing(value: Json, schema: Json, place: str) -> list[str]:
    required = _schemas()[schema["$ref"].rsplit("/", 1)[-1]].get("required", [])
    return [f"{place}: no {name}" for name in required if name not in value]


def _schemas() -> dict[str, Any]:
    document = specification()
    return document["components"]["schemas"] if document else {}
