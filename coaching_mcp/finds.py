"""What `search_calls` does: from what was asked to calls with moments, shown as an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coaching_mcp.answers import MOST_QUOTES, HitRow, Quote, SearchAnswer
from coaching_mcp.desk import Office
from coaching_mcp.looking import Loosened, Page, look, loosened
from coaching_mcp.passages import Passage
from coaching_mcp.quoting import day, scores_in_words
from coaching_mcp.search_asked import Circumstances, SearchAsked, criteria_of, meant_by, notes
from coaching_mcp.sought import Sought
from db.search import Hit
from knowledge.scorecard import is_keyword
from reports.words import counted

MOST: Final = 7


async def search(office: Office, asked: SearchAsked, *, limit: int, cursor: str | None) -> SearchAnswer:
    """A page of moments with the calls they are from.

    Raises:
        BadFilter, BadCursor, BadPeriod, PersonNotFound: it cannot be looked for like this.
    """
    engine = office.engine
    given = Circumstances(now=engine.clock(), zone=office.zone, criteria=criteria_of(engine.library))
    async with engine.db.borrowed() as db:
        meant = await meant_by(db, asked, given)
        page = await look(db, meant, limit=min(limit, MOST), cursor=cursor, most_passages=MOST_QUOTES)
        looser = None if page.hits else await loosened(db, meant.sought)
    quotes = [_quote(passage) for hit in page.hits for passage in page.passages.get(hit.id, ())]
    return SearchAnswer(
        verdict=verdict(page, meant.sought),
        rows=[_row(hit, office) for hit in page.hits],
        quotes=quotes,
        uncertain=[*notes(meant), *uncertain(page)],
        next=list(_next(page, quotes, looser)),
        cursor=page.cursor,
    )


def verdict(page: Page, sought: Sought) -> str:
    """How many calls there are, of what, and by whom they were judged."""
    if not page.hits:
        return f"No calls fit (n = 0): {sought.in_words()}."
    return f"{counted_calls(page)}: {sought.in_words()}.{scored_by(page)}"


def counted_calls(page: Page) -> str:
    """How many calls fit, and how many of them are on this page where that is not all."""
    seen, shown = page.seen, len(page.hits)
    calls = f"More than {seen.calls:,} calls" if seen.is_more else counted(seen.calls, "call", "calls")
    return f"{calls}, {shown} of them here" if shown < seen.calls or seen.is_more else calls


def scored_by(page: Page) -> str:
    """Whose scores these are; empty if there are none."""
    scored = [hit for hit in page.hits if any(score is not None for score in hit.scores.values())]
    scorers = sorted({hit.scorer for hit in scored if hit.scorer})
    return f" Scores by {', '.join(scorers)}." if scorers else ""


def uncertain(page: Page) -> Iterator[str]:
    """What may be missing from the answer, or not what it seems."""
    if any(is_keyword(hit.scorer or "") for hit in page.hits):
        yield "Keyword readings have no scores, and say of an objection only that it came up."
    yield from page.hints
    if any(hit.is_invented for hit in page.hits):
        yield "These calls are invented for the demo; they disappear from searches when real ones are imported."


def without_it(looser: Loosened | None) -> str:
    """What to leave out of a search that found nothing."""
    if looser is None:
        return "No single filter is to blame: leave out several, or take a longer period."
    more = " or more" if looser.is_more else ""
    calls = f"{looser.calls}{more} {'call fits' if looser.calls == 1 and not more else 'calls fit'}"
    words = looser.without.words
    return f"Without {words} {calls}." if set(words) & set('“"') else f"Without “{words}” {calls}."


def _row(hit: Hit, office: Office) -> HitRow:
    return HitRow(
        call=hit.id,
        day=day(hit.started_at, office.zone),
        title=hit.title,
        rep=hit.rep,
        scores=scores_in_words(hit.scores),
    )


def _quote(found: Passage) -> Quote:
    return Quote(
        speaker=found.speaker,
        at=found.at,
        text=found.text,
        hits=list(found.hits),
        call=found.call,
        about=found.about,
        url=found.url,
    )


def _next(page: Page, quotes: list[Quote], looser: Loosened | None) -> Iterator[str]:
    if quotes:
        yield f'get_transcript call={quotes[0].call} around="{quotes[0].at}" for the exchange in full'
    if page.hits:
        yield f"analyze_call call={page.hits[0].id} for its scorecard"
    else:
        yield f"search_calls again with less. {without_it(looser)}"
