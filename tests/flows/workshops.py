"""A workshop for tests: a real database and engine, and the stand-in Gong over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg

from analysis.bootstrap import put_in
from analysis.engine import Engine
from db import inbox
from db.database import Database
from flows.drain import drain
from flows.outcome import Drained
from flows.workshop import Workshop
from knowledge.library import read_library
from tests.analysis.desk import ZONE, keyword_engine
from tests.gong.clients import client
from tests.standins.gong import GongStandin


@asynccontextmanager
async def workshop(
    database: Database, standin: GongStandin, *, engine: Engine | None = None, judges: bool = True, at_once: int = 4
) -> AsyncGenerator[Workshop]:
    """Tools around this database and this Gong; the keyword reading judges unless there is another engine."""
    if engine is None:
        library = read_library()
        await put_in(database, library)
        engine = keyword_engine(database, library)
    async with client(standin) as gong:
        yield Workshop(engine=engine, gong=gong, zone=ZONE, judges=judges, at_once=at_once)


async def arrived(database: Database, *call_ids: str) -> None:
    """These calls have been delivered."""
    for call_id in call_ids:
        await inbox.store_delivery(database, call_id, call_id.encode(), rule="new calls")


async def drained(tools: Workshop) -> tuple[Drained, dict[str, str]]:
    """What a drain says, and the states of the inbox after it."""
    said = await drain(tools)
    counted = await inbox.count_inbox(tools.engine.db)
    return said, {row.state: row.calls for row in counted}


async def pass_time(dsn: str, by: timedelta) -> None:
    """Everything in the inbox happened so much earlier."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute(
            "update inbox set waiting_since = waiting_since - %(by)s, lease_until = lease_until - %(by)s,"
            " finished_at = finished_at - %(by)s,"
            " not_before = case when not_before = '-infinity' then not_before else not_before - %(by)s end",
            {"by": by},
        )
