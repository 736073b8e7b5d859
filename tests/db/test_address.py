"""DATABASE_URL: what is taken, and that a password never comes back in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.address import without_driver, without_secrets
from db.database import Database
from db.errors import BadDatabaseUrl, StorageError, StorageUnavailable

PASSWORD = "hunter2-secret"


async def refusal(dsn: str) -> StorageError:
    with pytest.raises(StorageError) as caught:
        async with Database.open(dsn):
            pass
    return caught.value


@pytest.mark.parametrize(
    "dsn",
    [
        "",
        "not a url",
        f"mysql://coach:{PASSWORD}@localhost/coach",
        f"https://coach:{PASSWORD}@localhost/coach",
        f"postgresql://coach:{PASSWORD}@localhost/coach?colour=blue",
        f"postgresql://coach:x@{PASSWORD}@localhost/coach",
        f"postgresql://coach:{PASSWORD}/x@localhost/coach",
        f"postgresql://coach:{PASSWORD}@localhost:five/coach",
        f"password='{PASSWORD} dbname=coach",
    ],
)
async def test_what_is_not_a_postgres_address_is_refused_without_repeating_it(dsn: str) -> None:
    error = await refusal(dsn)
    assert isinstance(error, BadDatabaseUrl)
    assert "percent-encoded" in str(error)
    chain = [str(error), str(error.__cause__), str(error.__context__)]
    assert PASSWORD not in " ".join(chain)


@pytest.mark.parametrize(
    ("dsn", "reason"),
    [
        (f"postgresql://coach:{PASSWORD}@127.0.0.1:9/coach", "refused"),
        (f"postgresql://coach:{PASSWORD}@/coach?host=/nowhere", "No such file"),
        (f"host=127.0.0.1 port=9 user=coach password={PASSWORD}", "refused"),
    ],
)
async def test_a_server_that_is_not_there_is_reported_with_the_reason(dsn: str, reason: str) -> None:
    error = await refusal(dsn)
    assert isinstance(error, StorageUnavailable)
    assert error.retryable
    assert reason in str(error)
    assert "DATABASE_URL" in str(error)
    assert PASSWORD not in str(error)


async def test_a_wrong_database_name_is_reported_with_the_reason(dsn: str) -> None:
    error = await refusal(f"{dsn} dbname=nowhere")
    assert 'database "nowhere" does not exist' in str(error)


async def test_an_address_in_the_form_of_sqlalchemy_is_taken(server: str, dsn: str) -> None:
    host = dict(part.split("=", 1) for part in server.split())["host"].strip("'")
    name = dsn.rsplit("=", 1)[1]
    async with Database.open(f"postgresql+psycopg://postgres@/{name}?host={host}") as database:
        await database.ping()
        assert repr(database) == f"Database('{name} on {host}')"


async def test_no_password_shows_in_the_name_of_an_open_database(dsn: str) -> None:
    async with Database.open(f"{dsn} password={PASSWORD}") as database:
        assert PASSWORD not in repr(database)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_only_the_driver_is_taken_away(scheme: str) -> None:
    assert without_driver(f" {scheme}+asyncpg://u:p+q@h/d+e ") == f"{scheme}://u:p+q@h/d+e"
    assert without_driver(f"{scheme}://u:p@h/d") == f"{scheme}://u:p@h/d"


@given(password=st.text(min_size=1).filter(lambda text: not set(text) & set("@:/?#' \n")))
def test_a_reason_that_repeats_the_password_is_not_shown(password: str) -> None:
    shown = without_secrets(f"could not translate <{password}>", f"postgresql://coach:{password}@localhost/coach")
    assert shown == "(the reason is not shown, because it repeats a piece of the password)"


@given(reason=st.text())
def test_a_reason_is_shown_as_it_is_when_there_is_no_password(reason: str) -> None:
    assert without_secrets(reason, "postgresql://coach@localhost/coach") == reason
