"""A process full of people who all want the same scorecard: `python -m tests.analysis.callers DSN BASE_URL KEY N`."""

from __future__ import annotations

import asyncio
import sys

from analysis.engine import Wanted
from db.database import Database
from knowledge.library import read_library
from tests.analysis.desk import FIRST_CALL, Address, claude_engine_at


async def main(dsn: str, base_url: str, key: str, callers: int) -> None:
    async with (
        Database.open(dsn) as database,
        claude_engine_at(Address(base_url=base_url, key=key), database, read_library()) as engine,
        asyncio.TaskGroup() as group,
    ):
        waiting = [group.create_task(engine.analyze(Wanted(call=FIRST_CALL))) for _ in range(callers)]
    print({caller.result().results[0].score for caller in waiting})


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
