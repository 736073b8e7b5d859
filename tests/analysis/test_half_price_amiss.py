"""What may go otherwise at half the price: money runs out, somebody is faster, a batch cannot answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from analysis.bootstrap import open_half_price
from analysis.errors import BadSetting, JudgeKeyRejected, JudgeOutOfCredit, SpendingCapReached
from analysis.intake import take_in
from analysis.settings import Settings
from db.batches import pending
from db.database import Database
from gong.model import Call
from knowledge.library import Library
from tests.analysis.desk import (
    FIRST_CALL,
    bundled,
    claude_engine,
    exported,
    keyword_engine,
)
from tests.analysis.halves import DIMENSIONS, FIRST, answers_in, bodies, half_price, judged, ledger_of, owners, terms_of
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_batches import PATH
from tests.standins.claude_script import HttpError, Outcome, Recorded, malformed, refusal, truncated


def about(dimension: str) -> str:
    return f"Dimension: {dimension}\n"


def is_alone(request: Recorded) -> bool:
    return request.path == f"{PATH}#"


# --- money ---


async def test_a_batch_is_cut_to_what_the_cap_allows_whole_calls_at_a_time(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.held = True
    calls = await owners(database)
    async with half_price(database, claude_standin, library) as half:
        whole = (await half.plan(calls)).questions
    async with half_price(database, claude_standin, library, terms=terms_of(cap_usd=Decimal("0.60"))) as half:
        submitted = await half.submit(calls)
        again = await half.submit(calls)
    assert (submitted.questions, submitted.calls) == (whole // 2, 1)
    (left,) = submitted.left_out
    assert (str(left.call_id), "spending cap" in left.reason) == (calls[1].call, True)
    assert (again.questions, again.waiting, again.left_out) == (0, DIMENSIONS, submitted.left_out)
    reserved = sum(row.reserved_usd for row in await ledger_of(database))
    assert Decimal(0) < reserved <= Decimal("0.60")


async def test_what_the_cap_leaves_out_of_a_call_with_two_of_ours_is_the_whole_call(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.held = True
    _, demo = await owners(database)
    both = (demo, replace(demo, rep="Tom Lindqvist"))
    async with half_price(database, claude_standin, library, terms=terms_of(cap_usd=Decimal("0.60"))) as half:
        submitted = await half.submit(both)
    assert (submitted.batches, submitted.questions) == (0, 0)
    assert [str(one.call_id) for one in submitted.left_out] == [demo.call]


async def test_what_results_really_cost_makes_room_for_the_rest(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    calls = await owners(database)
    async with half_price(database, claude_standin, library, terms=terms_of(cap_usd=Decimal("0.70"))) as half:
        collected = await half.work(calls, wait_s=5)
    assert collected.answered == 2 * (DIMENSIONS + 1)
    assert len(claude_standin.batches.all) > 2
    assert collected.cost_usd <= Decimal("0.70")


async def test_a_cap_that_nothing_fits_under_hands_in_nothing(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library, terms=terms_of(cap_usd=Decimal("0.01"))) as half:
        submitted = await half.submit(await owners(database))
    assert (submitted.batches, submitted.questions, len(submitted.left_out)) == (0, 0, 2)
    assert claude_standin.requests == []


async def test_an_amount_that_waits_in_a_batch_counts_against_what_is_asked_directly(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.held = True
    async with half_price(database, claude_standin, library) as half:
        await half.submit((await owners(database))[:1])
    reserved = sum((row.reserved_usd for row in await ledger_of(database)), Decimal(0))
    async with claude_engine(database, claude_standin, library, cap_usd=reserved + Decimal("0.01")) as engine:
        with pytest.raises(SpendingCapReached):
            await engine.analyze(FIRST)


# --- meanwhile ---


async def test_a_batch_under_way_keeps_nobody_from_asking_and_its_late_answers_are_paid_and_dropped(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.held = True
    async with half_price(database, claude_standin, library) as half:
        await half.submit((await owners(database))[:1])
        paid = await judged(database, claude_standin, library)
        kept = await answers_in(database)
        claude_standin.batches.held = False
        collected = await half.collect(wait_s=5)
    rows = await ledger_of(database)
    late = [row for row in rows if row.outcome == "too_late"]
    assert len(claude_standin.questions) == DIMENSIONS + 1
    assert len(late) == DIMENSIONS
    assert all(row.cost_usd for row in late)
    assert await answers_in(database) == kept
    assert collected.cost_usd == sum(row.cost_usd or 0 for row in late)
    assert (await judged(database, claude_standin, library), collected.left_over) == (paid, ())


async def test_what_somebody_asks_alone_just_now_is_not_put_into_a_batch(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.total_s = 1.0
    calls = (await owners(database))[:1]
    async with half_price(database, claude_standin, library) as half, asyncio.TaskGroup() as group:
        asking = group.create_task(judged(database, claude_standin, library))
        while not claude_standin.questions:  # noqa: ASYNC110 (they come in over the network, in another thread)
            await asyncio.sleep(0.01)
        submitted = await half.submit(calls)
        await asking
    assert submitted.waiting >= 1
    assert not bodies(claude_standin.batches.questions) & bodies(claude_standin.questions[:1])


async def test_a_call_that_changed_meanwhile_is_asked_anew(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    calls = (await owners(database))[:1]
    async with half_price(database, claude_standin, library) as half:
        await half.submit(calls)
        await take_in(database, exported(changed()))
        collected = await half.collect()
        submitted = await half.submit(calls)
    assert (collected.answered, submitted.questions) == (DIMENSIONS, DIMENSIONS)
    async with claude_engine(database, claude_standin, library) as engine:
        assert await engine.stored(FIRST) is None


def changed() -> Call:
    """The first call, with one more word in it."""
    (call,) = bundled(FIRST_CALL)
    first, *rest = call.turns
    sentence, *others = first.sentences
    more = replace(sentence, text=f"{sentence.text} Indeed.")
    return replace(call, turns=(replace(first, sentences=(more, *others)), *rest))


# --- what a batch cannot answer ---


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        (refusal(), "JudgeRefused"),
        (truncated(), "JudgeTruncated"),
        (malformed('{"criteria": 3}'), "AnswerUnusable"),
        (HttpError(status=400, type="invalid_request_error"), "errored"),
    ],
    ids=["refused", "truncated", "outside the schema", "errored"],
)
async def test_what_a_batch_cannot_answer_is_listed_and_asked_directly(
    database: Database, claude_standin: ClaudeStandin, library: Library, outcome: Outcome, name: str
) -> None:
    calls = (await owners(database))[:1]
    claude_standin.on(outcome, matching=lambda request: is_alone(request) and about("discovery") in request.text)
    async with half_price(database, claude_standin, library) as half:
        collected = await half.work(calls, wait_s=5)
        again = await half.submit(calls)
    (row,) = [row for row in await ledger_of(database) if row.outcome != "done"]
    assert (row.outcome, bool(row.cost_usd)) == (name, name != "errored")
    (left,) = collected.left_over
    assert (str(left.call_id), left.purpose) == (calls[0].call, "discovery")
    assert left.reason
    assert (again.questions, [str(one.call_id) for one in again.left_out]) == (0, [calls[0].call])
    await judged(database, claude_standin, library)
    assert [about("discovery") in one.text for one in claude_standin.questions] == [True, False]


async def test_what_claude_did_not_get_to_costs_nothing_and_is_asked_directly(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.batches.expiring += [about("engagement"), about("discovery")]
    async with half_price(database, claude_standin, library) as half:
        collected = await half.work((await owners(database))[:1], wait_s=5)
    assert {(one.purpose, one.reason) for one in collected.left_over} == {
        ("engagement", "Claude did not get to it within a day."),
        ("discovery", "Claude did not get to it within a day."),
    }
    assert {row.cost_usd for row in await ledger_of(database) if row.outcome == "expired"} == {Decimal(0)}
    await judged(database, claude_standin, library)
    assert len(claude_standin.questions) == 3


# --- nothing can be handed in ---


async def test_a_wrong_key_hands_in_and_reserves_nothing(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    calls = await owners(database)
    async with half_price(database, claude_standin, library, key="wrong") as half:
        with pytest.raises(JudgeKeyRejected):
            await half.submit(calls)
    assert (await pending(database), await ledger_of(database)) == ([], [])
    async with half_price(database, claude_standin, library) as half:
        assert (await half.submit(calls)).questions == 2 * DIMENSIONS


async def test_an_account_without_credit_hands_in_and_reserves_nothing(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    claude_standin.on(HttpError(status=402, type="billing_error"), matching=lambda request: request.path == PATH)
    async with half_price(database, claude_standin, library) as half:
        with pytest.raises(JudgeOutOfCredit):
            await half.submit(await owners(database))
    assert (await pending(database), await ledger_of(database)) == ([], [])


async def test_a_key_that_is_rejected_later_leaves_the_batch_for_a_better_one(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    async with half_price(database, claude_standin, library) as half:
        await half.submit(await owners(database))
    async with half_price(database, claude_standin, library, key="wrong") as half:
        with pytest.raises(JudgeKeyRejected):
            await half.collect()
    async with half_price(database, claude_standin, library) as half:
        assert (await half.collect()).answered == 2 * DIMENSIONS


async def test_without_a_key_there_is_nothing_to_hand_in(database: Database, library: Library) -> None:
    settings = Settings().model_copy(update={"anthropic_api_key": None})
    with pytest.raises(BadSetting, match="ANTHROPIC_API_KEY"):
        async with open_half_price(settings, keyword_engine(database, library)):
            pass


async def test_the_settings_make_one_that_works(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    settings = Settings.model_validate(
        {"anthropic_api_key": claude_standin.key, "anthropic_base_url": claude_standin.base_url}
    )
    said: list[str] = []
    async with (
        claude_engine(database, claude_standin, library) as engine,
        open_half_price(settings, engine, tell=said.append) as half,
    ):
        collected = await half.work(await owners(database), wait_s=0)
    assert collected.answered == 2 * (DIMENSIONS + 1)
    assert said[0] == "a batch of 8 questions is handed in (msgbatch_000001)"


async def test_a_call_that_nobody_can_judge_is_left_out_and_says_why(
    database: Database, claude_standin: ClaudeStandin, library: Library
) -> None:
    (call,) = bundled(FIRST_CALL)
    await take_in(database, exported(replace(call, id=type(call.id)("7300000000000000998"), turns=())))
    async with half_price(database, claude_standin, library) as half:
        submitted = await half.submit(await owners(database))
    assert submitted.calls == 2
    assert len(submitted.left_out) == 1
