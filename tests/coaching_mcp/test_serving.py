"""The server as a process of its own, as Claude Desktop and others start it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import mcp
import pytest
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from mcp import StdioServerParameters
from mcp.client.stdio import stdio_client

from analysis.settings import Settings
from db.embedded import embedded_postgres
from tests.coaching_mcp.front import ERAS
from tests.coaching_mcp.shell import ROOT, Shell

READY = re.compile(r"^MCP server ready - 6 tools registered$", re.MULTILINE)
SCRIPTS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def shell() -> Generator[Shell]:
    """A machine with the invented calls in a private database that keeps running."""
    with tempfile.TemporaryDirectory(prefix="coach mcp ", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o711)
        with embedded_postgres(home / "data"):
            shell = Shell(home=home, settings={"COACH_DATA_DIR": str(home / "data")})
            assert shell.coach("demo", "--no-open").returncode == 0
            yield shell


def environment(shell: Shell, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(shell.home), **shell.settings, **more}  # noqa: TID251 (a test)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """A server that listens, and what it has said so far."""

    address: str
    said: str


@asynccontextmanager
async def listening(shell: Shell, *command: str) -> AsyncGenerator[Listening]:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=shell.home, env=environment(shell), stdin=-3, stdout=-3, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = ""
    try:
        async with asyncio.timeout(50):
            while not READY.search(said):
                line = await process.stderr.readline()
                assert line, said
                said += line.decode()
        address = re.search(r"http://\S+", said)
        assert address is not None
        yield Listening(address=address[0], said=said)
    finally:
        process.terminate()
        await process.wait()


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("command", [[str(SCRIPTS / "mcp-server")], [sys.executable, "coaching_mcp/server.py"]])
async def test_claude_desktop_starts_it_and_gets_an_answer(shell: Shell, command: list[str], era: str) -> None:
    program, *arguments = [str(ROOT / part) if part.startswith("coaching_mcp/") else part for part in command]
    transport = StdioTransport(
        program, arguments, env=environment(shell), cwd=str(shell.home), log_file=Path(os.devnull)
    )
    async with asyncio.timeout(50), Client[Any](transport, mode=era) as client:
        tools = await client.list_tools()
        result = await client.call_tool("analyze_call", {"call": "the Brightline demo", "judge": "keywords"})
    assert len(tools) == 6
    assert "keyword reading, not a judgement" in result.content[0].text
    assert result.structured_content["title"] == "Brightline Logistics - demo"


@pytest.mark.parametrize("era", ERAS)
async def test_the_development_server_serves_http_and_tells_what_its_checks_say(shell: Shell, era: str) -> None:
    port = free_port()
    async with (
        listening(shell, str(SCRIPTS / "mcp-server-dev"), "--port", port) as server,
        Client[Any](server.address, mode=era) as client,
    ):
        result = await client.call_tool("search_calls", {"account": "Brightline"})
    assert server.address == f"http://127.0.0.1:{port}/mcp"
    assert result.structured_content["rows"]


@pytest.mark.parametrize("era", ERAS)
async def test_the_official_client_lists_and_calls_over_both_transports(
    shell: Shell, era: Literal["auto", "legacy"]
) -> None:
    started = StdioServerParameters(command=str(SCRIPTS / "mcp-server"), env=environment(shell), cwd=shell.home)
    async with listening(shell, str(SCRIPTS / "mcp-server-dev"), "--port", free_port()) as server:
        for target in (stdio_client(started, errlog=subprocess.DEVNULL), server.address):
            async with mcp.Client(target, mode=era) as client:
                tools = (await client.list_tools()).tools
                result = await client.call_tool("search_calls", {"account": "Brightline", "limit": 2})
            assert len(tools) == 6
            assert len((result.structured_content or {})["rows"]) == 2


async def test_the_production_server_checks_everything_first(shell: Shell) -> None:
    async with listening(shell, str(SCRIPTS / "mcp-server"), "--transport", "http", "--port", free_port()) as server:
        lines = server.said.splitlines()
    assert lines[-1] == "MCP server ready - 6 tools registered"
    assert any(line.startswith("✓ Database connection successful: Postgres") for line in lines)
    assert any(line.startswith("✓ Rubrics and product facts loaded") for line in lines)
    assert any(line.startswith("– Claude API not used") for line in lines)


async def test_an_address_that_others_can_reach_is_warned_of(shell: Shell) -> None:
    anywhere = "0.0.0.0"  # noqa: S104 (that is the test)
    command = (str(SCRIPTS / "mcp-server-dev"), "--host", anywhere, "--port", free_port())
    async with listening(shell, *command) as server:
        assert "! Whoever reaches this address can read every call" in server.said


def test_a_start_that_cannot_work_says_why_and_does_not_serve(shell: Shell) -> None:
    done = shell.run(str(SCRIPTS / "mcp-server"), DATABASE_URL="postgresql://me:hunter2@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "✗ Database connection failed" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert not READY.search(done.stderr)


def test_a_port_that_is_taken_is_said_in_a_sentence(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = shell.run(str(SCRIPTS / "mcp-server-dev"), "--port", port)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be served" in done.stderr
    assert "Traceback" not in done.stderr


def test_connect_prints_what_claude_desktop_needs(shell: Shell) -> None:
    done = shell.coach("connect")
    entry = json.loads(done.stdout)["mcpServers"]["call-coach"]
    assert Path(entry["command"]).is_absolute()
    assert "claude_desktop_config.json" in done.stderr
    assert json.loads(shell.coach("connect", "--json").stdout) == {"mcpServers": {"call-coach": entry}}


def test_fastmcp_inspects_it_from_its_file_and_from_its_configuration(shell: Shell) -> None:
    for target in (str(ROOT / "coaching_mcp" / "server.py"), str(ROOT / "fastmcp.json")):
        done = shell.run(str(SCRIPTS / "fastmcp"), "inspect", target, "--format", "mcp", "--skip-env")
        assert done.returncode == 0, done.stderr
        assert {tool["name"] for tool in json.loads(done.stdout)["tools"]} >= {"analyze_call", "search_calls"}


def test_a_bundle_holds_everything_that_serving_takes_and_asks_only_for_settings_that_there_are(shell: Shell) -> None:
    done = shell.coach("connect", "--bundle", "call-coach.mcpb")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(shell.home / "call-coach.mcpb") as bundle:
        names = set(bundle.namelist())
        manifest = json.loads(bundle.read("manifest.json"))
    assert {"pyproject.toml", "README.md", "coaching_mcp/scorecard_app.html", "db/sql/search.sql"} <= names
    assert manifest["server"]["entry_point"] in names
    assert not [name for name in names if name.startswith((".", "tests/")) or "__pycache__" in name]
    assert set(manifest["server"]["mcp_config"]["env"]) <= {name.upper() for name in Settings.model_fields}
    refused = shell.coach("connect", "--bundle", "nowhere/call-coach.mcpb")
    assert refused.returncode == 1
    assert "Choose another place" in refused.stderr
