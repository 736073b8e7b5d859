"""Makes, starts and joins one private Postgres; safe with kill -9 and with many starting at once.

Three facts are asked of the kernel, never of a pid file:

    gate    held (exclusive) while one process starts the server
    users   held (shared) by every process that uses the server, for as long as it lives
    server  held by the postgres processes themselves, through an inherited descriptor

A lock dies with its holder, so `kill -9` of anything leaves nothing to repair: the keeper (the
parent of postgres) waits for `users` to fall free, then stops the server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db.errors import EmbeddedPostgresError
from db.shelter import Account

SUPERUSER: Final = "postgres"
PORT: Final = 5432
OLDEST_MAJOR: Final = 15
FIRST_WITH_BUILTIN_LOCALE: Final = 17
START_TIMEOUT_S: Final = 60.0
LONGEST_SOCKET_PATH: Final = 100
"""In bytes; the kernel's limit is 108 on Linux and 104 on macOS."""

KEEPER: Final = Path(__file__).with_name("keeper.py")
SETTINGS: Final = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "max_parallel_workers_per_gather": "0",
    "dynamic_shared_memory_type": "mmap",  # in the data folder: Docker gives /dev/shm only 64 MB, and kill -9 leaves it
}
SOCKET_LINE: Final = 4
"""Where postmaster.pid names the folder of the socket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One private server: its binaries, its data, the account it runs as, and the folder of its locks."""

    binaries: Path
    data: Path
    locks: Path
    account: Account | None
    settings: Mapping[str, str]

    def lock(self, name: str) -> Path:
        """The file that stands for one of the three facts."""
        return self.locks / f"{name}.lock"


def major_version(binaries: Path) -> int:
    """The major version of the server in a folder of Postgres binaries.

    Raises:
        EmbeddedPostgresError: there is no server of a version that we can use.
    """
    if not (binaries / "postgres").exists() or not (binaries / "initdb").exists():
        raise EmbeddedPostgresError(
            f"there is no Postgres server in {str(binaries)!r}: point COACH_POSTGRES_BIN at a folder that holds "
            "initdb and postgres, leave it out, or set DATABASE_URL."
        )
    said = _run([binaries / "postgres", "--version"], None)
    found = re.search(r"\) (\d+)", said)
    if found is None or int(found[1]) < OLDEST_MAJOR:
        raise EmbeddedPostgresError(
            f"{str(binaries)!r} holds {said.strip()!r}, and Call Coach needs Postgres {OLDEST_MAJOR} or newer: "
            "point COACH_POSTGRES_BIN at one, leave it out, or set DATABASE_URL."
        )
    return int(found[1])


def join(cluster: Cluster, users: int) -> Path:
    """Start the server unless it runs, and wait until it answers; where its socket is. `users` is that lock, open.

    Raises:
        EmbeddedPostgresError: it does not start.
    """
    with cluster.lock("gate").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping the server
        with cluster.lock("server").open("w") as server:
            if _taken(server.fileno()):
                _initialise(cluster)
                _start(cluster, server.fileno())
        return _wait_until_ready(cluster)


def _initialise(cluster: Cluster) -> None:
    """Initdb beside the folder, then rename: a cluster is there whole or not at all."""
    if (cluster.data / "PG_VERSION").exists():
        return
    for stale in cluster.data.parent.glob(f".{cluster.data.name}.init-*"):
        shutil.rmtree(stale)
    fresh = Path(tempfile.mkdtemp(prefix=f".{cluster.data.name}.init-", dir=cluster.data.parent))
    _give(fresh, cluster.account)
    locale = ["--locale=C"]
    if major_version(cluster.binaries) >= FIRST_WITH_BUILTIN_LOCALE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(
        [cluster.binaries / "initdb", "-D", fresh, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", *locale],
        cluster.account,
    )
    fresh.rename(cluster.data)


def _start(cluster: Cluster, server_lock: int) -> None:
    """Start the keeper, which starts postgres holding `server_lock`."""
    sockets = _socket_folder(cluster)
    # The lock is ours, so no postgres is alive, whatever these say of a pid that may be somebody else's by now.
    for stale in (cluster.data / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock"):
        stale.unlink(missing_ok=True)
    quoted = '"' + str(sockets).replace('"', '""') + '"'
    options = {**SETTINGS, **cluster.settings, "unix_socket_directories": quoted}
    account = f"{cluster.account.uid}:{cluster.account.gid}" if cluster.account else ""
    log = os.open(cluster.data / "server.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        subprocess.run(
            [
                *(sys.executable, "-I", "-S", KEEPER, cluster.lock("users"), str(server_lock), account),
                *(cluster.binaries / "postgres", "-D", cluster.data),
                *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[server_lock],
            start_new_session=True,
            cwd="/",
            check=True,
        )
    finally:
        os.close(log)


def _socket_folder(cluster: Cluster) -> Path:
    """The data folder, private by its mode, or a short private one where its path is too long.

    libpq splits a host on commas, so a path with one is not usable either.
    """
    if len(os.fsencode(cluster.data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH and "," not in str(cluster.data):
        return cluster.data
    digest = hashlib.sha256(os.fsencode(cluster.data)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"pg-{digest}"
    if len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}") > LONGEST_SOCKET_PATH or "," in str(folder):
        folder = Path("/tmp") / folder.name  # noqa: S108 - its owner is checked below
    try:
        folder.mkdir(mode=0o700)
        _give(folder, cluster.account)
    except FileExistsError:
        _check_owner(folder, cluster.account)
    return folder


def _check_owner(folder: Path, account: Account | None) -> None:
    """Anybody can make a folder in the temporary one, and whoever owns it could answer in the server's place."""
    there = folder.lstat()
    owners = {os.geteuid(), account.uid if account else os.geteuid()}
    if not stat.S_ISDIR(there.st_mode) or there.st_uid not in owners or stat.S_IMODE(there.st_mode) & 0o077:
        raise EmbeddedPostgresError(
            f"{str(folder)!r} is where the private Postgres would listen, and it belongs to somebody else or is open "
            "to others: remove it, or keep the data under a shorter path."
        )
    _give(folder, account)


def _give(folder: Path, account: Account | None) -> None:
    if account:
        os.chown(folder, account.uid, account.gid)


def _wait_until_ready(cluster: Cluster) -> Path:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        sockets = _announced(cluster)
        if sockets and _answers(sockets / f".s.PGSQL.{PORT}"):
            return sockets
        if time.monotonic() > deadline or _is_free(cluster.lock("server")):
            log = (cluster.data / "server.log").read_text(errors="replace")
            tail = "\n".join(log.splitlines()[-8:])
            raise EmbeddedPostgresError(
                f"the private Postgres did not start; its log ends with\n{tail}\n"
                f"Mend what it says, or set DATABASE_URL. The data are in {str(cluster.data)!r}."
            )
        time.sleep(0.005)


def _announced(cluster: Cluster) -> Path | None:
    """Where the server says that it listens, once it says that it is ready."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().rstrip().split("\n")
    except FileNotFoundError:
        return None
    return Path(lines[SOCKET_LINE]) if len(lines) > SOCKET_LINE and lines[-1].strip() == "ready" else None


def _answers(path: Path) -> bool:
    """Whether somebody listens: a server that was killed leaves its pid file and its socket behind."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(path: Path) -> bool:
    with path.open() as file:
        return _taken(file.fileno())


def _run(command: Sequence[str | Path], account: Account | None) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise EmbeddedPostgresError(
            f"{Path(command[0]).name} failed: {said}\nMend what it says, or set DATABASE_URL to a Postgres of your own."
        )
    return done.stdout
