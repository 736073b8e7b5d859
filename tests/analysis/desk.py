"""An engine at work for tests: real database, real HTTP to the stand-in, bundled calls, a frozen clock."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from analysis.bootstrap import put_in
from analysis.call_types import CallTypes
from analysis.claude import ClaudeJudge
from analysis.engine import Engine
from analysis.intake import take_in
from analysis.keyword_scorer import KeywordScorer
from analysis.panel import ClaudeScorer, Standards
from analysis.register import Register
from db.database import Database
from gong.bundled import bundled_export
from gong.export import Export
from gong.model import Call
from knowledge.library import Library, read_library
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
MODEL = "claude-sonnet-5-5"
FIRST_CALL, DEMO, LONG_CALL = "7300000000000000101", "7300000000000000105", "7300000000000000108"
"""One rep; two reps; over an hour."""


def clock() -> datetime:
    return NOON


@cache
def everything() -> Export:
    """What is bundled, read once: it cannot be changed, and reading it takes longer than most tests."""
    return bundled_export()


def bundled(*ids: str) -> tuple[Call, ...]:
    """Some of the bundled calls, by Gong id."""
    return tuple(call for call in everything().calls if call.id in ids)


async def stock(database: Database, *calls: Call) -> Library:
    """The library and these calls in the database."""
    library = read_library()
    await put_in(database, library)
    export = replace(everything(), calls=calls, refused=())
    report = await take_in(database, export)
    assert not report.refused
    return library


@asynccontextmanager
async def claude_engine(
    database: Database,
    standin: ClaudeStandin,
    library: Library,
    *,
    judge: CarefulJudge | None = None,
    cap_usd: Decimal | None = None,
    window_tokens: int = 20_000,
) -> AsyncGenerator[Engine]:
    """An engine whose judge is the stand-in."""
    standin.answer = judge or CarefulJudge()
    at = Address(base_url=standin.base_url, key=standin.key)
    async with claude_engine_at(at, database, library, cap_usd=cap_usd, window_tokens=window_tokens) as engine:
        yield engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a Claude answers, and the key it takes."""

    base_url: str
    key: str


@asynccontextmanager
async def claude_engine_at(
    at: Address,
    database: Database,
    library: Library,
    *,
    cap_usd: Decimal | None = None,
    window_tokens: int = 20_000,
) -> AsyncGenerator[Engine]:
    """An engine whose judge is a Claude of any process."""
    opened = ClaudeJudge.open(api_key=at.key, model=MODEL, effort="medium", base_url=at.base_url)
    async with opened as claude:
        register = Register(database, claude, clock=clock, zone=ZONE, cap_usd=cap_usd)
        scorer = ClaudeScorer(register, standards_of(library, window_tokens), model=MODEL, effort="medium")
        yield Engine(database, library, scorer, clock=clock, types=CallTypes(register))


def standards_of(library: Library, window_tokens: int = 20_000) -> Standards:
    """What the scorer of these tests judges by."""
    return Standards(
        products=library.products_text,
        products_hash=library.products_hash,
        facts=library.fact_ids,
        wins=library.wins.text,
        window_tokens=window_tokens,
        overlap_tokens=1_500,
    )


def keyword_engine(database: Database, library: Library) -> Engine:
    """An engine without a key."""
    return Engine(database, library, KeywordScorer(library.rubrics), clock=clock)


def exported(*calls: Call) -> Export:
    """An export of just these calls."""
    return replace(everything(), calls=calls, users=(), refused=())
