"""What tokens cost by the price list, and that no cap is passed unnoticed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cost import PRICES, cost, price_of, worst_case
from analysis.ports import NO_USAGE, Usage

MODELS = [*PRICES, "claude-somebody-new"]
counts = st.integers(min_value=0, max_value=2_000_000)
usages = st.builds(Usage, input=counts, cache_write=counts, cache_read=counts, output=counts)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("claude-opus-5-5", "29.20"),
        ("claude-sonnet-5-5", "14.60"),
        ("claude-fable-5-1", "72.75"),
        ("claude-sonnet-5", "14.70"),
        ("claude-haiku-4-5", "7.35"),
    ],
)
def test_a_million_tokens_of_each_kind_cost_what_the_price_list_says(model: str, dollars: str) -> None:
    million = 1_000_000
    usage = Usage(input=million, cache_write=million, cache_read=million, output=million)
    assert cost(usage, model) == Decimal(dollars)


def test_an_hour_long_call_read_from_the_cache_costs_a_fraction_of_a_cent_per_question() -> None:
    assert cost(Usage(input=900, cache_read=21_600), "claude-sonnet-5-5") == Decimal("0.003960")


def test_thinking_is_part_of_the_output_and_paid_once() -> None:
    assert cost(Usage(output=1_000, thinking=800), "claude-sonnet-5-5") == cost(
        Usage(output=1_000), "claude-sonnet-5-5"
    )


def test_nothing_used_costs_nothing() -> None:
    assert cost(NO_USAGE, "claude-sonnet-5-5") == 0


def test_a_prompt_of_100_000_tokens_still_has_haikus_low_price() -> None:
    usage = Usage(input=50_000, cache_write=25_000, cache_read=25_000, output=1_000)
    assert cost(usage, "claude-haiku-5-5") == Decimal("0.008875")


def test_one_prompt_token_more_makes_haiku_five_times_as_dear() -> None:
    usage = Usage(input=100_001, output=1_000)
    assert cost(usage, "claude-haiku-5-5") == Decimal("0.052501")


def test_the_date_in_a_model_id_does_not_hide_its_price() -> None:
    assert price_of("claude-haiku-4-5-20251001") == PRICES["claude-haiku-4-5"]


def test_a_newer_model_with_a_familiar_beginning_is_not_taken_for_the_old_one() -> None:
    assert price_of("claude-sonnet-5-6") == price_of("claude-somebody-new") != price_of("claude-sonnet-5")


@given(usages, st.sampled_from(list(PRICES)))
def test_an_unknown_model_is_never_cheaper_than_a_known_one(usage: Usage, known: str) -> None:
    assert cost(usage, "claude-somebody-new") >= cost(usage, known)


@given(usages, st.sampled_from(MODELS))
def test_no_answer_costs_more_than_the_worst_case_said_beforehand(usage: Usage, model: str) -> None:
    prompt = usage.input + usage.cache_write + usage.cache_read
    assert cost(usage, model) <= worst_case(prompt, usage.output, model)


@given(usages, st.sampled_from(MODELS))
def test_an_amount_always_has_six_places(usage: Usage, model: str) -> None:
    assert cost(usage, model).as_tuple().exponent == -6
    assert worst_case(usage.input, usage.output, model).as_tuple().exponent == -6
