"""Judges what is missing of a week, many calls at a time, as far as Claude and the spending cap allow."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Final

from analysis.engine import Engine, Wanted
from analysis.errors import (
    EngineError,
    JudgeKeyRejected,
    JudgeOutOfCredit,
    JudgeUnavailable,
    JudgeUnreachable,
    NothingToJudge,
    SpendingCapReached,
)
from analysis.scorecards import Scorecard
from db.weeks import WeekCall
from flows.colleagues import judged_on
from flows.contained import CallBroke, contained
from flows.outcome import Became, Drained, Result
from flows.stage import Stage
from flows.turns import Turns

MOST_OUTAGES: Final = 5
"""So many calls that Claude was too busy for, and it is busy for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A call of which something is to be judged, and which scorecards it does not have yet."""

    call: WeekCall
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The calls of a week: what is judged already, what is to be, and what cannot be and why, by Gong's id."""

    known: tuple[WeekCall, ...]
    missing: tuple[Missing, ...]
    impossible: tuple[Result, ...]


async def standing(engine: Engine, calls: Iterable[WeekCall], *, with_colleagues: bool = True) -> Standing:
    """What is known of these calls without asking anybody; `with_colleagues` as where calls arrive.

    Raises:
        StorageError: the database went away.
    """
    known: list[WeekCall] = []
    missing: list[Missing] = []
    impossible: list[Result] = []
    for call in calls:
        try:
            wanted = await judged_on(engine.db, str(call.id), with_colleagues=with_colleagues)
            left = tuple([one for one in wanted if await engine.stored(one) is None])
        except NothingToJudge as error:
            impossible.append(Result(call_id=call.gong_id, became=Became.STORED, reason=str(error)))
            continue
        if left:
            missing.append(Missing(call=call, wanted=left))
        else:
            known.append(call)
    return Standing(known=tuple(known), missing=tuple(missing), impossible=tuple(impossible))


async def judge(engine: Engine, missing: Sequence[Missing], stage: Stage, *, at_once: int) -> Drained:
    """Judge these calls, `at_once` questions at a time; what could not be judged waits for the next time and says why.

    In any order, so that where the money ends nobody's calls were preferred. Processes that do the same week share it.

    Raises:
        StorageError: the database went away. What was judged is kept.
    """
    async with Turns.open(engine.db) as turns:
        work = _Work(engine, stage, turns, {one.call.id: one for one in random.sample(missing, len(missing))})
        await work.round(at_once + at_once // 2)  # more calls than questions: none waits for one that is being stored
        if work.again and work.problem is None:
            # What is under way counts at the most it may cost, so the cap is reached early: one at a time it is not.
            work.todo = {one.call.id: one for one in (*work.again, *work.todo.values())}
            work.again.clear()
            await work.round(1, last=True)
        return work.drained()


@dataclass(slots=True)
class _Work:
    """Calls to be judged; `again` are those that get a second try, `problem` is what ended the work."""

    engine: Engine
    stage: Stage
    turns: Turns
    todo: dict[int, Missing]
    again: list[Missing] = field(default_factory=list[Missing])
    results: dict[str, Result] = field(default_factory=dict[str, Result])
    problem: str | None = None
    outages: int = 0
    spent_usd: Decimal = Decimal(0)
    is_last: bool = False
    capped: bool = False

    async def round(self, at_once: int, *, last: bool = False) -> None:
        self.capped, self.is_last = False, last
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._work())

    def drained(self) -> Drained:
        """What became of all of them; those that nobody came to wait for the same reason as the last one."""
        for one in self.todo.values():
            self.results[one.call.gong_id] = _waits(one, self.problem or "")
        return Drained(results=list(self.results.values()), problem=self.problem)

    async def _work(self) -> None:
        while self.todo and self.problem is None and not self.capped:
            taken = await self.turns.take(list(self.todo))
            if taken is None:
                continue
            if one := self.todo.pop(taken, None):  # None: meanwhile another task of ours was quick and gave it back
                gong_id = one.call.gong_id
                self.results[gong_id] = await self.stage.call(gong_id, partial(self._one, one))
            await self.turns.give_back(taken)

    async def _one(self, missing: Missing) -> Result:
        try:
            with contained(missing.call.gong_id):
                cards = [await self.engine.analyze(wanted) for wanted in missing.wanted]
        except EngineError as error:
            return self._not_judged(missing, error)
        except CallBroke as error:
            return Result(call_id=missing.call.gong_id, became=Became.FAILED, reason=str(error))
        if (gap := next(filter(None, map(_gap, cards)), None)) is None:
            return Result(call_id=missing.call.gong_id, became=Became.JUDGED)
        if not self.is_last:
            self.again.append(missing)
        return replace(_waits(missing, f"not everything could be judged: {gap}"), in_part=True)

    def _not_judged(self, missing: Missing, error: EngineError) -> Result:
        match error:
            case SpendingCapReached() if self.is_last and error.spent_usd > self.spent_usd:
                # What it asked meanwhile is answered, for less than was put aside: it may go on with what that left.
                self.spent_usd = error.spent_usd
                self.todo[missing.call.id] = missing
            case SpendingCapReached():
                self.capped = True
                self.again.append(missing)
                self.problem = self.problem or (str(error) if self.is_last else None)
            case JudgeKeyRejected() | JudgeOutOfCredit() | JudgeUnreachable():  # would meet every other call as well
                self.problem = self.problem or str(error)
            case JudgeUnavailable():
                self.outages += 1
                self.again.append(missing)
                self.problem = self.problem or (str(error) if self.outages >= MOST_OUTAGES else None)
            case _:
                return Result(call_id=missing.call.gong_id, became=Became.FAILED, reason=str(error))
        return _waits(missing, str(error))


def _waits(missing: Missing, reason: str) -> Result:
    return Result(call_id=missing.call.gong_id, became=Became.WAITS, reason=reason)


def _gap(card: Scorecard) -> str | None:
    """The first thing that could not be judged this time, and why."""
    return next(iter(card.unjudged), card.narrative_gap)
