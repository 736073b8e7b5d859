"""`coach serve` and `coach drain`: one process for everything that comes in, and the work on it by hand."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from analysis.bootstrap import open_engine, webhook_rules
from analysis.engine import Engine
from analysis.errors import EngineError
from analysis.settings import Settings
from coaching_mcp import views
from coaching_mcp.app import build_app
from coaching_mcp.catalogue import build
from coaching_mcp.desk import Desk, Office
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.listening import address, listen, serve_app
from coaching_mcp.simulator import simulated
from db import inbox
from flows.drain import drain as work_off
from flows.here import keep_draining
from flows.nudge import PrefectBell
from flows.outcome import Drained
from flows.receiver import PATH, Receiver
from flows.workshop import furnished, open_workshop
from gong.errors import GongError


async def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    settings = simulated(settings, arguments.simulated)
    rules = webhook_rules(settings)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    with listen(arguments.host, arguments.port) as listening:
        async with open_engine(settings) as engine, _worked_off(settings, engine) as ring:
            receiver = Receiver(engine.db, rules, clock=engine.clock, ring=ring)
            app = build_app(build(Desk(lambda: _office(settings, engine))), receiver, engine.db)
            _say(f"Serving {address(listening)}/mcp, {PATH}, /healthz, /readyz. Ctrl-C stops it.")
            if not rules:
                _say("No webhook rule is set up, so no delivery is accepted: GONG_WEBHOOK_… in .env.example.")
            await serve_app(app, listening)
            await receiver.count()
    return DONE


async def drain(arguments: argparse.Namespace, settings: Settings) -> int:
    """Work off what waits, and say what became of it and what still waits."""
    settings = simulated(settings, arguments.simulated)
    async with open_workshop(settings) as workshop:
        drained = await work_off(workshop)
        waiting = sum(row.calls for row in await inbox.count_inbox(workshop.engine.db) if row.state == "waiting")
    if arguments.json:
        views.write(drained_json(drained, waiting))
    else:
        tell_drained(drained)
        print(f"{waiting} calls wait for later." if waiting else "Nothing waits.")
    return DONE if drained.is_clean else PARTLY


def drained_json(drained: Drained, waiting: int) -> dict[str, object]:
    """The same as JSON."""
    results = [{"call": each.call_id, "became": each.became, "reason": each.reason} for each in drained.results]
    return {"calls": results, "problem": drained.problem, "waiting": waiting}


def tell_drained(drained: Drained, out: Callable[[str], None] = print) -> None:
    """What became of the calls, the reasons with how many calls each."""
    out(f"{drained}.")
    for reason, calls in drained.reasons:
        if drained.problem is None or drained.problem not in reason:
            out(f"  {calls} × {reason}")
    if drained.problem:
        out(f"Stopped: {drained.problem}")


@asynccontextmanager
async def _worked_off(settings: Settings, engine: Engine) -> AsyncGenerator[Callable[[], None]]:
    """Calls that arrive in this block are worked on, here or by Prefect; rung by whoever took one in."""
    async with AsyncExitStack() as stack:
        try:
            workshop = await stack.enter_async_context(furnished(settings, engine))
        except (EngineError, GongError) as error:
            _say(f"Calls that arrive are kept and wait: {error}")
            yield lambda: None
            return
        rung = asyncio.Event()
        group = await stack.enter_async_context(asyncio.TaskGroup())
        sweeps = settings.prefect_api_url is None
        working = [group.create_task(keep_draining(workshop, rung, _tell, sweeps=sweeps))]
        bell = PrefectBell(settings, instead=rung.set)
        if not sweeps:
            working.append(group.create_task(bell.run()))
        yield rung.set if sweeps else bell.ring
        for task in working:
            task.cancel()


def _tell(drained: Drained) -> None:
    tell_drained(drained, _say)


@asynccontextmanager
async def _office(settings: Settings, engine: Engine) -> AsyncGenerator[Office]:
    yield Office(engine=engine, zone=settings.zone, has_judge=settings.anthropic_api_key is not None)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
