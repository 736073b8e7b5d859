"""The least that an MCP server can be: what ours is measured against. Over stdio: python -m tests.bench.bare_mcp"""

from __future__ import annotations

from fastmcp import FastMCP

server = FastMCP("Bare")


@server.tool
async def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


if __name__ == "__main__":
    server.run("stdio", show_banner=False, log_level="WARNING")
