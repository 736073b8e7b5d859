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
from db.calls import CallSummary
from db.ledger import CostReport, Tokens
from knowledge.library import Library
from knowledge.rubric import Dimension
from knowledge.ruling import rulings_on
from knowledge.scorecard import (
    DimensionResult,
    Evidence,
    Highlight,
    Narrative,
    Observed,
    Scored,
    Sighting,
    Unscored,
    band,
)

KEYWORD_BANNER = "Keyword reading, not a judgement"
DIMENSION_WORDS = {
    Dimension.DISCOVERY: "Discovery",
    Dimension.PRODUCT_KNOWLEDGE: "Product knowledge",
    Dimension.OBJECTION_HANDLING: "Objection handling",
    Dimension.ENGAGEMENT: "Engagement",
}
COLUMN_WORDS = dict(zip(Dimension, ("Disc", "Prod", "Obj", "Eng"), strict=True))
SIGHTING_WORDS = {
    Sighting.SEEN: "seen",
    Sighting.PARTLY: "partly seen",
    Sighting.NOT_SEEN: "not seen",
    Sighting.NO_OPPORTUNITY: "no occasion",
}


def scorecards_table(cards: Sequence[Scorecard], zone: ZoneInfo) -> Table:
    """One row per scorecard; fits into 80 columns."""
    table = _table(caption=_caption(cards), columns=(("", 2), ("When", 6), ("Call", None), ("Rep", 14)))
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
    named = ", ".join(f"{short}: {DIMENSION_WORDS[dimension].lower()}" for dimension, short in COLUMN_WORDS.items())
    if any(card.is_keyword_reading for card in cards):
        return f"{KEYWORD_BANNER}: 2/6 is two of six criteria seen, – nothing of the kind came up. {named}."
    return f"Scores from 0 to 100; * needs a second look, – nothing of the kind came up. {named}."


