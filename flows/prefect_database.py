"""A database for Prefect's server beside ours, as SQLite cannot keep up: `python -m flows.prefect_database`."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from db.address import without_driver

NAME: Final = "prefect"
PART: Final = re.compile(r"(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))")
ENCRYPTED: Final = {"require", "verify-ca", "verify-full"}


def server_url(dsn: str, database: str | None = NAME) -> URL:
    """The address of `database` on the server of `dsn` (None: of the same database), as Prefect's server writes it."""
    given = _parts(without_driver(dsn))
    query = {"ssl": "require"} if given.get("sslmode") in ENCRYPTED else {}
    host, port = given.get("host") or "localhost", given.get("port") or "5432"
    if host.startswith("/"):
        query |= {"host": host, "port": port}
    return URL.create(
        "postgresql+asyncpg",
        username=given.get("user"),
        password=given.get("password"),
        host=None if host.startswith("/") else host,
        port=None if host.startswith("/") else int(port),
        database=database or given.get("dbname") or given.get("user"),
        query=query,
    )


async def make(dsn: str) -> None:
    """See that the database is there."""
    engine = create_async_engine(server_url(dsn, None), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            there = await connection.execute(text("select 1 from pg_database where datname = :name"), {"name": NAME})
            if there.first() is None:
                await connection.execute(text(f"create database {NAME}"))
    finally:
        await engine.dispose()


def _parts(dsn: str) -> dict[str, str]:
    if "://" not in dsn:
        return {name: re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in PART.findall(dsn)}
    url = urlsplit(dsn)
    given = {
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "host": unquote(url.hostname or ""),
        "port": str(url.port or ""),
        "dbname": unquote(url.path.removeprefix("/")),
    }
    return {name: value for name, value in {**given, **dict(parse_qsl(url.query))}.items() if value}


def main() -> None:
    """Make the database beside the one whose address comes on standard input, and print its own."""
    dsn = sys.stdin.read()
    asyncio.run(make(dsn))
    sys.stdout.write(server_url(dsn).render_as_string(hide_password=False))


if __name__ == "__main__":
    main()
