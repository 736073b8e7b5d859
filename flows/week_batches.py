"""The half-price way of judging a week: handed in on Sunday evening, taken over on Monday morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.batch_results import Collected
from analysis.bootstrap import open_half_price
from analysis.engine import Engine, Wanted
from analysis.errors import EngineError
from analysis.half_price import Planned, Submitted
from analysis.settings import Settings
from db.batches import pending
from flows.stage import Stage
from flows.week_judging import Missing
from reports.words import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What batches brought, None where none was under way. `problem` is why nothing could be had, or not all.

    `handed_in` questions were only looked at, and wait to be answered or taken over.
    """

    collected: Collected | None = None
    problem: str | None = None
    handed_in: int = 0

    def __str__(self) -> str:
        if self.problem:
            return f"Batches could not be taken over: {self.problem}"
        found = self.collected
        if found is None:
            questions = counted(self.handed_in, "question")
            return f"Batches: {questions} handed in, not taken over in a dry run." if self.handed_in else ""
        parts = [f"Batches: {counted(found.answered, 'answer')} for ${found.cost_usd:.2f}"]
        if found.left_over:
            parts.append(f"{counted(len(found.left_over), 'question')} left over, to be asked directly")
        if found.still_running:
            parts.append(f"{found.still_running} not ready")
        return ", ".join(parts) + "."


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What was handed in of a week, and what came back of it; None where nobody is paid or nothing was left to ask."""

    planned: Planned | None = None
    submitted: Submitted | None = None
    taken: Taken = field(default_factory=Taken)


async def look_over(engine: Engine, settings: Settings) -> Taken:
    """How much is handed in, of whatever week. Asks nobody.

    Raises:
        StorageError: the database went away.
    """
    if settings.anthropic_api_key is None:
        return Taken()
    return Taken(handed_in=sum(batch.questions for batch in await pending(engine.db)))


async def take_over(engine: Engine, settings: Settings, *, wait_s: float = 0) -> Taken:
    """Take what batches have answered, and wait up to `wait_s` seconds for the others. What goes wrong is only said.

    Raises:
        StorageError: the database went away.
    """
    if settings.anthropic_api_key is None or not await pending(engine.db):
        return Taken()
    try:
        async with open_half_price(settings, engine) as half:
            return _taken(await half.collect(wait_s=wait_s))
    except EngineError as error:
        return Taken(problem=str(error))


async def hand_in(
    engine: Engine, settings: Settings, missing: Sequence[Missing], stage: Stage, *, wait_s: float
) -> HandedIn:
    """Hand in what is to be judged, and go on with what follows from the answers for up to `wait_s` seconds.

    Raises:
        EngineError: Claude cannot be asked, or somebody did not agree. What was handed in stays so.
        StorageError: the database went away.
    """
    if settings.anthropic_api_key is None or not missing:
        return HandedIn()
    wanted = _wanted(missing)
    async with open_half_price(settings, engine) as half:
        planned = await half.plan(wanted)
        await stage.agree(planned.calls, planned.estimate_usd)
        submitted = await half.submit(wanted)
        collected = await half.work(wanted, wait_s=wait_s) if wait_s else None
    return HandedIn(planned=planned, submitted=submitted, taken=_taken(collected) if collected else Taken())


async def alone_usd(engine: Engine, settings: Settings, missing: Sequence[Missing]) -> Decimal:
    """About how many US dollars these calls cost when they are judged now; what batches answered costs nothing.

    Raises:
        EngineError: Claude's address or key cannot be right.
        StorageError: the database went away.
    """
    if settings.anthropic_api_key is None or not missing:
        return Decimal(0)
    async with open_half_price(settings, engine) as half:
        return (await half.plan(_wanted(missing))).alone_usd


def _wanted(missing: Sequence[Missing]) -> list[Wanted]:
    return [wanted for one in missing for wanted in one.wanted]


def _taken(collected: Collected) -> Taken:
    return Taken(collected=collected, problem=" ".join(collected.problems) or None)
