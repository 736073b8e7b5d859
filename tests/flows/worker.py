"""A process that works off the inbox: `python -m tests.flows.worker DSN GONG_URL CLAUDE_URL CLAUDE_KEY`."""

from __future__ import annotations

import asyncio
import sys

from analysis.bootstrap import put_in
from db.database import Database
from flows.drain import drain
from flows.workshop import Workshop
from gong.client import GongClient
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from knowledge.library import read_library
from tests.analysis.desk import ZONE, Address, claude_engine_at
from tests.gong.clients import NoPace


async def main(dsn: str, gong_url: str, claude_url: str, claude_key: str) -> None:
    library = read_library()
    async with Database.open(dsn) as database:
        await put_in(database, library)
        opened = GongClient.open(
            access_key=ACCESS_KEY, access_key_secret=ACCESS_KEY_SECRET, base_url=gong_url, pace=NoPace()
        )
        async with (
            opened as gong,
            claude_engine_at(Address(base_url=claude_url, key=claude_key), database, library) as engine,
        ):
            print(await drain(Workshop(engine=engine, gong=gong, zone=ZONE)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
