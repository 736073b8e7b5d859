"""The server as a process of its own, as Claude Desktop and others start it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any, Literal

import mcp
import pytest
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from mcp import StdioServerParameters
from mcp.client.stdio import stdio_client

from analysis.settings import Settings
from tests.coaching_mcp.front import ERAS
from tests.coaching_mcp.running import environment, free_port
from tests.coaching_mcp.served import DEV_SERVER, READY, SCRIPTS, SERVER, listening
from tests.coaching_mcp.shell import ROOT, Shell

ANYWHERE = "0.0.0.0"  # noqa: S104 (that is the test)
TOKEN = "a-token-of-our-own-0123"


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("command", [[SERVER], [sys.executable, "coaching_mcp/server.py"]])
async def test_claude_desktop_starts_it_and_gets_an_answer(stocked: Shell, command: list[str], era: str) -> None:
    program, *arguments = [str(ROOT / part) if part.startswith("coaching_mcp/") else part for part in command]
    transport = StdioTransport(
        program, arguments, env=environment(stocked), cwd=str(stocked.home), log_file=Path(os.devnull)
    )
    async with asyncio.timeout(50), Client[Any](transport, mode=era) as client:
        tools = await client.list_tools()
        result = await client.call_tool("analyze_call", {"call": "the Brightline demo", "judge": "keywords"})
    assert len(tools) == 6
    assert "keyword reading, not a judgement" in result.content[0].text
    assert "Brightline Logistics - demo" in result.structured_content["verdict"]


@pytest.mark.parametrize("era", ERAS)
async def test_the_development_server_serves_http_and_tells_what_its_checks_say(stocked: Shell, era: str) -> None:
    port = free_port()
    async with (
        listening(stocked, DEV_SERVER, "--port", port) as server,
        Client[Any](server.address, mode=era) as client,
    ):
        result = await client.call_tool("search_calls", {"account": "Brightline"})
    assert server.address == f"http://127.0.0.1:{port}/mcp"
    assert result.structured_content["rows"]


@pytest.mark.parametrize("era", ERAS)
async def test_the_official_client_lists_and_calls_over_both_transports(
    stocked: Shell, era: Literal["auto", "legacy"]
) -> None:
    started = StdioServerParameters(command=SERVER, env=environment(stocked), cwd=stocked.home)
    async with listening(stocked, DEV_SERVER, "--port", free_port()) as server:
        for target in (stdio_client(started, errlog=subprocess.DEVNULL), server.address):
            async with mcp.Client(target, mode=era) as client:
                tools = (await client.list_tools()).tools
                result = await client.call_tool("search_calls", {"account": "Brightline", "limit": 2})
            assert len(tools) == 6
            assert len((result.structured_content or {})["rows"]) == 2


async def test_the_production_server_checks_everything_first(stocked: Shell) -> None:
    async with listening(stocked, SERVER, "--transport", "http", "--port", free_port()) as server:
        lines = server.said.splitlines()
    assert lines[-1] == "MCP server ready - 6 tools registered"
    assert any(line.startswith("✓ Database connection successful: Postgres") for line in lines)
    assert any(line.startswith("✓ Rubrics and product facts loaded") for line in lines)
    assert any(line.startswith("– Claude API not used") for line in lines)


def test_an_address_that_others_can_reach_is_not_served_without_a_token(stocked: Shell) -> None:
    done = stocked.run(DEV_SERVER, "--host", ANYWHERE, "--port", free_port())
    served = stocked.coach("serve", "--host", ANYWHERE, "--port", free_port())
    for refused in (done, served):
        assert refused.returncode == 1
        assert "could read every call: put a long random text into .env as MCP_TOKEN" in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("era", ERAS)
async def test_a_server_for_others_answers_only_who_brings_the_token(stocked: Shell, era: str) -> None:
    command = (DEV_SERVER, "--host", ANYWHERE, "--port", free_port())
    async with listening(stocked, *command, MCP_TOKEN=TOKEN) as server:
        at = server.address.replace(ANYWHERE, "127.0.0.1")
        for given in (None, "Bearer another-token-0123", f"Basic {TOKEN}"):
            headers = {"Authorization": given} if given else {}
            request = urllib.request.Request(at, b"{}", headers)  # noqa: S310 (our own address)
            with pytest.raises(urllib.error.HTTPError) as refused:
                await asyncio.to_thread(urllib.request.urlopen, request)
            assert refused.value.code == 401
            assert refused.value.headers["WWW-Authenticate"] == "Bearer"
            assert "Authorization: Bearer TOKEN" in refused.value.read().decode()
        async with Client[Any](at, auth=TOKEN, mode=era) as client:
            assert len(await client.list_tools()) == 6
    assert TOKEN not in server.said


def test_a_start_that_cannot_work_says_why_and_does_not_serve(stocked: Shell) -> None:
    done = stocked.run(SERVER, DATABASE_URL="postgresql://me:hunter2@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "✗ Database connection failed" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert not READY.search(done.stderr)


def test_a_port_that_is_taken_is_said_in_a_sentence(stocked: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = stocked.run(DEV_SERVER, "--port", port)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be served" in done.stderr
    assert "Traceback" not in done.stderr


def test_connect_prints_what_claude_desktop_needs(stocked: Shell) -> None:
    done = stocked.coach("connect")
    entry = json.loads(done.stdout)["mcpServers"]["call-coach"]
    assert Path(entry["command"]).is_absolute()
    assert "claude_desktop_config.json" in done.stderr
    assert json.loads(stocked.coach("connect", "--json").stdout) == {"mcpServers": {"call-coach": entry}}


def test_connect_takes_the_data_folder_of_the_shell_along_and_names_the_secrets_that_it_leaves_out(
    stocked: Shell,
) -> None:
    done = stocked.coach("connect", ANTHROPIC_API_KEY="sk-ant-very-secret", COMPANY_TIMEZONE="Europe/Berlin")
    entry = json.loads(done.stdout)["mcpServers"]["call-coach"]
    assert entry["env"] == {"COACH_DATA_DIR": str((stocked.home / "data").resolve())}
    assert "ANTHROPIC_API_KEY, COMPANY_TIMEZONE" in done.stderr
    assert "secret" not in done.stdout + done.stderr


def test_a_bundle_that_claude_desktop_would_not_open_is_not_written(stocked: Shell) -> None:
    done = stocked.coach("connect", "--bundle", "call-coach.zip")
    assert done.returncode == 1
    assert "write --bundle call-coach.mcpb" in done.stderr
    assert not (stocked.home / "call-coach.zip").exists()


def test_fastmcp_inspects_it_from_its_file_and_from_its_configuration(stocked: Shell) -> None:
    for target in (str(ROOT / "coaching_mcp" / "server.py"), str(ROOT / "fastmcp.json")):
        done = stocked.run(str(SCRIPTS / "fastmcp"), "inspect", target, "--format", "mcp", "--skip-env")
        assert done.returncode == 0, done.stderr
        assert {tool["name"] for tool in json.loads(done.stdout)["tools"]} >= {"analyze_call", "search_calls"}


def test_a_bundle_holds_everything_that_serving_takes_and_asks_only_for_settings_that_there_are(stocked: Shell) -> None:
    done = stocked.coach("connect", "--bundle", "call-coach.mcpb")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(stocked.home / "call-coach.mcpb") as bundle:
        names = set(bundle.namelist())
        manifest = json.loads(bundle.read("manifest.json"))
    assert {"pyproject.toml", "README.md", "coaching_mcp/scorecard_app.html", "db/sql/search.sql"} <= names
    assert manifest["server"]["entry_point"] in names
    assert not [name for name in names if name.startswith((".", "tests/")) or "__pycache__" in name]
    assert set(manifest["server"]["mcp_config"]["env"]) <= {name.upper() for name in Settings.model_fields}
    refused = stocked.coach("connect", "--bundle", "nowhere/call-coach.mcpb")
    assert refused.returncode == 1
    assert "Choose another place" in refused.stderr
