"""A request as our own client makes them, to be changed in one thing at a time."""

from __future__ import annotations

from typing import Any

from tests.standins.claude_schema import Json

LEVEL: Json = {
    "type": "object",
    "properties": {"level": {"type": "integer", "enum": [0, 1, 2]}},
    "required": ["level"],
    "additionalProperties": False,
}
LONG = "[1|0:04] R1: thanks for making the time today\n" * 60


def asked(**changes: Any) -> Json:
    return {
        "model": "claude-sonnet-5-5",
        "max_tokens": 4000,
        "system": [{"type": "text", "text": "You judge."}],
        "messages": [{"role": "user", "content": [cached(LONG), {"type": "text", "text": "Rubric"}]}],
        "output_config": {"effort": "medium", "format": {"type": "json_schema", "schema": LEVEL}},
        **changes,
    }


def cached(text: str) -> Json:
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}
