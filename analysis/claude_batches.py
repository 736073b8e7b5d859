"""Hands batches of questions in to Claude and reads what became of them; the other half of talking to it."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final, Self, cast

import anthropic
from anthropic.types.messages import (
    MessageBatch,
    MessageBatchErroredResult,
    MessageBatchIndividualResponse,
    MessageBatchSucceededResult,
)
from anthropic.types.messages.batch_create_params import Request

from analysis.claude_wire import ON_THE_WIRE, Line, Tally, answer_text, body_of, open_client
from analysis.errors import BatchUncertain, JudgeError, JudgeUnavailable, JudgeUnreachable
from analysis.ports import BatchResult, Question, SentBatch

SEND_S: Final = 300.0
LOOK_S: Final = 60.0
"""Seconds, tries included: to hand in a batch of some 30 MB, and to ask how one is doing."""
PAGE: Final = 100

_NOT_TAKEN: Final = frozenset({409, 429, 529})
"""Refusals after which the same batch may be handed in again: Claude says that it did not take it."""
_NAME = re.compile(r"\w{1,60}")
_UNCERTAIN = (
    "The connection to Claude broke off while a batch was handed in, so it is not known whether Claude has it. "
    "It will not be handed in twice: the next run finds out."
)
_WHY_NOT: Mapping[str, str] = {
    "expired": "Claude did not get to it within a day.",
    "canceled": "Somebody cancelled the batch.",
}


class ClaudeBatches:
    """Claude's batches, behind one key, one model and one effort."""

    def __init__(self, client: anthropic.AsyncAnthropic, *, model: str, effort: str) -> None:
        self._batches = client.messages.batches
        self._line = Line(client, model=model)
        self.model = model
        self.effort = effort

    @classmethod
    @asynccontextmanager
    async def open(cls, *, api_key: str, model: str, effort: str, base_url: str | None = None) -> AsyncGenerator[Self]:
        """For the length of the block.

        Raises:
            BadSetting: the key or the address cannot be right, whatever Claude says.
        """
        async with open_client(api_key, base_url, SEND_S) as client:
            yield cls(client, model=model, effort=effort)

    async def send(self, questions: Mapping[str, Question]) -> str:
        """As `Batches.send`: each question byte for byte as it would be asked alone."""
        create = partial(self._batches.create, requests=list(self._requests(questions)))
        try:
            batch = await self._line.persist(create, Tally(), within_s=SEND_S, repeatable=_was_not_taken)
        except JudgeUnavailable as error:
            if isinstance(error, JudgeUnreachable) or _was_not_taken(error.__cause__):
                raise
            raise BatchUncertain(_UNCERTAIN) from error
        return batch.id

    async def look(self, batch: str) -> SentBatch:
        """As `Batches.look`."""
        return _sent(await self._line.persist(partial(self._batches.retrieve, batch), Tally(), within_s=LOOK_S))

    async def recent(self, since: datetime) -> list[SentBatch]:
        """As `Batches.recent`."""

        async def page_through() -> list[SentBatch]:
            found: list[SentBatch] = []
            async for batch in self._batches.list(limit=PAGE):
                if batch.created_at < since:
                    break
                found.append(_sent(batch))
            return found

        return await self._line.persist(page_through, Tally(), within_s=LOOK_S)

    async def results(self, batch: str) -> AsyncGenerator[BatchResult]:
        """As `Batches.results`."""
        try:
            async for line in await self._batches.results(batch):
                yield _result(line)
        except (anthropic.AnthropicError, *ON_THE_WIRE) as error:
            raise self._line.translated(error) from error

    def _requests(self, questions: Mapping[str, Question]) -> Iterable[Request]:
        for fingerprint, question in questions.items():
            body = body_of(question, model=self.model, effort=self.effort)
            yield cast("Request", {"custom_id": fingerprint, "params": body})


def _was_not_taken(error: BaseException | None) -> bool:
    return isinstance(error, anthropic.APIStatusError) and error.status_code in _NOT_TAKEN


def _sent(batch: MessageBatch) -> SentBatch:
    counts = batch.request_counts
    return SentBatch(
        id=batch.id,
        sent_at=batch.created_at,
        questions=counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired,
        has_ended=batch.processing_status == "ended",
        results_are_kept=batch.archived_at is None,
    )


def _result(line: MessageBatchIndividualResponse) -> BatchResult:
    match line.result:
        case MessageBatchSucceededResult(message=message):
            tally = Tally()
            tally.add(message.usage)
            try:
                text = answer_text(message, tally.usage)
            except JudgeError as error:
                name = type(error).__name__
                return BatchResult(fingerprint=line.custom_id, outcome=name, usage=error.usage, reason=str(error))
            return BatchResult(fingerprint=line.custom_id, outcome="done", text=text, usage=tally.usage)
        case MessageBatchErroredResult(error=answer):
            kind = answer.error.type if _NAME.fullmatch(answer.error.type) else "unknown"
            reason = f"Claude's API could not process it in a batch ({kind})."
            return BatchResult(fingerprint=line.custom_id, outcome="errored", reason=reason)
        case other:
            return BatchResult(fingerprint=line.custom_id, outcome=other.type, reason=_WHY_NOT.get(other.type, ""))
