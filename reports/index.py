"""The list of the calls of one run, with their scores. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import groupby

from analysis.transcript import visible
from analysis.week import Week
from knowledge.rubric import Dimension
from knowledge.scorecard import DimensionResult, Observed, Sighting, band, is_keyword
from reports.dimensions import CANNOT_TELL, card_state
from reports.facts import IndexEntry, IndexFacts
from reports.view import CardState, When
from reports.words import CALL_TYPES, DIMENSIONS, ROLES, date_and_time, day, length, relative


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One dimension of one call in the list: a score with its band, or words."""

    state: CardState
    score: int | None
    words: str
    review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One call in the list."""

    title: str
    href: str | None
    started: When
    length: str
    type: str
    account: str | None
    rep: str
    role: str
    is_keyword_reading: bool
    note: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView:
    """The calls of one week, newest first."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The list of the calls of one run."""

    title: str
    remarks: tuple[str, ...]
    is_invented: bool
    any_keyword_reading: bool
    columns: tuple[str, ...]
    weeks: tuple[WeekView, ...]
    made: When


def index_view(facts: IndexFacts, *, zone: tzinfo) -> IndexView:
    """What the list shows, newest call first; times of day are in `zone`, the company's."""
    entries = sorted(facts.entries, key=lambda entry: entry.call.started_at, reverse=True)
    return IndexView(
        title=facts.title,
        remarks=facts.remarks,
        is_invented=any(entry.call.is_invented for entry in entries),
        any_keyword_reading=any(_is_reading(entry) for entry in entries),
        columns=tuple(DIMENSIONS[dimension] for dimension in Dimension),
        weeks=tuple(_weeks(entries, zone)),
        made=date_and_time(facts.made_at, zone),
    )


def _weeks(entries: list[IndexEntry], zone: tzinfo) -> Iterator[WeekView]:
    for week, group in groupby(entries, key=lambda entry: Week.of(entry.call.started_at, zone)):
        rows = tuple(_row(entry, zone) for entry in group)
        yield WeekView(title=f"Week of {week.monday.day} {week.monday:%B %Y}", rows=rows)


def _row(entry: IndexEntry, zone: tzinfo) -> Row:
    call = entry.call
    return Row(
        title=visible(call.title) or "A call without a title",
        href=relative(entry.href) if entry.href else None,
        started=day(call.started_at, zone),
        length=length(call.duration_s),
        type=CALL_TYPES[call.type],
        account=visible(call.account) if call.account else None,
        rep=(visible(entry.rep.name) or entry.rep.label) if entry.rep else "Nobody of our side",
        role=ROLES[entry.rep.role] if entry.rep else "",
        is_keyword_reading=_is_reading(entry),
        note=entry.note,
        cells=tuple(_cell(entry, dimension) for dimension in Dimension),
    )


def _is_reading(entry: IndexEntry) -> bool:
    return is_keyword(entry.scorer)


def _cell(entry: IndexEntry, dimension: Dimension) -> Cell:
    result = next((result for result in entry.results if result.dimension is dimension), None)
    if result is None:
        return Cell(state="missing", score=None, words="Not judged", review=False)
    state = card_state(result, reading=_is_reading(entry))
    return Cell(state=state, score=result.score, words=_words(result, state), review=result.needs_review)


def _words(result: DimensionResult, state: CardState) -> str:
    match state:
        case "read":
            return _seen(result)
        case "not_applicable":
            return "Not applicable"
        case "unscored" | "missing":
            return "Not scored"
        case "scored":
            return band(result.score or 0)


def _seen(result: DimensionResult) -> str:
    sightings = [item.sighting for item in result.findings if isinstance(item, Observed)]
    looked_for = [sighting for sighting in sightings if sighting is not Sighting.NO_OPPORTUNITY]
    if not looked_for:
        return "No opportunity" if sightings else CANNOT_TELL
    return f"Seen {looked_for.count(Sighting.SEEN)} of {len(looked_for)}"
