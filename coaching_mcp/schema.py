"""JSON schemas without what a model does not need: titles, nulls, the names of enumerations. Pure."""

from __future__ import annotations

from typing import Final, cast

from pydantic import BaseModel

Node = dict[str, object]
LIMITS: Final = {"minLength", "maxLength", "additionalProperties"}
"""Checked here all the same; a model that meets them is told so in a sentence."""


COMMON: Final = ("verdict", "rows", "quotes")
"""The fields of every answer that its schema names; the server's instructions say what the others mean."""


def slim_arguments(schema: Node) -> Node:
    """The schema of a tool's arguments; one that may be left out is not also said to be null."""
    defined = cast("dict[str, Node]", schema.get("$defs", {}))
    properties = cast("dict[str, Node]", schema["properties"])
    slim: Node = {
        "type": "object",
        "properties": {name: _argument(node, defined) for name, node in properties.items()},
    }
    if schema.get("required"):
        slim["required"] = schema["required"]
    return {**slim, "additionalProperties": False}


def slim_answer(model: type[BaseModel], own: tuple[str, ...]) -> Node:
    """The schema of an answer down to the common fields and those of its own that a client may want."""
    schema = model.model_json_schema()
    properties = cast("dict[str, Node]", schema["properties"])
    named = {name: {"type": _kind(properties[name])} for name in (*COMMON, *own)}
    return {"type": "object", "properties": named, "required": ["verdict"]}


def _argument(node: Node, defined: dict[str, Node]) -> Node:
    """One argument, with what it refers to written out."""
    choices = [_written_out(choice, defined) for choice in cast("list[Node]", node.get("anyOf", [node]))]
    choices = [choice for choice in choices if choice.get("type") != "null"]
    said = {key: item[key] for item in (*choices, node) for key in ("description",) if key in item}
    values = [value for choice in choices for value in _values(choice)]
    kept = {key: value for key, value in choices[0].items() if key not in {"title", "description", *LIMITS}}
    if values:
        kept = {"type": "string", "enum": values, **{key: kept[key] for key in ("default",) if key in kept}}
    if isinstance(kept.get("items"), dict):
        kept["items"] = _argument(cast("Node", kept["items"]), defined)
    if node.get("default") is not None and node.get("default") is not False:
        kept["default"] = node["default"]
    else:
        kept.pop("default", None)
    return {**said, **kept}


def _written_out(node: Node, defined: dict[str, Node]) -> Node:
    name = str(node.get("$ref", "")).rpartition("/")[2]
    return {key: value for key, value in defined[name].items() if key != "description"} if name else node


def _values(choice: Node) -> list[object]:
    return cast("list[object]", choice.get("enum", [choice["const"]] if "const" in choice else []))


def _kind(node: Node) -> object:
    """A field's JSON type; of one that may be missing, the type it has otherwise."""
    choices = cast("list[Node]", node.get("anyOf", [node]))
    return next((choice["type"] for choice in choices if choice.get("type") not in {None, "null"}), "object")
