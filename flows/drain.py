"""Works off what waits in the inbox: fetched, stored, judged, several calls at a time. Knows nothing of Prefect."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final, Protocol

from analysis.errors import (
    EngineError,
    JudgeKeyRejected,
    JudgeOutOfCredit,
    JudgeUnavailable,
    NothingToJudge,
    SpendingCapReached,
)
from analysis.intake import prepared
from analysis.scorecards import Scorecard
from db import inbox
from db.calls import Saved, save_call
from db.errors import UnstorableValue
from db.inbox import Claim
from flows.colleagues import judged_on
from flows.contained import CallBroke, contained
from flows.outcome import Became, Drained, Result
from flows.patience import FOR_A_CALL, FOR_A_TRANSCRIPT, next_look, pause, until_tomorrow
from flows.turns import LEASE, held
from flows.workshop import Workshop
from gong.errors import GongGaveNothing, GongQuotaGone
from gong.fetch import Fetched, fetch_calls
from gong.model import Call, CallId

BATCH: Final = 25
"""Calls that one worker takes at a time: two requests to Gong, and no other worker has to wait long for its share."""
MOST_CRASHES: Final = 5
SECOND_TRY: Final = timedelta(minutes=15)
"""When what could not be judged is judged once more; not oftener, as even a refusal is paid for."""
TROUBLE: Final = (JudgeKeyRejected, JudgeOutOfCredit, JudgeUnavailable)
"""What would meet every other call as well."""
VANISHED: Final = "whoever worked on it vanished, again and again; `coach sync --again` tries once more"
NO_TRANSCRIPT: Final = "Gong has no transcript of it yet"
NOT_SHOWN: Final = "Gong does not show it to this key: it was deleted there, or the key's owner may not see it"

logger = logging.getLogger(__name__)

Work = Callable[[], Awaitable[Result]]


class Each(Protocol):
    """How the work on one call is run, such as in a task that can be seen from outside."""

    def __call__(self, call_id: str, work: Work) -> Awaitable[Result]: ...


async def plainly(call_id: str, work: Work) -> Result:  # noqa: ARG001 (a protocol's signature, of which it needs less)
    """Just do it."""
    return await work()


async def drain(workshop: Workshop, *, each: Each = plainly) -> Drained:
    """Work until nothing is left that could be done now; whoever else does the same gets other calls.

    Raises:
        StorageError: the database went away. Nothing is lost: what was claimed is free again within a minute.
    """
    db, drained = workshop.engine.db, Drained()
    await inbox.forget_deliveries(db)
    while drained.problem is None and (claims := await inbox.claim_calls(db, most=BATCH, lease=LEASE)):
        give_back = partial(inbox.put_off, db, claims, timedelta(0), "the work on it was broken off")
        async with held(partial(inbox.keep_calls, db, claims, LEASE), give_back):
            await _Batch(workshop, drained, each).work(claims)
    drained.held = sum(row.calls for row in await inbox.count_inbox(db) if row.state == "working")
    return drained


@dataclass(slots=True)
class _Batch:
    """The work on a handful of calls."""

    workshop: Workshop
    drained: Drained
    each: Each
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.workshop.at_once)

    async def work(self, claims: list[Claim]) -> None:
        sound = [claim for claim in claims if claim.crashes < MOST_CRASHES]
        for claim in claims:
            if claim not in sound:
                self.drained.add(await self._settled(claim, Became.FAILED, VANISHED))
        if (fetched := await self._fetched(sound)) is None:
            return
        calls = {call.id: call for call in fetched.calls}
        refused = {refusal.call_id: refusal.reason for refusal in fetched.refused}
        working: list[asyncio.Task[Result]] = []
        async with asyncio.TaskGroup() as group:
            for claim in sound:
                id_ = CallId(claim.call_id)
                if id_ in calls:
                    became = self._one(claim, calls[id_])
                elif id_ in refused:
                    became = self._settled(claim, Became.SKIPPED, refused[id_])
                elif id_ in fetched.waiting:
                    became = self._waits(claim, NO_TRANSCRIPT, Became.SKIPPED)
                else:
                    became = self._waits(claim, NOT_SHOWN, Became.SKIPPED, patience=FOR_A_CALL)
                working.append(group.create_task(became))
        self.drained.results.extend(task.result() for task in working)

    async def _fetched(self, claims: list[Claim]) -> Fetched | None:
        """What Gong gives; None when it gives nothing, which is then the end of the work for now."""
        try:
            return await fetch_calls(self.workshop.gong, [CallId(claim.call_id) for claim in claims])
        except GongQuotaGone as error:
            await self._stop(claims, error.until - self.workshop.engine.clock(), str(error))
        except GongGaveNothing as error:
            longest = max((timedelta(seconds=claim.waited_s) for claim in claims), default=timedelta(0))
            await self._stop(claims, pause(longest), str(error))
        return None

    async def _one(self, claim: Claim, call: Call) -> Result:
        async with self.slots:
            if self.drained.problem is not None:
                return await self._postponed(claim, timedelta(minutes=1), self.drained.problem)
            try:
                with contained(call.id):
                    return await self.each(call.id, partial(self._process, claim, call))
            except CallBroke as error:
                return await self._waits(claim, str(error), Became.FAILED)

    async def _process(self, claim: Claim, call: Call) -> Result:
        """Store and judge; every way out settles the claim or gives it back."""
        try:
            saved = await save_call(self.workshop.engine.db, await asyncio.to_thread(prepared, call))
        except UnstorableValue as error:
            return await self._settled(claim, Became.SKIPPED, str(error))
        if not self.workshop.judges:
            return await self._settled(claim, Became.STORED)
        try:
            return await self._judged(claim, call, saved)
        except SpendingCapReached as error:
            now, zone = self.workshop.engine.clock(), self.workshop.zone
            return await self._troubled(claim, until_tomorrow(now, zone), str(error))
        except TROUBLE as error:
            return await self._troubled(claim, pause(timedelta(seconds=claim.waited_s)), str(error))

    async def _judged(self, claim: Claim, call: Call, saved: Saved) -> Result:
        try:
            cards = await self._scorecards(call)
        except NothingToJudge as error:
            return await self._settled(claim, Became.STORED, str(error))
        except (*TROUBLE, SpendingCapReached):
            raise
        except EngineError as error:
            return await self._waits(claim, str(error), Became.FAILED)
        gaps = [gap for card in cards for gap in card.unjudged]
        if not gaps:
            is_old = saved is Saved.UNCHANGED and all(card.cached for card in cards)
            done = Became.READ if all(card.is_keyword_reading for card in cards) else Became.JUDGED
            return await self._settled(claim, Became.UNCHANGED if is_old else done)
        reason = f"not everything could be judged: {gaps[0]}"
        if claim.waited_s < SECOND_TRY.total_seconds():
            return await self._postponed(claim, SECOND_TRY, reason)
        return await self._settled(claim, Became.JUDGED, reason)

    async def _scorecards(self, call: Call) -> list[Scorecard]:
        """The one whom the call belongs to, then whoever else is to be judged: what they share is in Claude's cache."""
        engine = self.workshop.engine
        wanted = await judged_on(engine.db, call.id, with_colleagues=self.workshop.judges_colleagues)
        return [await engine.analyze(one) for one in wanted]

    async def _settled(self, claim: Claim, became: Became, reason: str | None = None) -> Result:
        states: dict[Became, inbox.Settled] = {Became.SKIPPED: "skipped", Became.FAILED: "failed"}
        await inbox.settle_call(self.workshop.engine.db, claim, states.get(became, "done"), reason)
        logger.info("call %s: %s%s", claim.call_id, became, f", {reason}" if reason else "")
        return Result(call_id=claim.call_id, became=became, reason=reason)

    async def _waits(
        self, claim: Claim, reason: str, in_the_end: Became, *, patience: timedelta = FOR_A_TRANSCRIPT
    ) -> Result:
        """Look again later; after `patience` it is what it is `in_the_end`."""
        delay = next_look(timedelta(seconds=claim.waited_s), patience=patience)
        if delay is None:
            return await self._settled(claim, in_the_end, reason)
        return await self._postponed(claim, delay, reason)

    async def _troubled(self, claim: Claim, delay: timedelta, problem: str) -> Result:
        self.drained.problem = self.drained.problem or problem
        return await self._postponed(claim, delay, problem)

    async def _postponed(self, claim: Claim, delay: timedelta, reason: str) -> Result:
        await inbox.put_off(self.workshop.engine.db, [claim], delay, reason)
        return Result(call_id=claim.call_id, became=Became.WAITS, reason=reason)

    async def _stop(self, claims: list[Claim], delay: timedelta, problem: str) -> None:
        self.drained.problem = problem
        await inbox.put_off(self.workshop.engine.db, claims, max(delay, timedelta(0)), problem)
        for claim in claims:
            self.drained.add(Result(call_id=claim.call_id, became=Became.WAITS, reason=problem))
