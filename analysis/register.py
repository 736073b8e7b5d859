"""Where every question to the judge goes through: asked once, paid once, entered in the ledger.

An answer is found in this process (`Flight`), in the database, or with another process that is
asking right now (a claim with a lease); only then is Claude asked. Refusals, truncations and answers
outside the schema are never kept.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from analysis.answer import parse
from analysis.cost import PRICE_VERSION, cost, worst_case
from analysis.errors import JudgeError, SpendingCapReached
from analysis.flight import Flight
from analysis.ports import NO_USAGE, Clock, Judge, Question, Usage
from db import answers, ledger
from db.database import Database
from db.errors import StorageError

A = TypeVar("A", bound=BaseModel)

LEASE = timedelta(seconds=30)
"""How long nobody else asks when a process dies without a word."""
RENEW_EVERY = timedelta(seconds=8)
FIRST_POLL_S, SECOND_POLL_S, LONGEST_POLL_S = 0.05, 0.2, 0.5
CHARS_PER_TOKEN = 2.6
"""For reservations only: measured 2.78 to 2.88 on rendered transcripts, lower so that it is rather dear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[A]):
    """An answer in its shape, and what making it cost, whenever that was."""

    value: A
    cost_usd: Decimal


def nobody_waits() -> None:
    """For a question whose answer nobody waits to see begin."""


class Asks(Protocol):
    """Whoever questions go through on their way to a judge."""

    async def ask(
        self,
        question: Question,
        shape: type[A],
        *,
        call_id: int | None,
        generation: int,
        on_first: Callable[[], None] = nobody_waits,
    ) -> Answer[A]:
        """The answer, from wherever it is cheapest; `on_first` is called when it begins, if it has to be asked for.

        Raises:
            JudgeError: there is no answer to use.
            SpendingCapReached: the question could pass today's cap, so it was not sent.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked(Generic[A]):
    question: Question
    shape: type[A]
    fingerprint: str
    call_id: int | None
    on_first: Callable[[], None]


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What the ledger is told of a request; `usage` None: it was broken off, and nobody knows."""

    name: str = "broken_off"
    usage: Usage | None = None
    request_id: str | None = None


