"""Several questions go to the database together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from db.database import Database
from db.errors import UnstorableValue
from db.insights import LastCall
from db.queries import Ask, query


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    level: int


def number(value: object) -> Ask[Level]:
    return Ask("select %(value)s::integer as level", {"value": value}, Level)


async def test_each_question_gets_its_own_rows_in_one_round_trip(database: Database) -> None:
    one, two, none = number(1), number(2), Ask(query("insight_last_call"), {"people": [1]}, LastCall)
    async with database.borrowed() as session:
        before = database.traffic.round_trips
        await session.ask(one, none, two)
        assert database.traffic.round_trips - before == 1
    assert (one.rows, two.rows, none.rows) == ([Level(level=1)], [Level(level=2)], [])


async def test_questions_may_be_asked_inside_a_transaction(database: Database) -> None:
    one = Ask("select %(at)s::timestamptz as at", {"at": datetime(2026, 1, 1, tzinfo=UTC)}, LastCall)
    async with database.transaction() as transaction:
        await transaction.ask(one)
    assert one.rows == [LastCall(at=datetime(2026, 1, 1, tzinfo=UTC))]


async def test_no_question_is_no_round_trip(database: Database) -> None:
    before = database.traffic.round_trips
    await database.ask()
    assert database.traffic.round_trips == before


async def test_a_question_that_cannot_be_put_is_an_error_of_ours_and_the_connection_lives(database: Database) -> None:
    one = number(1)
    with pytest.raises(UnstorableValue):
        await database.ask(number(2**40), one)
    await database.ask(one)
    assert one.rows == [Level(level=1)]
