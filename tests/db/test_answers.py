"""Single flight: a question is asked by one at a time, and its answer is neither lost nor paid for twice."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from db.answers import Answered, Busy, Claimed, claim, finish, release, renew
from db.database import Database
from db.errors import UnstorableValue
from tests.db.examples import digest

QUESTION = digest("how was it?")
ROOT = Path(__file__).parents[2]
LONG, OVER = timedelta(minutes=5), timedelta(seconds=-1)
COST = Decimal("0.25")


async def claimed(database: Database, *, lease: timedelta = LONG) -> UUID:
    got = await claim(database, QUESTION, lease=lease)
    assert isinstance(got, Claimed)
    return got.claim


async def test_a_new_question_is_ours_and_nobody_elses(database: Database) -> None:
    await claimed(database)
    assert await claim(database, QUESTION, lease=LONG) == Busy()
    assert isinstance(await claim(database, digest("another"), lease=LONG), Claimed)


async def test_an_answer_is_kept_with_its_cost(database: Database) -> None:
    mine = await claimed(database)
    body = {"text": "é “ok”", "n": [1, None, True]}
    assert await finish(database, QUESTION, mine, body=body, cost_usd=COST)
    assert await claim(database, QUESTION, lease=LONG) == Answered(body, COST)


async def test_a_question_given_back_is_free_again(database: Database) -> None:
    first = await claimed(database)
    assert await release(database, QUESTION, first)
    second = await claimed(database)
    assert second != first
    assert not await release(database, QUESTION, first)
    assert await claim(database, QUESTION, lease=LONG) == Busy()


async def test_no_more_than_so_many_are_asked_at_once_by_all_together(database: Database) -> None:
    others = [digest(str(number)) for number in range(20)]
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(claim(database, other, lease=LONG, at_once=3)) for other in others]
    got = {other: task.result() for other, task in zip(others, asked, strict=True)}
    ours = {other: one.claim for other, one in got.items() if isinstance(one, Claimed)}
    assert len(ours) == 3
    done, mine = ours.popitem()
    assert await claim(database, QUESTION, lease=LONG, at_once=3) == Busy()
    await finish(database, done, mine, body={}, cost_usd=COST)
    assert isinstance(await claim(database, QUESTION, lease=LONG, at_once=3), Claimed)
    assert await claim(database, done, lease=LONG, at_once=3) == Answered({}, COST), "what is known need not wait"


async def test_whoever_vanished_does_not_count_among_those_that_are_asked(database: Database) -> None:
    for number in range(3):
        await claim(database, digest(str(number)), lease=OVER, at_once=3)
    assert isinstance(await claim(database, QUESTION, lease=LONG, at_once=3), Claimed)


async def test_a_lease_that_is_over_is_taken_over(database: Database) -> None:
    first = await claimed(database, lease=OVER)
    second = await claimed(database)
    assert await renew(database, {QUESTION: first}, LONG) == frozenset()
    assert await renew(database, {QUESTION: second}, LONG) == {QUESTION}


async def test_a_renewed_lease_is_not_over(database: Database) -> None:
    mine = await claimed(database, lease=OVER)
    other = await claim(database, digest("another"), lease=LONG)
    assert isinstance(other, Claimed)
    held = {QUESTION: mine, digest("another"): other.claim, digest("a third"): uuid4()}
    assert await renew(database, held, LONG) == {QUESTION, digest("another")}
    assert await claim(database, QUESTION, lease=LONG) == Busy()


async def test_a_late_answer_is_kept_if_whoever_took_over_has_none_yet(database: Database) -> None:
    late = await claimed(database, lease=OVER)
    second = await claimed(database)
    assert await finish(database, QUESTION, late, body={"by": "the first"}, cost_usd=COST)
    assert not await finish(database, QUESTION, second, body={"by": "the second"}, cost_usd=COST)
    assert await claim(database, QUESTION, lease=LONG) == Answered({"by": "the first"}, COST)


async def test_a_late_answer_does_not_replace_one_that_is_there(database: Database) -> None:
    late = await claimed(database, lease=OVER)
    second = await claimed(database)
    assert await finish(database, QUESTION, second, body={"by": "the second"}, cost_usd=COST)
    assert not await finish(database, QUESTION, late, body={"by": "the first"}, cost_usd=COST)
    assert not await release(database, QUESTION, second)
    assert await claim(database, QUESTION, lease=LONG) == Answered({"by": "the second"}, COST)


async def test_an_answer_is_kept_even_if_somebody_cleared_the_table(database: Database) -> None:
    mine = await claimed(database)
    await database.execute("delete from answer")
    assert await finish(database, QUESTION, mine, body={"text": "ok"}, cost_usd=COST)
    assert isinstance(await claim(database, QUESTION, lease=LONG), Answered)


async def test_an_answer_that_cannot_be_stored_is_refused_and_the_question_stays_ours(database: Database) -> None:
    mine = await claimed(database)
    with pytest.raises(UnstorableValue):
        await finish(database, QUESTION, mine, body={"text": "a\0b"}, cost_usd=COST)
    assert await release(database, QUESTION, mine)


async def test_of_many_tasks_one_asks_and_all_get_the_answer(database: Database) -> None:
    asked: list[str] = []

    async def ask(name: str) -> object:
        while True:
            match await claim(database, QUESTION, lease=LONG):
                case Claimed(mine):
                    asked.append(name)
                    await asyncio.sleep(0.05)
                    await finish(database, QUESTION, mine, body={"by": name}, cost_usd=COST)
                case Answered(body, _):
                    return body["by"]
                case Busy():
                    await asyncio.sleep(0.01)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(f"task {number}")) for number in range(20)]
    assert len(asked) == 1
    assert {task.result() for task in tasks} == set(asked)


ASKER = """
import asyncio, json, sys
from datetime import timedelta
from decimal import Decimal
from db.answers import Answered, Busy, Claimed, claim, finish
from db.database import Database

async def main(dsn, fingerprint, name):
    asked = 0
    async with Database.open(dsn) as database:
        while True:
            match await claim(database, fingerprint, lease=timedelta(seconds=30)):
                case Claimed(mine):
                    asked += 1
                    await asyncio.sleep(0.3)
                    await finish(database, fingerprint, mine, body={"by": name}, cost_usd=Decimal(1))
                case Answered(body, _):
                    return {"asked": asked, "by": body["by"]}
                case Busy():
                    await asyncio.sleep(0.02)

print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
"""


def test_of_two_processes_one_asks_and_both_get_the_answer(dsn: str) -> None:
    askers = [
        subprocess.Popen([sys.executable, "-c", ASKER, dsn, QUESTION, name], stdout=subprocess.PIPE, cwd=ROOT)
        for name in ("one", "two")
    ]
    got = [json.loads(asker.communicate(timeout=30)[0]) for asker in askers]
    assert sorted(one["asked"] for one in got) == [0, 1]
    assert got[0]["by"] == got[1]["by"]