class Register:
    """Asks a judge, through one database, within a daily spending cap, at most `at_once` at a time (None: no limit).

    Both limits are those of all processes together.

    `tell` hears in a few words what happened, for somebody who waits.
    """

    def __init__(  # noqa: PLR0913 (what it asks, through what, and its limits)
        self,
        db: Database,
        judge: Judge,
        *,
        clock: Clock,
        zone: tzinfo,
        cap_usd: Decimal | None,
        at_once: int | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._db = db
        self._tell = tell
        self._judge = judge
        self._clock = clock
        self._zone = zone
        self._cap_usd = cap_usd
        self._at_once = at_once
        self._flight: Flight[tuple[str, Decimal]] = Flight()

    async def ask(
        self,
        question: Question,
        shape: type[A],
        *,
        call_id: int | None,
        generation: int,
        on_first: Callable[[], None] = nobody_waits,
    ) -> Answer[A]:
        """As `Asks.ask`."""
        fingerprint = question.fingerprint(model=self._judge.model, effort=self._judge.effort, generation=generation)
        asked = _Asked(question=question, shape=shape, fingerprint=fingerprint, call_id=call_id, on_first=on_first)
        text, cost_usd = await self._flight.run(fingerprint, lambda: self._answer(asked))
        return Answer(value=parse(shape, text), cost_usd=cost_usd)

    async def _answer(self, asked: _Asked[A]) -> tuple[str, Decimal]:
        wait = FIRST_POLL_S
        while True:
            match await self._claim(asked.fingerprint):
                case answers.Answered(body, cost_usd):
                    return str(body["text"]), cost_usd
                case answers.Claimed(claim):
                    return await self._pay(asked, claim)
                case answers.Busy():
                    if FIRST_POLL_S < wait < LONGEST_POLL_S:
                        self._tell(f"{asked.question.purpose}: {self._waits_for}")
                    await asyncio.sleep(wait)
                    wait = LONGEST_POLL_S if wait > FIRST_POLL_S else SECOND_POLL_S

    @property
    def _waits_for(self) -> str:
        also = ", or for one of the others that are being asked" if self._at_once else ""
        return f"somebody else asked the same; waiting for their answer{also}"

    async def _claim(self, fingerprint: str) -> answers.Claimed | answers.Answered | answers.Busy:
        """Take the question; who is stopped in the middle of that still learns of it, and gives it back."""
        claiming = asyncio.ensure_future(answers.claim(self._db, fingerprint, lease=LEASE, at_once=self._at_once))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            outcome = await claiming
            if isinstance(outcome, answers.Claimed):
                await answers.release(self._db, fingerprint, outcome.claim)
            raise

    async def _pay(self, asked: _Asked[A], claim: UUID) -> tuple[str, Decimal]:
        paid = False
        try:
            async with self._holding(asked.fingerprint, claim):
                text, cost_usd = await self._send(asked)
            paid = True
        finally:
            if not paid:  # whoever comes next may try at once
                await asyncio.shield(answers.release(self._db, asked.fingerprint, claim))
        keeping = answers.finish(self._db, asked.fingerprint, claim, body={"text": text}, cost_usd=cost_usd)
        await _to_its_end(asyncio.ensure_future(keeping))
        return text, cost_usd

    @asynccontextmanager
    async def _holding(self, fingerprint: str, claim: UUID) -> AsyncGenerator[None]:
        async def renew() -> None:
            while True:
                await asyncio.sleep(RENEW_EVERY.total_seconds())
                with suppress(StorageError):  # there is time for another try before the lease is over
                    await answers.renew(self._db, {fingerprint: claim}, LEASE)

        task = asyncio.create_task(renew())
        try:
            yield
        finally:
            task.cancel()

    async def _send(self, asked: _Asked[A]) -> tuple[str, Decimal]:
        reservation = await self._reserve(asked)
        outcome, started = _Outcome(), time.monotonic()
        try:
            reply = await self._judge.ask(asked.question, on_first=asked.on_first)
            outcome.usage, outcome.request_id = reply.usage, reply.request_id
            parse(asked.shape, reply.text)
            outcome.name = "done"
            self._tell(f"{asked.question.purpose}: answered")
        except JudgeError as error:
            outcome.name = type(error).__name__
            outcome.usage = (outcome.usage or NO_USAGE) + error.usage
            raise
        finally:
            await asyncio.shield(self._settle(reservation, outcome, time.monotonic() - started))
        return reply.text, cost(reply.usage, self._judge.model)

    async def _reserve(self, asked: _Asked[A]) -> int:
        entry = ledger.Entry(
            fingerprint=asked.fingerprint,
            purpose=asked.question.purpose if asked.call_id is not None else f"eval:{asked.question.purpose}",
            call_id=asked.call_id,
            model=self._judge.model,
            effort=self._judge.effort,
            price_version=PRICE_VERSION,
            reserved_usd=most_it_can_cost(asked.question, self._judge.model),
        )
        since = start_of_day(self._clock, self._zone)
        reservation = await ledger.reserve(self._db, entry, since=since, cap_usd=self._cap_usd)
        if reservation is None:
            today = (await ledger.cost_report(self._db, since, since + timedelta(days=2))).total
            raise SpendingCapReached(_capped(entry.reserved_usd, today, self._cap_usd), today.cost_usd)
        return reservation

    async def _settle(self, reservation: int, outcome: _Outcome, seconds: float) -> None:
        usage = outcome.usage
        await ledger.settle(
            self._db,
            reservation,
            ledger.Outcome(
                outcome=outcome.name,
                input_tokens=usage.input if usage else 0,
                cache_write_tokens=usage.cache_write if usage else 0,
                cache_read_tokens=usage.cache_read if usage else 0,
                output_tokens=usage.output if usage else 0,
                thinking_tokens=usage.thinking if usage else 0,
                cost_usd=cost(usage, self._judge.model) if usage else None,
                duration_ms=round(1000 * seconds),
                provider_request_id=outcome.request_id,
            ),
        )


async def _to_its_end(work: asyncio.Future[bool]) -> None:
    """Wait for what is begun; who is stopped in the middle of that is only stopped after it."""
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _capped(next_usd: Decimal, today: ledger.Spend, cap_usd: Decimal | None) -> str:
    """Why the next question is not asked, and whether waiting helps."""
    known = f"${today.cost_usd:.2f} was spent today"
    then = "Raise DAILY_SPEND_CAP_USD or go on tomorrow"
    if today.reserved_usd:
        known += f", up to ${today.reserved_usd:.2f} is put aside for questions that are under way"
        then = "When those are answered, mostly for less, trying again may go on at once. If not: " + then
    return (
        f"{known}, and the next one could cost up to ${next_usd:.2f}: together that passes the spending cap of "
        f"${cap_usd} a day. {then}; `coach cost` shows what was spent. What has been judged so far is kept."
    )


def start_of_day(clock: Clock, zone: tzinfo) -> datetime:
    """When the day began that the spending cap is about."""
    return clock().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def most_it_can_cost(question: Question, model: str) -> Decimal:
    """US dollars that are put aside before a question is sent alone."""
    blocks = (*question.system, *question.user)
    size = round(sum(len(block.text) for block in blocks) / CHARS_PER_TOKEN)
    return worst_case(size, question.max_tokens, model)
