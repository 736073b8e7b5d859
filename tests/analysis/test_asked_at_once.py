"""Two processes that share one limit never ask more at once than it allows, and everything is asked in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from analysis.ports import NO_USAGE, Block, Question, Reply
from analysis.register import Register
from db.database import Database
from tests.analysis.desk import MODEL, ZONE, clock


class Answer(BaseModel):
    """What is asked for here."""


@dataclass(slots=True)
class Slow:
    """A judge that counts how many questions are before it."""

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
        await asyncio.sleep(0.1)
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
            asking = register.ask(question(number), Answer, call_id=None, generation=1, on_first=lambda: None)
            group.create_task(asking)
    assert judge.asked == 12
    assert judge.most == 3
