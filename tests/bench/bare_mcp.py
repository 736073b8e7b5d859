"""The least that an MCP server can be: what ours is measured against. Over stdio: python -m tests.bench.bare_mcp"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastmcp import Context, FastMCP


@asynccontextmanager
async def lifespan(_: FastMCP) -> AsyncGenerator[dict[str, object]]:
    """A pool like ours, if there is a database; what it takes to import is not part of being ready."""
    address = os.environ.get("DATABASE_URL")  # noqa: TID251 (a program of its own)
    if address is None:
        yield {}
        return
    from psycopg_pool import AsyncConnectionPool

    check = AsyncConnectionPool.check_connection
    async with AsyncConnectionPool(address, min_size=1, kwargs={"autocommit": True}, check=check) as pool:
        yield {"pool": pool}


server = FastMCP("Bare", lifespan=lifespan)


@server.tool
async def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@server.tool
async def ask(ctx: Context, times: int) -> int:
    """Ask the database for nothing, so many times over one connection."""
    async with ctx.lifespan_context["pool"].connection() as connection:
        for _ in range(times):
            await (await connection.execute("select 1")).fetchall()
    return times


if __name__ == "__main__":
    server.run("stdio", show_banner=False, log_level="WARNING")
