"""What the judge answered, so that nothing is asked twice: not later, and not by two at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from db.database import Session
from db.queries import Statement, as_json, query


@dataclass(frozen=True, slots=True)
class Claimed:
    """It is ours to ask; nobody else will until the lease is over."""

    claim: UUID


@dataclass(frozen=True, slots=True)
class Answered:
    """It was asked before. `cost_usd` is what that cost."""

    body: dict[str, object]
    cost_usd: Decimal


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody is asking it just now, or too many others are being asked: look again in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ClaimRow:
    claim: UUID | None
    body: str | None
    cost_usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _FingerprintRow:
    fingerprint: str


async def claim(
    db: Session, fingerprint: str, *, lease: timedelta, at_once: int | None = None
) -> Claimed | Answered | Busy:
    """Take a question for as long as `lease`, unless it is answered, or somebody else is at it.

    A question is free when it is new, when its asker gave it back, or when the asker's lease is over. With `at_once`
    it also has to wait while all processes together ask that many others.
    """
    params = {"fingerprint": fingerprint, "lease": lease, "at_once": at_once}
    one_by_one = () if at_once is None else (Statement("lock_asking"),)
    row = await db.fetch_one(query("claim_answer"), params, _ClaimRow, first=one_by_one)
    if row and row.claim:
        return Claimed(row.claim)
    if row and row.body is not None and row.cost_usd is not None:
        return Answered(json.loads(row.body), row.cost_usd)
    return Busy()


async def renew(db: Session, claims: Mapping[str, UUID], lease: timedelta) -> frozenset[str]:
    """Hold on to claims, by fingerprint, for another `lease` from now; which of them are still ours."""
    params = {"fingerprints": list(claims), "claims": list(claims.values()), "lease": lease}
    return frozenset(row.fingerprint for row in await db.fetch(query("renew_claims"), params, _FingerprintRow))


async def finish(db: Session, fingerprint: str, claim: UUID, *, body: Mapping[str, object], cost_usd: Decimal) -> bool:
    """Keep an answer; False when there is one already, which then counts.

    An answer that comes after its lease is kept too, as long as whoever took over has not finished.
    """
    params = {"fingerprint": fingerprint, "claim": claim, "body": as_json(dict(body)), "cost_usd": cost_usd}
    return await _changed(db, Statement("finish_answer", params))


async def release(db: Session, fingerprint: str, claim: UUID) -> bool:
    """Give a question back unanswered, so that the next one can ask; False when it is not ours any more."""
    return await _changed(db, Statement("release_answer", {"fingerprint": fingerprint, "claim": claim}))


async def _changed(db: Session, statement: Statement) -> bool:
    return await db.execute(query(statement.name), statement.params) > 0
