"""What a start says about everything that it needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from analysis.settings import Settings
from coaching_mcp.checks import Outcome, run_checks
from coaching_mcp.desk import Desk, Office
from db.database import Database
from db.errors import StorageUnavailable
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from tests.analysis.desk import ZONE, keyword_engine, stock
from tests.standins.claude import ClaudeStandin
from tests.standins.gong import GongStandin


def settings(folder: Path, **more: object) -> Settings:
    return Settings(_env_file=None, coach_data_dir=folder).model_copy(update=more)


async def told(database: Database, asked: Settings, *, slowest_s: float = 15.0) -> tuple[bool, list[str]]:
    engine = keyword_engine(database, await stock(database))

    @asynccontextmanager
    async def opener() -> AsyncGenerator[Office]:
        yield Office(engine=engine, zone=ZONE, has_judge=False)

    return await checked(Desk(opener), asked, slowest_s=slowest_s)


async def checked(desk: Desk, asked: Settings, *, slowest_s: float = 15.0) -> tuple[bool, list[str]]:
    outcomes: list[Outcome] = []
    async with desk.use():
        fine = await run_checks(desk, asked, tell=outcomes.append, slowest_s=slowest_s)
    return fine, [str(outcome) for outcome in outcomes]


async def test_everything_that_works_is_said_in_a_line_each(
    database: Database, tmp_path: Path, claude_standin: ClaudeStandin
) -> None:
    async with GongStandin() as gong:
        asked = settings(
            tmp_path,
            anthropic_api_key=SecretStr(claude_standin.key),
            anthropic_base_url=claude_standin.base_url,
            gong_access_key=SecretStr(ACCESS_KEY),
            gong_access_key_secret=SecretStr(ACCESS_KEY_SECRET),
            gong_api_base_url=gong.base_url,
        )
        fine, lines = await told(database, asked)
    assert fine
    assert {line.partition(" successful")[0] for line in lines if "successful" in line} == {
        "✓ Database connection",
        "✓ Claude API authentication",
        "✓ Gong API authentication",
    }
    assert len(gong.requests) == 1


async def test_a_gong_key_of_another_tenant_says_which_address_to_check(database: Database, tmp_path: Path) -> None:
    async with GongStandin() as gong:
        key = {"gong_access_key": SecretStr(ACCESS_KEY), "gong_access_key_secret": SecretStr("of-another-tenant")}
        fine, lines = await told(database, settings(tmp_path, gong_api_base_url=gong.base_url, **key))
    assert not fine
    (line,) = [line for line in lines if "Gong" in line]
    assert line.startswith("✗ Gong API authentication failed: Gong does not know this access key.")
    assert line.endswith("GONG_ACCESS_KEY_SECRET, and check GONG_API_BASE_URL is your tenant's")
    assert line.count("GONG_API_BASE_URL") == 1
    assert "of-another-tenant" not in line


async def test_half_a_gong_key_is_told_which_half_is_missing(database: Database, tmp_path: Path) -> None:
    fine, lines = await told(database, settings(tmp_path, gong_access_key=SecretStr("k")))
    assert not fine
    assert "✗ Gong API authentication failed: GONG_ACCESS_KEY_SECRET is not set, its other half is set" in lines


async def test_without_keys_nobody_is_asked_and_the_start_is_fine(database: Database, tmp_path: Path) -> None:
    fine, lines = await told(database, settings(tmp_path))
    assert fine
    assert [line[0] for line in sorted(lines)] == ["–", "–", "✓", "✓"]


async def test_whoever_does_not_answer_in_time_holds_up_nothing_else(database: Database, tmp_path: Path) -> None:
    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.sleep(5)
        finally:
            writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        at = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        key = {"gong_access_key": SecretStr("k"), "gong_access_key_secret": SecretStr("s")}
        async with asyncio.timeout(4):
            fine, lines = await told(database, settings(tmp_path, gong_api_base_url=at, **key), slowest_s=0.5)
    assert not fine
    assert any(line.startswith("✗ Gong API authentication failed: no answer within") for line in lines)
    assert any(line.startswith("✓ Database connection successful") for line in lines)


async def test_a_database_that_is_away_is_said_once(tmp_path: Path) -> None:
    @asynccontextmanager
    async def opener() -> AsyncGenerator[Office]:
        raise StorageUnavailable("the database does not answer: check that it runs")
        yield

    key = {"gong_access_key": SecretStr("k"), "gong_access_key_secret": SecretStr("s")}
    fine, lines = await checked(Desk(opener), settings(tmp_path, **key))
    assert not fine
    assert [line for line in lines if "does not answer" in line] == [
        "✗ Database connection failed: the database does not answer: check that it runs"
    ]


async def test_a_failure_is_said_in_one_line_without_what_the_database_driver_advises(tmp_path: Path) -> None:
    @asynccontextmanager
    async def opener() -> AsyncGenerator[Office]:
        raise StorageUnavailable("no connection: refused\n\tIs the server running?\nCheck that it runs.")
        yield

    _, lines = await checked(Desk(opener), settings(tmp_path))
    assert "✗ Database connection failed: no connection: refused. Check that it runs" in lines


@pytest.mark.parametrize("token", ["short", "with a space in it, long enough", "ümlaut-and-long-enough"])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="16 or more random letters and digits"):
        Settings(_env_file=None, mcp_token=token)
