"""The pace at which all processes together ask Gong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.database import Session
from db.queries import Statement, query
from gong.errors import GongQuotaGone
from gong.pace import LONGEST_HOLD_S, PATIENCE, PER_DAY, SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class _TurnRow:
    may_send: bool
    turn_at: datetime
    wait_s: float


class SharedPace:
    """A `Pace` kept in the database: a turn is reserved in one round trip, then waited for here.

    `api` is the address of Gong's API; whoever asks another one (a stand-in, say) has another budget. A day is a
    day of UTC.
    """

    def __init__(
        self,
        db: Session,
        *,
        api: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        per_day: int = PER_DAY,
    ) -> None:
        self._db = db
        self._api = api
        self._sleep = sleep
        self._per_day = per_day

    async def take(self) -> None:
        """Wait until a request may be sent, and count it.

        Raises:
            GongQuotaGone: that would take too long.
            StorageUnavailable: the database cannot say.
        """
        turn = await self._turn()
        if not turn.may_send:
            raise GongQuotaGone(turn.turn_at)
        if turn.wait_s > 0:
            await self._sleep(turn.wait_s)

    async def hold(self, seconds: float) -> None:
        """Gong asked for a pause: nobody is to send anything for so many seconds from now."""
        pause = timedelta(seconds=min(seconds, LONGEST_HOLD_S))
        known = Statement("know_gong", {"api": self._api})
        await self._db.batch([known, Statement("hold_gong", {"api": self._api, "pause": pause})])

    async def _turn(self) -> _TurnRow:
        params = {"api": self._api, "second": SECOND, "patience": PATIENCE, "per_day": self._per_day}
        while (turn := await self._db.fetch_one(query("take_gong_turn"), params, _TurnRow)) is None:
            await self._db.execute(query("know_gong"), {"api": self._api})  # the first request ever
        return turn
