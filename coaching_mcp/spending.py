"""`coach cost`: what was spent and what the cache saved."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table

from analysis.bootstrap import open_database, system_clock
from analysis.settings import Settings
from coaching_mcp import terminal, views
from coaching_mcp.exits import DONE
from coaching_mcp.terminal import dollars
from db.ledger import CostReport, Spend, Tokens, cost_report
from reports.words import counted

EVALUATION: Final = "eval"
NUMBER: Final = re.compile(r"\s*\d+$")
PURPOSES: Final = {
    "repair": "asked again",
    "part": "parts of long calls",
    "whole": "long calls as a whole",
    "narrative": "summary",
    "call_type": "type of call",
}
NOTHING: Final = Spend(requests=0, cost_usd=Decimal(0), reserved_usd=Decimal(0))


async def cost(arguments: argparse.Namespace, settings: Settings) -> int:
    """From the ledger, over the last days."""
    until = system_clock()
    async with open_database(settings) as db:
        report = await cost_report(db, since=until - timedelta(days=arguments.days), until=until)
    if arguments.json:
        views.write(views.cost(report))
    else:
        terminal.console().print(shown(report, days=arguments.days, cap=settings.daily_spend_cap_usd))
    return DONE


def shown(report: CostReport, *, days: int, cap: Decimal) -> Group:
    """What was spent and saved, as a terminal shows it."""
    asked = report.hits + report.misses
    cached = "nothing was asked for yet" if report.hit_rate is None else f"{report.hit_rate:.0%} of {asked} results"
    requests = counted(report.total.requests, "request")
    lines = [
        f"The last {counted(days, 'day')}: {dollars(report.total.cost_usd)} for {requests} to Claude.",
        f"Answered from the cache: {cached}; saved: {dollars(report.saved_usd)}.",
        _tokens(report.tokens),
        f"Cap: {dollars(cap)} a day (DAILY_SPEND_CAP_USD).",
    ]
    if report.total.reserved_usd:
        lines.append(f"Requests that were broken off may have cost up to {dollars(report.total.reserved_usd)} more.")
    if not report.total.requests:
        return Group(*lines)
    by_purpose = _table("What it was for", _merged(report.by_purpose))
    return Group(*lines, by_purpose, _table("The same by model", report.by_model))


def purpose_words(purpose: str) -> str:
    """What a request was for, in plain words: `discovery:repair` is "discovery, asked again"."""
    steps = [NUMBER.sub("", step) for step in purpose.split(":")]
    spoken = ", ".join(PURPOSES.get(step, step.replace("_", " ")) for step in steps if step != EVALUATION)
    return f"measuring: {spoken}" if EVALUATION in steps else spoken


def _merged(by_purpose: Mapping[str, Spend]) -> Mapping[str, Spend]:
    """The same in words; what is said in the same words is one line."""
    found: dict[str, Spend] = {}
    for purpose, spend in by_purpose.items():
        words = purpose_words(purpose)
        before = found.get(words, NOTHING)
        found[words] = Spend(
            requests=before.requests + spend.requests,
            cost_usd=before.cost_usd + spend.cost_usd,
            reserved_usd=before.reserved_usd + spend.reserved_usd,
        )
    return found


def _table(heading: str, spent: Mapping[str, Spend]) -> Table:
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(heading)
    for title in ("Requests", "Cost"):
        table.add_column(title, justify="right")
    for name, spend in spent.items():
        table.add_row(name, str(spend.requests), dollars(spend.cost_usd))
    return table


def _tokens(tokens: Tokens) -> str:
    return (
        f"Tokens: {tokens.input:,} in, {tokens.cache_write:,} written to Claude's prompt cache, "
        f"{tokens.cache_read:,} read from it, {tokens.output:,} out ({tokens.thinking:,} of them thinking)."
    )
