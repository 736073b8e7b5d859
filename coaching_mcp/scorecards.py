"""`coach analyze` and `coach show`: the scorecard of one rep on one call."""

from __future__ import annotations

import argparse

from analysis.bootstrap import open_engine
from analysis.engine import ALL, Engine, Wanted
from analysis.errors import CallNotFound
from analysis.scorecards import Scorecard
from analysis.settings import Settings
from coaching_mcp import terminal, views
from coaching_mcp.asides import left_out, tell
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.pages import write_page
from coaching_mcp.waiting import why
from db.inbox import find_noted
from knowledge.library import read_library
from knowledge.rubric import Dimension


async def analyze(arguments: argparse.Namespace, settings: Settings) -> int:
    """From the cache, or judged now."""
    named = arguments.dimension
    wanted = Wanted(
        call=arguments.call,
        rep=arguments.rep,
        dimensions=tuple(Dimension(name) for name in named) if named else ALL,
        force=arguments.force,
    )
    async with open_engine(settings, tell=tell) as engine:
        card = await engine.analyze(wanted)
        await _answer(arguments, settings, engine, card)
    return PARTLY if views.is_incomplete(card) else DONE


async def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """The newest stored one; judges nothing, so that only the page needs every file of the library."""
    library = read_library() if arguments.page else read_library(broken=left_out)
    async with open_engine(settings, library=library) as engine:
        try:
            card = await engine.show(arguments.call, arguments.rep)
        except CallNotFound as error:
            raise await _not_here(engine, arguments.call, error) from None
        await _answer(arguments, settings, engine, card)
    return DONE


async def _not_here(engine: Engine, call: str, error: CallNotFound) -> CallNotFound:
    """What is known of a call that arrived and is not here, instead of that there is none."""
    noted = await find_noted(engine.db, call)
    if noted is None or noted.state == "done":
        return error
    return CallNotFound(f"Call {call} arrived and is not here: {why(noted)}. `coach drain --dry-run` lists such calls.")


async def _answer(arguments: argparse.Namespace, settings: Settings, engine: Engine, card: Scorecard) -> None:
    if arguments.page:
        await write_page(engine, card, arguments.page, zone=settings.zone)
    if arguments.json:
        views.write(views.scorecard(card, engine.library))
        return
    terminal.console().print(terminal.scorecard(card, engine.library, settings.zone, criteria=arguments.criteria))
    if arguments.page:
        print(f"The page with the transcript: {arguments.page.resolve().as_uri()}")
