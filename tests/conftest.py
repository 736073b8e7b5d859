"""What all tests share: a real Postgres, a database for each test, and no way out of this machine."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import signal
import socket
from collections import deque
from collections.abc import AsyncGenerator, Generator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from db.database import Database
from db.embedded import embedded_postgres
from tests.analysis.desk import everything, stock
from tests.db.servers import FAST, cluster, copied, is_running, open_folder, postmaster, until

pytest_plugins = ("tests.standins.fixtures",)

settings.register_profile("house", deadline=None)  # how long an example takes says more of the machine than of us
settings.load_profile("house")

TEMPLATE = "coach_template"
STOCKED = "coach_stocked"
DATABASES = count(1)
USED: deque[str] = deque()


LONGEST = ("test_flows", "test_week_killed", "test_many_at_once", "test_half_price_resumed", "test_serving", "test_cli")
"""Begun first, so that no worker is left alone with one of them at the end."""


def pytest_configure() -> None:
    # A shell's background jobs ignore Ctrl-C, and so would the programs that are started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported stays: while it comes in, and at every test after it, nobody looks for garbage in it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONGEST)


class NetworkBlocked(AssertionError):
    """A test tried to reach another machine."""


def _is_local(host: object) -> bool:
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Generator[None]:
    """Sockets lead to this machine only, and no name is looked up elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

        def check(self: socket.socket, address: object) -> None:
            if self.family != socket.AF_UNIX and not (isinstance(address, tuple) and _is_local(address[0])):
                raise NetworkBlocked(f"tests stay on this machine; this one wanted {address!r}")

        def guarded_connect(self: socket.socket, address: object) -> None:
            check(self, address)
            connect(self, address)

        def guarded_connect_ex(self: socket.socket, address: object) -> int:
            check(self, address)
            return connect_ex(self, address)

        def guarded_getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
            if not _is_local(host):
                raise NetworkBlocked(f"tests stay on this machine; this one looked up {host!r}")
            return getaddrinfo(host, *args, **kwargs)

        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session")
def made_cluster() -> Generator[Path]:
    """A server's folder with everything in it that the first start makes; the server does not run."""
    with open_folder("coach-") as folder:
        with embedded_postgres(folder):
            pid = postmaster(folder)
        until(lambda: not is_running(pid))
        yield cluster(folder)


@pytest.fixture(scope="session")
def server(made_cluster: Path) -> Generator[str]:
    """One private Postgres for the whole run, which need not survive a power cut."""
    with open_folder("coach-tests-") as folder:
        copied(made_cluster, folder)
        with embedded_postgres(folder, settings=FAST) as conninfo:
            yield conninfo


@pytest.fixture(scope="session")
def _admin(server: str) -> Generator[psycopg.Connection]:
    """A connection that makes and drops databases; there is a migrated one to copy."""

    async def migrate() -> None:
        async with Database.open(f"{server} dbname={TEMPLATE}"):
            pass

    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
        asyncio.run(migrate())
        yield admin


def _fresh(admin: psycopg.Connection, server: str, template: str) -> Generator[str]:
    # Dropped one test later: at once, Postgres would wait 100 ms for connections that are just closing.
    while len(USED) > 1:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(USED.popleft())))
    name = f"test_{next(DATABASES)}"
    made = sql.SQL("create database {} template {} strategy file_copy")
    admin.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    yield f"{server} dbname={name}"
    USED.append(name)


@pytest.fixture
def dsn(_admin: psycopg.Connection, server: str) -> Generator[str]:
    """A migrated database of this test's own."""
    yield from _fresh(_admin, server, TEMPLATE)


@pytest.fixture
def empty_dsn(_admin: psycopg.Connection, server: str) -> Generator[str]:
    """A database of this test's own with nothing in it."""
    yield from _fresh(_admin, server, "template0")


@pytest.fixture(scope="session")
def _stocked(_admin: psycopg.Connection, server: str) -> str:
    """A database with the library and every bundled call in it, to be copied."""

    async def fill() -> None:
        async with Database.open(f"{server} dbname={STOCKED}") as database:
            await stock(database, *everything().calls)

    made = sql.SQL("create database {} template {} strategy file_copy")
    _admin.execute(made.format(sql.Identifier(STOCKED), sql.Identifier(TEMPLATE)))
    asyncio.run(fill())
    return STOCKED


@pytest.fixture
def stocked_dsn(_admin: psycopg.Connection, server: str, _stocked: str) -> Generator[str]:
    """A database of this test's own that holds the library and every bundled call."""
    yield from _fresh(_admin, server, _stocked)


@pytest.fixture
async def stocked(stocked_dsn: str) -> AsyncGenerator[Database]:
    """The same, open."""
    async with Database.open(stocked_dsn) as database:
        yield database


@pytest.fixture
async def database(dsn: str) -> AsyncGenerator[Database]:
    """The same, open."""
    async with Database.open(dsn) as database:
        yield database
