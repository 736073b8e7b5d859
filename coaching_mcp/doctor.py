"""`coach doctor`: is everything there that is needed, and if not, what to do."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Literal

from analysis.bootstrap import open_database, open_judge
from analysis.errors import EngineError
from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.exits import DONE, NOT_DONE
from db.errors import StorageError
from knowledge.errors import BadStandard
from knowledge.library import read_library

Health = Literal["ok", "off", "broken"]
MARKS: dict[Health, str] = {"ok": "✓", "off": "–", "broken": "✗"}
FAULTS = (EngineError, StorageError, BadStandard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One dependency: `ok`, `off` (not set up, which is allowed) or `broken`, and in `says` what to do."""

    name: str
    health: Health
    says: str


async def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every dependency and say what is wrong with it; 1 if any is broken."""
    checks = [
        await _checked("Rubrics and product facts", _standards),
        await _checked("Database", lambda: _database(settings)),
        await _checked("Token estimate", _tokens),
        await _checked("Claude", lambda: _claude(settings)),
    ]
    if arguments.json:
        views.write([asdict(check) for check in checks])
    else:
        for check in checks:
            print(f"{MARKS[check.health]} {check.name}: {check.says}")
    return NOT_DONE if any(check.health == "broken" for check in checks) else DONE


async def _checked(name: str, check: Callable[[], Awaitable[tuple[Health, str]]]) -> Check:
    try:
        health, says = await check()
    except FAULTS as error:
        health, says = "broken", str(error)
    return Check(name=name, health=health, says=says)


async def _standards() -> tuple[Health, str]:
    library = read_library()
    criteria = sum(len(rubric.criteria) for rubric in library.rubrics.values())
    facts = sum(len(product.facts) for product in library.products)
    return "ok", f"{len(library.rubrics)} dimensions, {criteria} criteria, {facts} product facts"


async def _database(settings: Settings) -> tuple[Health, str]:
    async with open_database(settings) as db:
        version = await db.server_version()
    where = "from DATABASE_URL" if settings.database_url else f"private, in {settings.coach_data_dir}"
    return "ok", f"Postgres {version} {where}, migrated"


async def _tokens() -> tuple[Health, str]:
    from analysis.tokens import estimate

    estimate("one call")
    return "ok", "ranks are here, nothing is downloaded"


async def _claude(settings: Settings) -> tuple[Health, str]:
    if settings.anthropic_api_key is None:
        return "off", "no ANTHROPIC_API_KEY, so calls get a keyword reading, which is not a judgement"
    async with open_judge(settings) as judge:
        says = await judge.check()
    return "ok", f"{says}; at most ${settings.daily_spend_cap_usd} a day"
