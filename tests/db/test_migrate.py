"""Migrations: by hand or by us, in any order, by many at once."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from db import migrate as module
from db.database import Database
from db.errors import MigrationError
from db.migrate import AlreadyThere, ScriptFailed, migrate, read_migrations

FIRST = module.FOLDER / "001_initial_schema.sql"
PSQL = shutil.which("psql")
by_hand = pytest.mark.skipif(PSQL is None, reason="there is no psql here (Debian: postgresql-client)")


def psql(dsn: str) -> subprocess.CompletedProcess[str]:
    assert PSQL is not None
    command = [PSQL, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-f", str(FIRST)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def ledger(dsn: str) -> list[tuple[str, str | None]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute("select version, checksum from schema_migration order by 1").fetchall()


async def opened(dsn: str) -> None:
    async with Database.open(dsn) as database:
        await database.ping()


@by_hand
async def test_a_file_applied_by_hand_is_adopted(empty_dsn: str) -> None:
    done = psql(empty_dsn)
    assert (done.returncode, done.stderr) == (0, "")
    assert ledger(empty_dsn) == [("001_initial_schema", None)]
    await opened(empty_dsn)
    assert ledger(empty_dsn) == [(one.version, one.checksum) for one in read_migrations()]


@by_hand
async def test_a_file_applied_by_us_changes_nothing_when_applied_by_hand(empty_dsn: str) -> None:
    await opened(empty_dsn)
    before = ledger(empty_dsn)
    done = psql(empty_dsn)
    assert done.returncode != 0
    assert "already exists" in done.stderr
    assert ledger(empty_dsn) == before


async def test_opening_a_migrated_database_again_applies_nothing(empty_dsn: str) -> None:
    await opened(empty_dsn)
    before = ledger(empty_dsn)
    await opened(empty_dsn)
    assert ledger(empty_dsn) == before


async def test_eight_at_once_on_an_empty_database_all_succeed(empty_dsn: str) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(opened(empty_dsn))
    assert [version for version, _ in ledger(empty_dsn)] == [one.version for one in read_migrations()]


async def test_a_file_that_was_edited_after_it_was_applied_is_refused_by_name(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("update schema_migration set checksum = 'of another text'")
    with pytest.raises(MigrationError, match=r"001_initial_schema\.sql changed .* restore it"):
        await opened(dsn)


async def test_a_version_that_only_the_database_knows_is_left_alone(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("insert into schema_migration (version) values ('999_from_the_future')")
    await opened(dsn)
    assert ("999_from_the_future", None) in ledger(dsn)


async def test_a_database_with_other_tables_in_the_way_is_refused_and_left_as_it_was(empty_dsn: str) -> None:
    with psycopg.connect(empty_dsn) as connection:
        connection.execute("create table call (id int)")
    with pytest.raises(MigrationError, match=r"001_initial_schema\.sql .*\"call\" already exists.* empty database"):
        await opened(empty_dsn)
    with psycopg.connect(empty_dsn) as connection:
        assert connection.execute("select to_regclass('schema_migration')").fetchone() == (None,)


class PaperDatabase:
    """A database that applies scripts written for it: `record <version>`, `fail <why>`, `exists <what>`."""

    def __init__(self) -> None:
        self.recorded: dict[str, str | None] = {}

    async def checksums(self) -> dict[str, str | None]:
        return dict(self.recorded)

    async def run(self, script: str) -> None:
        for verb, rest in re.findall(r"(\w+) (.+)", script):
            if verb == "fail":
                raise ScriptFailed(rest)
            if verb == "exists":
                raise AlreadyThere(rest)
            self.recorded[rest] = None

    async def record(self, version: str, checksum: str) -> str | None:
        if version in self.recorded:
            self.recorded[version] = self.recorded[version] or checksum
        return self.recorded.get(version)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text)
    return folder


async def test_files_are_applied_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = write(tmp_path, a_002="record a_002", a_001="record a_001", a_010="record a_010")
    database = PaperDatabase()
    assert await migrate(database, folder) == ("a_001", "a_002", "a_010")
    assert await migrate(database, folder) == ()


async def test_a_file_that_does_not_record_itself_is_named(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match=r"a_001\.sql does not record itself"):
        await migrate(PaperDatabase(), write(tmp_path, a_001="record another"))


async def test_a_file_that_fails_is_named_with_the_reason_and_later_ones_wait(tmp_path: Path) -> None:
    database = PaperDatabase()
    with pytest.raises(MigrationError, match=r"a_001\.sql could not be applied, and nothing of it was: no such type"):
        await migrate(database, write(tmp_path, a_001="fail no such type", a_002="record a_002"))
    assert database.recorded == {}


async def test_missing_contrib_modules_are_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="contrib modules"):
        await migrate(PaperDatabase(), write(tmp_path, a_001='fail extension "btree_gin" is not available'))


async def test_what_another_runner_applied_in_the_meantime_is_not_counted_as_ours(tmp_path: Path) -> None:
    folder = write(tmp_path, a_001="record a_001\nexists the table")
    assert await migrate(PaperDatabase(), folder) == ()


async def test_a_checksum_does_not_depend_on_how_lines_end(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    for folder, text in ((unix, b"begin;\ncommit;\n"), (windows, b"begin;\r\ncommit;\r\n")):
        folder.mkdir()
        (folder / "001.sql").write_bytes(text)
    assert read_migrations(unix)[0].checksum == read_migrations(windows)[0].checksum
