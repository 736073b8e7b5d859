"""What a client reads before it asks anything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from coaching_mcp.catalogue import build
from coaching_mcp.desk import Desk
from tests.coaching_mcp.front import ERAS, connected, plain_tokens

ROOT = Path(__file__).parent.parent.parent
TOOLS = {"analyze_call", "get_transcript", "get_rep_insights", "compare_calls", "search_calls", "submit_analysis"}


async def listed(era: str) -> list[dict[str, Any]]:
    async with connected(build(Desk()), era=era) as front:
        tools = await front.client.list_tools()
    return [tool.model_dump(by_alias=True, exclude_none=True, mode="json") for tool in tools]


@pytest.mark.parametrize("era", ERAS)
async def test_every_tool_is_listed_in_both_eras_without_opening_a_database(era: str) -> None:
    assert {tool["name"] for tool in await listed(era)} == TOOLS


async def test_the_tool_list_reads_as_it_did_when_somebody_last_looked_at_it(snapshot: SnapshotAssertion) -> None:
    assert json.dumps(await listed("auto"), indent=1, sort_keys=True) == snapshot


async def test_the_whole_list_fits_into_1500_tokens() -> None:
    text = json.dumps(await listed("legacy"), separators=(",", ":"))
    assert plain_tokens(text) < 1_500


async def test_every_tool_has_a_title_a_description_hints_and_an_output_schema() -> None:
    for tool in await listed("auto"):
        assert tool["title"]
        assert len(tool["description"]) > 50
        assert "readOnlyHint" in tool["annotations"]
        assert tool["outputSchema"]["required"] == ["verdict"]


async def test_nothing_in_a_schema_points_to_what_was_left_out() -> None:
    text = json.dumps(await listed("auto"))
    assert "$ref" not in text
    assert "anyOf" not in text


async def test_every_argument_that_is_mentioned_is_there() -> None:
    tools = await listed("auto")
    names = {name for tool in tools for name in tool["inputSchema"]["properties"]}
    said = " ".join(tool["description"] for tool in tools)
    assert set(re.findall(r"`(\w+)`", said)) <= names | TOOLS


def test_importing_the_server_loads_nothing_that_a_request_may_never_need() -> None:
    script = "import sys, coaching_mcp.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not {"anthropic", "prefect", "psycopg", "jinja2", "tiktoken", "yaml", "rapidfuzz"} & loaded
