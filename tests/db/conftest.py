"""What the tests of the embedded server share."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from db.embedded import embedded_postgres
from tests.db.servers import cluster, is_running, memory, postmaster, until


@pytest.fixture
def folder() -> Generator[Path]:
    """A folder that anybody may enter, as a server needs it that must not run as root."""
    with tempfile.TemporaryDirectory(prefix="coach-", dir=memory(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="session")
def _cluster() -> Generator[Path]:
    """A server's folder with everything in it that the first start makes; the server does not run."""
    with tempfile.TemporaryDirectory(prefix="coach-", dir=memory(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with embedded_postgres(Path(folder)):
            pid = postmaster(Path(folder))
        until(lambda: not is_running(pid))
        yield Path(folder)


@pytest.fixture
def made(_cluster: Path, folder: Path) -> Path:
    """Such a folder of this test's own, where nothing has to be made any more."""
    subprocess.run(["cp", "-a", cluster(_cluster), folder], check=True)
    return folder
