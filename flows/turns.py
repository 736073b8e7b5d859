"""Shares calls among processes: each takes one that no other is at, and holds it until it is given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final, Self
from uuid import UUID, uuid4

from db import at_work
from db.database import Database
from db.errors import StorageError

LEASE: Final = timedelta(seconds=60)
"""How long nobody takes over when a process dies without a word."""
LOOK_S: Final = 0.5


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

        async def hold() -> None:
            while True:
                await asyncio.sleep(LEASE.total_seconds() / 4)
                with suppress(StorageError):  # there is time for another try before the lease is over
                    await at_work.keep(db, claim, lease=LEASE)

        holding = asyncio.create_task(hold())
        try:
            yield cls(db, claim)
        finally:
            holding.cancel()
            with suppress(StorageError):
                await asyncio.shield(at_work.give_back_all(db, claim))

    async def take(self, calls: Sequence[int]) -> int | None:
        """One of these calls that nobody is at; after a moment's wait None where there is none."""
        taken = await at_work.take(self._db, self._claim, calls, lease=LEASE)
        if taken is None:
            await asyncio.sleep(LOOK_S)
        return taken

    async def give_back(self, call: int) -> None:
        """Done with it."""
        await at_work.give_back(self._db, self._claim, call)
