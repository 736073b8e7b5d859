"""What the engine needs from the outside world."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a prompt. `cache` marks the end of a prefix that later questions share byte for byte."""

    text: str
    cache: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request to the judge; `purpose` is for the ledger and is not sent."""

    purpose: str
    system: tuple[Block, ...]
    user: tuple[Block, ...]
    schema: Mapping[str, object]
    max_tokens: int

    def fingerprint(self, *, model: str, effort: str, generation: int = 1) -> str:
        """SHA-256 of everything that can change the answer; `generation` tells forced repeats apart."""
        everything = {
            "model": model,
            "effort": effort,
            "generation": generation,
            "system": [[block.text, block.cache] for block in self.system],
            "user": [[block.text, block.cache] for block in self.user],
            "schema": self.schema,
            "max_tokens": self.max_tokens,
        }
        return hashlib.sha256(json.dumps(everything, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the API bills them; the first three are disjoint, `thinking` is part of `output`."""

    input: int = 0
    cache_write: int = 0
    cache_read: int = 0
    output: int = 0
    thinking: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            input=self.input + other.input,
            cache_write=self.cache_write + other.cache_write,
            cache_read=self.cache_read + other.cache_read,
            output=self.output + other.output,
            thinking=self.thinking + other.thinking,
        )


NO_USAGE = Usage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A complete answer, as text that should be JSON of the question's schema."""

    text: str
    usage: Usage
    request_id: str | None = None


class Judge(Protocol):
    """Somebody who answers questions about transcripts."""

    @property
    def model(self) -> str:
        """The model's id, part of every fingerprint."""
        ...

    @property
    def effort(self) -> str:
        """How hard it thinks, part of every fingerprint."""
        ...

    async def ask(self, question: Question, *, on_first: Callable[[], None]) -> Reply:
        """Answer, calling `on_first` once when the first content arrives (later questions may then share the cache).

        Raises:
            JudgeError: there is no answer to use; which kind says why.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBatch:
    """A batch as the judge knows it. `results_are_kept` is false once nobody can read them any more."""

    id: str
    sent_at: datetime
    questions: int
    has_ended: bool
    results_are_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What became of one question of a batch. `outcome` is for the ledger: `done`, or why there is no `text`.

    `reason` says for a person why there is none.
    """

    fingerprint: str
    outcome: str
    text: str | None = None
    usage: Usage = NO_USAGE
    reason: str = ""


class Batches(Protocol):
    """Somebody who answers many questions within a day, for half the price."""

    @property
    def model(self) -> str:
        """The model's id, part of every fingerprint."""
        ...

    @property
    def effort(self) -> str:
        """How hard it thinks, part of every fingerprint."""
        ...

    async def send(self, questions: Mapping[str, Question]) -> str:
        """Hand in questions by their fingerprints; the batch's id.

        Raises:
            BatchUncertain: nobody knows whether it was taken.
            JudgeError: it was not.
        """
        ...

    async def look(self, batch: str) -> SentBatch:
        """How a batch is doing.

        Raises:
            JudgeError: it cannot be told now.
        """
        ...

    async def recent(self, since: datetime) -> list[SentBatch]:
        """Every batch that was handed in since then with this key, by whomever, the newest first.

        Raises:
            JudgeError: it cannot be told now.
        """
        ...

    def results(self, batch: str) -> AsyncGenerator[BatchResult]:
        """What became of each question, in any order, once the batch has ended; read as they arrive, never all at once.

        Raises:
            JudgeError: they cannot be read now, or not to the end.
        """
        ...


class Clock(Protocol):
    """What time it is; always aware."""

    def __call__(self) -> datetime: ...
