"""What every request to the judge cost, reserved before it is sent, and what the cache saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from db.database import Session
from db.queries import Statement, query


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A request about to be sent. `reserved_usd` is the most that it can cost.

    `purpose` is a part, or a part and a step of it: `discovery`, `discovery:window 2`, `discovery:repair`.
    """

    fingerprint: str
    purpose: str
    call_id: int | None
    model: str
    effort: str
    price_version: str
    reserved_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a request: `done`, or why not. The first three kinds of tokens are disjoint.

    `cost_usd` None: nobody knows, so what was reserved goes on counting.
    """

    outcome: str
    input_tokens: int = 0
    cache_write_tokens: int = 0
    cache_read_tokens: int = 0
    output_tokens: int = 0
    thinking_tokens: int = 0
    cost_usd: Decimal | None
    duration_ms: int | None = None
    provider_request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Requests and what they cost. `reserved_usd` is the most that those still under way, or lost, can have cost."""

    requests: int
    cost_usd: Decimal
    reserved_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens by kind, as they are billed; `thinking` is part of `output`."""

    input: int
    cache_write: int
    cache_read: int
    output: int
    thinking: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostReport:
    """What was spent and saved over a time. `by_purpose` leaves out the number of a window."""

    total: Spend
    tokens: Tokens
    by_purpose: Mapping[str, Spend]
    by_model: Mapping[str, Spend]
    hits: int
    misses: int
    saved_usd: Decimal

    @property
    def hit_rate(self) -> float | None:
        """Hits ÷ lookups; None when nothing was looked up."""
        lookups = self.hits + self.misses
        return self.hits / lookups if lookups else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _IdRow:
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _SpendingRow:
    purpose: str | None
    model: str | None
    requests: int
    cost_usd: Decimal
    reserved_usd: Decimal
    input_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    output_tokens: int
    thinking_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _LookupsRow:
    hits: int
    misses: int
    saved_usd: Decimal


async def reserve(db: Session, entry: Entry, *, since: datetime, cap_usd: Decimal | None) -> int | None:
    """Enter a request before it is sent, and return its number; None when it could pass the cap.

    What counts against the cap is everything since `since` at its cost, or at the most it can cost where that is
    not known yet. Any number of processes may reserve at once.
    """
    params = {
        "fingerprint": entry.fingerprint,
        "purpose": entry.purpose,
        "call_id": entry.call_id,
        "model": entry.model,
        "effort": entry.effort,
        "price_version": entry.price_version,
        "reserved_usd": entry.reserved_usd,
        "since": since,
        "cap_usd": cap_usd,
    }
    one_by_one = () if cap_usd is None else (Statement("lock_spending"),)
    row = await db.fetch_one(query("reserve_request"), params, _IdRow, first=one_by_one)
    return row.id if row else None


async def settle(db: Session, request: int, outcome: Outcome) -> None:
    """Enter what came of a request."""
    params = {
        "id": request,
        "outcome": outcome.outcome,
        "input_tokens": outcome.input_tokens,
        "cache_write_tokens": outcome.cache_write_tokens,
        "cache_read_tokens": outcome.cache_read_tokens,
        "output_tokens": outcome.output_tokens,
        "thinking_tokens": outcome.thinking_tokens,
        "cost_usd": outcome.cost_usd,
        "duration_ms": outcome.duration_ms,
        "provider_request_id": outcome.provider_request_id,
    }
    await db.execute(query("settle_request"), params)


async def cost_report(db: Session, since: datetime, until: datetime) -> CostReport:
    """What was spent and saved from `since` until before `until`."""
    params = {"since": since, "until": until}
    rows = await db.fetch(query("spending"), params, _SpendingRow)
    lookups = (await db.fetch(query("lookups"), params, _LookupsRow))[0]
    total = next(row for row in rows if row.purpose is None and row.model is None)
    return CostReport(
        total=_spend(total),
        tokens=Tokens(
            input=total.input_tokens,
            cache_write=total.cache_write_tokens,
            cache_read=total.cache_read_tokens,
            output=total.output_tokens,
            thinking=total.thinking_tokens,
        ),
        by_purpose={row.purpose: _spend(row) for row in rows if row.purpose is not None},
        by_model={row.model: _spend(row) for row in rows if row.model is not None},
        hits=lookups.hits,
        misses=lookups.misses,
        saved_usd=lookups.saved_usd,
    )


def _spend(row: _SpendingRow) -> Spend:
    return Spend(requests=row.requests, cost_usd=row.cost_usd, reserved_usd=row.reserved_usd)
