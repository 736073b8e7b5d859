"""Names by which people ask for calls: of colleagues, teams, customers and products."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from db.database import Session
from db.queries import query

MOST: Final = 200
"""So many customers, and so many products, are looked at; more have names that begin alike."""
UMLAUTS: Final = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
PLAIN: Final = str.maketrans({"a": "_", "o": "_", "u": "_"})
SELECTIVE: Final = re.compile(r"[^_]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody on our side."""

    id: int
    name: str
    email: str | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What there is that somebody may mean by a name; `leaders` are those whose people are in no team with a name."""

    people: tuple[Colleague, ...] = ()
    teams: tuple[str, ...] = ()
    leaders: tuple[Colleague, ...] = ()
    accounts: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _NameRow:
    kind: str
    name: str
    id: int | None
    email: str | None


async def load_names(db: Session, words: Sequence[str]) -> Names:
    """All colleagues, teams and leaders, and the customers and products whose names begin with one of these words."""
    params = {"beginnings": sorted({start for word in words for start in _beginnings(word.lower())}), "most": MOST}
    rows = await db.fetch(query("load_names"), params, _NameRow)
    return Names(
        people=_colleagues("person", rows),
        teams=_named("team", rows),
        leaders=_colleagues("leader", rows),
        accounts=_named("account", rows),
        products=_named("product", rows),
    )


def _colleagues(kind: str, rows: Sequence[_NameRow]) -> tuple[Colleague, ...]:
    found = (row for row in rows if row.kind == kind)
    return tuple(Colleague(id=row.id, name=row.name, email=row.email) for row in found if row.id is not None)


def _named(kind: str, rows: Sequence[_NameRow]) -> tuple[str, ...]:
    return tuple(row.name for row in rows if row.kind == kind)


def _beginnings(word: str) -> Iterator[str]:
    """Patterns of `like` for names that begin with this word, however its umlauts are written."""
    spellings = {word}
    for umlaut, plain in UMLAUTS:
        spellings |= {spelling.replace(umlaut, plain) for spelling in spellings}
        spellings |= {spelling.replace(plain, umlaut) for spelling in spellings}
    escaped = {re.sub(r"([\\%_])", r"\\\1", spelling) for spelling in spellings}
    if SELECTIVE.search(accentless := word.translate(PLAIN)) and word.isalnum():
        escaped.add(accentless)
    for spelling in escaped:
        yield f"{spelling}%"
        yield f"the {spelling}%"
