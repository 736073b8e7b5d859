"""Looking at a private server from outside: who runs, and programs that use it from other processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from db.embedded import embedded_postgres
from db.errors import EmbeddedPostgresError

ROOT = Path(__file__).parents[2]
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For a server that need not survive a power cut."""
USER = """
import sys
from pathlib import Path
from db.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1])) as conninfo:
    print(conninfo, flush=True)
    sys.stdin.read()
"""


def memory() -> Path | None:
    """Where files are memory, if there is enough of it (in a container it is often 64 MB)."""
    folder = Path("/dev/shm")  # noqa: S108 - what is made there has a private name
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > 2 * 1024**3 else None


@contextmanager
def open_folder(prefix: str) -> Generator[Path]:
    """A folder, in memory where that can be, for the length of the block."""
    # Not pytest's own temporary folder: that is closed to the account that the server runs as when we are root.
    with tempfile.TemporaryDirectory(prefix=prefix, dir=memory(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def copied(made: Path, into: Path) -> None:
    """Put what was made once into another folder."""
    subprocess.run(["cp", "-a", made, into], check=True)


def cluster(folder: Path) -> Path:
    return next(folder.glob("postgres-*"))


def postmaster(folder: Path) -> int:
    return int((cluster(folder) / "postmaster.pid").read_text().split()[0])


def is_running(pid: int) -> bool:
    """A process that ended and was not yet waited for does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def until(condition: Callable[[], object], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.01)


@contextmanager
def user(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server in `folder` until the end of the block, or of its own standard input."""
    with subprocess.Popen(
        [sys.executable, "-c", USER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield process
        process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def asked(dsn: str, sql: str) -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(sql.encode()).fetchone()
    return row and row[0]


def refusal(folder: Path, *, binaries: Path | None = None) -> str:
    with pytest.raises(EmbeddedPostgresError) as caught, embedded_postgres(folder, binaries=binaries):
        pass
    return str(caught.value)


def answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def keep(dsn: str) -> None:
    """Store something that must be there later."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table kept as select 7 as n")
