"""`coach serve`: one address for everything that comes in, and a process beside it that works on what arrived."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from analysis.bootstrap import open_engine, webhook_rules
from analysis.engine import Engine
from analysis.errors import EngineError
from analysis.settings import Settings
from coaching_mcp.app import build_app
from coaching_mcp.beside import Beside
from coaching_mcp.catalogue import build
from coaching_mcp.desk import Desk, Office
from coaching_mcp.exits import DONE
from coaching_mcp.gate import refuse_strangers
from coaching_mcp.listening import address, listen, serve_app
from coaching_mcp.simulator import simulated
from coaching_mcp.streams import say
from flows.nudge import PrefectBell
from flows.receiver import PATH, Receiver
from flows.workshop import furnished
from gong.errors import GongError


async def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    settings = simulated(settings, arguments.simulated)
    rules = webhook_rules(settings)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    with listen(arguments.host, arguments.port) as listening:
        refuse_strangers(listening, settings.mcp_token)
        async with open_engine(settings) as engine, _worked_off(settings, engine) as ring:
            receiver = Receiver(engine.db, rules, clock=engine.clock, ring=ring)
            served = build(Desk(lambda: _office(settings, engine)))
            app = build_app(served, receiver, engine.db, token=settings.mcp_token)
            say(f"Serving {address(listening)}/mcp, {PATH}, /healthz, /readyz. Ctrl-C stops it.")
            if not rules:
                say("No webhook rule is set up, so no delivery is accepted: GONG_WEBHOOK_… in .env.example.")
            await serve_app(app, listening)
            await receiver.count()
    return DONE


@asynccontextmanager
async def _worked_off(settings: Settings, engine: Engine) -> AsyncGenerator[Callable[[], None]]:
    """Calls that arrive in this block are worked on, by a process beside this one or by Prefect; rung by this."""
    try:
        async with furnished(settings, engine):
            pass  # whatever is wrong with it is said here and now
    except (EngineError, GongError) as error:
        say(f"Calls that arrive are kept and wait: {error}")
        yield lambda: None
        return
    sweeps = settings.prefect_api_url is None
    worker = Beside(settings, sweeps=sweeps)
    bell = PrefectBell(settings, instead=worker.ring)
    async with asyncio.TaskGroup() as group:
        working = [group.create_task(worker.run())]
        if not sweeps:
            working.append(group.create_task(bell.run()))
        yield worker.ring if sweeps else bell.ring
        for task in working:
            task.cancel()


@asynccontextmanager
async def _office(settings: Settings, engine: Engine) -> AsyncGenerator[Office]:
    yield Office(engine=engine, zone=settings.zone, has_judge=settings.anthropic_api_key is not None)
