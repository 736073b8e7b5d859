"""How many calls fit a filter, and how many of each type, rep, objection and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from db.database import Session
from db.filter import Filter
from db.queries import query
from db.search import Hit, search_calls, show_calls
from db.standings import Effort, Found, Standing, find_standings

MOST: Final = 1_000
"""As many calls are counted; of more it is said that there are more."""
MOST_WALKED: Final = 200
"""The same where words are said in so many turns that each call has to be looked at."""
A_COUNT: Final = Effort(turns=10_000, share=0.02, calls=MOST_WALKED + 1)

Facet = Literal["call_type", "rep", "objection", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """On how many of the calls something is: a type, a rep's name, a type of objection, a month as 2026-11."""

    value: str
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How many calls fit, and of which kinds. `is_more`: there are more, and all of this is of the newest `calls`."""

    calls: int
    is_more: bool
    call_types: tuple[Share, ...] = ()
    reps: tuple[Share, ...] = ()
    objections: tuple[Share, ...] = ()
    months: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _FacetRow:
    facet: Facet
    value: str
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPage:
    """The first calls that fit, and how many there are."""

    hits: tuple[Hit, ...]
    seen: Overview


async def counted_page(db: Session, wanted: Filter, *, limit: int) -> CountedPage:
    """The first page, counted by the query that finds it; only what is sorted by relevance is counted by another."""
    if wanted.sort == "relevance":
        hits = await search_calls(db, wanted, limit=limit)
        return CountedPage(hits=tuple(hits), seen=await count(db, wanted))
    found = await find_standings(db, wanted, limit=MOST + 1, effort=A_COUNT)
    _, seen = _of(found)
    hits = await show_calls(db, wanted, replace(found, standings=found.standings[:limit]))
    return CountedPage(hits=tuple(hits), seen=seen)


async def count(db: Session, wanted: Filter) -> Overview:
    """How many fit, whatever page is looked at, without the kinds."""
    _, counted = await _counted(db, wanted)
    return counted


async def overview(db: Session, wanted: Filter, *, zone: str) -> Overview:
    """What fits, whatever page is looked at: the most frequent first, months in order. `zone` is where they begin."""
    found, counted = await _counted(db, wanted)
    params = {
        "calls": [one.call_id for one in found],
        "speakers": [one.speaker_id for one in found],
        "zone": zone,
    }
    rows = await db.fetch(query("count_facets"), params, _FacetRow)
    return replace(
        counted,
        call_types=_shares(rows, "call_type"),
        reps=_shares(rows, "rep"),
        objections=_shares(rows, "objection"),
        months=tuple(sorted(_shares(rows, "month"), key=lambda share: share.value)),
    )


async def _counted(db: Session, wanted: Filter) -> tuple[Sequence[Standing], Overview]:
    newest = replace(wanted, sort="newest", after=None)
    return _of(await find_standings(db, newest, limit=MOST + 1, effort=A_COUNT))


def _of(found: Found) -> tuple[Sequence[Standing], Overview]:
    """Those that are counted, and how many that is."""
    most = MOST_WALKED if found.walked else MOST
    counted = found.standings[:most]
    return counted, Overview(calls=len(counted), is_more=len(found.standings) > most)


def _shares(rows: Sequence[_FacetRow], facet: Facet) -> tuple[Share, ...]:
    return tuple(Share(value=row.value, calls=row.calls) for row in rows if row.facet == facet)
