"""A process that judges every call at half the price: `python -m tests.analysis.batcher DSN BASE_URL KEY`."""

from __future__ import annotations

import asyncio
import sys

from analysis.bootstrap import open_engine, open_half_price
from analysis.settings import Settings
from tests.analysis.halves import owners


async def main(dsn: str, base_url: str, key: str) -> None:
    settings = Settings.model_validate(
        {"database_url": dsn, "anthropic_api_key": key, "anthropic_base_url": base_url, "daily_spend_cap_usd": 1000}
    )
    async with open_engine(settings) as engine, open_half_price(settings, engine) as half:
        collected = await half.work(await owners(engine.db), wait_s=60)
    print(collected.answered)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
