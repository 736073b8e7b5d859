"""What stands between a client and Postgres when connections are shared: it introduces itself under its own number."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

OWN_NUMBER = (7).to_bytes(4)
KEY_DATA, HEADER = b"K", 5


@asynccontextmanager
async def pooled(dsn: str, folder: Path) -> AsyncGenerator[str]:
    """The same database behind a pooler whose socket is in `folder`; its address."""
    given = conninfo_to_dict(dsn)
    port = given.get("port", "5432")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_unix_connection(f"{given['host']}/.s.PGSQL.{port}")
        async with asyncio.TaskGroup() as group:
            group.create_task(_pass_on(reader, questions))
            group.create_task(_introduced(answers, writer))

    server = await asyncio.start_unix_server(serve, folder / f".s.PGSQL.{port}")
    try:
        yield make_conninfo(dsn, host=str(folder))
    finally:
        server.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65536):
        writer.write(piece)
    writer.close()


async def _introduced(answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await answers.readexactly(HEADER)
            body = await answers.readexactly(int.from_bytes(head[1:]) - 4)
            writer.write(head + (OWN_NUMBER + body[4:] if head[:1] == KEY_DATA else body))
    except asyncio.IncompleteReadError:
        writer.close()
