"""The named queries, each against the real schema."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from db import queries
from db.queries import as_json, query

ROOT = Path(queries.__file__).parent
SQL_FILES = sorted([*ROOT.glob("sql/*.sql"), *ROOT.glob("migrations/*.sql")])
PARAMETER = re.compile(r"%\((\w+)\)s")
SESSION_STATE = re.compile(
    r"\A\s*(set\s+(?!local)|listen|notify|declare|prepare|create\s+temp)|pg_advisory_(?!xact)|set_config",
    re.IGNORECASE,
)
SQL_IN_PYTHON = re.compile(
    r"""["'](select\s|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s|alter\s|with\s+\w+\s+as)""", re.IGNORECASE
)


def numbered(text: str) -> str:
    """The query with `$1` for its first parameter, and so on."""
    names = list(dict.fromkeys(PARAMETER.findall(text)))
    return PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", text).replace("%%", "%")


def without_comments(text: str) -> str:
    return re.sub(r"--.*", "", text)


def test_every_query_fits_the_schema_and_tells_the_types_of_its_parameters(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for name, text in queries.queries().items():
            connection.execute(f"prepare {name} as {numbered(text)}".encode())
            assert not re.findall(r"%\(\w+\)s(?!::)", without_comments(text)), name
        row = connection.execute("select count(*) from pg_prepared_statements").fetchone()
    assert row == (len(queries.queries()),)


@pytest.mark.parametrize("name", sorted(queries.queries()))
def test_every_query_says_in_a_comment_what_it_is_for(name: str) -> None:
    assert re.match(r"-- \w.+", query(name))


def test_every_query_is_used_and_every_used_name_is_there() -> None:
    code = "\n".join(path.read_text() for path in ROOT.glob("*.py"))
    used = set(re.findall(r"""(?:query|Statement)\(\s*"(\w+)\"""", code))
    steps = re.search(r"steps = \(([^)]*)\)", code)
    assert steps is not None
    used |= set(re.findall(r'"(\w+)"', steps[1]))
    assert used == set(queries.queries())


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.name)
def test_no_sql_leaves_anything_behind_in_a_session(path: Path) -> None:
    """Behind a transaction pooler the next statement may be another client's."""
    assert not [one for one in without_comments(path.read_text()).split(";") if SESSION_STATE.search(one)]


@pytest.mark.parametrize("bad", ["set statement_timeout = 5", "LISTEN x", "select pg_advisory_lock(1)"])
def test_the_check_for_session_state_sees_it(bad: str) -> None:
    assert SESSION_STATE.search(bad)


def test_there_is_no_sql_outside_the_sql_files() -> None:
    code = "\n".join(path.read_text() for path in ROOT.glob("*.py"))
    assert not SQL_IN_PYTHON.findall(code)


def test_json_for_the_database_keeps_what_has_to_be_noticed() -> None:
    assert as_json({"text": "é\ud800"}) == '{"text": "é\ud800"}'
