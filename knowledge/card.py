"""How a product card is written, and what is wrong with one that is not. Pure.

A card is Markdown: keys between two lines of `---`, then headings, and under each heading one fact per item:

    - **PC-07** What is true, in one sentence or two.
      Source: <https://where.it/stands>, checked 2026-08-21
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from knowledge.errors import BadStandard
from knowledge.product import Fact, FactId, Kind, Product

KEYS = ("product", "title", "kind", "checked")
SHAPE = "- **PC-07** what is true, and on the next line: Source: <https://…>, checked 2026-08-21"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FACT = re.compile(
    r"- \*\*(?P<id>[A-Z]{2}-\d{2})\*\* (?P<text>\S.*?) Source: <(?P<source>https://[^\s<>]+)>, checked (?P<checked>\S+)"
)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def read_card(file: str, text: str) -> Product:
    """The product that a card describes; `file` is its name in a complaint.

    Raises:
        BadStandard: the card is not written as it should be.
    """
    lines = [_Line(number, line.rstrip()) for number, line in enumerate(text.splitlines(), start=1)]
    head, body = _split(file, lines)
    keys = _keys(file, head)
    if (name := keys["product"]).text != PurePath(file).stem:
        raise BadStandard(file, name.number, f"the file is named after its product: rename it to {name.text}.md")
    facts = tuple(_facts(file, body))
    if not facts:
        raise BadStandard(file, None, f"it holds no fact: write one as {SHAPE}")
    _refuse_repeated(file, body, facts)
    return Product(
        name=keys["product"].text,
        title=keys["title"].text,
        kind=_kind(file, keys["kind"]),
        checked=_date(file, keys["checked"].number, keys["checked"].text),
        facts=facts,
    )


def _split(file: str, lines: Sequence[_Line]) -> tuple[Sequence[_Line], Sequence[_Line]]:
    fences = [position for position, line in enumerate(lines) if line.text == "---"]
    if fences[:1] != [0] or not fences[1:]:
        raise BadStandard(file, 1, f"begin the file with `---`, the keys {', '.join(KEYS)}, and `---` again")
    return lines[1 : fences[1]], lines[fences[1] + 1 :]


def _keys(file: str, head: Sequence[_Line]) -> Mapping[str, _Line]:
    found: dict[str, _Line] = {}
    for line in head:
        key, colon, value = (part.strip() for part in line.text.partition(":"))
        if not colon or not value:
            raise BadStandard(file, line.number, f"write `key: value` here; the keys are {', '.join(KEYS)}")
        if key not in KEYS:
            raise BadStandard(file, line.number, f"{key!r} is not a key of a card: use {', '.join(KEYS)}")
        if key in found:
            raise BadStandard(file, line.number, f"{key!r} was given before: remove one of the two")
        found[key] = _Line(line.number, value)
    if missing := [key for key in KEYS if key not in found]:
        raise BadStandard(file, 1, f"{missing[0]!r} is missing: add a line `{missing[0]}: …` between the `---`")
    return found


def _facts(file: str, body: Sequence[_Line]) -> Iterator[Fact]:
    # Prose is welcome above the first heading; below it, what is no fact would be a fact that nobody sees.
    topic = ""
    for item in _items(body):
        if item.text.startswith("#"):
            topic = item.text.lstrip("#").strip()
        elif topic or item.text.startswith("- "):
            yield _fact(file, item, topic)


def _items(body: Sequence[_Line]) -> Iterator[_Line]:
    """Headings, list items and paragraphs, each on one line; an item goes on while its lines are indented."""
    current: _Line | None = None
    for line in body:
        if current and line.text.startswith("  "):
            current = _Line(current.number, f"{current.text} {line.text.strip()}")
            continue
        if current:
            yield current
        current = line if line.text else None
    if current:
        yield current


def _fact(file: str, item: _Line, topic: str) -> Fact:
    if not topic:
        raise BadStandard(file, item.number, "put a heading (`## …`) above the first fact")
    if not (match := _FACT.fullmatch(item.text)):
        raise BadStandard(file, item.number, f"a fact is written as {SHAPE}")
    return Fact(
        id=FactId(match["id"]),
        topic=topic,
        text=match["text"],
        source=match["source"],
        checked=_date(file, item.number, match["checked"]),
    )


def _refuse_repeated(file: str, body: Sequence[_Line], facts: Sequence[Fact]) -> None:
    seen: set[str] = set()
    for fact in facts:
        if fact.id in seen:
            line = [line.number for line in body if line.text.startswith(f"- **{fact.id}**")][1]
            raise BadStandard(file, line, f"the id {fact.id} was used before: give this fact a new one")
        if fact.id[:2] != facts[0].id[:2]:
            line = next(line.number for line in body if line.text.startswith(f"- **{fact.id}**"))
            raise BadStandard(file, line, f"begin the id {fact.id} with {facts[0].id[:2]}, as the others of this card")
        seen.add(fact.id)


def _kind(file: str, line: _Line) -> Kind:
    try:
        return Kind(line.text)
    except ValueError as error:
        kinds = " or ".join(kind.value for kind in Kind)
        raise BadStandard(file, line.number, f"{line.text!r} is not a kind of product: write {kinds}") from error


def _date(file: str, number: int, text: str) -> date:
    try:
        # fromisoformat also reads 20260821 and 2026-W34-5, which nobody compares at a glance.
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError as error:
        raise BadStandard(file, number, f"{text!r} is not a date: write it as 2026-08-21") from error
