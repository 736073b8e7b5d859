"""What the tests of the embedded server share."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.db.servers import copied, open_folder


@pytest.fixture
def folder() -> Generator[Path]:
    """A folder that anybody may enter, as a server needs it that must not run as root."""
    with open_folder("coach-") as folder:
        yield folder


@pytest.fixture
def made(made_cluster: Path, folder: Path) -> Path:
    """Such a folder of this test's own, where nothing has to be made any more."""
    copied(made_cluster, folder)
    return folder
