"""The checks of a start: side by side, one line each, and what to do about a bad one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from analysis.errors import EngineError
from analysis.settings import Settings
from coaching_mcp.boundary import KNOWN, known_error
from coaching_mcp.desk import Desk
from db.errors import StorageError
from gong.errors import GongError
from knowledge.errors import BadStandard

SLOWEST_S: Final = 15.0
ADDRESS: Final = "GONG_API_BASE_URL"
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


async def run_checks(
    desk: Desk, settings: Settings, *, tell: Callable[[Outcome], None], slowest_s: float = SLOWEST_S
) -> bool:
    """Run all of them at once and tell each outcome as it comes; whether none is broken."""
    checks: dict[str, Check] = {
        "Rubrics and product facts": _standards,
        "Database connection": lambda: _database(desk, settings),
        "Claude API authentication": lambda: _claude(settings),
        "Gong API authentication": lambda: _gong(desk, settings),
    }
    outcomes: list[Outcome] = []

    async def one(name: str, check: Check) -> None:
        outcome = await _outcome(name, check, slowest_s)
        outcomes.append(outcome)
        tell(outcome)

    async with asyncio.TaskGroup() as group:
        for name, check in checks.items():
            group.create_task(one(name, check))
    return all(outcome.health != "broken" for outcome in outcomes)


async def _outcome(name: str, check: Check, slowest_s: float) -> Outcome:
    problem: object = None
    try:
        async with asyncio.timeout(slowest_s):
            return await check()
    except* TimeoutError:
        problem = f"no answer within {slowest_s:g} seconds, check the network"
    except* GongError as errors:
        problem = _with_address(str(known_error(errors)))
    except* KNOWN as errors:
        problem = known_error(errors)
    return Outcome(health="broken", line=f"{name} failed: {_in_one_line(str(problem))}")


def _with_address(problem: str) -> str:
    """What Gong's client says, and once that the address may be another tenant's."""
    before, _, last = problem.rpartition(", and ")
    if before and ADDRESS in last:
        return f"{before}, and check {ADDRESS} is your tenant's"
    return problem if ADDRESS in problem else f"{problem.rstrip('.')}; check {ADDRESS} is your tenant's"


def _in_one_line(problem: str) -> str:
    """Without what libpq advises, indented, between what is wrong and our own advice."""
    said = [line.rstrip(" .") for line in problem.splitlines() if line.strip() and not line.startswith("\t")]
    return ". ".join(said)


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


async def _gong(desk: Desk, settings: Settings) -> Outcome:
    keys = {
        "GONG_ACCESS_KEY": settings.gong_access_key,
        "GONG_ACCESS_KEY_SECRET": settings.gong_access_key_secret,
    }
    missing = [name for name, key in keys.items() if key is None]
    if len(missing) == len(keys):
        return Outcome(health="off", line="Gong API not used: no GONG_ACCESS_KEY, so calls come from `coach import`")
    if missing:
        return Outcome(
            health="broken", line=f"Gong API authentication failed: {missing[0]} is not set, its other half is set"
        )
    from analysis.bootstrap import open_gong

    try:
        office = await desk.office()
    except (EngineError, StorageError, BadStandard):
        return Outcome(health="off", line="Gong API not checked: its pace is kept in the database")
    async with open_gong(settings, office.engine.db) as gong:
        says = await gong.check()
    return Outcome(health="ok", line=f"Gong API authentication successful: {says}")
