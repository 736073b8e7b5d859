"""`coach knowledge load`: rubrics and product facts into the database."""

from __future__ import annotations

import argparse

from analysis.bootstrap import open_database, put_in
from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.exits import DONE
from knowledge.library import read_library


async def knowledge(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check the files and load them; what is there already is left alone."""
    library = read_library(arguments.folder) if arguments.folder else read_library()
    async with open_database(settings) as db:
        report = await put_in(db, library)
    if arguments.json:
        views.write({"new": report.new, "unchanged": report.unchanged})
    else:
        print(f"{len(report.new)} new, {len(report.unchanged)} unchanged.")
        for name in report.new:
            print(f"  new: {name}")
    return DONE
