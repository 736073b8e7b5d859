"""Where a command meets the person: runs it, and turns whatever goes wrong into a sentence and an exit code."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from contextlib import suppress
from importlib import import_module
from typing import cast

from analysis.errors import EngineError
from analysis.settings import Settings, read_settings
from coaching_mcp.errors import FrontDoorError
from coaching_mcp.exits import DONE, INTERRUPTED, NOT_DONE
from coaching_mcp.streams import FULL, let_go, write_anything
from db.errors import StorageError
from gong.errors import GongError
from knowledge.errors import BadStandard

KNOWN = (EngineError, StorageError, GongError, BadStandard, FrontDoorError)
"""The families of errors whose messages are written for the person at the terminal."""

Command = Callable[[argparse.Namespace, Settings], Coroutine[object, object, int]]

COMMANDS = {
    "analyze": "coaching_mcp.scorecards:analyze",
    "calibrate": "coaching_mcp.trust:calibrate",
    "call": "coaching_mcp.calls:call",
    "calls": "coaching_mcp.calls:calls",
    "connect": "coaching_mcp.connect:connect",
    "cost": "coaching_mcp.spending:cost",
    "dispute": "coaching_mcp.disputes:dispute",
    "disputes": "coaching_mcp.disputes:disputes",
    "demo": "coaching_mcp.demo:demo",
    "doctor": "coaching_mcp.doctor:doctor",
    "drain": "coaching_mcp.draining:drain",
    "eval": "coaching_mcp.trust:golden",
    "flows": "coaching_mcp.flowing:flows",
    "import": "coaching_mcp.calls:take_in",
    "insights": "coaching_mcp.insights:insights",
    "knowledge": "coaching_mcp.standards:knowledge",
    "override": "coaching_mcp.disputes:override",
    "person": "coaching_mcp.people:person",
    "report": "coaching_mcp.report:report",
    "review": "coaching_mcp.review:week_review",
    "roster": "coaching_mcp.people:roster",
    "rubric": "coaching_mcp.rubrics:rubric",
    "search": "coaching_mcp.finding:search",
    "serve": "coaching_mcp.service:serve",
    "show": "coaching_mcp.scorecards:show",
    "sync": "coaching_mcp.syncing:sync",
    "simulate-gong": "coaching_mcp.simulator:simulate",
}
"""Where each command is; only the one that was typed is imported."""


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was typed; the exit code. Nothing but this catches everything."""
    write_anything(as_json=arguments.json)
    try:
        done = asyncio.run(_stoppable(_command(arguments.command)(arguments, read_settings())))
        sys.stdout.flush()  # a full disk is noticed here, and not while Python ends
    except (KeyboardInterrupt, asyncio.CancelledError):
        kept = "" if getattr(arguments, "dry_run", False) else "; what was judged so far is kept"
        print(f"coach: stopped{kept}.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the process boundary: a sentence, not a stack trace)
        if arguments.debug:
            traceback.print_exc()
        first = _first(error)
        return DONE if isinstance(first, BrokenPipeError) else _fail(arguments, first)  # `head` has read enough
    else:
        return done
    finally:
        let_go()


async def _stoppable(command: Coroutine[object, object, int]) -> int:
    """Run a command so that SIGTERM ends it as Ctrl-C does: what it holds is given back first."""
    task = asyncio.current_task()
    if task and hasattr(signal, "SIGTERM") and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await command


def _command(name: str) -> Command:
    module, _, function = COMMANDS[name].partition(":")
    return cast("Command", getattr(import_module(module), function))


def _first(error: Exception) -> Exception:
    """The error that matters in a group of tasks that ended together."""
    if not isinstance(error, ExceptionGroup):
        return error
    leaves = [_first(each) for each in cast("ExceptionGroup[Exception]", error).exceptions]
    return next((leaf for leaf in leaves if isinstance(leaf, KNOWN)), leaves[0])


def known_error(error: Exception) -> Exception | None:
    """The error whose message is written for a person, also out of a group; None if there is none."""
    first = _first(error)
    return first if isinstance(first, KNOWN) else None


def _fail(arguments: argparse.Namespace, error: Exception) -> int:
    message = str(error)
    if isinstance(error, OSError) and error.errno in FULL:
        message = f"not everything could be written ({error.strerror}): make room, or write to another place."
    elif not isinstance(error, KNOWN):
        message = f"something went wrong that should not have ({type(error).__name__}). --debug shows where."
    with suppress(OSError):
        if arguments.json:
            print(json.dumps({"error": {"kind": type(error).__name__, "message": message}}), flush=True)
    with suppress(OSError):
        print(f"coach: {message}", file=sys.stderr, flush=True)
    return NOT_DONE
