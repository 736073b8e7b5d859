"""What each command does: open the engine, one or two calls to it, an answer. Errors become sentences here."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from analysis.bootstrap import open_database, open_engine, put_in, system_clock
from analysis.engine import ALL, Engine, Wanted
from analysis.errors import EngineError
from analysis.intake import IntakeReport, take_in
from analysis.scorecards import Scorecard
from analysis.settings import Settings, read_settings
from coaching_mcp import terminal, views
from coaching_mcp.demo import demo
from coaching_mcp.doctor import doctor
from coaching_mcp.errors import FrontDoorError
from coaching_mcp.exits import DONE, INTERRUPTED, NOT_DONE, PARTLY
from coaching_mcp.pages import write_page
from db import calls, ledger
from db.calls import Saved
from db.errors import StorageError
from gong.errors import GongError
from gong.files import read_export
from knowledge.errors import BadStandard
from knowledge.library import read_library
from knowledge.rubric import Dimension

KNOWN = (EngineError, StorageError, GongError, BadStandard, FrontDoorError)
"""The families of errors whose messages are written for the person at the terminal."""

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was typed; the exit code. Nothing but this catches everything."""
    try:
        return asyncio.run(_run(arguments))
    except KeyboardInterrupt:
        print("coach: stopped; what was judged so far is kept.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone, as `head` does
        return DONE
    except Exception as error:  # noqa: BLE001 (the process boundary: a sentence, not a stack trace)
        if arguments.debug:
            traceback.print_exc()
        return _fail(arguments, _first(error))


async def _run(arguments: argparse.Namespace) -> int:
    commands: Mapping[str, Command] = {
        "demo": demo,
        "import": _import,
        "analyze": _analyze,
        "show": _show,
        "calls": _calls,
        "doctor": doctor,
        "cost": _cost,
        "knowledge": _knowledge,
    }
    return await commands[arguments.command](arguments, read_settings())


def _first(error: Exception) -> Exception:
    """The error that matters in a group of tasks that ended together."""
    while isinstance(error, ExceptionGroup):
        known = error.subgroup(KNOWN)
        error = (known or error).exceptions[0]
    return error


def _fail(arguments: argparse.Namespace, error: Exception) -> int:
    if isinstance(error, KNOWN):
        message = str(error)
    else:
        message = f"something went wrong that should not have ({type(error).__name__}). --debug shows where."
    if arguments.json:
        print(json.dumps({"error": {"kind": type(error).__name__, "message": message}}))
    print(f"coach: {message}", file=sys.stderr)
    return NOT_DONE


async def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    export = read_export(arguments.paths, allow_private=arguments.include_private)
    async with open_database(settings) as db:
        report = await take_in(db, export)
    if arguments.json:
        views.write(views.intake(report))
    else:
        _tell(report)
    return PARTLY if report.refused else DONE


def _tell(report: IntakeReport) -> None:
    print(
        f"{report.count(Saved.NEW)} new, {report.count(Saved.UNCHANGED)} unchanged, "
        f"{report.count(Saved.CHANGED)} with a new transcript, {report.count(Saved.UPDATED)} with new details, "
        f"{len(report.refused)} refused; {report.users} users."
    )
    for refusal in report.refused:
        print(f"  refused {refusal.call_id}: {refusal.reason}")


async def _analyze(arguments: argparse.Namespace, settings: Settings) -> int:
    named = arguments.dimension
    wanted = Wanted(
        call=arguments.call,
        rep=arguments.rep,
        dimensions=tuple(Dimension(name) for name in named) if named else ALL,
        force=arguments.force,
    )
    async with open_engine(settings) as engine:
        card = await engine.analyze(wanted)
        await _answer(arguments, settings, engine, card)
    return PARTLY if views.is_incomplete(card) else DONE


async def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    async with open_engine(settings) as engine:
        card = await engine.show(arguments.call, arguments.rep)
        await _answer(arguments, settings, engine, card)
    return DONE


async def _answer(arguments: argparse.Namespace, settings: Settings, engine: Engine, card: Scorecard) -> None:
    if arguments.page:
        await write_page(engine, card, arguments.page, zone=settings.zone)
    if arguments.json:
        views.write(views.scorecard(card, engine.library))
        return
    terminal.console().print(terminal.scorecard(card, engine.library, settings.zone))
    if arguments.page:
        print(f"The page with the transcript: {arguments.page.resolve().as_uri()}")


async def _calls(arguments: argparse.Namespace, settings: Settings) -> int:
    async with open_database(settings) as db:
        found = await calls.list_calls(db, limit=arguments.limit)
    if arguments.json:
        views.write(views.calls(found))
    elif found:
        terminal.console().print(terminal.calls_table(found, settings.zone))
    else:
        print("No calls yet. `coach import PATH` takes some in; `coach demo` brings invented ones.")
    return DONE


async def _cost(arguments: argparse.Namespace, settings: Settings) -> int:
    until = system_clock()
    async with open_database(settings) as db:
        report = await ledger.cost_report(db, since=until - timedelta(days=arguments.days), until=until)
    if arguments.json:
        views.write(views.cost(report))
    else:
        terminal.console().print(terminal.cost(report, days=arguments.days, cap=settings.daily_spend_cap_usd))
    return DONE


async def _knowledge(arguments: argparse.Namespace, settings: Settings) -> int:
    library = read_library(arguments.folder) if arguments.folder else read_library()
    async with open_database(settings) as db:
        report = await put_in(db, library)
    if arguments.json:
        views.write({"new": report.new, "unchanged": report.unchanged})
    else:
        print(f"{report.new} new, {report.unchanged} unchanged.")
    return DONE
