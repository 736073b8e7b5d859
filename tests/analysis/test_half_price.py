"""A week judged at half the price: the same questions, the same answers, half the bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from analysis.cost import BATCH_PRICE_VERSION, PRICE_VERSION, cost
from analysis.engine import Wanted
from analysis.half_price import Terms
from analysis.intake import take_in
from analysis.ports import Usage
from db.batches import pending
from db.database import Database
from db.ledger import cost_report
from knowledge.library import Library
from tests.analysis.desk import (
    DEMO,
    FIRST_CALL,
    LONG_CALL,
    MODEL,
    bundled,
    claude_engine,
    exported,
    stock,
)
from tests.analysis.halves import DIMENSIONS, FIRST, Paid, bodies, half_price, judged, ledger_of, owners, terms_of
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

# --- the same questions for half of it ---


async def test_batches_ask_what_the_engine_asks_byte_for_byte(
    database: Database, claude_standin: ClaudeStandin, library: Library, stocked: Database
) -> None:
    async with half_price(database, claude_standin, library) as half:
        await half.work(await owners(database), wait_s=5)
    async with claude_engine(stocked, claude_standin, library) as engine:  # where no batch was
        await engine.analyze(FIRST)
        await engine.analyze(Wanted(call=DEMO))
    assert len(claude_standin.questions) == 2 * (DIMENSIONS + 1)
    assert bodies(claude_standin.batches.questions) == bodies(claude_standin.questions)


async def test_the_engine_then_finds_every_answer_and_asks_nothing(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library) as half:
        collected = await half.work(await owners(database), wait_s=5)
    assert (collected.answered, collected.still_running, collected.left_over) == (2 * (DIMENSIONS + 1), 0, ())
    costs = [await judged(database, claude_standin, library, wanted) for wanted in await owners(database)]
    assert claude_standin.questions == []
    assert sum(costs) == collected.cost_usd


async def test_the_ledger_says_half_the_price(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library) as half:
        await half.work(await owners(database), wait_s=5)
    rows = await ledger_of(database)
    assert len(rows) == 2 * (DIMENSIONS + 1)
    for row in rows:
        assert (row.outcome, row.price_version) == ("done", BATCH_PRICE_VERSION)
        assert row.cost_usd
        assert abs(row.cost_usd - usage_cost(row) / 2) <= Decimal("0.000001")
        assert row.cost_usd <= row.reserved_usd
    assert BATCH_PRICE_VERSION != PRICE_VERSION


def usage_cost(row: Paid) -> Decimal:
    return cost(
        Usage(
            input=row.input_tokens,
            cache_write=row.cache_write_tokens,
            cache_read=row.cache_read_tokens,
            output=row.output_tokens,
        ),
        MODEL,
    )


async def test_a_plan_sends_and_spends_nothing(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library) as half:
        calls = await owners(database)
        plan = await half.plan(calls)
        assert (plan.calls, plan.questions) == (2, 2 * DIMENSIONS)
        assert Decimal(0) < plan.estimate_usd < plan.alone_usd
        assert claude_standin.requests == []
        assert await ledger_of(database) == []
        await half.work(calls, wait_s=5)
        done = await half.plan(calls)
    assert (done.calls, done.questions, done.estimate_usd) == (0, 0, 0)


async def test_two_of_ours_on_a_call_are_twice_the_questions_about_one_call(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    _, demo = await owners(database)
    both = (demo, replace(demo, rep="Tom Lindqvist"))
    async with half_price(database, claude_standin, library) as half:
        one, plan = await half.plan((demo,)), await half.plan(both)
        submitted = await half.submit(both)
        await half.work(both, wait_s=5)
    assert (plan.calls, plan.questions) == (submitted.calls, submitted.questions) == (1, 2 * DIMENSIONS)
    assert plan.estimate_usd > Decimal("1.8") * one.estimate_usd
    for wanted in both:
        await judged(database, claude_standin, library, wanted)
    assert claude_standin.questions == []


async def test_rounds_do_not_count_as_answers_from_the_cache(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library) as half:
        await half.work(await owners(database), wait_s=5)
    report = await cost_report(database, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    assert (report.hits, report.misses) == (0, 0)


async def test_what_is_in_a_batch_is_not_handed_in_again(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.held = True
    async with half_price(database, claude_standin, library) as half:
        calls = await owners(database)
        first = await half.submit(calls)
        again = await half.submit(calls)
        waiting = await half.collect()
    assert (first.batches, first.questions, first.calls, first.waiting) == (1, 2 * DIMENSIONS, 2, 0)
    assert (again.batches, again.questions, again.waiting) == (0, 0, 2 * DIMENSIONS)
    assert (waiting.answered, waiting.still_running) == (0, 1)
    (batch,) = await pending(database)
    assert (batch.provider_id, batch.questions, batch.model) == ("msgbatch_000001", 2 * DIMENSIONS, MODEL)
    assert batch.reserved_usd == sum(row.reserved_usd for row in await ledger_of(database))


async def test_two_calls_with_the_same_words_are_one_question(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    (call,) = bundled(FIRST_CALL)
    await take_in(database, exported(replace(call, id=type(call.id)("7300000000000000999"))))
    async with half_price(database, claude_standin, library) as half:
        await half.work(await owners(database), wait_s=5)
    assert len(claude_standin.batches.questions) == 2 * (DIMENSIONS + 1)
    await judged(database, claude_standin, library, Wanted(call="7300000000000000999"))
    assert claude_standin.questions == []


# --- what needs an answer first ---


async def test_a_long_call_is_asked_in_parts_then_as_a_whole_then_summed_up(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    claude_standin.answer = CarefulJudge()
    library = await stock(database, *bundled(LONG_CALL))
    async with half_price(database, claude_standin, library, window_tokens=8_000) as half:
        collected = await half.work(await owners(database), wait_s=5)
    rounds = [[item.asked for item in batch.items] for batch in claude_standin.batches.all]
    assert [len(round_) for round_ in rounds] == [collected.answered - DIMENSIONS - 1, DIMENSIONS, 1]
    async with claude_engine(database, claude_standin, library, window_tokens=8_000) as engine:
        card = await engine.analyze(Wanted(call=LONG_CALL))
    assert card.narrative
    assert claude_standin.questions == []


async def test_a_quote_that_was_never_said_is_asked_about_again_in_the_next_round(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.answer = CarefulJudge(invented={"agenda": "this was never said by anybody at all"})
    async with half_price(database, claude_standin, library) as half:
        await half.work(await owners(database), wait_s=5)
    assert any(row.purpose == "discovery:repair" for row in await ledger_of(database))
    await judged(database, claude_standin, library)
    assert claude_standin.questions == []


async def test_what_a_call_was_for_is_asked_before_anything_is_judged_by_it(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    claude_standin.answer = CarefulJudge(call_type="demo")
    (call,) = bundled(FIRST_CALL)
    library = await stock(database, replace(call, title="Brightline and us", purpose=None, stage=None))
    async with half_price(database, claude_standin, library) as half:
        first = await half.submit(await owners(database))
        await half.work(await owners(database), wait_s=5)
    assert first.questions == 1
    assert (await ledger_of(database))[0].purpose == "call_type"
    assert {"Type of call: demo" in one.text for one in claude_standin.batches.questions[1:5]} == {True}


# --- the size of a batch ---


@pytest.mark.parametrize("terms", [terms_of(most_questions=5), terms_of(most_bytes=100_000)], ids=["number", "bytes"])
async def test_what_is_too_much_for_one_batch_goes_into_several(
    database: Database, claude_standin: ClaudeStandin, library: Library, terms: Terms
) -> None:
    async with half_price(database, claude_standin, library, terms=terms) as half:
        submitted = await half.submit(await owners(database))
    assert (submitted.batches, submitted.questions) == (2, 2 * DIMENSIONS)
    assert [len(batch.items) for batch in claude_standin.batches.all] == [DIMENSIONS, DIMENSIONS]
