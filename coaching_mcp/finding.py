"""`coach search`: calls and the moments in them, found in plain words or by filters."""

from __future__ import annotations

import argparse
import sys

from analysis.bootstrap import open_database, system_clock
from analysis.settings import Settings
from coaching_mcp import found_calls, terminal, views
from coaching_mcp.asides import left_out
from coaching_mcp.csv_file import STANDARD_OUTPUT, write_csv
from coaching_mcp.exits import DONE
from coaching_mcp.looking import PER_CALL, Search, look, loosened
from coaching_mcp.search_asked import BadFilter, Circumstances, SearchAsked, criteria_of, meant_by
from coaching_mcp.searching import MOST_CALLS
from db.call_count import count_calls
from db.database import Session
from db.facets import overview
from db.findings import Reached
from knowledge.library import read_library
from knowledge.rubric import LEVELS, CallType, CriterionId, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Verdict, Win, WinState
from reports.words import counted

PAGE = 10


async def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Find calls and moments."""
    given = Circumstances(now=system_clock(), zone=settings.zone, criteria=criteria_of(read_library(broken=left_out)))
    asked = _asked(arguments, given)
    async with open_database(settings) as database, database.borrowed() as db:
        if not (arguments.json or arguments.csv or await count_calls(db)):
            print("No calls yet. `coach import PATH` takes some in; `coach demo` brings invented ones.")
            return DONE
        found = await _found(db, arguments, asked, given)
    if arguments.csv:
        write_csv(arguments.csv, found_calls.COLUMNS, found_calls.table(found, settings.zone))
        if arguments.csv != STANDARD_OUTPUT:
            print(f"{counted(len(found.page.hits), 'call')} written to {arguments.csv}.", file=sys.stderr)
    elif arguments.json:
        views.write(found_calls.as_json(found, settings.zone))
    else:
        out = terminal.console()
        found_calls.show(out, found, settings.zone, facets=arguments.facets)
    return DONE


async def _found(db: Session, arguments: argparse.Namespace, asked: SearchAsked, given: Circumstances) -> Search:
    meant = await meant_by(db, asked, given)
    limit = arguments.limit or (MOST_CALLS if arguments.csv else PAGE)
    page = await look(db, meant, limit=limit, cursor=arguments.after, most_passages=limit * PER_CALL)
    wanted = meant.sought.filter()
    with_kinds = arguments.facets or arguments.json
    return Search(
        meant=meant,
        page=page,
        overview=await overview(db, wanted, zone=str(given.zone)) if with_kinds else page.seen,
        looser=None if page.hits else await loosened(db, meant.sought),
    )


def _asked(arguments: argparse.Namespace, given: Circumstances) -> SearchAsked:
    return SearchAsked(
        text=" ".join(arguments.text) or None,
        words=arguments.words,
        said_by=arguments.said_by,
        side=arguments.side,
        asked=arguments.asked,
        rep=arguments.rep,
        role=arguments.role and Role(arguments.role),
        team=arguments.team,
        account=arguments.account,
        product=arguments.product,
        call_type=arguments.type and CallType(arguments.type),
        period=arguments.period,
        dimension=arguments.dimension and Dimension(arguments.dimension),
        score_at_least=arguments.at_least,
        score_below=arguments.below,
        objection=arguments.objection
        and ("any" if arguments.objection == "any" else ObjectionType(arguments.objection)),
        handling=arguments.handling and Handling(arguments.handling),
        win=arguments.win and Win(arguments.win),
        win_state=arguments.win_state and WinState(arguments.win_state),
        claim=arguments.claim and Verdict(arguments.claim),
        reached=_reached(arguments, given),
        sort=arguments.sort,
    )


def _reached(arguments: argparse.Namespace, given: Circumstances) -> Reached | None:
    if not arguments.criterion:
        if arguments.level:
            raise BadFilter("--level is of a criterion: give --criterion as well, such as next_step.")
        return None
    known = dict(given.criteria)
    if arguments.criterion not in known:
        raise BadFilter(f"There is no criterion {arguments.criterion!r}. There are: {', '.join(known)}.")
    criterion = CriterionId(arguments.criterion)
    least, most = arguments.level or (LEVELS[0], LEVELS[-1])
    return Reached(criterion=criterion, title=known[criterion], least=least, most=most)
