"""How answers look in a terminal. Text from calls is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from analysis.scorecards import Scorecard
from analysis.transcript import clock
from coaching_mcp.dimension_lines import dimensions, seen_of
from db.calls import CallSummary
from knowledge.library import Library
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import (
    DimensionResult,
    Evidence,
    Highlight,
    Narrative,
    Observed,
    Scored,
    Unscored,
)
from reports.words import DIMENSIONS

KEYWORD_BANNER = "Keyword reading, not a judgement"
COLUMN_WORDS = dict(zip(Dimension, ("Disc", "Prod", "Obj", "Eng"), strict=True))
NARROW = 100
"""With fewer columns a rep is called by the first name, so that the title of the call can be read."""
DASH = "–"
CENT = Decimal("0.01")


def scorecards_table(cards: Sequence[Scorecard], zone: ZoneInfo) -> Table:
    """One row per scorecard; fits into 80 columns."""
    table = _table(caption=_caption(cards), columns=(("", 3), ("When", 6), ("Call", None), ("Rep", 14)))
    for card in cards:
        table.add_row(
            str(card.call.id),
            f"{card.call.call.started_at.astimezone(zone):%d %b}",
            Text(card.call.call.title),
            Text(card.rep.name),
            *(short(card.result(dimension)) for dimension in Dimension),
        )
    return table


def _caption(cards: Sequence[Scorecard]) -> str:
    if any(card.is_keyword_reading for card in cards):
        return f"{KEYWORD_BANNER}: 2/6 is two of six criteria seen, {DASH} not noticed. {_columns()}."
    return f"Scores from 0 to 100; * needs a second look, ? not judged, {DASH} no opportunity. {_columns()}."


def _columns() -> str:
    return ", ".join(f"{short}: {DIMENSIONS[dimension].lower()}" for dimension, short in COLUMN_WORDS.items())


def _table(*, columns: Sequence[tuple[str, int | None]], caption: str | None = None) -> Table:
    """A table as wide as the terminal, whose one column without a width takes what is left."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, expand=True, padding=0, pad_edge=False)
    table.caption, table.caption_justify = caption, "left"
    for title, width in columns:
        side = "right" if title == "Min" else "left"
        table.add_column(
            title, width=width, ratio=None if width else 1, justify=side, no_wrap=True, overflow="ellipsis"
        )
    for short in COLUMN_WORDS.values():
        table.add_column(short, width=4, justify="right", no_wrap=True)
    return table


def short(result: DimensionResult | None) -> str:
    """A dimension in one cell: its score, how many of its criteria keywords saw, or a dash."""
    if result is None:
        return DASH
    if result.score is not None:
        return f"{result.score}{'*' if result.needs_review else ''}"
    seen = seen_of(result)
    if seen:
        return f"{seen[0]}/{seen[1]}"
    return "?" if any(isinstance(finding, Unscored) for finding in result.findings) else DASH


def scorecard(card: Scorecard, library: Library, zone: ZoneInfo, *, criteria: bool = False) -> Panel:
    """One scorecard, to be read in half a minute; with `criteria` also every criterion."""
    call = card.call.call
    when = call.started_at.astimezone(zone)
    about = f"{when:%A %d %B %Y, %H:%M}, {_type(card.call.call_type)}, {clock(1000 * call.duration_s)}"
    parts: list[RenderableType] = [Text(about, style="dim")]
    if call.is_invented:
        parts.append(Text("Invented for the demo: no person, company or price in it is real.", style="dim"))
    if card.is_keyword_reading and not card.narrative:
        parts.append(Text(KEYWORD_BANNER, style="bold yellow"))
    if card.narrative:
        parts.extend(_narrative(card, card.narrative))
    parts.extend([Text(), dimensions(card, library, criteria=criteria)])
    gap = (card.narrative_gap,) if card.narrative_gap else ()
    parts.extend(Text(f"Note: {note}", style="yellow") for note in (*gap, *card.notes))
    parts.append(Text(_footer(card), style="dim"))
    role = "role not known" if card.rep.role is Role.UNKNOWN else card.rep.role.value.upper()
    title = Text(f"{card.rep.name} ({role}) on {call.title}")
    return Panel(Group(*parts), title=title, title_align="left", padding=(1, 2))


def _type(type_: CallType) -> str:
    return "type not known" if type_ is CallType.OTHER else type_.value.replace("_", " ")


