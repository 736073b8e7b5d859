"""Shares calls among processes: each takes some that no other is at, and holds them until they are given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Final, Self
from uuid import UUID, uuid4

from db import at_work
from db.database import Database
from db.errors import StorageError

LEASE: Final = timedelta(seconds=60)
"""How long nobody takes over when a process dies without a word."""
LOOK_S: Final = 0.5


@asynccontextmanager
async def held(
    keep: Callable[[], Awaitable[object]], give_back: Callable[[], Awaitable[object]]
) -> AsyncGenerator[None]:
    """While this block runs `keep` lengthens the leases; however it ends, `give_back` frees at once what is left."""

    async def hold() -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 4)
            with suppress(StorageError):  # there is time for another try before the lease is over
                await keep()

    holding = asyncio.create_task(hold())
    try:
        yield
    finally:
        holding.cancel()
        with suppress(StorageError):
            await asyncio.shield(give_back())


class Turns:
    """The calls that this process is at, by our number."""

    def __init__(self, db: Database, claim: UUID) -> None:
        self._db = db
        self._claim = claim

    @classmethod
    @asynccontextmanager
    async def open(cls, db: Database) -> AsyncGenerator[Self]:
        """Turns for the length of the block; what is still held at its end is given back."""
        claim = uuid4()
        async with held(partial(at_work.keep, db, claim, lease=LEASE), partial(at_work.give_back_all, db, claim)):
            yield cls(db, claim)

    async def take(self, calls: Sequence[int]) -> int | None:
        """One of these calls that nobody is at; after a moment's wait None where there is none."""
        taken = await at_work.take(self._db, self._claim, calls, lease=LEASE)
        if taken is None:
            await asyncio.sleep(LOOK_S)
        return taken

    async def give_back(self, call: int) -> None:
        """Done with it."""
        await at_work.give_back(self._db, self._claim, call)
