"""How the work on a week is run and seen: plainly, at a terminal, or as tasks of Prefect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Protocol, TypeVar

from flows.drain import Work, plainly
from flows.outcome import Result

T = TypeVar("T")


class Stage(Protocol):
    """Runs what it is given, and may show it. A step is named in a few words, such as `asking Gong`."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """A step of the whole."""
        ...

    async def call(self, call_id: str, work: Work) -> Result:
        """The work on one call, by its Gong id."""
        ...

    async def agree(self, calls: int, dollars: Decimal) -> None:
        """So many calls are about to be judged for about so many US dollars.

        Raises:
            EngineError, FrontDoorError: they are not to be.
        """
        ...


class Plain:
    """Just does it."""

    call = staticmethod(plainly)

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:  # noqa: ARG002 (a protocol's signature)
        return await work()

    async def agree(self, calls: int, dollars: Decimal) -> None:
        """Whoever runs it so has agreed; the daily cap holds all the same."""
