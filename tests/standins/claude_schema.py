"""Which JSON schemas Claude takes for structured output, and the smallest answer that satisfies one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_KEYWORDS = frozenset(
    "$defs $ref additionalProperties allOf anyOf const default definitions description enum format items minItems "
    "pattern properties required title type".split()
)
_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean", "null"})
_FORMATS = {
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "date": "2026-01-01",
    "duration": "PT0S",
    "email": "a@example.com",
    "hostname": "example.com",
    "uri": "https://example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_MOST_OPTIONAL = 24
_MOST_UNIONS = 16
_SMALLEST = {"string": "", "integer": 0, "number": 0, "boolean": False, "null": None}


class BadSchema(Exception):
    """The schema is outside the subset; the message is the API's."""


def check_schema(schema: Json) -> None:
    """Refuse what Claude refuses.

    Raises:
        BadSchema: the schema has a keyword, a recursion or a size that structured output does not take.
    """
    if schema.get("type") != "object":
        raise BadSchema("the top level must have type 'object'")
    nodes = list(_nodes(schema))
    for node in nodes:
        _check_node(node)
    _check_recursion(schema, schema, ())
    optional = sum(len(set(node.get("properties", ())) - set(node.get("required", ()))) for node in nodes)
    if optional > _MOST_OPTIONAL:
        raise BadSchema(f"Schemas contains too many optional parameters ({optional}), limit: {_MOST_OPTIONAL}")
    unions = sum("anyOf" in node or isinstance(node.get("type"), list) for node in nodes)
    if unions > _MOST_UNIONS:
        raise BadSchema(f"Schemas contains too many parameters with union types ({unions}), limit: {_MOST_UNIONS}")


def _nodes(node: Json) -> Iterator[Json]:
    """This schema and all below it, definitions included."""
    if not isinstance(node, dict):  # pyright: ignore[reportUnnecessaryIsInstance] - the client may send anything
        raise BadSchema("every schema must be an object")
    yield node
    for below in _below(node):
        yield from _nodes(below)


def _below(node: Json) -> Iterator[Json]:
    for group in ("properties", "$defs", "definitions"):
        yield from node.get(group, {}).values()
    for group in ("anyOf", "allOf"):
        yield from node.get(group, ())
    if "items" in node:
        yield node["items"]


def _kinds(node: Json) -> list[str]:
    kind: Any = node.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _check_node(node: Json) -> None:
    kinds = _kinds(node)
    if unknown := sorted(set(node) - _KEYWORDS):
        raise BadSchema(f"For {kinds} type, property {unknown[0]!r} is not supported")
    if bad := [kind for kind in kinds if kind not in _TYPES]:
        raise BadSchema(f"{bad[0]!r} is not a type")
    if "object" in kinds and node.get("additionalProperties") is not False:
        raise BadSchema("For 'object' type, 'additionalProperties' must be explicitly set to false")
    if set(node.get("required", ())) - set(node.get("properties", ())):
        raise BadSchema("'required' names a property that is not there")
    _check_values(node)


def _check_values(node: Json) -> None:
    if node.get("minItems", 0) not in {0, 1}:
        raise BadSchema("For 'array' type, 'minItems' values other than 0 or 1 are not supported")
    if any(isinstance(value, dict | list) for value in node.get("enum", ())):
        raise BadSchema("'enum' may hold scalars only")
    if "format" in node and node["format"] not in _FORMATS:
        raise BadSchema(f"string format {node['format']!r} is not supported")
    if not str(node.get("$ref", "#/")).startswith("#/"):
        raise BadSchema("external '$ref' is not supported")


def _check_recursion(node: Json, root: Json, within: tuple[str, ...]) -> None:
    reference = node.get("$ref")
    if reference in within:
        raise BadSchema("recursive schemas are not supported")
    if reference is not None:
        _check_recursion(_resolve(reference, root), root, (*within, reference))
    for below in _below({key: value for key, value in node.items() if key not in {"$defs", "definitions"}}):
        _check_recursion(below, root, within)


def _resolve(reference: str, root: Json) -> Json:
    node = root
    for part in reference.removeprefix("#/").split("/"):
        if part not in node:
            raise BadSchema(f"'$ref' {reference!r} points nowhere")
        node = node[part]
    return node


def smallest(schema: Json, root: Json | None = None) -> Any:
    """The smallest value that satisfies a checked schema: first alternatives, empty lists, required properties only."""
    root = schema if root is None else root
    if "$ref" in schema:
        return smallest(_resolve(schema["$ref"], root), root)
    for fixed in ("const", "default"):
        if fixed in schema:
            return schema[fixed]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return smallest(schema["anyOf"][0], root)
    if "allOf" in schema:
        parts = [smallest(part, root) for part in schema["allOf"]]
        return {key: value for part in parts for key, value in part.items()} if isinstance(parts[0], dict) else parts[0]
    return _smallest_of_type(schema, root)


def _smallest_of_type(schema: Json, root: Json) -> Any:
    kind = next(iter(_kinds(schema)), "object")
    if kind == "object":
        required = schema.get("required", ())
        return {name: smallest(part, root) for name, part in schema.get("properties", {}).items() if name in required}
    if kind == "array":
        return [smallest(schema["items"], root)] * schema.get("minItems", 0)
    if kind == "string" and "format" in schema:
        return _FORMATS[schema["format"]]
    if kind == "string" and "pattern" in schema:
        return next(text for text in ("", "0", "a", "A", "0:00", "a0") if re.search(schema["pattern"], text))
    return _SMALLEST[kind]
