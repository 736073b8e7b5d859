"""`coach doctor`: is everything there that is needed, and if not, what to do."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from analysis.bootstrap import open_database, open_gong, open_judge, webhook_rules
from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.boundary import KNOWN
from coaching_mcp.checks import SLOWEST_S
from coaching_mcp.exits import DONE, NOT_DONE
from coaching_mcp.mail_health import Health, mail_health
from coaching_mcp.terminal import dollars
from coaching_mcp.waiting import left_lines
from db import inbox
from knowledge.library import read_library

REJECTED_DAYS: Final = 7
MARKS: dict[Health, str] = {"ok": "✓", "off": "–", "warning": "!", "broken": "✗"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One dependency, and in `says` what to do. `off`: not set up, which is allowed; `warning`: look at this."""

    name: str
    health: Health
    says: str


async def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every dependency and say what is wrong with it; 1 if any is broken."""
    checks = [
        _settings(),
        await _checked("Rubrics and product facts", _standards),
        await _checked("Database", lambda: _database(settings)),
        await _checked("Token estimate", _tokens),
        await _checked("Claude", lambda: _claude(settings)),
        await _checked("Gong", lambda: _gong(settings)),
        await _checked("Webhook", lambda: _webhook(settings)),
        await _checked("Inbox", lambda: _inbox(settings)),
        await _checked("Prefect", lambda: _prefect(settings)),
        await _checked("Weekly mails", lambda: mail_health(settings)),
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
    except KNOWN as error:
        health, says = "broken", str(error)
    except TimeoutError:
        health, says = "broken", f"no answer within {SLOWEST_S:.0f} seconds: check this machine's network"
    return Check(name=name, health=health, says=says)


def _settings() -> Check:
    file = Path(str(Settings.model_config.get("env_file"))).absolute()
    if file.is_file():
        says = f"read from {file}; what the environment says goes before it"
        return Check(name="Settings", health="ok", says=says)
    says = f"no {file.name} in {file.parent}, so what the environment says and the defaults count"
    return Check(name="Settings", health="off", says=says)


async def _standards() -> tuple[Health, str]:
    library = read_library()
    criteria = sum(len(rubric.criteria) for rubric in library.rubrics.values())
    facts = sum(len(product.facts) for product in library.products)
    return "ok", f"{len(library.rubrics)} dimensions, {criteria} criteria, {facts} product facts"


async def _database(settings: Settings) -> tuple[Health, str]:
    async with open_database(settings) as db:
        version = await db.server_version()
    if settings.database_url:
        return "ok", f"Postgres {version} from DATABASE_URL, migrated"
    folder = settings.coach_data_dir.absolute()
    says = f"Postgres {version} private, in {folder}, migrated"
    others = _others(folder, version)
    if not others:
        return "ok", says
    return "warning", (
        f"{says}. Beside it lies {', '.join(others)}, of another version of Postgres: calls in there are not seen "
        "here. COACH_POSTGRES_BIN with the programs of that version opens it again"
    )


def _others(folder: Path, version: str) -> list[str]:
    """The data of other versions of Postgres beside those in use."""
    return sorted({found.name for found in folder.glob("postgres-*")} - {f"postgres-{version.partition('.')[0]}"})


async def _tokens() -> tuple[Health, str]:
    from analysis.tokens import estimate

    estimate("one call")
    return "ok", "ranks are here, nothing is downloaded"


async def _claude(settings: Settings) -> tuple[Health, str]:
    if settings.anthropic_api_key is None:
        return "off", "no ANTHROPIC_API_KEY, so calls get a keyword reading, which is not a judgement"
    async with open_judge(settings) as judge:
        says = await judge.check()
    if not settings.daily_spend_cap_usd:
        return "warning", f"{says}; but DAILY_SPEND_CAP_USD is 0, so nothing can be judged: raise it"
    return "ok", f"{says}; at most {dollars(settings.daily_spend_cap_usd)} a day"


async def _gong(settings: Settings) -> tuple[Health, str]:
    if settings.gong_access_key is None and settings.gong_access_key_secret is None:
        return "off", "no GONG_ACCESS_KEY, so calls come from `coach import` only"
    async with open_database(settings) as db, open_gong(settings, db) as gong, asyncio.timeout(SLOWEST_S):
        return "ok", await gong.check()


async def _webhook(settings: Settings) -> tuple[Health, str]:
    rules = webhook_rules(settings)
    if not rules:
        return "off", "no GONG_WEBHOOK_… key, so calls come with the hourly look of `coach serve`, or `coach sync`"
    async with open_database(settings) as db:
        rejected = await inbox.rejections(db, days=REJECTED_DAYS)
    says = f"recognised by {' and by '.join(rule.name for rule in rules)}"
    if not rejected:
        return "ok", says
    reasons = "; ".join(f"{row.times} × {row.reason}" for row in rejected)
    return "warning", f"{says}; not accepted in the last {REJECTED_DAYS} days: {reasons}"


async def _inbox(settings: Settings) -> tuple[Health, str]:
    async with open_database(settings) as db:
        left = await inbox.inbox_calls(db)
    return "ok", "\n".join(left_lines(left, settings.zone)) or "nothing waits"


async def _prefect(settings: Settings) -> tuple[Health, str]:
    if settings.prefect_api_url is None:
        return "off", "no PREFECT_API_URL: `coach serve` works on calls itself, `coach flows serve` starts its own"
    from flows.nudge import complaint, is_deployed

    if problem := await complaint(settings):
        return "broken", problem
    if not await is_deployed(settings, settings.prefect_api_url):
        return "warning", "it answers and knows none of our flows: `coach flows serve`, or `prefect deploy --all`"
    return "ok", "it answers and knows our flows"
