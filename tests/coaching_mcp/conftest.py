"""A newcomer's machine for the tests of the front door."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from db.embedded import embedded_postgres
from tests.coaching_mcp.shell import Shell


@pytest.fixture(scope="module")
def shell() -> Generator[Shell]:
    """A home of its own, whose private database is kept running between the commands."""
    with tempfile.TemporaryDirectory(prefix="coach home ", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o711)  # when we are root, the database's account has to get in
        with embedded_postgres(home / "data"):
            yield Shell(home=home, settings={"COACH_DATA_DIR": str(home / "data")})


@pytest.fixture(scope="module")
def stocked(shell: Shell) -> Shell:
    """The same home with the invented calls in it."""
    assert shell.coach("demo", "--no-open").returncode == 0
    return shell
