"""What stands of each rep on each call is right whatever happened, without anybody's doing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace

import psycopg
import pytest

from db.analyses import save_analyses
from db.calls import find_call, save_call, set_call_type
from db.database import Database
from db.disputes import NewDispute, save_dispute
from db.people import save_users
from gong.model import Side, User, UserId
from knowledge.rubric import CallType, CriterionId, Dimension, Role
from knowledge.scorecard import DimensionResult
from tests.db.examples import (
    NARRATIVE,
    REP,
    digest,
    draft,
    new_call,
    result,
    scored,
    stored_call,
    transcript,
    with_speaker,
)

OTHER_WORDS = transcript("Hi. What is new?", "Nothing yet.", "What would help?")
SECOND = "claude:claude-opus-5-1:high"
AS_DEFINED = """
    select call_id, transcript_id, speaker_id, person_id, place, role, scorer, is_first, started_at, call_type,
        is_invented, discovery, product_knowledge, objection_handling, engagement, judged_as, parts, analyses, findings
    from {}
    order by call_id, place, scorer
"""


def rows(dsn: str, source: str = "standing") -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(AS_DEFINED.format(source).encode()).fetchall()


def assert_right(dsn: str) -> None:
    assert rows(dsn) == rows(dsn, "(select one.* from call cross join lateral standings(call) as one) as defined")


def standing(dsn: str) -> list[Mapping[str, object]]:
    with psycopg.connect(dsn, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute("select * from standing order by call_id, place, scorer").fetchall()


async def test_a_call_that_nobody_judged_stands_with_whom_it_is_about(database: Database, dsn: str) -> None:
    await stored_call(database)
    (row,) = standing(dsn)
    assert (row["speaker_id"], row["scorer"], row["is_first"], row["lowest"]) == (REP, None, True, None)
    assert_right(dsn)


async def test_every_part_that_is_judged_is_there_at_once(database: Database, dsn: str) -> None:
    record = await stored_call(database)
    await save_analyses(
        database,
        [draft(record), draft(record, part="narrative", fingerprint=digest("told"), result=NARRATIVE)],
    )
    (row,) = standing(dsn)
    assert (row["discovery"], row["lowest"], row["parts"]) == (75, 75, ["discovery", "narrative"])
    assert {"objection:timing:partly", "win::blocked", "claim:wrong", "open_questions:3"} <= set(row["findings"])
    assert_right(dsn)


async def test_a_repeat_takes_the_place_of_what_was_said_before(database: Database, dsn: str) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record)])
    await save_analyses(database, [draft(record, result=result(level=1))], generation=2)
    (row,) = standing(dsn)
    assert row["discovery"] == 25
    assert "open_questions:3" not in row["findings"]
    assert_right(dsn)


async def test_what_a_manager_says_counts_at_once(database: Database, dsn: str) -> None:
    record = await stored_call(database)
    (stored,) = await save_analyses(database, [draft(record)])
    said = NewDispute(
        analysis_id=stored.id,
        criterion=CriterionId("open_questions"),
        judged_level=3,
        level=0,
        reason="no question was open",
        said_by="mo@us.example",
    )
    await save_dispute(
        database, said, DimensionResult(dimension=Dimension.DISCOVERY, findings=(scored(level=0), scored("why_now")))
    )
    (row,) = standing(dsn)
    assert "open_questions:0" in row["findings"]
    assert row["discovery"] == 38
    assert_right(dsn)


async def test_other_words_take_what_was_said_of_the_old_ones_away_and_the_old_words_bring_it_back(
    database: Database, dsn: str
) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record)])
    await save_call(database, replace(new_call(), transcript=OTHER_WORDS))
    (row,) = standing(dsn)
    assert row["scorer"] is None
    assert_right(dsn)
    await save_call(database, new_call())
    (row,) = standing(dsn)
    assert row["discovery"] == 75
    assert_right(dsn)


async def test_a_judge_goes_before_a_keyword_reading_and_the_newest_judge_before_others(
    database: Database, dsn: str
) -> None:
    record = await stored_call(database)
    for scorer in ("claude:claude-sonnet-5-5:medium", SECOND, "keyword:7"):
        await save_analyses(database, [draft(record, scorer=scorer, fingerprint=digest(scorer))])
    assert [row["scorer"] for row in standing(dsn) if row["is_first"]] == [SECOND]
    assert_right(dsn)


async def test_two_who_judge_parts_of_one_call_at_the_same_time_are_both_there(database: Database, dsn: str) -> None:
    record = await stored_call(database)
    async with asyncio.TaskGroup() as group:
        for part in Dimension:
            group.create_task(
                save_analyses(
                    database,
                    [draft(record, part=part.value, fingerprint=digest(part), result=result(part))],
                )
            )
    (row,) = standing(dsn)
    assert row["parts"] == sorted(part.value for part in Dimension)
    assert_right(dsn)


async def test_a_call_that_is_gone_leaves_nothing(database: Database, dsn: str) -> None:
    record = await stored_call(database)
    await save_analyses(database, [draft(record)])
    with psycopg.connect(dsn) as connection:
        connection.execute("delete from analysis")
    (row,) = standing(dsn)
    assert row["scorer"] is None
    with psycopg.connect(dsn) as connection:
        connection.execute("update call set transcript_id = null")
        connection.execute("delete from call")
    assert standing(dsn) == []


@pytest.mark.parametrize("seed", range(6))
async def test_after_anything_in_any_order_it_is_as_defined(database: Database, dsn: str, seed: int) -> None:
    draw = random.Random(seed)
    for step in range(25):
        await _something(database, draw, step)
        if step % 5 == 4:
            assert_right(dsn)


async def _something(database: Database, draw: random.Random, step: int) -> None:
    new = new_call(draw.choice(["71", "72", "73"]) + "0" * 17)
    record = await find_call(database, new.call.id)
    if record is None:
        await save_call(database, new)
        return
    match draw.randrange(6):
        case 0:
            await save_call(database, replace(new, transcript=draw.choice([OTHER_WORDS, new.transcript])))
        case 1:
            changed = with_speaker(
                new, side=draw.choice([Side.US, Side.UNKNOWN]), email=draw.choice(["a@us.example", None])
            )
            await save_call(database, replace(changed, call=replace(changed.call, is_invented=draw.random() < 0.5)))
        case 2:
            await set_call_type(database, record.id, draw.choice(list(CallType)), reason="said so", source="person")
        case 3:
            user = User(id=UserId("u1"), name="Rae Rep", email=draw.choice(["rae@us.example", "a@us.example"]))
            await save_users(database, [(user, Role.AE, "said so")])
        case _:
            part, scorer = draw.choice(list(Dimension)), draw.choice(["keyword:7", SECOND])
            one = draft(
                record,
                part=part.value,
                scorer=scorer,
                fingerprint=digest(f"{part}{scorer}{step}"),
                result=result(part, level=draw.randrange(5)),
            )
            await save_analyses(database, [one])
