"""The checks of a start: side by side, one line each, and what to do about a bad one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from analysis.settings import Settings
from coaching_mcp.boundary import known_error
from coaching_mcp.desk import Desk

SLOWEST_S: Final = 15.0
Health = Literal["ok", "off", "broken"]
MARKS: Final[dict[Health, str]] = {"ok": "✓", "off": "–", "broken": "✗"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one check went; `off` is something that is not set up and need not be."""

    health: Health
    line: str

    def __str__(self) -> str:
        return f"{MARKS[self.health]} {self.line}"


Check = Callable[[], Awaitable[Outcome]]


async def run_checks(desk: Desk, settings: Settings, *, tell: Callable[[Outcome], None]) -> bool:
    """Run all of them at once and tell each outcome as it comes; whether none is broken."""
    checks: dict[str, Check] = {
        "Rubrics and product facts": _standards,
        "Database connection": lambda: _database(desk, settings),
        "Claude API authentication": lambda: _claude(settings),
    }
    outcomes: list[Outcome] = []

    async def one(name: str, check: Check) -> None:
        outcome = await _outcome(name, check)
        outcomes.append(outcome)
        tell(outcome)

    async with asyncio.TaskGroup() as group:
        for name, check in checks.items():
            group.create_task(one(name, check))
    return all(outcome.health != "broken" for outcome in outcomes)


async def _outcome(name: str, check: Check) -> Outcome:
    try:
        async with asyncio.timeout(SLOWEST_S):
            return await check()
    except TimeoutError:
        return Outcome(
            health="broken", line=f"{name} failed: no answer within {SLOWEST_S:.0f} seconds, check the network"
        )
    except Exception as error:
        known = known_error(error)
        if known is None:
            raise
        return Outcome(health="broken", line=f"{name} failed: {known}")


async def _standards() -> Outcome:
    from knowledge.library import read_library

    library = await asyncio.to_thread(read_library)
    facts = sum(len(product.facts) for product in library.products)
    return Outcome(health="ok", line=f"Rubrics and product facts loaded: {len(library.rubrics)} rubrics, {facts} facts")


async def _database(desk: Desk, settings: Settings) -> Outcome:
    office = await desk.office()
    version = await office.engine.db.server_version()
    where = "DATABASE_URL" if settings.database_url else f"private, in {settings.coach_data_dir}"
    return Outcome(health="ok", line=f"Database connection successful: Postgres {version}, {where}")


async def _claude(settings: Settings) -> Outcome:
    if settings.anthropic_api_key is None:
        return Outcome(health="off", line="Claude API not used: no ANTHROPIC_API_KEY, so your own Claude is the judge")
    from analysis.bootstrap import open_judge

    async with open_judge(settings) as judge:
        says = await judge.check()
    return Outcome(health="ok", line=f"Claude API authentication successful: {says}")
