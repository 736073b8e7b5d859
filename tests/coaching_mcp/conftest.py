"""A newcomer's machine for the tests of the front door."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.embedded import embedded_postgres
from tests.coaching_mcp.shell import Shell
from tests.db.servers import FAST, copied, is_running, open_folder, postmaster, until


@contextmanager
def new_home(made_cluster: Path) -> Generator[Path]:
    """A home folder for the length of the block, in which nobody has run anything."""
    with open_folder("coach home ") as home:
        (home / "data").mkdir()
        copied(made_cluster, home / "data")
        yield home


@contextmanager
def living_in(home: Path) -> Generator[Shell]:
    """A shell in this home, whose private database is kept running between the commands."""
    with embedded_postgres(home / "data", settings=FAST):
        yield Shell(home=home, settings={"COACH_DATA_DIR": str(home / "data")})


@pytest.fixture(scope="module")
def shell(made_cluster: Path) -> Generator[Shell]:
    """A home of its own."""
    with new_home(made_cluster) as home, living_in(home) as shell:
        yield shell


@pytest.fixture(scope="session")
def after_demo(made_cluster: Path) -> Generator[Path]:
    """A home after `coach demo`, to be copied; nothing runs in it any more."""
    with new_home(made_cluster) as home:
        with living_in(home) as shell:
            done = shell.coach("demo", "--no-open")
            assert done.returncode == 0, done.stderr
            pid = postmaster(home / "data")
        until(lambda: not is_running(pid))
        yield home


@pytest.fixture(scope="module")
def stocked(after_demo: Path) -> Generator[Shell]:
    """A home of its own with the invented calls in it."""
    with open_folder("coach home ") as home:
        for made in after_demo.iterdir():
            copied(made, home)
        with living_in(home) as shell:
            yield shell
