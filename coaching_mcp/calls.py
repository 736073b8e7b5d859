"""`coach import`, `coach calls` and `coach call`: what is there to be judged, and what it was for."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Final

from analysis import intake
from analysis.bootstrap import open_database
from analysis.errors import CallNotFound
from analysis.intake import IntakeReport
from analysis.settings import Settings
from coaching_mcp import terminal, views
from coaching_mcp.exits import DONE, PARTLY
from db.call_count import count_calls
from db.calls import Saved, find_call, list_calls, set_call_type
from db.roster import BY_HAND
from gong.files import read_export
from knowledge.rubric import CallType
from reports.words import counted

MOST_NAMED: Final = 30
"""So many calls with one reason are named in the terminal; --json has them all."""


async def take_in(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take in calls from files of Gong's JSON."""
    export = read_export(arguments.paths, allow_private=arguments.include_private)
    async with open_database(settings) as db:
        report = await intake.take_in(db, export)
    if arguments.json:
        notes = [{"call": remark.call_id, "note": remark.text} for remark in report.remarks]
        views.write({**views.intake(report), "notes": notes})
    else:
        _tell(report)
    return PARTLY if report.refused else DONE


async def calls(arguments: argparse.Namespace, settings: Settings) -> int:
    """The calls that are there, newest first."""
    async with open_database(settings) as db:
        found, total = await list_calls(db, limit=arguments.limit), await count_calls(db)
    if arguments.json:
        views.write(views.calls(found))
    elif found:
        out = terminal.console()
        out.print(terminal.calls_table(found, settings.zone, total=total, width=out.width))
    else:
        print("No calls yet. `coach import PATH` takes some in; `coach demo` brings invented ones.")
    return DONE


async def call(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say what a call was for; nothing overwrites it."""
    type_ = CallType(arguments.type)
    async with open_database(settings) as db:
        found = await find_call(db, arguments.call)
        if found is None:
            raise CallNotFound(f"There is no call {arguments.call!r}. `coach calls` lists them.")
        await set_call_type(db, found.id, type_, reason=BY_HAND, source="person")
    if arguments.json:
        views.write({"call": found.call.id, "type": type_.value, "before": found.call_type.value})
    else:
        print(
            f"{found.call.title}: {found.call_type.value} → {type_.value}. What it should win and is judged by follows"
        )
        print(f"when it is analysed again: coach analyze {found.id}")
    return DONE


def _tell(report: IntakeReport) -> None:
    print(
        f"{report.count(Saved.NEW)} new, {report.count(Saved.UNCHANGED)} unchanged, "
        f"{report.count(Saved.CHANGED)} with a new transcript, {report.count(Saved.UPDATED)} with new details, "
        f"{len(report.refused)} refused; {counted(report.users, 'user')}."
    )
    _tell_of("refused", ((refusal.call_id, refusal.reason) for refusal in report.refused), report.titles)
    _tell_of("note on", ((remark.call_id, remark.text) for remark in report.remarks), report.titles)


def _tell_of(what: str, said: Iterable[tuple[str, str]], titles: Mapping[str, str]) -> None:
    """Each sentence once, with those it is about."""
    about: dict[str, list[str]] = {}
    for id_, text in said:
        name = f"{id_} ({titles[id_]})" if id_ in titles else id_
        about.setdefault(text, []).append(name)
    for text, names in about.items():
        if len(names) == 1:
            print(f"  {what} {names[0]}: {text}")
            continue
        print(f"  {what} {len(names)}: {text}")
        for name in names[:MOST_NAMED]:
            print(f"    {name}")
        if len(names) > MOST_NAMED:
            print(f"    … and {len(names) - MOST_NAMED} more; --json names them all")
