"""How connections to Postgres are made: one that says why it fails, and a pool of them that stays healthy."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow, tuple_row
from psycopg.types.datetime import TimestamptzLoader
from psycopg_pool import AsyncConnectionPool

from db.address import HOW_TO_WRITE_IT, is_plausible, without_driver, without_secrets
from db.errors import BadDatabaseUrl, StorageUnavailable
from db.queries import query

CONNECT_TIMEOUT_S: Final = 10
"""A Neon database that sleeps wakes within a few hundred ms; nothing sane takes longer than this."""
SEEN_BEFORE: Final = 1
"""A statement that was sent so often over a connection is prepared."""


def conninfo_of(dsn: str) -> str:
    """What libpq takes for that address.

    Raises:
        BadDatabaseUrl: it is not a Postgres address.
    """
    try:
        given = conninfo_to_dict(without_driver(dsn))
    except psycopg.ProgrammingError:
        given = None
    if not given or not is_plausible(str(given.get("host") or ""), str(given.get("port") or "")):
        # Raised out here, because libpq's error repeats what it could not read, password and all.
        raise BadDatabaseUrl(HOW_TO_WRITE_IT)
    given.setdefault("connect_timeout", CONNECT_TIMEOUT_S)
    return make_conninfo("", **given)


@asynccontextmanager
async def connected(conninfo: str, dsn: str) -> AsyncGenerator[AsyncConnection[TupleRow]]:
    """One plain connection.

    Raises:
        StorageUnavailable: the server does not answer, or does not let us in; it says why.
    """
    try:
        connection = await AsyncConnection[TupleRow].connect(
            conninfo, autocommit=True, prepare_threshold=None, row_factory=tuple_row
        )
    except (psycopg.Error, UnicodeError, OSError) as error:
        reason = without_secrets(str(error).strip(), dsn)
        raise StorageUnavailable(
            f"the database cannot be used: {reason}\nCheck that it runs and that host, port, user, password and name "
            "in DATABASE_URL are right, or leave it out to use the private server."
        ) from None
    async with connection:
        yield connection


def pool_of(conninfo: str, max_size: int) -> AsyncConnectionPool[AsyncConnection[TupleRow]]:
    """At most so many connections, each checked before it is lent."""

    async def check(connection: AsyncConnection[TupleRow]) -> None:
        try:
            await pool.check_connection(connection)
        except psycopg.Error:
            # Where one is dead the server was away and all are; tried one by one they would outlast the timeout.
            await pool.drain()
            raise

    pool = AsyncConnectionPool(
        conninfo,
        connection_class=AsyncConnection[TupleRow],
        kwargs={"autocommit": True, "prepare_threshold": None, "context": _adapters()},
        configure=_prepare_if_direct,
        open=False,
        min_size=1,
        max_size=max_size,
        timeout=5,
        check=check,
        reconnect_timeout=5,
        max_idle=240,
    )
    return pool


async def _prepare_if_direct(connection: AsyncConnection[TupleRow]) -> None:
    """Let the server plan a statement once, unless a pooler is between us, as nothing outlives a transaction there.

    A pooler introduces itself with another process number than that of the server that answers.
    """
    cursor = await connection.execute(query("server_process"))
    if await cursor.fetchone() == (connection.info.backend_pid,):
        connection.prepare_threshold = SEEN_BEFORE


class _UtcLoader(TimestamptzLoader):
    """Moments are read in UTC, whatever time zone a server is set to."""

    def load(self, data: Buffer) -> datetime:
        return super().load(data).astimezone(UTC)


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_loader("timestamptz", _UtcLoader)
    return adapters
