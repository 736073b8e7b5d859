"""Claude's prompt cache as documented: identical prefixes, readable once an answer has begun, five minutes long."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.standins.claude_rules import MODELS, all_blocks
from tests.standins.claude_schema import Json

CHARACTERS_PER_TOKEN = 2.8
LIFETIME_S = 300.0
LOOK_BACK = 20
"""How many blocks before a breakpoint an earlier entry is still found."""


def tokens(characters: int) -> int:
    return math.ceil(characters / CHARACTERS_PER_TOKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """What one request is billed for its prompt, and the entries it leaves once its answer has begun."""

    input: int
    write: int
    read: int
    leaves: tuple[str, ...]
    begun_at: float


@dataclass(frozen=True, slots=True)
class _Prefix:
    key: str
    tokens: int
    is_breakpoint: bool


@dataclass(slots=True)
class PromptCache:
    """`clock` gives seconds; entries live five minutes from the start of the request that last used them."""

    clock: Callable[[], float]
    _until: dict[str, float] = field(default_factory=dict[str, float])

    def bill(self, body: Json) -> Billing:
        """What is read now. What is written becomes readable with `commit`, not before."""
        now = self.clock()
        prefixes = _prefixes(body)
        least = MODELS[body["model"]].least_cacheable
        breakpoints = [
            place for place, prefix in enumerate(prefixes) if prefix.is_breakpoint and prefix.tokens >= least
        ]
        found = self._longest_found(prefixes, breakpoints, now)
        read = prefixes[found].tokens if found is not None else 0
        cached = prefixes[breakpoints[-1]].tokens if breakpoints else 0
        if found is not None:
            self._until[prefixes[found].key] = now + LIFETIME_S
        return Billing(
            input=prefixes[-1].tokens - max(cached, read),
            write=max(cached - read, 0),
            read=read,
            leaves=tuple(prefixes[place].key for place in breakpoints),
            begun_at=now,
        )

    def commit(self, billing: Billing) -> None:
        """The answer has begun: others may now read what it wrote."""
        for key in billing.leaves:
            self._until[key] = max(self._until.get(key, 0.0), billing.begun_at + LIFETIME_S)

    def _longest_found(self, prefixes: list[_Prefix], breakpoints: list[int], now: float) -> int | None:
        reachable = {place for end in breakpoints for place in range(max(end - LOOK_BACK, 0), end + 1)}
        live = (place for place in reachable if self._until.get(prefixes[place].key, -math.inf) > now)
        return max(live, default=None)


def _prefixes(body: Json) -> list[_Prefix]:
    """One per block: everything up to its end, and with it all that makes two prompts different prompts."""
    config = body.get("output_config", {})
    shape = json.dumps(config.get("format"), ensure_ascii=False)
    hashed = hashlib.sha256(
        json.dumps([body["model"], config.get("effort"), body.get("thinking"), shape], ensure_ascii=False).encode()
    )
    characters = len(shape)
    roles = [""] * (len(list(all_blocks(body))) - sum(_width(message) for message in body["messages"]))
    roles += [message["role"] for message in body["messages"] for _ in range(_width(message))]
    prefixes: list[_Prefix] = []
    for role, block in zip(roles, all_blocks(body), strict=True):
        content = {name: value for name, value in block.items() if name != "cache_control"}
        hashed.update(json.dumps([role, content], ensure_ascii=False).encode())
        characters += len(content["text"]) if "text" in content else len(json.dumps(content))
        prefixes.append(_Prefix(hashed.hexdigest(), tokens(characters), "cache_control" in block))
    if "cache_control" in body:
        prefixes[-1] = _Prefix(prefixes[-1].key, prefixes[-1].tokens, is_breakpoint=True)
    return prefixes


def _width(message: Json) -> int:
    return 1 if isinstance(message["content"], str) else len(message["content"])
