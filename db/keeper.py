"""The parent of the private Postgres: stops it after its last user, starts it again when it dies unasked.

Run as a program by `db.cluster`, as

    python -I -S keeper.py USERS_LOCK SERVER_LOCK_DESCRIPTOR UID:GID POSTGRES -D DATA …

It imports nothing of ours, so that it stays small and outlives any change of the code beside it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FIRST_DELAY_S: Final = 0.1
LONGEST_DELAY_S: Final = 10.0


class Keeper:
    """Owns one Postgres. `account` is the UID:GID that it runs as, or empty for our own."""

    def __init__(self, *, users: Path, server_lock: int, account: str, postgres: Sequence[str]) -> None:
        self._users = users
        self._server_lock = server_lock
        self._account = [int(part) for part in account.split(":") if part]
        self._postgres = postgres
        self._pid_file = Path(postgres[postgres.index("-D") + 1]) / "postmaster.pid"
        self._starting = threading.Lock()
        self._child = self._start()

    def keep(self) -> None:
        """Return when Postgres did not even start; it is for whoever wanted it to say why."""
        threading.Thread(target=self._stop_after_last_user, daemon=True).start()
        delay = FIRST_DELAY_S
        while True:
            self._child.wait()
            # It leaves its pid file only when it dies unasked, and says "ready" in it only when it ran.
            if delay == FIRST_DELAY_S and not self._was_ready():
                return
            time.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY_S)
            with self._starting:
                self._child = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        uid, gid = self._account or (None, None)
        return subprocess.Popen(
            self._postgres,
            pass_fds=[self._server_lock],  # as long as any process of this Postgres lives, the lock is held
            user=uid,
            group=gid,
            extra_groups=[] if self._account else None,
        )

    def _stop_after_last_user(self) -> None:
        with self._users.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # granted when nobody holds it any more, however they ended
            with self._starting:
                self._child.send_signal(signal.SIGINT)  # fast shutdown
                self._child.wait()
                os._exit(0)  # lets go of both locks at once

    def _was_ready(self) -> bool:
        try:
            return self._pid_file.read_text().rstrip().endswith("ready")
        except OSError:
            return False


def main(users: str, server_lock: str, account: str, *postgres: str) -> None:
    """Keep Postgres until nobody uses it."""
    if os.fork():
        return  # whoever started this can wait for it and forget it: the keeper is nobody's child
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Keeper(users=Path(users), server_lock=int(server_lock), account=account, postgres=postgres).keep()


if __name__ == "__main__":
    main(*sys.argv[1:])
