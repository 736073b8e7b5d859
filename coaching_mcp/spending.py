"""`coach cost`: what was spent and what the cache saved."""

from __future__ import annotations

import argparse
from datetime import timedelta

from analysis.bootstrap import open_database, system_clock
from analysis.settings import Settings
from coaching_mcp import terminal, views
from coaching_mcp.exits import DONE
from db.ledger import cost_report


async def cost(arguments: argparse.Namespace, settings: Settings) -> int:
    """From the ledger, over the last days."""
    until = system_clock()
    async with open_database(settings) as db:
        report = await cost_report(db, since=until - timedelta(days=arguments.days), until=until)
    if arguments.json:
        views.write(views.cost(report))
    else:
        terminal.console().print(terminal.cost(report, days=arguments.days, cap=settings.daily_spend_cap_usd))
    return DONE
