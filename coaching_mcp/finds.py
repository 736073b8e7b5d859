"""What `search_calls` does: from what was asked to a filter, and from what was found to moments."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from analysis.errors import EngineError
from analysis.lookup import the_person
from analysis.period import Period, read_period
from coaching_mcp.answers import HitRow, Quote, SearchAnswer
from coaching_mcp.desk import Office
from coaching_mcp.quoting import day, hit_quote, scores_in_words
from db.database import Session
from db.search import After, Filter, Hit, Mark, Sort, load_moments, search_calls
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Win, WinState
from reports.words import CALL_TYPES, DIMENSIONS

MOST: Final = 7


class BadCursor(EngineError):
    """A cursor that is not one of ours."""


class BadFilter(EngineError):
    """Filters that do not go together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """What `search_calls` was asked; None filters nothing."""

    words: str | None = None
    said_by: str | None = None
    side: Literal["us", "customer"] | None = None
    rep: str | None = None
    role: Role | None = None
    team: str | None = None
    account: str | None = None
    product: str | None = None
    call_type: CallType | None = None
    period: str | None = None
    dimension: Dimension | None = None
    score_at_least: int | None = None
    score_below: int | None = None
    objection: ObjectionType | Literal["any"] | None = None
    handling: Handling | None = None
    win: Win | None = None
    win_state: WinState | None = None
    sort: Sort = "newest"
    cursor: str | None = None
    limit: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
    """The filter, and in words what it looks for."""

    filter: Filter
    words: str


async def search(office: Office, asked: SearchAsked) -> SearchAnswer:
    """A page of moments with the calls they are from.

    Raises:
        BadFilter, BadCursor, BadPeriod, PersonNotFound: it cannot be looked for like this.
    """
    async with office.engine.db.borrowed() as db:
        return await _search(office, db, asked)


async def _search(office: Office, db: Session, asked: SearchAsked) -> SearchAnswer:
    understood = await _understood(office, db, asked)
    limit = min(asked.limit, MOST)
    hits = await search_calls(db, understood.filter, limit=limit + 1)
    shown = hits[:limit]
    quotes = await _quotes(db, shown, asked)
    more = len(hits) > limit
    return SearchAnswer(
        verdict=_verdict(shown, understood.words, more=more),
        rows=[_row(hit, office) for hit in shown],
        quotes=quotes,
        uncertain=list(_uncertain(asked, shown)),
        next=list(_next(shown, quotes)),
        cursor=_written(shown[-1].after(asked.sort)) if more else None,
    )


async def _understood(office: Office, db: Session, asked: SearchAsked) -> _Understood:
    if (asked.said_by or asked.side) and not asked.words:
        raise BadFilter('`said_by` and `side` say whose words are meant: give `words` as well, such as "budget".')
    period = _period(asked.period, office)
    person = await the_person(db, asked.rep) if asked.rep else None
    ranged = asked.score_at_least is not None or asked.score_below is not None
    dimension = asked.dimension or (Dimension.OBJECTION_HANDLING if ranged and asked.objection else None)
    content = asked.words or asked.objection or asked.handling or asked.win or asked.win_state
    wanted = Filter(
        words=asked.words,
        speaker=asked.said_by,
        side=asked.side,
        people=(person.id,) if person else None,
        role=asked.role,
        team=asked.team,
        account=asked.account,
        product=asked.product,
        call_type=asked.call_type,
        since=period.start if period else None,
        until=period.end if period else None,
        dimensions=(dimension,) if dimension else tuple(Dimension),
        least=asked.score_at_least,
        most=asked.score_below - 1 if asked.score_below is not None else None,
        objection=asked.objection if isinstance(asked.objection, ObjectionType) else None,
        any_objection=asked.objection == "any",
        handling=asked.handling,
        win=asked.win,
        win_state=asked.win_state,
        evidence=not content and (dimension is not None or ranged),
        sort=asked.sort,
        after=_read(asked.cursor, asked.sort),
    )
    who = person.name if person else None
    words = ", ".join(_words(replace(asked, dimension=dimension), who, period))
    return _Understood(filter=wanted, words=words)


def _period(text: str | None, office: Office) -> Period | None:
    return read_period(text, now=office.engine.clock(), zone=office.zone) if text else None


