"""`coach dispute`, `coach override` and `coach disputes`: what people say of judgements."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from analysis.bootstrap import open_database, open_engine
from analysis.disputes import Saying
from analysis.disputes import dispute as say
from analysis.disputes import override as change
from analysis.engine import Engine
from analysis.scorecards import Scorecard
from analysis.settings import Settings, this_user
from coaching_mcp import terminal, views
from coaching_mcp.exits import DONE
from db.disputes import Dispute, list_disputes
from knowledge.ruling import Ruling, is_open


async def dispute(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say that a judgement is wrong."""
    async with open_engine(settings) as engine:
        card = await say(engine, _saying(arguments))
        _answer(arguments, engine, card, settings)
    return DONE


async def override(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say which level counts, or that the judgement stays as it is."""
    async with open_engine(settings) as engine:
        card = await change(engine, _saying(arguments), arguments.level)
        _answer(arguments, engine, card, settings)
    return DONE


async def disputes(arguments: argparse.Namespace, settings: Settings) -> int:
    """The disputes that nobody has decided yet, newest first."""
    async with open_database(settings) as db:
        everything = await list_disputes(db)
    found = [item for item in everything if is_open(item.ruling, _beside(item, everything))]
    if arguments.json:
        views.write([_json(item) for item in found])
        return DONE
    for item in found:
        ruling = item.ruling
        print(f"{item.call_id}  {item.title}, {item.rep}: {ruling.dimension.value}.{ruling.criterion}")
        print(f"    {ruling.sentence}")
    if found:
        print("To decide one: coach override CALL CRITERION --level N --reason … --by EMAIL (or --keep)")
    else:
        print("No open disputes.")
    return DONE


def _saying(arguments: argparse.Namespace) -> Saying:
    return Saying(
        call=arguments.call,
        criterion=arguments.criterion,
        reason=arguments.reason,
        by=arguments.by or this_user(),
        rep=arguments.rep,
    )


def _answer(arguments: argparse.Namespace, engine: Engine, card: Scorecard, settings: Settings) -> None:
    if arguments.json:
        views.write(views.scorecard(card, engine.library))
    else:
        terminal.console().print(terminal.scorecard(card, engine.library, settings.zone))


def _beside(item: Dispute, everything: Sequence[Dispute]) -> tuple[Ruling, ...]:
    return tuple(other.ruling for other in everything if other.analysis_id == item.analysis_id)


def _json(item: Dispute) -> dict[str, object]:
    return {
        "call": item.call_id,
        "title": item.title,
        "rep": item.rep,
        "dimension": item.ruling.dimension.value,
        "criterion": item.ruling.criterion,
        **views.ruling(item.ruling),
    }
