"""A product: what is true of it, fact by fact, each with where it stands and when somebody looked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import NewType

from knowledge.rubric import content_hash

FactId = NewType("FactId", str)
"""Such as PC-07: two letters for the product, two digits; never used again for another fact."""


class Kind(StrEnum):
    """Whether we sell a product, or compare with it."""

    OURS = "ours"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is true. `topic` is the heading it stands under, `checked` is when somebody looked at `source`."""

    id: FactId
    topic: str
    text: str
    source: str
    checked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a judge may rely on about one product; `checked` is when the card as a whole was last gone through."""

    name: str
    title: str
    kind: Kind
    checked: date
    facts: tuple[Fact, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of everything on the card, sources and dates too."""
        return content_hash(self.as_json())

    def as_json(self) -> dict[str, object]:
        """The card in values that JSON knows; dates as YYYY-MM-DD."""
        facts = [{**asdict(fact), "checked": fact.checked.isoformat()} for fact in self.facts]
        return {**asdict(self), "checked": self.checked.isoformat(), "facts": facts}


def facts_text(products: Iterable[Product]) -> str:
    """Every fact with its id, as a judge reads it: ours first, then by name; sources and dates are left out.

    What is left out cannot change a judgement, so looking at a source again changes no score.
    """
    ordered = sorted(products, key=lambda product: (product.kind is not Kind.OURS, product.name))
    return "\n\n".join("\n".join(_lines(product)) for product in ordered)


def _lines(product: Product) -> Iterator[str]:
    whose = "our product" if product.kind is Kind.OURS else "an alternative to ours"
    yield f"# {product.title}, {whose}"
    for topic, facts in groupby(product.facts, key=lambda fact: fact.topic):
        yield f"## {topic}"
        yield from (f"[{fact.id}] {fact.text}" for fact in facts)
