"""What Claude's tokens cost, with the date of the prices. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from analysis.ports import Usage

PRICE_VERSION = "2026-10-24"
"""The day the vendor's price list was last read; the ledger keeps it beside every amount."""

BATCH_PRICE_VERSION = f"{PRICE_VERSION} batch"
"""What the ledger keeps beside an amount that was paid for a question in a batch: half of everything."""
BATCH_SHARE = Decimal("0.5")

_MILLION = Decimal(1_000_000)
_MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars per million tokens; `cache_write` is for entries that live five minutes."""

    input: Decimal
    cache_write: Decimal
    cache_read: Decimal
    output: Decimal
    long_prompt: int | None = None
    """Prompt tokens above which every price is multiplied by `long_prompt_factor`."""
    long_prompt_factor: int = 1

    def amount(self, usage: Usage) -> Decimal:
        """Dollars, not rounded."""
        prompt = usage.input + usage.cache_write + usage.cache_read
        factor = self.long_prompt_factor if self.long_prompt is not None and prompt > self.long_prompt else 1
        dollars = (
            usage.input * self.input
            + usage.cache_write * self.cache_write
            + usage.cache_read * self.cache_read
            + usage.output * self.output
        )
        return factor * dollars / _MILLION


def _price(figures: str, *, long_prompt: int | None = None, factor: int = 1) -> Price:
    """A price from `input write read output`."""
    fresh, write, read, output = (Decimal(figure) for figure in figures.split())
    return Price(
        input=fresh,
        cache_write=write,
        cache_read=read,
        output=output,
        long_prompt=long_prompt,
        long_prompt_factor=factor,
    )


PRICES = {
    "claude-opus-5-5": _price("4 5 0.20 20"),
    "claude-sonnet-5-5": _price("2 2.50 0.10 10"),
    "claude-haiku-5-5": _price("0.10 0.125 0.01 0.50", long_prompt=100_000, factor=5),
    "claude-fable-5-1": _price("10 12.5 0.25 50"),
    "claude-sonnet-5": _price("2 2.5 0.20 10"),
    "claude-haiku-4-5": _price("1 1.25 0.10 5"),
}
"""By model id without its date. A changed price changes its row and PRICE_VERSION."""

_DATED = re.compile(r"-\d{8}$")


def price_of(model: str) -> Price:
    """The price of a model; for an unknown one the dearest of every kind, so that no cap is passed unnoticed."""
    known = PRICES.get(_DATED.sub("", model))
    if known is not None:
        return known
    return Price(
        input=max(price.input for price in PRICES.values()),
        cache_write=max(price.cache_write for price in PRICES.values()),
        cache_read=max(price.cache_read for price in PRICES.values()),
        output=max(price.output for price in PRICES.values()),
    )


def cost(usage: Usage, model: str) -> Decimal:
    """What these tokens cost, in dollars to six places. `thinking` is part of `output` and not counted twice."""
    return price_of(model).amount(usage).quantize(_MICRO, rounding=ROUND_HALF_UP)


def batch_cost(usage: Usage, model: str) -> Decimal:
    """What these tokens cost in a batch, in dollars to six places."""
    return (BATCH_SHARE * price_of(model).amount(usage)).quantize(_MICRO, rounding=ROUND_HALF_UP)


def batch_share(dollars: Decimal) -> Decimal:
    """What is as dear as this when it is asked alone costs in a batch, rounded up."""
    return (BATCH_SHARE * dollars).quantize(_MICRO, rounding=ROUND_CEILING)


def worst_case(input_tokens_estimate: int, max_tokens: int, model: str) -> Decimal:
    """The most that one try can cost, in dollars rounded up: the whole prompt written to the cache, all room used."""
    most = Usage(cache_write=input_tokens_estimate, output=max_tokens)
    return price_of(model).amount(most).quantize(_MICRO, rounding=ROUND_CEILING)
