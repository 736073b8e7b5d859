"""The invented company that benchmarks share: made once per session, and only read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import psycopg
import pytest

from db.database import Database
from tests.bench.company import fill

CALLS = 10_000
NAME = "company"


@pytest.fixture(scope="session")
def company_dsn(server: str) -> str:
    """A database with 10,000 judged calls of 150 turns; a minute is spent on making it."""
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database {NAME}".encode())
    dsn = f"{server} dbname={NAME}"
    asyncio.run(fill(dsn, calls=CALLS))
    return dsn


@pytest.fixture
async def company(company_dsn: str) -> AsyncGenerator[Database]:
    """The same, open. Nothing may be written to it."""
    async with Database.open(company_dsn) as database:
        yield database
