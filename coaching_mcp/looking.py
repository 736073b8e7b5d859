"""One page of a search: calls with the passages in which they match, and where the next page begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coaching_mcp.cursors import read_cursor, write_cursor
from coaching_mcp.dead_ends import dead_end
from coaching_mcp.passages import Passage, passage
from coaching_mcp.search_asked import Meant
from coaching_mcp.sought import Condition, Sought
from db.database import Session
from db.facets import CountedPage, Overview, count, counted_page
from db.moments import load_moments
from db.search import Hit, Mark, search_calls

PER_CALL: Final = 3
"""So many passages of one call are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Calls that fit, and their passages by call; `cursor` leads to the next page, if there is one.

    `seen` is how many fit on all pages. `hints` say why there may be none.
    """

    hits: tuple[Hit, ...]
    passages: dict[int, list[Passage]]
    cursor: str | None
    seen: Overview
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """How many calls would fit without one of the conditions. `is_more`: that many at least."""

    without: Condition
    calls: int
    is_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A page with everything around it; `looser` is there if nothing was found."""

    meant: Meant
    page: Page
    overview: Overview
    looser: Loosened | None


async def look(db: Session, meant: Meant, *, limit: int, cursor: str | None, most_passages: int) -> Page:
    """A page of calls; passages are spread over them.

    Raises:
        BadCursor: the cursor is not one of this search.
    """
    sought = meant.sought
    if cursor:
        after = sought.filter(read_cursor(cursor, sought.order))
        found = CountedPage(
            hits=tuple(await search_calls(db, after, limit=limit + 1)), seen=await count(db, sought.filter())
        )
    else:
        found = await counted_page(db, sought.filter(), limit=limit + 1)
    hits = found.hits[:limit]
    return Page(
        hits=hits,
        passages=await _passages(db, list(_spread(hits))[:most_passages], meant),
        cursor=write_cursor(hits[-1].after(sought.order)) if len(found.hits) > limit else None,
        seen=found.seen,
        hints=() if hits or cursor else tuple([hint async for hint in dead_end(db, sought)]),
    )


async def loosened(db: Session, sought: Sought) -> Loosened | None:
    """The condition without which most calls would fit, where none does; None if it takes more than one."""
    tried: list[Loosened] = []
    for condition in sought.conditions():
        seen = await count(db, condition.others.filter())
        tried.append(Loosened(without=condition, calls=seen.calls, is_more=seen.is_more))
    best = max(tried, key=lambda one: one.calls, default=None)
    return best if best and best.calls else None


def _spread(hits: Sequence[Hit]) -> Iterator[tuple[Hit, Mark]]:
    """One passage of each call, then a second, and so on."""
    for number in range(PER_CALL):
        yield from ((hit, hit.marks[number]) for hit in hits if number < len(hit.marks))


async def _passages(db: Session, marked: Sequence[tuple[Hit, Mark]], meant: Meant) -> dict[int, list[Passage]]:
    places = [(hit.transcript_id, mark.turn) for hit, mark in marked]
    spoken = await load_moments(db, places, words=meant.sought.words or None)
    titles = {criterion.replace("_", " "): title for criterion, title in meant.criteria}
    found: dict[int, list[Passage]] = {}
    for hit, mark in marked:
        turn = spoken.get((hit.transcript_id, mark.turn))
        if turn:
            name, colon, level = mark.about.partition(": ")
            about = f"{titles.get(name, name)}{colon}{level}"
            found.setdefault(hit.id, []).append(passage(hit, turn, about=about))
    return found
