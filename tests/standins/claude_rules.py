"""What Claude's API refuses, and in which words: parameters that are gone, prefill, forced tools, bad schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.standins.claude_schema import BadSchema, Json, check_schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model as the API lists it. `thinking_off`: whether `thinking: disabled` is accepted."""

    name: str
    lifecycle: str = "active"
    retires_at: str | None = None
    thinking_off: bool = False
    least_cacheable: int = 512


MODELS: Mapping[str, Model] = {
    "claude-opus-5-5": Model(name="Claude Opus 5.5"),
    "claude-sonnet-5-5": Model(name="Claude Sonnet 5.5"),
    "claude-haiku-5-5": Model(name="Claude Haiku 5.5", thinking_off=True),
    "claude-fable-5-1": Model(name="Claude Fable 5.1"),
    "claude-sonnet-5": Model(name="Claude Sonnet 5", least_cacheable=1024),
    "claude-haiku-4-5": Model(name="Claude Haiku 4.5", thinking_off=True, least_cacheable=4096),
    "claude-sonnet-4-5": Model(
        name="Claude Sonnet 4.5", lifecycle="deprecated", retires_at="2026-11-30T00:00:00Z", least_cacheable=1024
    ),
    "claude-opus-4-0": Model(name="Claude Opus 4", lifecycle="retired", retires_at="2026-06-15T00:00:00Z"),
}

MOST_OUTPUT = 128_000
MOST_BREAKPOINTS = 4
EFFORTS = ("low", "medium", "high", "xhigh", "max")
_SAMPLING = ("temperature", "top_p", "top_k")
_CACHE_CONTROLS = ({"type": "ephemeral"}, {"type": "ephemeral", "ttl": "5m"})
_FIELDS = frozenset(
    "cache_control max_tokens messages metadata model output_config service_tier stop_sequences stream system thinking "
    "tool_choice tools".split()
)


class Refused(Exception):
    """The request is not served: an HTTP status, and the API's type and words for it."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message


def invalid(message: str) -> Refused:
    return Refused(400, "invalid_request_error", message)


def check_request(body: Json, *, counting: bool = False) -> None:
    """Refuse what the API of 2026-10-21 refuses; `counting`: the request is for `count_tokens`.

    Raises:
        Refused: with the status and the type of error that the API answers.
    """
    if gone := [name for name in _SAMPLING if name in body]:
        raise invalid(f"{gone[0]}: this parameter is not supported by this API version")
    if unknown := sorted(set(body) - _FIELDS):
        raise invalid(f"{unknown[0]}: Extra inputs are not permitted")
    model = _model(body)
    if not counting:
        _check_room(body)
    _check_messages(body)
    _check_thinking(body, model)
    _check_tool_choice(body)
    _check_output_config(body)
    breakpoints = sum("cache_control" in block for block in all_blocks(body)) + ("cache_control" in body)
    if breakpoints > MOST_BREAKPOINTS:
        raise invalid(f"A maximum of {MOST_BREAKPOINTS} blocks with cache_control may be provided, not {breakpoints}.")


def all_blocks(body: Json) -> Iterator[Json]:
    """Everything that can end a cached prefix, in the order of the prefix: tools, system, messages."""
    yield from body.get("tools", ())
    yield from _as_blocks(body.get("system", []))
    for message in body.get("messages", ()):
        yield from _as_blocks(message["content"])


def _as_blocks(content: Any) -> list[Json]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _model(body: Json) -> Model:
    name = body.get("model")
    if not isinstance(name, str):
        raise invalid("model: Field required")
    model = MODELS.get(name)
    if model is None or model.lifecycle == "retired":
        raise Refused(404, "not_found_error", f"model: {name}")
    return model


def _check_room(body: Json) -> None:
    room = body.get("max_tokens")
    if not isinstance(room, int) or isinstance(room, bool) or not 0 <= room <= MOST_OUTPUT:
        raise invalid(f"max_tokens: must be an integer between 0 and {MOST_OUTPUT}")
    if room == 0 and (body.get("stream") or "format" in body.get("output_config", {})):
        raise invalid("max_tokens: 0 cannot be combined with stream or output_config.format")


def _check_messages(body: Json) -> None:
    messages: list[Json] = body.get("messages") or []
    if not messages:
        raise invalid("messages: at least one message is required")
    if messages[0].get("role") != "user":
        raise invalid('messages: first message must use the "user" role')
    if messages[-1].get("role") != "user":
        raise invalid("This model does not support assistant message prefill. The last message must be the user's.")
    for block in all_blocks({key: body[key] for key in ("system", "messages") if key in body}):
        _check_block(block)


def _check_block(block: Json) -> None:
    if block.get("type") != "text":
        raise invalid(f"messages: blocks of type {block.get('type')!r} are not part of this stand-in")
    if not isinstance(block.get("text"), str) or not block["text"]:
        raise invalid("messages: text content blocks must be non-empty")
    if unknown := sorted(set(block) - {"type", "text", "cache_control"}):
        raise invalid(f"messages: {unknown[0]}: Extra inputs are not permitted")
    if block.get("cache_control", _CACHE_CONTROLS[0]) not in _CACHE_CONTROLS:
        raise invalid("cache_control: only five-minute ephemeral entries are part of this stand-in")


def _check_thinking(body: Json, model: Model) -> None:
    thinking = body.get("thinking", {"type": "adaptive"})
    if thinking.get("type") == "enabled" or "budget_tokens" in thinking:
        raise invalid("thinking.budget_tokens: not supported by this model; use thinking.type=adaptive")
    if thinking.get("type") == "disabled" and not model.thinking_off:
        raise invalid("thinking.type: 'disabled' is not supported by this model")


def _check_tool_choice(body: Json) -> None:
    choice = body.get("tool_choice", {"type": "auto"}).get("type")
    if choice in {"any", "tool"}:
        raise invalid("tool_choice: forcing tool use is not supported by this model")


def _check_output_config(body: Json) -> None:
    config = body.get("output_config", {})
    if unknown := sorted(set(config) - {"effort", "format"}):
        raise invalid(f"output_config.{unknown[0]}: Extra inputs are not permitted")
    if config.get("effort", "medium") not in EFFORTS:
        raise invalid(f"output_config.effort: must be one of {', '.join(EFFORTS)}")
    if "format" not in config:
        return
    if config["format"].get("type") != "json_schema" or set(config["format"]) != {"type", "schema"}:
        raise invalid("output_config.format: must be a json_schema with a schema and nothing else")
    try:
        check_schema(config["format"]["schema"])
    except BadSchema as error:
        raise invalid(f"output_config.format.schema: {error}") from error
