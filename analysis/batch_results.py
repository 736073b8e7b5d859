"""Takes back what became of batches: every answer once, whatever was interrupted before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from analysis.answer import parse
from analysis.cost import batch_cost
from analysis.errors import AnswerUnusable, JudgeRejectedRequest, JudgeUnavailable, JudgeUnreachable
from analysis.ports import Batches, BatchResult, SentBatch
from analysis.postponing import SHAPES
from db import batches as stored
from db.batches import Batch
from db.database import Database
from db.ledger import Outcome

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""By how much our database's clock and Claude's may disagree about when a batch was handed in."""
CERTAIN_AFTER: Final = timedelta(minutes=10)
"""A batch that Claude does not list after this time never got there: handing one in takes five minutes at most."""
KEPT_FOR: Final = timedelta(days=29)
"""How long Claude keeps results."""

GONE = "Claude no longer has the answers of this batch."
UNKNOWN = (
    "Claude does not know batch {name} with this API key: it was handed in with another workspace's key, or deleted. "
    "What it was asked is asked directly."
)
INCOMPLETE = "Claude gave {missing} results too few for batch {name}; they are looked for again the next time."


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """A question that a batch could not answer."""

    call_id: int | None
    purpose: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What came back: so many answers to keep, what all results cost, and how many batches have not ended.

    `problems` are sentences for a person about batches that could not be read.
    """

    answered: int = 0
    cost_usd: Decimal = Decimal(0)
    still_running: int = 0
    left_over: tuple[LeftOver, ...] = ()
    problems: tuple[str, ...] = ()

    def then(self, later: Collected) -> Collected:
        """This and what was collected after it."""
        return replace(
            later,
            answered=self.answered + later.answered,
            cost_usd=self.cost_usd + later.cost_usd,
            left_over=(*self.left_over, *later.left_over),
        )


@dataclass(slots=True)
class _Harvest:
    answered: int = 0
    cost_usd: Decimal = Decimal(0)
    closed: list[int] = field(default_factory=list[int])
    problems: dict[int, str] = field(default_factory=dict[int, str])


class Collector:
    """Looks after the batches that are written down in one database."""

    def __init__(self, db: Database, batches: Batches, *, poll_s: float, tell: Callable[[str], None]) -> None:
        self._db = db
        self._batches = batches
        self._poll_s = poll_s
        self._tell = tell

    async def collect(self, *, wait_s: float) -> Collected:
        """As `HalfPrice.collect`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_s
        harvest = _Harvest()
        while True:
            try:
                running = await self._look_at_all(harvest)
            except JudgeUnavailable as error:
                if loop.time() >= deadline:
                    raise
                running = 1
                self._tell(str(error))
            left_s = deadline - loop.time()
            if not running or left_s <= 0:
                break
            await asyncio.sleep(min(self._poll_s, left_s))
        left_over = await stored.left_over(self._db, harvest.closed)
        return Collected(
            answered=harvest.answered,
            cost_usd=harvest.cost_usd,
            still_running=running,
            left_over=tuple(
                LeftOver(call_id=item.call_id, purpose=item.purpose, reason=item.reason or "") for item in left_over
            ),
            problems=tuple(harvest.problems.values()),
        )

    async def find_lost(self) -> None:
        """Learn what became of batches whose hand-in was interrupted: Claude lists those that it has.

        A batch carries nothing of ours that Claude would list, so it is recognised by its time and its number of
        questions. Whose it is shows for certain in its results, which name our questions.
        """
        written = [batch for batch in await stored.pending(self._db) if batch.provider_id is None]
        if not written:
            return
        listed = await self._batches.recent(min(batch.written_at for batch in written) - CLOCKS_DIFFER)
        ours = await stored.ours(self._db, (item.id for item in listed))
        strangers = sorted((item for item in listed if item.id not in ours), key=lambda item: item.sent_at)
        for batch in written:
            found = next((item for item in strangers if _may_be(batch, item)), None)
            if found is not None:
                strangers.remove(found)
                await stored.sent(self._db, batch.id, found.id)
            elif batch.age > CERTAIN_AFTER:
                await stored.forget(self._db, batch.id)
                self._tell(f"a batch of {batch.questions} questions never reached Claude; they are free again")

    async def _look_at_all(self, harvest: _Harvest) -> int:
        """How many batches have still not ended."""
        await self.find_lost()
        running = 0
        for batch in await stored.pending(self._db):
            if batch.provider_id is None:
                running += 1
                continue
            try:
                running += not await self._look_at(batch, batch.provider_id, harvest)
            except JudgeUnreachable:
                raise  # the others would fare no better
            except (JudgeUnavailable, AnswerUnusable) as error:
                running += 1
                harvest.problems[batch.id] = str(error)
            except JudgeRejectedRequest:
                await self._unknown(batch, batch.provider_id, harvest)
            else:
                harvest.problems.pop(batch.id, None)
        return running

    async def _look_at(self, batch: Batch, name: str, harvest: _Harvest) -> bool:
        """Whether it is over and done with."""
        state = await self._batches.look(name)
        if not state.has_ended:
            return False
        if state.results_are_kept:
            await self._take(batch, name, harvest)
        await self._close(batch, harvest)
        return True

    async def _take(self, batch: Batch, name: str, harvest: _Harvest) -> None:
        shapes = dict(await stored.open_questions(self._db, batch.id))
        async with aclosing(self._batches.results(name)) as results:
            async for result in results:
                shape = shapes.pop(result.fingerprint, None)
                if shape is not None:
                    await self._settle(batch, name, _checked(result, shape), harvest)
        if shapes:
            raise JudgeUnavailable(INCOMPLETE.format(missing=len(shapes), name=name))

    async def _settle(self, batch: Batch, name: str, result: BatchResult, harvest: _Harvest) -> None:
        usage = result.usage
        outcome = Outcome(
            outcome=result.outcome,
            input_tokens=usage.input,
            cache_write_tokens=usage.cache_write,
            cache_read_tokens=usage.cache_read,
            output_tokens=usage.output,
            thinking_tokens=usage.thinking,
            cost_usd=batch_cost(usage, batch.model),
            provider_request_id=name,
        )
        body = None if result.text is None else {"text": result.text}
        if await stored.settle(self._db, batch.id, result.fingerprint, outcome, body=body, reason=result.reason):
            harvest.answered += result.text is not None
            harvest.cost_usd += batch_cost(usage, batch.model)

    async def _unknown(self, batch: Batch, name: str, harvest: _Harvest) -> None:
        if batch.age > KEPT_FOR:
            await self._close(batch, harvest)
        else:
            harvest.problems[batch.id] = UNKNOWN.format(name=name)

    async def _close(self, batch: Batch, harvest: _Harvest) -> None:
        await stored.close(self._db, batch.id, reason=GONE)
        harvest.closed.append(batch.id)


def _may_be(batch: Batch, item: SentBatch) -> bool:
    since = item.sent_at - batch.written_at
    return item.questions == batch.questions and -CLOCKS_DIFFER <= since <= CERTAIN_AFTER


def _checked(result: BatchResult, shape: str) -> BatchResult:
    """The result, unless its text is not what was asked for: then it was paid for nothing, and says so."""
    if result.text is None:
        return result
    try:
        parse(SHAPES[shape], result.text)
    except AnswerUnusable as error:
        return replace(result, outcome=type(error).__name__, text=None, reason=str(error))
    return result
