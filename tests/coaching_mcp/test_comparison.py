"""Calls side by side: which one is ahead by more than noise, shown and said."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from analysis.engine import Engine, Wanted
from db.database import Database
from tests.analysis.desk import DEMO, FIRST_CALL, bundled, claude_engine, stock
from tests.coaching_mcp.front import Front, Said, connected, server
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge


@asynccontextmanager
async def two_calls(database: Database, standin: ClaudeStandin, *levels: int) -> AsyncGenerator[tuple[Front, Engine]]:
    """Two of Maya's calls, each judged at one level."""
    library = await stock(database, *bundled(FIRST_CALL, DEMO))
    async with claude_engine(database, standin, library) as engine:
        for call, level in zip((FIRST_CALL, DEMO), levels, strict=False):
            standin.answer = CarefulJudge(level=level)
            await engine.analyze(Wanted(call=call))
        async with connected(server(engine, has_judge=True)) as front:
            yield front, engine


async def compared(database: Database, standin: ClaudeStandin, *levels: int, **more: object) -> Said:
    async with two_calls(database, standin, *levels) as (front, _):
        return await front.ask("compare_calls", calls=[FIRST_CALL, DEMO], **more)


async def test_without_a_dimension_it_says_where_a_call_is_ahead_and_shows_why(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    said = await compared(database, claude_standin, 1, 3)
    assert said.data["verdict"].startswith("All dimensions (n = 2 calls). ")
    assert said.data["verdict"].endswith(
        "Ahead by more than noise (17 points): call 2 of call 1 in discovery, product knowledge, engagement."
    )
    assert {quote["call"] for quote in said.data["quotes"]} == {1, 2}
    assert any(line.startswith("compare_calls again with dimension=") for line in said.data["next"])
    assert said.tokens_read <= 400, said.text
    assert said.data_tokens_read <= 400


async def test_scores_that_are_apart_by_no_more_than_noise_are_called_level(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    said = await compared(database, claude_standin, 3, 3)
    assert said.data["verdict"].endswith("All level: none is ahead by more than 17 points.")


async def test_on_one_dimension_only_that_one_is_spoken_of(database: Database, claude_standin: ClaudeStandin) -> None:
    said = await compared(database, claude_standin, 1, 3, dimension="engagement")
    assert said.data["verdict"].startswith(
        "Engagement: 25 on call 1, 75 on call 2 (n = 2 calls). "
        "Ahead by more than noise (17 points): call 2 of call 1 in engagement. Furthest apart: "
    )


async def test_the_same_call_twice_is_one_call(database: Database, claude_standin: ClaudeStandin) -> None:
    async with two_calls(database, claude_standin, 3) as (front, _):
        said = await front.ask("compare_calls", calls=["1", f"#{1}", FIRST_CALL])
    assert "n = 1" in said.data["verdict"]
    assert "nothing to compare" in said.data["verdict"]
    assert "Call 1 was named more than once and counts once." in said.data["uncertain"]


async def test_a_call_that_was_not_analysed_is_named_with_what_to_do(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with two_calls(database, claude_standin, 3) as (front, _):
        said = await front.ask("compare_calls", calls=[FIRST_CALL, DEMO])
    assert "has not been analysed: analyze_call call=2." in said.text


async def test_keyword_readings_are_never_called_better(database: Database, claude_standin: ClaudeStandin) -> None:
    async with two_calls(database, claude_standin) as (front, _):
        for call in (FIRST_CALL, DEMO):
            await front.ask("analyze_call", call=call, judge="keywords")
        said = await front.ask("compare_calls", calls=[FIRST_CALL, DEMO])
    assert "keyword readings only, which are not a judgement" in said.data["verdict"]
    assert "ahead" not in said.text
    assert re.search(r"\|Discovery\|\d of \d seen\|\d of \d seen\|", said.text)


async def test_scores_of_two_scorers_are_never_set_against_each_other(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with two_calls(database, claude_standin, 1) as (front, _):
        await front.ask("analyze_call", call=DEMO, judge="keywords")
        said = await front.ask("compare_calls", calls=[FIRST_CALL, DEMO])
    assert "None is called better" in said.data["verdict"]
    assert "different scorers" in said.text