def calls_table(summaries: Sequence[CallSummary], zone: ZoneInfo, *, total: int, width: int) -> Table:
    """The calls that are there, `total` in all, with the newest results of whoever they belong to."""
    narrow = width < NARROW
    days = [item.started_at.astimezone(zone) for item in summaries]
    day, room = ("%d %b", 6) if len({when.year for when in days}) == 1 else ("%d %b %y", 9)
    digits = max((len(str(item.id)) for item in summaries), default=1)
    columns = (("", digits), ("When", room), ("Call", None), ("Whose", 8 if narrow else 18), ("Min", 4))
    table = _table(columns=columns, caption=_legend(len(summaries), total))
    for item, when in zip(summaries, days, strict=True):
        owner = item.owner or ""
        table.add_row(
            str(item.id),
            f"{when:{day}}",
            Text(item.title),
            Text(owner.partition(" ")[0] if narrow else owner),
            str(round(item.duration_s / 60)),
            *(_cell(item, dimension) for dimension in Dimension),
        )
    return table


def _legend(shown: int, total: int) -> str:
    more = "; --limit shows more" if shown < total else ""
    return (
        f"{shown} of {total} calls{more}. Scores from 0 to 100; 2/6 is a keyword reading that saw two of six criteria; "
        f"{DASH} not looked at, or no score. {_columns()}."
    )


def _cell(item: CallSummary, dimension: Dimension) -> str:
    score = item.scores.get(dimension.value)
    return item.noticed.get(dimension.value, DASH) if score is None else str(score)


def dollars(amount: Decimal) -> str:
    """An amount in cents, or as exactly as it takes where it is less than one."""
    return f"${amount:.4f}" if 0 < amount < CENT else f"${amount:,.2f}"


def scorer_words(scorer: str) -> str:
    """Who judged or read, by the id that is kept with every result."""
    kind, _, rest = scorer.partition(":")
    match kind:
        case "keyword":
            return f"Keyword reading (words {rest})"
        case "claude":
            model, _, effort = rest.rpartition(":")
            return f"Claude ({model}, {effort} effort)" if model else f"Claude ({rest})"
        case _:
            return scorer


def _narrative(card: Scorecard, narrative: Narrative) -> Iterable[RenderableType]:
    yield Text()
    yield Text(narrative.summary)
    keep, change = ("Seen", "Worth a listen") if card.is_keyword_reading else ("Keep", "Change")
    for title, highlight in ((keep, narrative.strength), (change, narrative.focus)):
        if highlight:
            yield Text()
            yield Text.assemble((f"{title}: ", "bold"), highlight.text, _where(card, highlight))
            if highlight.say:
                yield Text.assemble(("  Try: ", "bold"), highlight.say)
    if narrative.action:
        yield Text()
        yield Text.assemble(("Next: ", "bold"), narrative.action.when, ": ", narrative.action.then)
        yield Text.assemble(("  We'll look for: ", "dim"), (narrative.action.look_for, "dim"))


def _where(card: Scorecard, highlight: Highlight) -> str:
    turn = highlight.rep_turn if highlight.rep_turn is not None else highlight.customer_turn
    evidence = {item.turn: item.at_ms for result in card.results for item in _evidence(result)}
    return f" ({clock(evidence[turn])})" if turn in evidence else ""


def _evidence(result: DimensionResult) -> Iterable[Evidence]:
    for finding in result.findings:
        if isinstance(finding, Scored | Observed):
            yield from finding.evidence
    yield from (objection.evidence for objection in result.objections)


def _footer(card: Scorecard) -> str:
    done = "read just now" if card.is_keyword_reading else "judged just now"
    paid = "from the cache" if card.cached else done
    if card.cost_usd:  # also of what was judged before
        paid += f"; making it cost {dollars(card.cost_usd)} in all"
    others = f" Also on the call: {', '.join(rep.name for rep in card.others)} (--rep)." if card.others else ""
    whose = "" if card.rep.speaker == card.call.owner else f" --rep {card.rep.email or card.rep.label}"
    page = f"Every criterion with its quotes: coach show {card.call.id}{whose} --page scorecard.html"
    return f"By {scorer_words(card.scorer)}, {paid}. For coaching, not for ranking or pay.{others}\n{page}"


class _Console(Console):
    """Says that nobody reads any more by an error that the boundary knows; rich would leave in the middle of it all."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(*, error: bool = False) -> Console:
    """Standard output for answers, standard error for everything else."""
    return _Console(stderr=error, highlight=False)
