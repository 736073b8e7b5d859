"""Half price at work for tests: the real thing over a real database, with the stand-in's batches."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from analysis.call_types import CallTypes
from analysis.claude_batches import ClaudeBatches
from analysis.engine import Engine, Wanted
from analysis.half_price import HalfPrice, Terms
from analysis.panel import ClaudeScorer
from analysis.postponing import Postponing
from db.database import Database
from knowledge.library import Library
from tests.analysis.desk import FIRST_CALL, MODEL, ZONE, claude_engine, clock, standards_of
from tests.standins.claude import KEY, ClaudeStandin
from tests.standins.claude_script import Recorded

FIRST = Wanted(call=FIRST_CALL)
DIMENSIONS = 4


@asynccontextmanager
async def half_price(
    database: Database,
    standin: ClaudeStandin,
    library: Library,
    *,
    terms: Terms | None = None,
    key: str = KEY,
    window_tokens: int = 20_000,
) -> AsyncGenerator[HalfPrice]:
    opened = ClaudeBatches.open(api_key=key, model=MODEL, effort="medium", base_url=standin.base_url)
    async with opened as batches:
        postponing = Postponing(database, model=MODEL, effort="medium")
        scorer = ClaudeScorer(postponing, standards_of(library, window_tokens), model=MODEL, effort="medium")
        engine = Engine(database, library, scorer, clock=clock, types=CallTypes(postponing))
        yield HalfPrice(engine, postponing, batches, terms or terms_of())


def terms_of(*, cap_usd: Decimal | None = None, most_questions: int = 1_000, most_bytes: int = 10_000_000) -> Terms:
    return Terms(zone=ZONE, cap_usd=cap_usd, most_questions=most_questions, most_bytes=most_bytes, poll_s=0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One row of the ledger."""

    purpose: str
    outcome: str
    price_version: str
    input_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    output_tokens: int
    reserved_usd: Decimal
    cost_usd: Decimal | None


async def ledger_of(database: Database) -> list[Paid]:
    return await database.fetch(
        "select purpose, outcome, price_version, input_tokens, cache_write_tokens, cache_read_tokens, output_tokens, "
        "reserved_usd, cost_usd from request order by id",
        {},
        Paid,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    count: int


async def answers_in(database: Database) -> int:
    (row,) = await database.fetch("select count(*) from answer where state = 'done'", {}, _Count)
    return row.count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Id:
    id: int


async def owners(database: Database) -> list[Wanted]:
    """The scorecard of every call for the one whom it belongs to."""
    return [Wanted(call=str(row.id)) for row in await database.fetch("select id from call order by id", {}, _Id)]


def bodies(requests: Iterable[Recorded]) -> set[str]:
    """What was asked, however it was asked."""
    return {json.dumps({name: part for name, part in one.json.items() if name != "stream"}) for one in requests}


async def judged(database: Database, standin: ClaudeStandin, library: Library, wanted: Wanted = FIRST) -> Decimal:
    """What the ordinary engine then says the call cost; it must get to its end."""
    async with claude_engine(database, standin, library) as engine:
        card = await engine.analyze(wanted)
    assert card.narrative
    assert not card.narrative_gap
    return card.cost_usd
