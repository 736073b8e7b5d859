"""A question is asked once and its answer kept, whatever becomes of a process or the database in the meantime."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest
from pydantic import BaseModel

from analysis.ports import NO_USAGE, Block, Question, Reply
from analysis.register import Register
from db.database import Database
from tests.analysis.desk import MODEL, ZONE, clock


class Answer(BaseModel):
    """What is asked for here."""


@dataclass(slots=True)
class Slow:
    """A judge that counts how many questions are before it, and takes so many seconds for each."""

    seconds: float = 0.1
    model: str = MODEL
    effort: str = "medium"
    now: int = 0
    most: int = 0
    asked: int = 0

    async def ask(self, question: Question, *, on_first: Callable[[], None]) -> Reply:  # noqa: ARG002 (a protocol's signature)
        self.now += 1
        self.asked += 1
        self.most = max(self.most, self.now)
        on_first()
        await asyncio.sleep(self.seconds)
        self.now -= 1
        return Reply(text="{}", usage=NO_USAGE)


def question(number: int) -> Question:
    return Question(purpose="discovery", system=(), user=(Block(text=str(number)),), schema={}, max_tokens=10)


async def test_two_processes_share_one_limit(database: Database) -> None:
    judge = Slow()
    registers = [
        Register(database, judge, clock=clock, zone=ZONE, cap_usd=None, at_once=3),
        Register(database, judge, clock=clock, zone=ZONE, cap_usd=None, at_once=3),
    ]
    async with asyncio.TaskGroup() as group:
        for number in range(12):
            register = registers[number % 2]
            asking = register.ask(question(number), Answer, call_id=None, generation=1)
            group.create_task(asking)
    assert judge.asked == 12
    assert judge.most == 3


async def test_the_database_may_be_too_slow_for_a_moment_while_an_answer_is_waited_for(
    database: Database, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.register.LEASE", timedelta(seconds=1.4))
    monkeypatch.setattr("analysis.register.RENEW_EVERY", timedelta(seconds=0.1))
    judge = Slow(seconds=2)
    first, second = (Register(database, judge, clock=clock, zone=ZONE, cap_usd=None) for _ in range(2))
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(ask(first))
        await until(lambda: bool(judge.now))
        async with await psycopg.AsyncConnection.connect(dsn) as admin:
            await admin.execute("lock table answer in access exclusive mode")
            await somebody_waits_for(admin)
            await admin.execute("select pg_cancel_backend(pid) from pg_locks where not granted")
        again = group.create_task(ask(second))
    assert asking.result() == again.result()
    assert judge.asked == 1


async def test_an_answer_that_is_paid_is_kept_though_nobody_waits_for_it_any_more(database: Database, dsn: str) -> None:
    judge = Slow()
    register = Register(database, judge, clock=clock, zone=ZONE, cap_usd=None)
    async with await psycopg.AsyncConnection.connect(dsn) as other:
        asking = asyncio.create_task(ask(register))
        await until(lambda: bool(judge.now))
        await other.execute("select from answer for update")
        await somebody_waits_for(other)  # to keep the answer
        asking.cancel()
        await asyncio.sleep(0.05)
        await other.commit()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await ask(register)
    assert judge.asked == 1


async def ask(register: Register) -> Answer:
    """The answer to the first question."""
    return (await register.ask(question(0), Answer, call_id=None, generation=1)).value


async def until(happened: Callable[[], bool]) -> None:
    while not happened():  # noqa: ASYNC110 (a judge has no event for it)
        await asyncio.sleep(0.01)


async def somebody_waits_for(holder: psycopg.AsyncConnection) -> None:
    """Until a lock that this connection holds keeps somebody waiting."""
    waiting = "select 1 from pg_locks where not granted"
    while await (await holder.execute(waiting)).fetchone() is None:  # noqa: ASYNC110 (nor has Postgres)
        await asyncio.sleep(0.01)