def _words(asked: SearchAsked, person: str | None, period: Period | None) -> Iterator[str]:
    """What was looked for, so that a misunderstanding shows."""
    if asked.call_type:
        yield CALL_TYPES[asked.call_type].lower()
    yield from _content(asked)
    yield from _scores(asked)
    others = {"of": person, "with": asked.account, "about": asked.product, "team": asked.team}
    yield from (f"{word} {value}" for word, value in others.items() if value)
    if asked.role:
        yield f"role {asked.role.value.upper()}"
    yield period.words if period else "at any time"


def _content(asked: SearchAsked) -> Iterator[str]:
    if asked.words:
        by = asked.said_by or {"us": "our side", "customer": "the customer"}.get(asked.side or "")
        yield f"“{asked.words}” said" + (f" by {by}" if by else "")
    if asked.objection:
        yield f"{asked.objection.replace('_', ' ')} objection"
    if asked.handling:
        yield f"objection handled: {asked.handling.value}"
    if asked.win or asked.win_state:
        state = asked.win_state.value if asked.win_state else "touched"
        yield f"{asked.win.value if asked.win else 'any'} win {state}"


def _scores(asked: SearchAsked) -> Iterator[str]:
    where = f"in {DIMENSIONS[asked.dimension].lower()}" if asked.dimension else "in at least one dimension"
    if asked.score_at_least is not None:
        yield f"{asked.score_at_least} or more {where}"
    if asked.score_below is not None:
        yield f"below {asked.score_below} {where}"


def _verdict(hits: list[Hit], words: str, *, more: bool) -> str:
    if not hits:
        return f"No calls fit (n = 0): {words}."
    scorers = sorted({hit.scorer for hit in hits if hit.scorer})
    by = f" Scores by {', '.join(scorers)}." if scorers else ""
    count = f"{len(hits)} calls, and more" if more else f"{len(hits)} {'call' if len(hits) == 1 else 'calls'}"
    return f"{count}: {words}.{by}"


def _row(hit: Hit, office: Office) -> HitRow:
    return HitRow(
        call=hit.id,
        day=day(hit.started_at, office.zone),
        title=hit.title,
        type=hit.call_type.value,
        account=hit.account,
        rep=hit.rep,
        scores=scores_in_words(hit.scores),
    )


async def _quotes(db: Session, hits: list[Hit], asked: SearchAsked) -> list[Quote]:
    """One moment of each call, then a second, and so on."""
    marked: list[tuple[Hit, Mark]] = [
        (hit, hit.marks[number]) for number in range(3) for hit in hits if number < len(hit.marks)
    ]
    spoken = await load_moments(db, [(hit.transcript_id, mark.turn) for hit, mark in marked[:3]])
    return [
        hit_quote(hit, spoken[hit.transcript_id, mark.turn], about=mark.about, words=asked.words)
        for hit, mark in marked[:3]
    ]


def _uncertain(asked: SearchAsked, hits: list[Hit]) -> Iterator[str]:
    if any((hit.scorer or "").startswith("keyword:") for hit in hits):
        yield "Keyword readings have no scores, and say of an objection only that it came up."
    if not hits and (asked.score_below is not None or asked.score_at_least is not None or asked.objection):
        yield "Only calls that were analysed have scores and objections: analyze_call adds one."
    if any(hit.is_invented for hit in hits):
        yield "These calls are invented for the demo; they disappear from searches when real ones are imported."


def _next(hits: list[Hit], quotes: list[Quote]) -> Iterator[str]:
    if quotes:
        yield f'get_transcript call={quotes[0].call} around="{quotes[0].at}" for the exchange in full'
    if hits:
        yield f"analyze_call call={hits[0].id} for its scorecard"
    else:
        yield "the same with fewer filters, or a longer period"


def _written(after: After) -> str:
    text = json.dumps([after.started_at.isoformat(), after.id, after.score], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str | None, sort: Sort) -> After | None:
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        started_at, id_, score = json.loads(text)
        after = After(started_at=datetime.fromisoformat(started_at), id=int(id_), score=score)
    except (binascii.Error, ValueError, TypeError):
        raise BadCursor("That cursor is not one of mine. Leave it out to begin with the first page.") from None
    if (after.score is None) == (sort == "lowest_score"):
        raise BadCursor("That cursor is from a search in another order. Leave it out to begin with the first page.")
    return after
