"""The product cards: what ships can be checked, and a card that is written otherwise is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest

from knowledge.card import read_card
from knowledge.errors import BadStandard
from knowledge.library import read_library
from knowledge.product import Fact, Kind, Product, facts_text

LIBRARY = read_library()
FACTS = [fact for product in LIBRARY.products for fact in product.facts]
CARD = """---
product: luigi
title: Luigi
kind: alternative
checked: 2026-11-24
---
A few words for the reader.

## How it works
- **LU-01** A task is a class
  with a `run` method.
  Source: <https://luigi.example/tasks>, checked 2026-11-20
- **LU-02** It has a scheduler of its own.
  Source: <https://luigi.example/scheduler>, checked 2026-11-24
"""


def test_every_fact_has_an_id_of_its_own() -> None:
    ids = [fact.id for fact in FACTS]
    assert len(ids) == len(set(ids)) >= 100


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_a_fact_says_where_it_stands_and_when_somebody_looked(fact: Fact) -> None:
    assert re.fullmatch(r"https://[a-z0-9.-]+/\S+", fact.source)
    assert fact.checked >= date(2026, 1, 1)
    assert fact.text.endswith(".")
    assert 20 <= len(fact.text) <= 320


@pytest.mark.parametrize("product", LIBRARY.products, ids=lambda product: product.name)
def test_no_fact_was_looked_at_after_the_card_was_last_gone_through(product: Product) -> None:
    assert all(fact.checked <= product.checked for fact in product.facts)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_prices_certificates_and_availability_are_no_facts(fact: Fact) -> None:
    assert not re.search(r"[$€£]|\bSOC\b|\bISO\b|HIPAA|GDPR|certif|uptime|99[.,]|per (month|year|seat)", fact.text)


@pytest.mark.parametrize(
    "product", [product for product in LIBRARY.products if product.kind is Kind.ALTERNATIVE], ids=lambda p: p.name
)
def test_a_card_of_an_alternative_says_when_it_is_the_better_choice(product: Product) -> None:
    assert [fact for fact in product.facts if fact.topic == "When it is the better choice"]


def test_the_judge_is_told_that_horizon_does_not_orchestrate() -> None:
    assert "[HZ-01] Horizon is the platform for deploying and managing MCP servers" in LIBRARY.products_text
    assert "[HZ-02] Managed orchestration of flows is Prefect Cloud" in LIBRARY.products_text


def test_the_judge_reads_every_fact_once_with_its_id_and_no_source() -> None:
    assert re.findall(r"^\[([A-Z]{2}-\d{2})\] ", LIBRARY.products_text, re.MULTILINE) == [
        fact.id
        for product in sorted(LIBRARY.products, key=lambda product: (product.kind is not Kind.OURS, product.name))
        for fact in product.facts
    ]
    assert not [fact for fact in FACTS if fact.source in LIBRARY.products_text]


def test_the_text_does_not_depend_on_the_order_of_the_cards() -> None:
    assert facts_text(reversed(LIBRARY.products)) == LIBRARY.products_text


def test_the_judge_can_afford_to_read_them_with_every_call() -> None:
    assert len(LIBRARY.products_text) < 20_000


def test_a_card_is_read_as_it_is_written() -> None:
    card = read_card("products/luigi.md", CARD)
    assert (card.name, card.title, card.kind, card.checked) == ("luigi", "Luigi", Kind.ALTERNATIVE, date(2026, 11, 24))
    assert [fact.id for fact in card.facts] == ["LU-01", "LU-02"]
    first = card.facts[0]
    assert (first.topic, first.text) == ("How it works", "A task is a class with a `run` method.")
    assert (first.source, first.checked) == ("https://luigi.example/tasks", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("old", "new", "line", "mend"),
    [
        ("---\nproduct", "product", 1, "begin the file with `---`"),
        ("2026-11-24\n---", "2026-11-24", 1, "begin the file with `---`"),
        ("kind: alternative\n", "", 1, "'kind' is missing: add a line `kind: …`"),
        ("kind: alternative", "kind: rival", 4, "'rival' is not a kind of product: write ours or alternative"),
        ("kind: alternative", "kind alternative", 4, "write `key: value` here"),
        ("title: Luigi", "colour: blue", 3, "'colour' is not a key of a card"),
        ("title: Luigi", "product: luigi", 3, "'product' was given before"),
        ("product: luigi", "product: oozie", 2, "rename it to oozie.md"),
        ("checked: 2026-11-24", "checked: last week", 5, "'last week' is not a date: write it as 2026-08-21"),
        ("checked: 2026-11-24", "checked: 20261124", 5, "'20261124' is not a date"),
        ("checked 2026-11-20", "checked 2026-11-31", 10, "'2026-11-31' is not a date"),
        ("## How it works\n", "", 9, "put a heading"),
        ("**LU-02**", "**LU-01**", 13, "the id LU-01 was used before"),
        ("**LU-02**", "**XX-02**", 13, "begin the id XX-02 with LU"),
        ("**LU-02**", "LU-02", 13, "a fact is written as"),
        ("- **LU-02**", "* **LU-02**", 13, "a fact is written as"),
        ("**LU-02** It", "It", 13, "a fact is written as"),
        ("<https://luigi.example/tasks>, ", "", 10, "a fact is written as"),
        ("<https://luigi.example/tasks>", "<the manual>", 10, "a fact is written as"),
        (", checked 2026-11-20", "", 10, "a fact is written as"),
    ],
)
def test_a_bad_card_is_refused_with_the_line_and_the_mend(old: str, new: str, line: int, mend: str) -> None:
    assert old in CARD
    with pytest.raises(BadStandard, match=r"^products/luigi\.md, line ") as refused:
        read_card("products/luigi.md", CARD.replace(old, new, 1))
    assert mend in str(refused.value)
    assert refused.value.line == line


def test_a_card_without_facts_is_refused() -> None:
    with pytest.raises(BadStandard, match=r"^products/luigi\.md: it holds no fact: write one as"):
        read_card("products/luigi.md", CARD[: CARD.index("## How")])


def test_any_change_on_a_card_is_another_card() -> None:
    card = read_card("products/luigi.md", CARD)
    for old, new in (("a class", "a function"), ("/tasks", "/task"), ("11-20", "11-21"), ("How it works", "Work")):
        assert read_card("products/luigi.md", CARD.replace(old, new, 1)).hash != card.hash
