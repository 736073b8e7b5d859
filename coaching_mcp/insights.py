"""`coach insights`: how somebody, a team or a role is doing over a period."""

from __future__ import annotations

import argparse

from analysis.bootstrap import open_database, system_clock
from analysis.closest import the_product
from analysis.looking_back import look_back
from analysis.period import read_period
from analysis.retrospect import Asked
from analysis.settings import Settings
from analysis.steps import Step, fitting_step
from analysis.subject import Subject, everybody, one_person, whole_role, whole_team
from coaching_mcp import insight_lines, insight_tables, terminal, views
from coaching_mcp.charts import is_plain
from coaching_mcp.csv_file import STANDARD_OUTPUT, write_csv
from coaching_mcp.exits import DONE
from db.database import Session
from knowledge.library import read_library
from knowledge.rubric import CallType, Dimension, Role
from reports.words import ROLES


async def insights(arguments: argparse.Namespace, settings: Settings) -> int:
    """What was judged over a period, and with --csv every figure of it by person and step."""
    library = read_library()
    period = read_period(arguments.period, now=system_clock(), zone=settings.zone)
    async with open_database(settings) as db:
        asked = Asked(
            subject=await _subject(db, arguments),
            period=period,
            step=Step(arguments.step) if arguments.step else fitting_step(period),
            dimension=Dimension(arguments.dimension) if arguments.dimension else None,
            call_type=CallType(arguments.type) if arguments.type else None,
            product=await the_product(db, arguments.product) if arguments.product else None,
        )
        found = await look_back(db, asked, library.rubrics)
    rows = insight_tables.rows(asked, found)
    if arguments.csv:
        write_csv(arguments.csv, insight_tables.COLUMNS, rows)
    if arguments.json:
        views.write(insight_tables.as_json(asked, found, library, settings.zone))
    elif arguments.csv != STANDARD_OUTPUT:
        out = terminal.console()
        plain = is_plain(out.encoding)
        out.print(insight_lines.shown(asked, found, library, zone=settings.zone, plain=plain, width=out.width))
        if arguments.csv:
            print(f"{len(rows)} lines for a spreadsheet: {arguments.csv.resolve()}")
    return DONE


async def _subject(db: Session, arguments: argparse.Namespace) -> Subject:
    if arguments.rep:
        return await one_person(db, arguments.rep)
    if arguments.team:
        return await whole_team(db, arguments.team)
    if arguments.role:
        role = Role(arguments.role)
        return await whole_role(db, role, f"{ROLES[role]}s")
    return await everybody(db)
