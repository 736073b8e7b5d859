"""How the calls that a search found look: in the terminal, as JSON and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from rich.console import Console
from rich.text import Text

from analysis.transcript import visible
from coaching_mcp.csv_file import Cell
from coaching_mcp.finds import counted_calls, scored_by, uncertain, without_it
from coaching_mcp.looking import PER_CALL, Search
from coaching_mcp.passages import Passage
from coaching_mcp.quoting import day, scores_in_words
from coaching_mcp.search_asked import notes
from coaching_mcp.sought import ORDERS, TYPES
from coaching_mcp.views import Json
from db.facets import Overview, Share
from db.search import Hit
from knowledge.rubric import CallType, Dimension

COLUMNS = (
    "call", "gong_id", "started_at", "title", "type", "account", "rep", "role", "scorer",
    *(dimension.value for dimension in Dimension), "about", "speaker", "side", "at", "words", "url",
)  # fmt: skip
SIDES = {"us": "our side", "customer": "customer", "unknown": "side not known"}
MOST_SHARES = 8
NARROWEST = 20


def show(out: Console, found: Search, zone: tzinfo, *, facets: bool) -> None:
    """What was understood, how many calls that is, the calls with their moments, and what to do next."""
    page, sought = found.page, found.meant.sought
    _indented(out, Text(visible(sought.in_words()), style="bold"))
    for note in (*notes(found.meant), *uncertain(page)):
        _indented(out, Text(f"Note: {visible(note)}", style="yellow"))
    _indented(out, Text(visible(_count(found))))
    for hit in page.hits:
        out.print()
        title = (visible(hit.title), "bold")
        _indented(out, Text.assemble((f"{hit.id}  ", "bold cyan"), f"{day(hit.started_at, zone)}  ", title))
        _indented(out, Text(_about(hit), style="dim"), by=4)
        for passage in page.passages.get(hit.id, ()):
            _show_passage(out, passage)
    if facets and page.hits:
        out.print()
        for line in _facets(found.overview):
            _indented(out, Text(line))
    out.print()
    for line in _next(found):
        out.print(Text(line, style="dim"), soft_wrap=True)


def as_json(found: Search, zone: tzinfo) -> Json:
    """Everything that was found, and how the question was understood."""
    seen, text = found.overview, found.meant.text
    return {
        "understood": found.meant.sought.in_words(),
        "pieces": [{"text": piece.text, "kind": piece.kind.value} for piece in text.pieces] if text else [],
        "notes": [*notes(found.meant), *uncertain(found.page)],
        "count": seen.calls,
        "is_more": seen.is_more,
        "calls": [_call(hit, found.page.passages.get(hit.id, ()), zone) for hit in found.page.hits],
        "facets": {name: {share.value: share.calls for share in shares} for name, shares in _shares(seen)},
        "cursor": found.page.cursor,
        "next": [without_it(found.looser)] if not found.page.hits else [],
    }


def table(found: Search, zone: tzinfo) -> Iterator[Sequence[Cell]]:
    """A row for each moment, and one for a call without."""
    for hit in found.page.hits:
        scores = [hit.scores.get(dimension.value) for dimension in Dimension]
        role = hit.role.value if hit.role else None
        call = [hit.id, hit.gong_id, _begun(hit, zone), hit.title, hit.call_type.value, hit.account]
        for moment in found.page.passages.get(hit.id) or [None]:
            said = (
                [moment.about, moment.speaker, moment.side, moment.at, moment.text, moment.url]
                if moment
                else [None] * 6
            )
            yield [*call, hit.rep, role, hit.scorer, *scores, *said]


def _count(found: Search) -> str:
    if not found.page.hits:
        return f"No call fits. {without_it(found.looser)}"
    full = any(len(passages) >= PER_CALL for passages in found.page.passages.values())
    moments = f" At most {PER_CALL} moments of each." if full else ""
    return f"{counted_calls(found.page)}, {ORDERS[found.meant.sought.order]}.{moments}{scored_by(found.page)}"


def _about(hit: Hit) -> str:
    parts = (hit.rep, scores_in_words(hit.scores) or ("read for keywords" if hit.scorer else "not analysed yet"))
    return " · ".join(visible(part) for part in parts if part)


def _show_passage(out: Console, passage: Passage) -> None:
    speaker = f"{visible(passage.speaker)} ({SIDES.get(passage.side, passage.side)})"
    about = "" if passage.about == "said" else f" · {visible(passage.about)}"
    _indented(out, Text.assemble((passage.at, "cyan"), f"  {speaker}{about}"), by=4)
    _indented(out, _marked(passage, plain=not out.is_terminal), by=6)
    if passage.url:
        out.print(Text(f"      {passage.url}", style="dim"), soft_wrap=True)


def _indented(out: Console, text: Text, *, by: int = 0) -> None:
    for line in text.wrap(out, max(NARROWEST, out.width - by)):
        line.rstrip()
        out.print(Text(" " * by).append_text(line), soft_wrap=True)


def _marked(passage: Passage, *, plain: bool) -> Text:
    """The words around what was found, which stands out: in bold, or between asterisks where there is none."""
    text = Text("“")
    for piece, is_hit in passage.pieces():
        shown = _printable(piece)
        text.append(f"*{shown}*" if is_hit and plain else shown, style="bold reverse" if is_hit else "")
    return text.append("”")


def _printable(piece: str) -> str:
    """A piece of a text without what a terminal would obey; the blanks at its ends stay."""
    shown = visible(piece)
    before, after = (" " if end.isspace() else "" for end in (piece[:1], piece[-1:]))
    return f"{before}{shown}{after}" if shown else before


def _facets(seen: Overview) -> Iterator[str]:
    if seen.is_more:
        yield f"Of the newest {seen.calls:,} calls:"
    for name, shares in _shares(seen):
        shown = [f"{_name(name, share)} {share.calls}" for share in shares[:MOST_SHARES]]
        rest = [f"{len(shares) - MOST_SHARES} more"] if len(shares) > MOST_SHARES else []
        if shares:
            yield f"By {name}: {', '.join([*shown, *rest])}"


def _shares(seen: Overview) -> tuple[tuple[str, tuple[Share, ...]], ...]:
    return ("type", seen.call_types), ("rep", seen.reps), ("objection", seen.objections), ("month", seen.months)


def _name(facet: str, share: Share) -> str:
    return TYPES[CallType(share.value)] if facet == "type" else visible(share.value).replace("_", " ")


def _begun(hit: Hit, zone: tzinfo) -> str:
    """On the company's day, as it is shown."""
    return hit.started_at.astimezone(zone).isoformat()


def _call(hit: Hit, passages: Sequence[Passage], zone: tzinfo) -> Json:
    return {
        "call": hit.id,
        "gong_id": hit.gong_id,
        "title": hit.title,
        "started_at": _begun(hit, zone),
        "type": hit.call_type.value,
        "account": hit.account,
        "rep": hit.rep,
        "role": hit.role.value if hit.role else None,
        "scorer": hit.scorer,
        "scores": dict(hit.scores),
        "url": hit.url,
        "moments": [
            {
                "speaker": passage.speaker,
                "side": passage.side,
                "at": passage.at,
                "about": passage.about,
                "text": passage.text,
                "hits": [list(place) for place in passage.hits],
                "url": passage.url,
            }
            for passage in passages
        ],
    }


def _next(found: Search) -> Iterator[str]:
    for hit in found.page.hits[:1]:
        command = "show" if hit.scorer else "analyze"
        yield f"The whole of a call: coach {command} {hit.id}"
    if found.page.cursor:
        yield f"More: the same with --after {found.page.cursor}"
    if not found.page.hits:
        yield "What is there: coach calls"
