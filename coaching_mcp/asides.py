"""What is said beside the answer, on standard error: progress, and the question before money is spent."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Decimal

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.settings import Settings
from coaching_mcp import terminal
from coaching_mcp.errors import NotConfirmed
from knowledge.errors import BadStandard

INSTEAD = "unset ANTHROPIC_API_KEY for the free keyword reading"


def tell(message: str) -> None:
    """Progress for the person who waits; never on standard output."""
    print(f"{message} …", file=sys.stderr, flush=True)


def left_out(error: BadStandard) -> None:
    """Something is wrong with a file that this command can do without, and that others will need."""
    print(f"note: {error}. What was judged before is shown without it.", file=sys.stderr, flush=True)


@contextmanager
def progress(what: str, total: int) -> Generator[Callable[[], None]]:
    """A bar for the person who waits, if somebody does; calling what is yielded moves it on by one."""
    if not sys.stderr.isatty() or not total:
        yield lambda: None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.console(error=True)) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


async def confirm(what: str, dollars: Decimal, settings: Settings, *, yes: bool) -> None:
    """Go on only if somebody agrees to about this many US dollars for `what`; nothing is asked when it is free.

    Raises:
        NotConfirmed: they did not, or nobody can be asked; the message says how to agree.
    """
    if not dollars or yes:
        return
    offer = (
        f"Claude ({settings.anthropic_model}) would judge {what} for about {terminal.dollars(dollars)}; "
        f"the cap is {terminal.dollars(settings.daily_spend_cap_usd)} a day."
    )
    if not sys.stdin.isatty():
        raise NotConfirmed(f"{offer} Add --yes, or {INSTEAD}.")
    print(f"{offer} Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if (await _typed()).strip().lower() not in {"y", "yes"}:
        raise NotConfirmed(f"Nothing was sent. {INSTEAD[:1].upper()}{INSTEAD[1:]}.")


async def _typed() -> str:
    """The line that somebody types, empty where they end it. Not in a thread, which Ctrl-C would have to wait for."""
    if sys.platform == "win32":  # whose event loop cannot watch a terminal
        return await asyncio.to_thread(sys.stdin.readline)
    loop, typed = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline()
