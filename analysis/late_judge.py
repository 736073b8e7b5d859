"""A judge that is opened when the first question has to be asked: a cached answer need not wait for its client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from types import TracebackType
from typing import Self

from analysis.ports import Judge, Question, Reply


class LateJudge:
    """Stands for a judge that is opened once, when it is first asked, and closed with the block."""

    def __init__(self, opener: Callable[[], AbstractAsyncContextManager[Judge]], *, model: str, effort: str) -> None:
        self.model = model
        self.effort = effort
        self._opener = opener
        self._opened: Judge | None = None
        self._one_at_a_time = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    async def ask(self, question: Question, *, on_first: Callable[[], None]) -> Reply:
        """As the judge would.

        Raises:
            JudgeError: there is no answer to use.
            BadSetting: the judge cannot be opened.
        """
        async with self._one_at_a_time:
            if self._opened is None:
                self._opened = await self._stack.enter_async_context(self._opener())
        return await self._opened.ask(question, on_first=on_first)
