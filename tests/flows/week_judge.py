"""A process that judges what is missing of the week: `python -m tests.flows.week_judge DSN CLAUDE_URL CLAUDE_KEY N`."""

from __future__ import annotations

import asyncio
import sys

from db.database import Database
from db.insights import Span
from db.weeks import calls_of
from flows.stage import Plain
from flows.week_judging import judge, standing
from knowledge.library import read_library
from tests.analysis.desk import ZONE, Address, claude_engine_at
from tests.flows.weeks import WEEK


async def main(dsn: str, claude_url: str, claude_key: str, at_once: str) -> None:
    at = Address(base_url=claude_url, key=claude_key)
    async with Database.open(dsn) as database, claude_engine_at(at, database, read_library()) as engine:
        calls = await calls_of(database, Span(since=WEEK.start(ZONE), until=WEEK.end(ZONE)))
        missing = (await standing(engine, calls)).missing
        print(await judge(engine, missing, Plain(), at_once=int(at_once)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
