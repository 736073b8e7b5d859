"""The database as all others see it: sessions, transactions, rows. With `connections` and `faults` it knows psycopg."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow, class_row
from psycopg_pool import AsyncConnectionPool

from db.address import public_name
from db.connections import connected, conninfo_of, pool_of
from db.faults import translated
from db.migrate import AlreadyThere, ScriptFailed, migrate
from db.queries import NO_PARAMS, Ask, Params, Row, Statement, query


@dataclass(slots=True, kw_only=True)
class Traffic:
    """How often somebody waited for the server, the pool's check of a connection included."""

    round_trips: int = 0


class Session(ABC):
    """What statements are sent through: the database itself, or one transaction on it.

    Every method raises StorageUnavailable when the database cannot do it now, and UnstorableValue
    when it cannot hold a value.
    """

    def __init__(self, traffic: Traffic) -> None:
        self.traffic = traffic

    @abstractmethod
    def _connection(self) -> AbstractAsyncContextManager[AsyncConnection[TupleRow]]: ...

    @abstractmethod
    def _together(self, connection: AsyncConnection[TupleRow]) -> AbstractAsyncContextManager[object]: ...

    async def fetch(
        self, sql: LiteralString, params: Params, row: type[Row], *, first: Sequence[Statement] = ()
    ) -> list[Row]:
        """The rows, each as the dataclass `row`, whose fields are the columns.

        The statements in `first` run before it, in the same transaction and the same round trip.
        """
        with translated():
            async with self._connection() as connection, connection.cursor(row_factory=class_row(row)) as cursor:
                self.traffic.round_trips += 1
                async with self._together(connection) if first else nullcontext():
                    for statement in first:
                        await connection.execute(query(statement.name), statement.params)
                    await cursor.execute(sql, params)
                return await cursor.fetchall()

    async def fetch_one(
        self, sql: LiteralString, params: Params, row: type[Row], *, first: Sequence[Statement] = ()
    ) -> Row | None:
        """The first row, or None."""
        rows = await self.fetch(sql, params, row, first=first)
        return rows[0] if rows else None

    async def ask(self, *questions: Ask[Any]) -> None:
        """Put several questions that change nothing in one round trip; the rows come to each of them."""
        if not questions:
            return
        with translated():
            async with self._connection() as connection:
                self.traffic.round_trips += 1
                async with connection.pipeline():
                    cursors = [await connection.execute(each.sql, each.params) for each in questions]
                for each, cursor in zip(questions, cursors, strict=True):
                    cursor.row_factory = class_row(each.row)
                    each.rows.extend(await cursor.fetchall())

    async def execute(self, sql: LiteralString, params: Params = NO_PARAMS) -> int:
        """Run one statement; how many rows it changed."""
        with translated():
            async with self._connection() as connection:
                self.traffic.round_trips += 1
                return (await connection.execute(sql, params)).rowcount

    async def batch(self, statements: Sequence[Statement]) -> dict[str, int]:
        """Run named queries in one transaction and one round trip; how many rows each changed, by its name."""
        with translated():
            async with self._connection() as connection:
                self.traffic.round_trips += 1
                async with self._together(connection):
                    cursors = [await connection.execute(query(each.name), each.params) for each in statements]
                return {each.name: cursor.rowcount for each, cursor in zip(statements, cursors, strict=True)}


class Borrowed(Session):
    """One connection for statements that follow each other. Not to be used by two tasks at once."""

    def __init__(self, connection: AsyncConnection[TupleRow], traffic: Traffic) -> None:
        super().__init__(traffic)
        self._own = connection

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[AsyncConnection[TupleRow]]:
        yield self._own

    def _together(self, connection: AsyncConnection[TupleRow]) -> AbstractAsyncContextManager[object]:
        return _in_one_go(connection)


class Transaction(Borrowed):
    """Statements that all count or none. Not to be used by two tasks at once."""

    def _together(self, connection: AsyncConnection[TupleRow]) -> AbstractAsyncContextManager[object]:
        return connection.pipeline()


class Database(Session):
    """An open database, migrated; safe to use by many tasks at once."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[TupleRow]], name: str) -> None:
        super().__init__(Traffic())
        self._pool = pool
        self._name = name

    def __repr__(self) -> str:
        return f"Database({self._name!r})"

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str, *, max_size: int = 8) -> AsyncGenerator[Database]:
        """Migrate the database at `dsn` and open a pool of at most `max_size` connections to it.

        Raises:
            BadDatabaseUrl: `dsn` is not a Postgres address.
            StorageUnavailable: the server does not answer, or does not let us in.
            MigrationError: the database and the migration files disagree.
        """
        conninfo = conninfo_of(dsn)
        # A plain connection first: it says why it fails, where a pool would only say that it waited.
        async with connected(conninfo, dsn) as connection:
            await migrate(_MigrationRunner(connection))
        async with pool_of(conninfo, max_size) as pool:
            yield cls(pool, public_name(conninfo_to_dict(conninfo)))

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """One transaction: committed at the end of the block, rolled back when an exception leaves it."""
        with translated():
            async with self._connection() as connection, connection.transaction():
                self.traffic.round_trips += 2
                yield Transaction(connection, self.traffic)

    @asynccontextmanager
    async def borrowed(self) -> AsyncGenerator[Borrowed]:
        """A connection for several statements: it is checked once, instead of before each of them."""
        async with self._connection() as connection:
            yield Borrowed(connection, self.traffic)

    async def ping(self) -> None:
        """One round trip, the least that anything costs."""
        await self.execute(query("ping"))

    async def server_version(self) -> str:
        """Such as `18.6`."""
        with translated():
            async with self._pool.connection() as connection:
                return connection.info.parameter_status("server_version") or "of an unknown version"

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[AsyncConnection[TupleRow]]:
        with translated():
            async with self._pool.connection() as connection:
                self.traffic.round_trips += 1  # the pool's check that the connection is alive
                yield connection

    def _together(self, connection: AsyncConnection[TupleRow]) -> AbstractAsyncContextManager[object]:
        return _in_one_go(connection)


class _MigrationRunner:
    """Runs migrations over one plain connection."""

    def __init__(self, connection: AsyncConnection[TupleRow]) -> None:
        self._connection = connection

    async def checksums(self) -> dict[str, str | None]:
        with translated():
            try:
                cursor = await self._connection.execute(query("checksums"))
            except errors.UndefinedTable:
                return {}
            return dict(await cursor.fetchall())

    async def run(self, script: str) -> None:
        with translated():
            try:
                await self._connection.execute(script.encode())
            except (errors.UniqueViolation, errors.DuplicateTable, errors.DuplicateObject) as error:
                raise AlreadyThere(error.diag.message_primary) from error
            except psycopg.OperationalError:
                raise
            except psycopg.Error as error:
                raise ScriptFailed(error.diag.message_primary) from error
            finally:
                if not self._connection.closed:
                    await self._connection.rollback()

    async def record(self, version: str, checksum: str) -> str | None:
        with translated():
            cursor = await self._connection.execute(
                query("record_checksum"), {"version": version, "checksum": checksum}
            )
            row = await cursor.fetchone()
            return None if row is None else str(row[1])


@asynccontextmanager
async def _in_one_go(connection: AsyncConnection[TupleRow]) -> AsyncGenerator[None]:
    # Not the pipeline's implicit transaction: psycopg loses the connection when that fails at its commit.
    async with connection.pipeline(), connection.transaction():
        yield
