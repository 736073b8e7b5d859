"""Asks Claude one question at a time and streams the answer; with `claude_batches` the only module that talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Self

import anthropic
from anthropic.types import Message

from analysis.claude_wire import BrokeOff, Line, Tally, answer_text, body_of, open_client
from analysis.complaint import NOT_CLAUDE
from analysis.errors import AnswerUnusable, JudgeRejectedRequest
from analysis.ports import Question, Reply

CHECK_S = 20.0
"""How many seconds `check` may take."""

_CONTENT = frozenset({"content_block_start", "content_block_delta"})


@dataclass(slots=True)
class _Once:
    """Calls `then` the first time only, however many tries begin an answer."""

    then: Callable[[], None]
    called: bool = False

    def __call__(self) -> None:
        if not self.called:
            self.called = True
            self.then()


class ClaudeJudge:
    """Claude, behind one key, one model and one effort. At most `concurrency` questions are under way at a time."""

    def __init__(
        self, client: anthropic.AsyncAnthropic, *, model: str, effort: str, timeout_s: float, concurrency: int
    ) -> None:
        self._client = client
        self._line = Line(client, model=model)
        self._model = model
        self._effort = effort
        self._timeout_s = timeout_s
        self._slots = asyncio.Semaphore(concurrency)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        api_key: str,
        model: str,
        effort: str,
        base_url: str | None = None,
        timeout_s: float = 300.0,
        concurrency: int = 8,
    ) -> AsyncGenerator[Self]:
        """A judge for the length of the block. `timeout_s` bounds one question in seconds, all its tries included.

        Raises:
            BadSetting: the key or the address cannot be right, whatever Claude says.
        """
        async with open_client(api_key, base_url, timeout_s) as client:
            yield cls(client, model=model, effort=effort, timeout_s=timeout_s, concurrency=concurrency)

    @property
    def model(self) -> str:
        return self._model

    @property
    def effort(self) -> str:
        return self._effort

    async def ask(self, question: Question, *, on_first: Callable[[], None]) -> Reply:
        """Answer, calling `on_first` once when the first content arrives. Waiting for a slot has no time limit.

        Raises:
            JudgeError: there is no answer to use; which kind says why, and `usage` what it cost all the same.
        """
        tally = Tally()
        attempt = partial(self._stream, question, _Once(on_first), tally)
        async with self._slots:
            message, request_id = await self._line.persist(attempt, tally, within_s=self._timeout_s)
        return Reply(text=answer_text(message, tally.usage), usage=tally.usage, request_id=request_id)

    async def check(self) -> str:
        """A sentence that says the key and the model work; costs no tokens.

        Raises:
            JudgeError: they do not; the message says what to do.
        """
        retrieve = partial(self._client.models.retrieve, self._model)
        model = await self._line.persist(retrieve, Tally(), within_s=min(CHECK_S, self._timeout_s))
        # A gateway may answer with less than Claude does, or with something else altogether.
        if getattr(model, "id", None) is None:
            raise AnswerUnusable(NOT_CLAUDE)
        if getattr(model, "lifecycle", None) == "retired":
            raise JudgeRejectedRequest(f"The model {self._model!r} is retired. Set ANTHROPIC_MODEL to a current one.")
        if model.retires_at is not None:
            return f"{self._model} works with this key, but retires on {model.retires_at:%d %B %Y}; plan to change."
        return f"{self._model} works with this key"

    async def _stream(self, question: Question, on_first: _Once, tally: Tally) -> tuple[Message, str | None]:
        """One try: the whole message and the id of the request."""
        begun = False
        body = body_of(question, model=self._model, effort=self._effort)
        async with self._client.messages.stream(**body) as stream:
            try:
                async for event in stream:
                    begun = begun or event.type == "message_start"
                    if event.type in _CONTENT:
                        on_first()
            finally:
                if begun:  # a broken answer is billed as well
                    tally.add(stream.current_message_snapshot.usage)
            if not begun:
                raise AnswerUnusable(NOT_CLAUDE, tally.usage)
            if stream.current_message_snapshot.stop_reason is None:
                raise BrokeOff
            return stream.current_message_snapshot, stream.request_id