def _table(*, columns: Sequence[tuple[str, int | None]], caption: str | None = None) -> Table:
    """A table as wide as the terminal, whose one column without a width takes what is left."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, expand=True, padding=(0, 1, 0, 0), pad_edge=False)
    table.caption, table.caption_justify = caption, "left"
    for title, width in columns:
        table.add_column(title, width=width, ratio=None if width else 1, no_wrap=True, overflow="ellipsis")
    for short in COLUMN_WORDS.values():
        table.add_column(short, width=4, justify="right", no_wrap=True)
    return table


def short(result: DimensionResult | None) -> str:
    """A dimension in one cell: its score, how many of its criteria keywords saw, or a dash."""
    if result is None:
        return "–"
    if result.score is not None:
        return f"{result.score}{'*' if result.needs_review else ''}"
    seen = _seen(result)
    if seen:
        return f"{seen[0]}/{seen[1]}"
    return "?" if any(isinstance(finding, Unscored) for finding in result.findings) else "–"


def _seen(result: DimensionResult) -> tuple[int, int] | None:
    """How many criteria keywords saw, of those that there was occasion for."""
    observed = [finding for finding in result.findings if isinstance(finding, Observed)]
    looked = [finding for finding in observed if finding.sighting is not Sighting.NO_OPPORTUNITY]
    return (sum(finding.sighting is Sighting.SEEN for finding in looked), len(looked)) if looked else None


def scorecard(card: Scorecard, library: Library, zone: ZoneInfo) -> Panel:
    """One scorecard, to be read in half a minute."""
    call = card.call.call
    when = call.started_at.astimezone(zone)
    about = f"{when:%A %d %B %Y, %H:%M}, {card.call.call_type.value.replace('_', ' ')}, {clock(1000 * call.duration_s)}"
    parts: list[RenderableType] = [Text(about, style="dim")]
    if call.is_invented:
        parts.append(Text("Invented for the demo: no person, company or price in it is real.", style="dim"))
    if card.is_keyword_reading and not card.narrative:
        parts.append(Text(KEYWORD_BANNER, style="bold yellow"))
    if card.narrative:
        parts.extend(_narrative(card, card.narrative))
    parts.extend([Text(), _dimensions(card, library)])
    gap = (card.narrative_gap,) if card.narrative_gap else ()
    parts.extend(Text(f"Note: {note}", style="yellow") for note in (*gap, *card.notes))
    parts.append(Text(_footer(card), style="dim"))
    title = Text(f"{card.rep.name} ({card.rep.role.value.upper()}) on {call.title}")
    return Panel(Group(*parts), title=title, title_align="left", padding=(1, 2))


def calls_table(summaries: Sequence[CallSummary], zone: ZoneInfo) -> Table:
    """The calls that are there, with the newest scores of whoever they belong to."""
    table = _table(columns=(("", 4), ("When", 10), ("Call", None), ("Whose", 14), ("Length", 7)))
    for item in summaries:
        scores = [item.scores.get(dimension.value) for dimension in Dimension]
        table.add_row(
            str(item.id),
            f"{item.started_at.astimezone(zone):%Y-%m-%d}",
            Text(item.title),
            Text(item.owner or ""),
            clock(1000 * item.duration_s),
            *("–" if score is None else str(score) for score in scores),
        )
    return table


def cost(report: CostReport, *, days: int, cap: Decimal) -> Group:
    """What was spent and saved."""
    rate = "no lookups yet" if report.hit_rate is None else f"{report.hit_rate:.0%} of {report.hits + report.misses}"
    lines = [
        f"The last {days} days: {dollars(report.total.cost_usd)} for {report.total.requests} requests.",
        f"Lookups answered from the cache: {rate}; saved: {dollars(report.saved_usd)}.",
        _tokens(report.tokens),
        f"Cap: {dollars(cap)} a day (DAILY_SPEND_CAP_USD).",
    ]
    if report.total.reserved_usd:
        lines.append(f"Requests that were broken off may have cost up to {dollars(report.total.reserved_usd)} more.")
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for title in ("For", "Requests", "Cost"):
        table.add_column(title, justify="left" if title == "For" else "right")
    for purpose, spend in (*report.by_purpose.items(), *report.by_model.items()):
        table.add_row(purpose, str(spend.requests), dollars(spend.cost_usd))
    return Group(*lines, *([table] if report.total.requests else []))


def _tokens(tokens: Tokens) -> str:
    return (
        f"Tokens: {tokens.input:,} in, {tokens.cache_write:,} written to Claude's prompt cache, "
        f"{tokens.cache_read:,} read from it, {tokens.output:,} out ({tokens.thinking:,} of them thinking)."
    )


def dollars(amount: Decimal) -> str:
    """An amount so that neither cents of a call nor a month's bill looks odd."""
    return f"${amount:.4f}" if 0 < amount < 1 else f"${amount:.2f}"


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


def _dimensions(card: Scorecard, library: Library) -> Table:
    table = Table.grid(padding=(0, 2))
    for result in card.results:
        points, seen = result.score, _seen(result)
        headline = f"{points} {band(points)}" if points is not None else short(result)
        if seen:
            headline = f"{seen[0]} of {seen[1]} seen"
        table.add_row(Text(DIMENSION_WORDS[result.dimension], style="bold"), Text(headline, style="bold"), "")
        titles = {item.id: item.title for item in library.rubrics[result.dimension].criteria}
        for finding in result.findings:
            title = titles.get(finding.criterion, finding.criterion)
            match finding:
                case Scored():
                    value = f"{finding.level} of 4{' *' if finding.needs_review else ''}"
                    said = finding.reasoning
                case Observed():
                    value, said = SIGHTING_WORDS[finding.sighting], finding.note
                case Unscored():
                    value, said = "not judged", finding.reason
                case _:
                    continue  # what does not apply is on the page, not here
            table.add_row(Text(f"  {title}"), Text(value), Text(said, style="dim"))
            for ruling in rulings_on(card.rulings, result.dimension, finding.criterion):
                table.add_row("", "", Text(ruling.sentence, style="yellow"))
    return table


def _footer(card: Scorecard) -> str:
    paid = "from the cache" if card.cached else "read just now" if card.is_keyword_reading else "judged just now"
    cost = f", cost {dollars(card.cost_usd)}" if card.cost_usd else ""
    others = f" Also on the call: {', '.join(rep.name for rep in card.others)} (--rep)." if card.others else ""
    return f"By {card.scorer}, {paid}{cost}. For coaching, not for ranking or pay.{others}"


def console(*, error: bool = False) -> Console:
    """Standard output for answers, standard error for everything else."""
    return Console(stderr=error, highlight=False)
