"""`coach demo`: the bundled calls in, a table, one scorecard and a page for each out."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import webbrowser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from analysis.bootstrap import open_engine
from analysis.engine import Engine, Wanted
from analysis.intake import take_in
from analysis.scorecards import Scorecard
from analysis.settings import Settings
from analysis.week import Week
from coaching_mcp import terminal, views
from coaching_mcp.asides import confirm, progress, tell
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.mail_files import write_letters
from coaching_mcp.pages import INDEX, page_name, prepared, write_index, write_page
from gong.bundled import bundled_export
from reports.office import week_letters
from reports.words import counted

FOLDER = Path("call-coach-demo")
SHOWN_CALL = "7300000000000000101"
"""The call whose scorecard is printed: a first call on which price comes up early."""
AT_ONCE = 4
TEXT_BROWSERS = {"www-browser", "lynx", "links", "elinks", "w3m"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the list of pages, and the page of each mail by the name of its files."""

    index: Path
    mails: Mapping[str, Path]


async def demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the whole way once, from recorded calls to pages; the second time everything comes from the cache."""
    started = time.monotonic()
    folder = prepared((arguments.out or FOLDER).resolve())
    tell("Starting the database" if settings.database_url is None else "Using the database of DATABASE_URL")
    async with open_engine(settings) as engine:
        tell("Taking in the bundled calls; all of them are invented")
        export = bundled_export()
        await take_in(engine.db, export)
        wanted = [Wanted(call=call.id) for call in export.calls]
        await _agree(engine, wanted, arguments, settings)
        cards = await _analyze(engine, wanted)
        tell(f"Writing {len(cards)} pages")
        for card in cards:
            siblings = {"": INDEX}
            await write_page(
                engine, card, folder / page_name(card.call, card.rep), zone=settings.zone, siblings=siblings
            )
        index = write_index(folder, cards, zone=settings.zone, title="Call Coach demo")
        written = Written(index=index, mails=await _mails(engine, cards, folder, settings))
        seconds = time.monotonic() - started
        _answer(arguments, settings, engine, cards, written, seconds)
    if not arguments.no_open and not arguments.json:
        _open(index)
    return PARTLY if any(views.is_incomplete(card) for card in cards) else DONE


async def _agree(engine: Engine, wanted: Sequence[Wanted], arguments: argparse.Namespace, settings: Settings) -> None:
    """Say what is not free before it is paid for, and go on only if somebody agrees."""
    missing = [item for item in wanted if await engine.stored(item) is None]
    dollars = sum([await engine.forecast(item) for item in missing], Decimal(0))
    await confirm(counted(len(missing), "call"), dollars, settings, yes=arguments.yes)


async def _mails(engine: Engine, cards: Sequence[Scorecard], folder: Path, settings: Settings) -> Mapping[str, Path]:
    """Write the mails about the last week; where real calls are in the database there are none about invented ones."""
    last = max(card.call.call.started_at for card in cards)
    pages = {card.call.id: page_name(card.call, card.rep) for card in cards}
    week = Week.of(last, settings.zone)
    tell(f"Writing the mails of {week}")
    written = await week_letters(engine.db, week, settings, engine.library.rubrics, pages)
    if not written.is_invented:
        return {}
    anywhere = {id_: (folder / page).as_uri() for id_, page in pages.items()}
    messages = await week_letters(engine.db, week, settings, engine.library.rubrics, anywhere)
    return write_letters(
        folder,
        written.letters,
        prefix="mail",
        sender=settings.report_from,
        at=week.end(settings.zone),
        messages=messages.letters,
    )


async def _analyze(engine: Engine, wanted: Sequence[Wanted]) -> list[Scorecard]:
    slots = asyncio.Semaphore(AT_ONCE)
    with progress("Analysing", len(wanted)) as advance:

        async def one(item: Wanted) -> Scorecard:
            async with slots:
                card = await engine.analyze(item)
            advance()
            return card

        async with asyncio.TaskGroup() as group:
            running = [group.create_task(one(item)) for item in wanted]
    return [task.result() for task in running]


def _answer(
    arguments: argparse.Namespace,
    settings: Settings,
    engine: Engine,
    cards: Sequence[Scorecard],
    written: Written,
    seconds: float,
) -> None:
    cached, index = sum(card.cached for card in cards), written.index
    if arguments.json:
        views.write(
            {
                "calls": len(cards),
                "from_cache": cached,
                "scorer": engine.scorer.id,
                "index": str(index),
                "pages": {card.call.call.id: str(index.parent / page_name(card.call, card.rep)) for card in cards},
                "mails": {name: str(page) for name, page in written.mails.items()},
            }
        )
        return
    shown = next((card for card in cards if card.call.call.id == SHOWN_CALL), cards[0])
    out = terminal.console()
    out.print(terminal.scorecards_table(sorted(cards, key=lambda card: card.call.call.started_at), settings.zone))
    out.print(terminal.scorecard(shown, engine.library, settings.zone))
    print(f"{len(cards)} calls, {_whence(cached, len(cards))}, in {seconds:.1f} s.")
    print(f"Pages: {index.as_uri()}")
    if written.mails:
        print("Monday's mails about the last of these weeks, as .html, .txt and .eml; nothing was sent:")
        print("\n".join(f"  {page.as_uri()}" for page in written.mails.values()))
    if shown.is_keyword_reading:
        print("This is a keyword reading. With ANTHROPIC_API_KEY in .env the same command has Claude judge the calls;")
        print("it says what that will cost before anything is sent.")


def _whence(cached: int, total: int) -> str:
    if cached == total:
        return "everything from the cache: nothing was read or asked again"
    return f"{total - cached} analysed now, {cached} from the cache" if cached else "all analysed now"


def _open(page: Path) -> None:
    """Show the page if there is a screen to show it on."""
    if not sys.stdout.isatty():
        return
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if getattr(browser, "name", "") not in TEXT_BROWSERS:
        browser.open(page.as_uri())
