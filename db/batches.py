"""Batches of questions to the judge: what was handed in, and what became of each question, once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from db.answers import Answered
from db.database import Session
from db.ledger import Entry, Outcome
from db.queries import Statement, as_json, query


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of which something is still expected.

    Without a `provider_id` it is being handed in, or whoever did that died before the answer came. `reserved_usd` is
    the most that those of its questions can cost whose outcome is not known.
    """

    id: int
    provider_id: str | None
    model: str
    effort: str
    written_at: datetime
    age: timedelta
    questions: int
    reserved_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a question. `batched` is its outcome in a batch, None as long as there is none."""

    answer: Answered | None
    is_busy: bool
    """Somebody asks it alone just now."""
    is_batched: bool
    batched: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that a batch could not answer, and why, for a person."""

    call_id: int | None
    purpose: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _StandingRow:
    fingerprint: str
    body: str | None
    cost_usd: Decimal | None
    is_busy: bool
    is_batched: bool
    batched: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _EnteredRow:
    batch_id: int
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProviderRow:
    provider_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenRow:
    fingerprint: str
    shape: str


async def standings(db: Session, fingerprints: Iterable[str]) -> Mapping[str, Standing]:
    """What is known of each of these questions."""
    rows = await db.fetch(query("look_up_answers"), {"fingerprints": list(fingerprints)}, _StandingRow)
    return {row.fingerprint: _standing(row) for row in rows}


async def enter(
    db: Session, entries: Sequence[tuple[Entry, str]], *, since: datetime, cap_usd: Decimal | None
) -> tuple[int, frozenset[str]] | None:
    """Write down a batch that is about to be handed in; its number, and which questions it is to hold.

    `entries` are the questions, those of one call together, each with the name of the shape of its answer. They are
    reserved as single requests are (`ledger.reserve`), whole calls at a time: those with which the cap could be passed
    stay out, and so does what is answered or in a batch already. None: nothing is left to hand in.
    """
    first = entries[0][0]
    params = {
        "fingerprints": [entry.fingerprint for entry, _ in entries],
        "purposes": [entry.purpose for entry, _ in entries],
        "shapes": [shape for _, shape in entries],
        "call_ids": [entry.call_id for entry, _ in entries],
        "reserved_usd": [entry.reserved_usd for entry, _ in entries],
        "model": first.model,
        "effort": first.effort,
        "price_version": first.price_version,
        "since": since,
        "cap_usd": cap_usd,
    }
    # The lock also keeps two who hand in the same questions from doing both.
    rows = await db.fetch(query("enter_batch"), params, _EnteredRow, first=(Statement("lock_spending"),))
    return (rows[0].batch_id, frozenset(row.fingerprint for row in rows)) if rows else None


async def sent(db: Session, batch: int, provider_id: str) -> None:
    """It has been handed in."""
    await db.execute(query("batch_is_sent"), {"batch": batch, "provider_id": provider_id})


async def forget(db: Session, batch: int) -> None:
    """It was never handed in: its questions are free again, and nothing was spent."""
    await db.execute(query("forget_batch"), {"batch": batch})


async def pending(db: Session) -> list[Batch]:
    """Batches of which something is still expected, the oldest first."""
    return await db.fetch(query("open_batches"), {}, Batch)


async def ours(db: Session, provider_ids: Iterable[str]) -> frozenset[str]:
    """Which of these batches we know."""
    rows = await db.fetch(query("known_batches"), {"provider_ids": list(provider_ids)}, _ProviderRow)
    return frozenset(row.provider_id for row in rows)


async def open_questions(db: Session, batch: int) -> Mapping[str, str]:
    """The questions of a batch whose outcome is not known, with the name of the shape of the answer."""
    rows = await db.fetch(query("open_questions"), {"batch": batch}, _OpenRow)
    return {row.fingerprint: row.shape for row in rows}


async def settle(
    db: Session, batch: int, fingerprint: str, outcome: Outcome, *, body: Mapping[str, object] | None, reason: str
) -> bool:
    """Enter what became of a question, and keep its answer if there is one (`body`); False when that was done before.

    An answer that somebody who asked alone got earlier stays; the ledger then says `too_late`, at what it cost.
    """
    params = {
        "batch": batch,
        "fingerprint": fingerprint,
        "outcome": outcome.outcome,
        "reason": reason,
        "body": None if body is None else as_json(dict(body)),
        "cost_usd": outcome.cost_usd,
        "input_tokens": outcome.input_tokens,
        "cache_write_tokens": outcome.cache_write_tokens,
        "cache_read_tokens": outcome.cache_read_tokens,
        "output_tokens": outcome.output_tokens,
        "thinking_tokens": outcome.thinking_tokens,
        "provider_request_id": outcome.provider_request_id,
    }
    return await db.execute(query("settle_batch_question"), params) > 0


async def close(db: Session, batch: int, *, reason: str) -> None:
    """Nothing more is expected of it; `reason` is for the questions that have no outcome."""
    await db.execute(query("close_batch"), {"batch": batch, "reason": reason})


async def left_over(db: Session, batches: Iterable[int]) -> list[Unanswered]:
    """What these batches could not answer, and nobody else has answered since."""
    return await db.fetch(query("left_over"), {"batches": list(batches)}, Unanswered)


def _standing(row: _StandingRow) -> Standing:
    answer = None
    if row.body is not None and row.cost_usd is not None:
        answer = Answered(json.loads(row.body), row.cost_usd)
    return Standing(
        answer=answer,
        is_busy=row.is_busy,
        is_batched=row.is_batched,
        batched=row.batched,
    )
