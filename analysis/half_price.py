"""Judging at half the price: what the engine would ask goes into batches, where it finds the answers later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Final

from analysis.batch_results import Collected, Collector
from analysis.case import NARRATIVE
from analysis.cost import BATCH_PRICE_VERSION, batch_cost, batch_share, cost
from analysis.engine import Engine, Wanted
from analysis.errors import AskedLater, BatchUncertain, EngineError, JudgeError, JudgeUnavailable
from analysis.forecast import SUMMARY, in_a_batch, one_by_one
from analysis.ports import Batches
from analysis.postponing import Asked, Later, Postponing
from analysis.register import most_it_can_cost, start_of_day
from db import batches as stored
from db.ledger import Entry

MOST_QUESTIONS: Final = 10_000
MOST_BYTES: Final = 32_000_000
"""What one batch of ours holds at most. Claude takes 100,000 and 256 MB; a smaller one is ready earlier, needs less
memory, and is less to lose."""
POLL_S: Final = 30.0

CAPPED: Final = (
    "the questions could pass today's spending cap. Raise DAILY_SPEND_CAP_USD, or run it again when the batches that "
    "are under way have ended: what they really cost is less than what is put aside for them."
)
FAILED: Final = "a batch could not answer everything about it: what is left is asked directly, at the full price."


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A call of which something is not in a batch, and why."""

    call_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What would be handed in: so many questions about so many calls.

    `estimate_usd` is about what they and the summaries cost in batches if the prompt cache helps nothing there, which
    may happen; `alone_usd` is about what they would cost asked directly. Long calls then gain little, or nothing.
    """

    calls: int
    questions: int
    estimate_usd: Decimal
    alone_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What was handed in. `waiting` questions were in a batch already, or with somebody who asks them alone."""

    batches: int
    questions: int
    calls: int
    estimate_usd: Decimal
    waiting: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How much may be spent a day (None: any amount), where the day begins, and the size of a batch."""

    zone: tzinfo
    cap_usd: Decimal | None
    most_questions: int = MOST_QUESTIONS
    most_bytes: int = MOST_BYTES
    poll_s: float = POLL_S


@dataclass(slots=True)
class _Round:
    """What a round has handed in so far, and the questions that are gathered for its next batch."""

    load: dict[str, Later] = field(default_factory=dict[str, Later])
    bytes: int = 0
    batches: int = 0
    questions: int = 0
    calls: set[int] = field(default_factory=set[int])
    estimate_usd: Decimal = Decimal(0)
    waiting: int = 0
    left_out: dict[int, str] = field(default_factory=dict[int, str])
    is_capped: bool = False

    def submitted(self) -> Submitted:
        return Submitted(
            batches=self.batches,
            questions=self.questions,
            calls=len(self.calls),
            estimate_usd=self.estimate_usd,
            waiting=self.waiting,
            left_out=tuple(LeftOut(call_id=call, reason=reason) for call, reason in self.left_out.items()),
        )


class HalfPrice:
    """Hands in batches and takes back what became of them. Calls are wanted by our number, all of one in a row.

    `engine` is one whose questions go through `postponing`. `tell` hears in a few words what happens.
    """

    def __init__(
        self,
        engine: Engine,
        postponing: Postponing,
        batches: Batches,
        terms: Terms,
        *,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._postponing = postponing
        self._batches = batches
        self._terms = terms
        self._tell = tell
        self._collector = Collector(engine.db, batches, poll_s=terms.poll_s, tell=tell)

    async def plan(self, wanted: Sequence[Wanted]) -> Planned:
        """What `submit` would hand in, and what that and the summaries that follow from it will cost about.

        Raises:
            StorageError: the database went away.
        """
        model = self._batches.model
        about: set[int] = set()
        seen: set[str] = set()
        halved = alone = Decimal(0)
        async for call, asked in self._asked_of(wanted, _Round()):
            new = [later.question for later in asked.new.values() if later.fingerprint not in seen]
            seen.update(asked.new)
            if new:
                about.add(call)
            follows = [SUMMARY] if new and new[0].purpose != NARRATIVE else []
            halved += sum(batch_cost(usage, model) for usage in (*in_a_batch(new), *follows))
            alone += sum(cost(usage, model) for usage in (*one_by_one(new), *follows))
        return Planned(calls=len(about), questions=len(seen), estimate_usd=halved, alone_usd=alone)

    async def submit(self, wanted: Sequence[Wanted]) -> Submitted:
        """Hand in what the engine would ask for these scorecards now, as far as the spending cap allows.

        What needs an answer first (the whole of a long call, a repair, the summary) is asked by the next round.

        Raises:
            JudgeError: Claude does not take it. BatchUncertain: or perhaps it did. What was handed in before stays so.
            StorageError: the database went away.
        """
        await self._collector.find_lost()
        round_ = _Round()
        async for call, asked in self._asked_of(wanted, round_):
            round_.waiting += asked.waiting
            if asked.failed:
                round_.left_out[call] = FAILED
            if round_.is_capped and asked.new:
                round_.left_out[call] = CAPPED
                continue
            more = sum(later.size for later in asked.new.values())
            if self._is_full(round_, len(asked.new), more):
                await self._send(round_)
            round_.load.update(asked.new)
            round_.bytes += more
        await self._send(round_)
        return round_.submitted()

    async def collect(self, *, wait_s: float = 0) -> Collected:
        """Take the results of every batch that has ended, and wait up to `wait_s` seconds for those that have not.

        Raises:
            JudgeKeyRejected, JudgeUnreachable: nothing can be had from Claude; an outage is waited for, if it may be.
            StorageError: the database went away. Results that were taken stay so.
        """
        return await self._collector.collect(wait_s=wait_s)

    async def work(self, wanted: Sequence[Wanted], *, wait_s: float) -> Collected:
        """Round after round, until there is nothing more to ask in batches or `wait_s` seconds are over.

        Raises:
            JudgeError, StorageError: as `submit` and `collect` do; but what may pass is waited for.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_s
        total = Collected()
        while True:
            submitted = await self._submitted(wanted, deadline)
            collected = await self.collect(wait_s=max(deadline - loop.time(), 0))
            total = total.then(collected)
            if collected.still_running or not (submitted.questions or collected.answered):
                return total

    async def _submitted(self, wanted: Sequence[Wanted], deadline: float) -> Submitted:
        loop = asyncio.get_running_loop()
        while True:
            try:
                return await self.submit(wanted)
            except JudgeUnavailable as error:
                if loop.time() >= deadline:
                    raise
                self._tell(str(error))
                await asyncio.sleep(min(self._terms.poll_s, max(deadline - loop.time(), 0)))

    async def _asked_of(self, wanted: Sequence[Wanted], round_: _Round) -> AsyncGenerator[tuple[int, Asked]]:
        """Per scorecard its call and what the engine asks; one that is answered in full is made on the way."""
        for one in wanted:
            call = int(one.call)
            try:
                await self._engine.analyze(one, log_lookup=False)
            except AskedLater:
                pass
            except EngineError as error:
                round_.left_out[call] = str(error)
            yield call, self._postponing.take()

    def _is_full(self, round_: _Round, questions: int, size: int) -> bool:
        """Whether so many questions more, of so many bytes, want another batch."""
        too_many = len(round_.load) + questions > self._terms.most_questions
        return bool(round_.load) and (too_many or round_.bytes + size > self._terms.most_bytes)

    async def _send(self, round_: _Round) -> None:
        """Write a batch down, hand it in, write down what it is called there: in this order, whatever happens."""
        load, round_.load, round_.bytes = round_.load, {}, 0
        if not load:
            return
        entered = await stored.enter(
            self._engine.db,
            [(self._entry(later), later.shape) for later in load.values()],
            since=start_of_day(self._engine.clock, self._terms.zone),
            cap_usd=self._terms.cap_usd,
        )
        number, taken = entered or (0, frozenset[str]())
        await self._left_out(round_, [later for fingerprint, later in load.items() if fingerprint not in taken])
        if not taken:
            return
        questions = {fingerprint: load[fingerprint] for fingerprint in load if fingerprint in taken}
        try:
            name = await self._batches.send({key: later.question for key, later in questions.items()})
        except BatchUncertain:
            raise
        except JudgeError:
            await asyncio.shield(stored.forget(self._engine.db, number))
            raise
        await asyncio.shield(stored.sent(self._engine.db, number, name))
        self._tell(f"a batch of {len(questions)} questions is handed in ({name})")
        round_.batches += 1
        round_.questions += len(questions)
        round_.calls |= {later.call_id for later in questions.values() if later.call_id is not None}
        round_.estimate_usd += self._estimate(questions)

    async def _left_out(self, round_: _Round, questions: Sequence[Later]) -> None:
        """Note why these were not taken: by the cap, or because somebody was faster in the meantime."""
        known = await stored.standings(self._engine.db, [later.fingerprint for later in questions])
        for later in questions:
            found = known[later.fingerprint]
            if found.is_batched or found.answer is not None:
                round_.waiting += 1
            elif later.call_id is not None:
                round_.is_capped = True
                round_.left_out[later.call_id] = CAPPED

    def _entry(self, later: Later) -> Entry:
        model = self._batches.model
        return Entry(
            fingerprint=later.fingerprint,
            purpose=later.question.purpose,
            call_id=later.call_id,
            model=model,
            effort=self._batches.effort,
            price_version=BATCH_PRICE_VERSION,
            reserved_usd=batch_share(most_it_can_cost(later.question, model)),
        )

    def _estimate(self, questions: Mapping[str, Later]) -> Decimal:
        usages = in_a_batch(later.question for later in questions.values())
        return sum((batch_cost(usage, self._batches.model) for usage in usages), Decimal(0))
