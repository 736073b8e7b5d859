"""What questions will probably cost, alone and in batches."""

from __future__ import annotations

from decimal import Decimal

from analysis.cost import batch_cost, batch_share, cost
from analysis.forecast import in_a_batch, one_by_one
from analysis.ports import Block, Question, Usage
from tests.analysis.asking import MODEL, question

DIMENSIONS = [question(rubric) for rubric in ("one", "two", "three", "four")]


def dollars(asked: list[Question]) -> tuple[Decimal, Decimal]:
    alone = sum((cost(usage, MODEL) for usage in one_by_one(asked)), Decimal(0))
    return alone, sum((batch_cost(usage, MODEL) for usage in in_a_batch(asked)), Decimal(0))


def test_alone_the_shared_prefix_is_written_once_and_read_by_the_others() -> None:
    usages = list(one_by_one(DIMENSIONS))
    assert [usage.cache_write > 0 for usage in usages] == [True, False, False, False]
    assert [usage.cache_read for usage in usages] == [0, *[usages[0].cache_write] * 3]


def test_in_a_batch_nobody_counts_on_the_cache() -> None:
    assert {usage.cache_read for usage in in_a_batch(DIMENSIONS)} == {0}
    assert len({usage.cache_write for usage in in_a_batch(DIMENSIONS)}) == 1


def test_one_question_costs_half_in_a_batch() -> None:
    alone, batched = dollars(DIMENSIONS[:1])
    assert abs(alone - 2 * batched) <= Decimal("0.000002")


def test_of_a_very_long_call_it_may_be_cheaper_to_ask_directly() -> None:
    long = [
        Question(purpose="x", system=(), user=(Block(text="word " * 60_000, cache=True),), schema={}, max_tokens=9)
    ] * 4
    alone, batched = dollars(long)
    assert alone < batched


def test_a_batch_costs_half_of_every_kind_of_token() -> None:
    usage = Usage(input=1_000, cache_write=2_000, cache_read=3_000, output=4_000)
    assert batch_cost(usage, MODEL) * 2 == cost(usage, MODEL)


def test_what_is_put_aside_for_a_batch_is_rounded_up() -> None:
    assert batch_share(Decimal("0.000003")) == Decimal("0.000002")
