"""Applies `migrations/*.sql` in order, and knows when a file has changed since.

Every file is one transaction that records itself in `schema_migration`, so `psql -f` by hand and
this module leave the same trace, and that table's primary key is the only lock: of two runners at
once one commits, and the other finds the row there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from db.errors import MigrationError

FOLDER: Final = Path(__file__).parent / "migrations"
CONTRIB: Final = " Install Postgres's contrib modules (in Debian they are part of postgresql-NN) and try again."


class AlreadyThere(Exception):
    """The script makes something that exists; its message is the database's."""


class ScriptFailed(Exception):
    """The database did not accept the script, and nothing of it was applied; its message is the database's."""


class Runner(Protocol):
    """What a migration needs of a database."""

    async def checksums(self) -> dict[str, str | None]:
        """The recorded versions; a version applied by hand has no checksum yet. Empty in a new database."""
        ...

    async def run(self, script: str) -> None:
        """Run a whole file.

        Raises:
            AlreadyThere, ScriptFailed: nothing of it was applied.
        """
        ...

    async def record(self, version: str, checksum: str) -> str | None:
        """Record the checksum unless one is there; which one is there now, or None when the version is not."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file. Its `checksum` is of the text with plain newlines, so it is the same on every system."""

    version: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path = FOLDER) -> list[Migration]:
    """The files in the order in which they are applied."""
    return [Migration(version=path.stem, sql=path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))]


async def migrate(runner: Runner, folder: Path = FOLDER) -> tuple[str, ...]:
    """Apply what is missing and return its versions; versions that only the database knows are left alone.

    Raises:
        MigrationError: a file fails, does not record itself, or is not the one that was applied.
    """
    recorded = await runner.checksums()
    applied: list[str] = []
    for migration in read_migrations(folder):
        if migration.version not in recorded and await _apply(runner, migration):
            applied.append(migration.version)
        elif recorded.get(migration.version) != migration.checksum:
            await _compare(runner, migration)
    return tuple(applied)


async def _apply(runner: Runner, migration: Migration) -> bool:
    """Whether it was this runner that applied it; if not, another one did at the same time."""
    try:
        await runner.run(migration.sql)
    except AlreadyThere as error:
        if migration.version in await runner.checksums():
            return False
        raise MigrationError(
            f"{migration.version}.sql could not be applied: {error}. Something else lives in this database: "
            "give Call Coach an empty database, or drop what is in the way."
        ) from error
    except ScriptFailed as error:
        hint = CONTRIB if "btree_gin" in str(error) or "pg_trgm" in str(error) else ""
        raise MigrationError(
            f"{migration.version}.sql could not be applied, and nothing of it was: {error}.{hint}"
        ) from error
    await _compare(runner, migration)
    return True


async def _compare(runner: Runner, migration: Migration) -> None:
    there = await runner.record(migration.version, migration.checksum)
    if there is None:
        raise MigrationError(
            f"{migration.version}.sql does not record itself: before its commit it has to add "
            f"the version '{migration.version}' to schema_migration, as the other files do."
        )
    if there != migration.checksum:
        raise MigrationError(
            f"{migration.version}.sql changed after it was applied: restore it, and write the change as a new file."
        )
