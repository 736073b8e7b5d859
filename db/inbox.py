"""What is to be done about each call that arrived: noted once, claimed by one worker at a time, settled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from db.database import Session
from db.queries import query

GONG: Final = "gong"
KEPT: Final = timedelta(days=30)
"""How long what was delivered is kept."""
LOOK_AGAIN_AFTER: Final = timedelta(hours=1)
"""A call that is done is looked at once more when it is delivered again with the same content, but not oftener."""
UNSETTLED: Final = ("waiting", "working")

Settled = Literal["done", "skipped", "failed"]


class Received(StrEnum):
    """What a delivery changed. `known`: that content was there before; `test`: kept, and nothing to be done."""

    NEW = "new"
    KNOWN = "known"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A call that is ours for the length of a lease.

    `waited_s` is how many seconds ago there was last something new about it, `crashes` how often whoever worked
    on it vanished.
    """

    id: int
    source: str
    call_id: str
    claim: UUID
    news: int
    crashes: int
    waited_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """How many calls are in a state; `due_at` is when the next of them may be taken, if they wait for that."""

    state: str
    calls: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A call (its Gong id) that arrived, and why it is in this state, where that needs to be said.

    `due_at` is when it may be taken: None for at once; of one that somebody is at, when it is free if they vanished.
    """

    call_id: str
    state: str
    reason: str | None
    due_at: datetime | None

    @property
    def is_held(self) -> bool:
        """Whether another process is at it, or was until it vanished less than a lease ago."""
        return self.state == "working" and self.due_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejections:
    """How often something was not accepted for one reason."""

    reason: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReceivedRow:
    is_noted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownRow:
    call_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _IdRow:
    id: int


async def store_delivery(db: Session, call_id: str, body: bytes, *, rule: str, is_test: bool = False) -> Received:
    """Keep a delivery and see that its call is looked at, in one statement. Content that was there changes nothing.

    Unless the call was given up, or has been done for an hour: it is delivered again, so something may have changed.
    """
    params = {
        "source": GONG,
        "call_id": call_id,
        "rule": rule,
        "is_test": is_test,
        "sha256": hashlib.sha256(body).digest(),
        "body": body,
        "look_again_after": LOOK_AGAIN_AFTER,
    }
    row = await db.fetch_one(query("store_delivery"), params, _ReceivedRow)
    if is_test:
        return Received.TEST
    return Received.NEW if row and row.is_noted else Received.KNOWN


async def note_calls(db: Session, call_ids: Sequence[str], *, again: bool = False) -> int:
    """See that these calls are looked at, in this order, after those that were delivered; how many that changed.

    Calls that are known stay as they are; with `again` those that were settled are looked at once more.
    """
    params = {"source": GONG, "call_ids": list(call_ids), "again": again}
    return await db.execute(query("note_calls"), params)


async def look_again(db: Session, call_ids: Sequence[str], *, after: timedelta) -> int:
    """See that those of these calls that were done longer ago than `after` are looked at once more; how many."""
    return await db.execute(query("look_again"), {"source": GONG, "call_ids": list(call_ids), "after": after})


async def known_calls(db: Session, call_ids: Iterable[str]) -> dict[str, str]:
    """The states of those of these calls that are known; `stored` is one that came in another way."""
    params = {"source": GONG, "call_ids": list(call_ids)}
    return {row.call_id: row.state for row in await db.fetch(query("known_calls"), params, _KnownRow)}


async def claim_calls(db: Session, *, most: int, lease: timedelta) -> list[Claim]:
    """Take up to so many calls that wait, or whose worker has vanished. Nobody else gets them during the lease."""
    claims = await db.fetch(query("claim_calls"), {"most": most, "lease": lease}, Claim)
    return sorted(claims, key=lambda claim: claim.id)


async def keep_calls(db: Session, claims: Iterable[Claim], lease: timedelta) -> frozenset[int]:
    """Hold on to calls for another `lease` from now; the ids of those that are still ours."""
    params = {"claims": [claim.claim for claim in claims], "lease": lease}
    return frozenset(row.id for row in await db.fetch(query("keep_calls"), params, _IdRow))


async def settle_call(db: Session, claim: Claim, state: Settled, reason: str | None = None) -> bool:
    """Say what became of a call; False when it is not ours any more.

    It waits again if there was news since it was claimed.
    """
    params = {"id": claim.id, "claim": claim.claim, "news": claim.news, "state": state, "reason": reason}
    return await db.execute(query("settle_call"), params) > 0


async def put_off(db: Session, claims: Sequence[Claim], delay: timedelta, reason: str) -> int:
    """Give calls back, to be looked at after `delay`; how many were still ours."""
    params: Mapping[str, object] = {
        "claims": [claim.claim for claim in claims],
        "news": [claim.news for claim in claims],
        "delay": delay,
        "reason": reason,
    }
    return await db.execute(query("put_off_calls"), params)


async def count_inbox(db: Session) -> list[StateCount]:
    """How many calls are in each state that has any."""
    return await db.fetch(query("count_inbox"), {}, StateCount)


async def inbox_calls(db: Session, states: Sequence[str] = UNSETTLED) -> list[Noted]:
    """The calls in these states, one state after the other; those that wait in the order in which they are taken."""
    return await db.fetch(query("inbox_calls"), {"source": GONG, "states": list(states), "call_id": None}, Noted)


async def find_noted(db: Session, call_id: str) -> Noted | None:
    """What became of a call that was announced; None if it never was."""
    return await db.fetch_one(query("inbox_calls"), {"source": GONG, "states": [], "call_id": call_id}, Noted)


async def count_rejections(db: Session, reason: str, times: int) -> None:
    """So many more deliveries were not accepted for this reason."""
    await db.execute(query("count_rejections"), {"reason": reason, "times": times})


async def rejections(db: Session, *, days: int) -> list[Rejections]:
    """What was not accepted in the last so many days, the most frequent reason first."""
    return await db.fetch(query("rejections"), {"days": days}, Rejections)


async def forget_deliveries(db: Session, age: timedelta = KEPT) -> int:
    """Remove what was delivered longer ago than this; how much that was."""
    return await db.execute(query("forget_deliveries"), {"age": age})
