"""The MCP server at work for tests: a real engine behind it, a client in front of it, in either era of the protocol."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastmcp import Client, FastMCP

from analysis.engine import Engine
from analysis.tokens import CLAUDE_PER_CL100K, estimate
from coaching_mcp.catalogue import build
from coaching_mcp.desk import PATIENCE_S, Desk, Office
from tests.analysis.desk import ZONE

ERAS = ("auto", "legacy")
"""Of today's protocol, and of the one that Claude Desktop still speaks."""


LINK = re.compile(r"https?://[^)\"\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a tool answered: its text and its data, or why not."""

    text: str
    data: dict[str, Any]
    failed: bool

    @property
    def tokens_read(self) -> int:
        """About how many of Claude's tokens the text is, but for the addresses of its links."""
        return estimate(LINK.sub("", self.text))

    @property
    def data_tokens_read(self) -> int:
        """The same for the data, for clients that pass on nothing else."""
        return estimate(LINK.sub("", json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A connected client."""

    client: Client[Any]
    progress: list[str]

    async def ask(self, tool: str, **arguments: Any) -> Said:
        """Call a tool."""

        async def note(_done: float, _total: float | None, message: str | None) -> None:
            self.progress.append(message or "")

        result = await self.client.call_tool(tool, arguments, raise_on_error=False, progress_handler=note)
        return Said(
            text=result.content[0].text, data=dict(result.structured_content or {}), failed=bool(result.is_error)
        )


def server(engine: Engine, *, has_judge: bool, patience_s: float = PATIENCE_S) -> FastMCP:
    """A server over an engine that is already open."""

    @asynccontextmanager
    async def opener() -> AsyncGenerator[Office]:
        yield Office(engine=engine, zone=ZONE, has_judge=has_judge)

    return build(Desk(opener, patience_s=patience_s))


@asynccontextmanager
async def connected(served: FastMCP, *, era: str = "auto") -> AsyncGenerator[Front]:
    """A client of that era, connected in memory."""
    async with Client(served, mode=era) as client:
        yield Front(client=client, progress=[])


def plain_tokens(text: str) -> int:
    """Tokens as cl100k counts them, which is what is meant when nobody says whose."""
    return round(estimate(text) / CLAUDE_PER_CL100K)
