"""By hand: the searches at 100,000 calls (15 million turns, 6 GB, half an hour); prints the table of docs/search.md.

    python -m tests.bench.a_hundred_thousand FOLDER [CALLS]

What is in FOLDER already is used again.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import psycopg

from db.database import Database
from db.embedded import embedded_postgres
from tests.bench.company import fill
from tests.bench.measure import median_ms
from tests.bench.searches import KINDS, timed

CALLS = 100_000
NO_NEED_TO_SURVIVE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "8GB"}


async def search(dsn: str, calls: int) -> None:
    async with Database.open(dsn) as database, database.borrowed() as db:
        floor = await median_ms(database.ping)
        print(f"{calls:,} calls; `select 1` over the pool takes {floor:.2f} ms\n")
        print("| search | p50 ms | p95 ms | p95 / `select 1` | found |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for kind in KINDS:
            one = await timed(db, kind)
            print(f"| {kind.name} | {one.p50:.1f} | {one.p95:.1f} | {one.p95 / floor:.0f} | {one.hits} |", flush=True)


def main(folder: Path, calls: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    name = f"company_{calls}"
    with embedded_postgres(folder, settings=NO_NEED_TO_SURVIVE) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
            if not known:
                connection.execute(f"create database {name}".encode())
        dsn = conninfo.replace("dbname='postgres'", f"dbname='{name}'")
        if not known:
            started = time.perf_counter()
            asyncio.run(fill(dsn, calls=calls))
            print(f"filled in {time.perf_counter() - started:.0f} s")
        asyncio.run(search(dsn, calls))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CALLS)
