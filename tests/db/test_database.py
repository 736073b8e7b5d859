"""The database as everything above sees it: rows, transactions, and errors that say what to do."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, cast

import psycopg
import pytest

from db.database import Database, Session
from db.embedded import embedded_postgres
from db.errors import StorageError, StorageUnavailable, UnstorableValue
from db.people import find_person
from db.queries import Statement, query
from tests.db.pooler import pooled
from tests.db.servers import postmaster

TEAM = "insert into team (name) values (%(name)s)"
STILL_SLEEPING = """
select from pg_stat_activity where strpos(query, 'pg_sleep(30)') > 0 and state = 'active' and pid <> pg_backend_pid()
"""

CLOSE_OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    name: str


async def teams(session: Session) -> list[str]:
    return [team.name for team in await session.fetch("select name from team order by name", {}, Team)]


async def in_one_transaction(database: Database, *names: str) -> None:
    async with database.transaction() as transaction:
        for name in names:
            await transaction.execute(TEAM, {"name": name})


async def hurried(database: Database, sql: LiteralString) -> None:
    async with database.transaction() as transaction:
        await transaction.execute("set local statement_timeout = '20ms'")
        await transaction.execute(sql)


async def test_rows_come_as_the_dataclass_that_was_asked_for(database: Database) -> None:
    assert await database.execute(TEAM, {"name": "West"}) == 1
    assert await database.fetch("select name from team", {}, Team) == [Team(name="West")]
    assert await database.fetch_one("select name from team where name = 'East'", {}, Team) is None


async def test_a_column_that_is_not_a_field_is_a_mistake_of_ours(database: Database) -> None:
    with pytest.raises(TypeError):
        await database.fetch("select 1 as id, 'West' as name", {}, Team)


async def test_a_transaction_counts_as_a_whole(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.execute(TEAM, {"name": "West"})
        await transaction.batch([Statement("ping"), Statement("lock_people")])
        assert await teams(transaction) == ["West"]
        assert await teams(database) == []
    assert await teams(database) == ["West"]


async def test_a_transaction_that_an_error_leaves_never_was(database: Database) -> None:
    with pytest.raises(UnstorableValue):
        await in_one_transaction(database, "East", "West", "West")
    assert await teams(database) == []


async def test_a_batch_counts_as_a_whole_and_the_connection_stays_good(dsn: str) -> None:
    recording = Statement("record_checksum", {"version": "a", "checksum": "b"})
    breaking = Statement("insert_standards", {"standards": '[{"hash": "too short"}]'})
    async with Database.open(dsn, max_size=1) as database:
        await database.execute("insert into schema_migration (version) values ('a')")
        with pytest.raises(UnstorableValue):
            await database.batch([recording, breaking, *[Statement("ping")] * 20])
        assert await database.execute("select from schema_migration where checksum = 'b'") == 0
        assert await database.batch([recording, Statement("ping")]) == {"record_checksum": 1, "ping": 1}


async def test_round_trips_are_counted(database: Database) -> None:
    before = database.traffic.round_trips
    await database.ping()
    await database.batch([Statement("ping"), Statement("lock_people")])
    await in_one_transaction(database, "East", "West")
    assert database.traffic.round_trips - before == (1 + 1) + (1 + 1) + (1 + 4)  # each with the pool's check


async def test_a_borrowed_connection_is_checked_once(database: Database) -> None:
    before = database.traffic.round_trips
    async with database.borrowed() as session:
        await teams(session)
        await session.batch([Statement("ping")])
    assert database.traffic.round_trips - before == 1 + 2


@pytest.mark.parametrize("value", ["a\0b", "half \ud800 a pair"])
async def test_text_that_postgres_cannot_hold_is_refused_without_repeating_it(database: Database, value: str) -> None:
    with pytest.raises(UnstorableValue) as caught:
        await database.execute(TEAM, {"name": value})
    assert value not in str(caught.value)
    assert await find_person(database, "x@y.z") is None


async def test_a_number_that_is_too_large_is_refused(database: Database) -> None:
    with pytest.raises(UnstorableValue, match="too large"):
        await database.execute("select %(n)s::integer", {"n": 2**40})


async def test_a_broken_rule_is_named_and_the_values_are_not(database: Database) -> None:
    with pytest.raises(UnstorableValue) as caught:
        await in_one_transaction(database, "Secret project", "Secret project")
    assert caught.value.constraint == "team_name_key"
    assert "Secret" not in str(caught.value)


async def test_a_mistake_in_our_sql_surfaces_as_it_is(database: Database) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn):
        await database.execute("select nothing from team")


async def test_a_statement_that_takes_too_long_may_be_tried_again(database: Database) -> None:
    with pytest.raises(StorageUnavailable, match="took too long") as caught:
        await hurried(database, "select pg_sleep(5)")
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("53100", "disk is full"),
        ("53300", "check that it runs, then try again"),
        ("42501", "use the database's owner"),
        ("25006", "read-only"),
        ("40P01", "too busy: try again"),
        ("57P01", "check that it runs, then try again"),
    ],
)
async def test_a_fault_of_the_world_says_what_to_do(database: Database, state: str, says: str) -> None:
    raising = f"do $$ begin raise exception 'own words' using errcode = '{state}'; end $$"
    with pytest.raises(StorageUnavailable, match=says) as caught:
        await database.execute(cast("LiteralString", raising))
    assert caught.value.retryable == ("try again" in says)
    assert "own words" not in str(caught.value)


async def test_a_pool_with_nothing_left_says_that_it_is_busy(dsn: str) -> None:
    async with Database.open(dsn, max_size=1) as database:
        database._pool.timeout = 0.05
        async with database.transaction():
            with pytest.raises(StorageUnavailable, match="too busy"):
                await database.ping()
        await database.ping()


async def test_a_deadline_breaks_a_statement_off_and_the_connection_stays_good(dsn: str) -> None:
    async with Database.open(dsn, max_size=1) as database:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await database.execute("select pg_sleep(30)")
        assert await database.execute(STILL_SLEEPING) == 0


async def test_a_deadline_breaks_a_batch_off_and_nothing_of_it_counts(dsn: str) -> None:
    recording = Statement("record_checksum", {"version": "a", "checksum": "b"})
    async with Database.open(dsn, max_size=2) as database:
        await database.execute("insert into schema_migration (version) values ('a')")
        async with database.transaction() as holder:
            await holder.batch([Statement("lock_people")])
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await database.batch([recording, Statement("lock_people"), Statement("ping")])
        assert await database.execute("select from schema_migration where checksum = 'b'") == 0
        assert await database.batch([recording, Statement("lock_people")]) == {"record_checksum": 1, "lock_people": 1}


async def test_connections_that_the_server_closed_are_replaced_unnoticed(database: Database, dsn: str) -> None:
    """All of them, as after a restart: the next statement need not find out about each."""
    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(database.execute("select pg_sleep(0.05)"))
    with psycopg.connect(dsn, autocommit=True) as connection:
        closed = connection.execute(CLOSE_OTHERS).fetchall()
    assert len(closed) > 3
    await database.ping()


async def test_a_server_that_is_killed_is_found_again_by_the_open_database(made: Path) -> None:
    """Its keeper starts it again, and what was acknowledged is there."""
    with embedded_postgres(made) as conninfo:
        async with Database.open(conninfo) as database:
            await database.execute(TEAM, {"name": "West"})
            os.kill(postmaster(made), signal.SIGKILL)
            assert await eventually(database) == ["West"]


async def eventually(database: Database) -> list[str]:
    async with asyncio.timeout(20):
        while True:
            try:
                return await teams(database)
            except StorageError:
                await asyncio.sleep(0.05)


async def test_the_version_of_the_server_can_be_told(database: Database) -> None:
    assert (await database.server_version())[0].isdigit()


def test_a_name_that_is_no_query_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        query("no such query")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    statement: str


async def prepared(database: Database) -> int:
    """How many statements the server knows by heart after some were sent again and again over one connection."""
    async with database.borrowed() as session:
        for _ in range(5):
            await teams(session)
        return len(await session.fetch("select statement from pg_prepared_statements", {}, Prepared))


async def test_a_statement_that_is_sent_again_is_planned_once(database: Database) -> None:
    assert await prepared(database) > 0


async def test_behind_a_pooler_nothing_is_prepared_on_a_connection_that_others_may_get(
    database: Database, dsn: str, tmp_path: Path
) -> None:
    async with pooled(dsn, tmp_path) as address, Database.open(address) as behind:
        assert await prepared(behind) == 0
        assert await behind.execute(TEAM, {"name": "West"}) == 1
    assert await teams(database) == ["West"]
