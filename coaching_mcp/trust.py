"""`coach eval` and `coach calibrate`: how far the scorers can be trusted, measured."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final, cast

from analysis import calibration
from analysis.agreement import Detection, Kappa, Mean, Share
from analysis.bootstrap import open_database, open_engine, open_gong, system_clock
from analysis.engine import Engine
from analysis.errors import CallNotFound
from analysis.evaluation import Plan, Trial, evaluate, forecast
from analysis.evaluations import Agenda, agenda, keep
from analysis.golden_cases import GoldenCase, golden_case
from analysis.keyword_report import keyword_report
from analysis.keyword_scorer import KeywordScorer
from analysis.overruled import overruled
from analysis.settings import Settings
from analysis.trust_report import trust_report
from coaching_mcp import figures, terminal, views
from coaching_mcp.asides import confirm, progress, tell
from coaching_mcp.exits import DONE, NOT_DONE, PARTLY
from coaching_mcp.views import Json
from db.database import Database
from gong.reviews import Reviews, read_reviews, to_reviews
from knowledge.golden_set import SET, read_golden_set
from knowledge.library import Library, read_library
from knowledge.question_map import read_question_map
from reports.words import counted

LOOK_BACK: Final = timedelta(days=90)
"""How far `coach calibrate --gong` looks when it is not told."""


async def golden(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure the scorer that the settings allow on the golden set."""
    library = read_library()
    cases = _chosen(library, arguments)
    if settings.anthropic_api_key is None:
        await _keyword(library, cases, arguments)
        return DONE
    async with open_engine(settings) as engine:
        return await _judge(engine, cases, arguments, settings)


async def calibrate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Set stored scorecards against those that people filled in at Gong; without a map, say what could be mapped."""
    questions = read_question_map(read_library(), arguments.map) if arguments.map else None
    async with open_database(settings) as db:
        reviews = await _reviews(arguments, settings, db)
        if questions is None:
            print(_map_to_fill_in(reviews))
            return NOT_DONE
        report = await calibration.calibrate(db, reviews, questions)
    nowhere = sorted(questions.keys() - {item.id for item in reviews.questions})
    left_out = {name: getattr(reviews, name) for name in ("automatic", "private", "without_range")}
    if arguments.json:
        views.write(
            {**cast("Json", plain(report)), "reviews": reviews.reviews, "left_out": left_out, "not_asked": nowhere}
        )
        return DONE
    terminal.console().print(figures.calibration(report))
    print(
        f"{counted(reviews.reviews, 'review')} by people were read; left out: {reviews.automatic} that "
        f"Gong's AI made, {reviews.private} private ones, {reviews.without_range} answers to questions without a range."
    )
    if nowhere:
        print(f"These in the map are no questions with a range: {', '.join(nowhere)}. Without --map all are shown.")
    return DONE


async def _reviews(arguments: argparse.Namespace, settings: Settings, db: Database) -> Reviews:
    if arguments.files:
        return read_reviews(arguments.files)
    today = system_clock().astimezone(settings.zone).date()
    until: date = arguments.until or today + timedelta(days=1)
    since: date = arguments.since or until - LOOK_BACK
    tell(f"Asking Gong for what people answered about the calls from {since} until {until}")
    async with open_gong(settings, db) as gong:
        return to_reviews(await gong.answered_scorecards(since, until), await gong.scorecards())


def _map_to_fill_in(reviews: Reviews) -> str:
    """What a person needs to write the map: every question with its words, in the map's own form."""
    if not reviews.questions:
        return "Gong shows no question that is answered with a number, so there is nothing to compare."
    lines = [f"  {item.id}: # {item.text or 'no words'} ({item.least} to {item.most})" for item in reviews.questions]
    head = "# Nothing is compared without a map. Save this as a file, put a criterion such as discovery.agenda after"
    tail = "# each question that asks the same, delete the others, and come back with --map FILE."
    return "\n".join([head, tail, "questions:", *lines])


def _chosen(library: Library, arguments: argparse.Namespace) -> list[GoldenCase]:
    golden = {item.slug: item for item in read_golden_set(library, arguments.folder or SET)}
    wanted: Sequence[str] = arguments.calls or list(golden)
    if unknown := [slug for slug in wanted if slug not in golden]:
        raise CallNotFound(f"There is no golden call {unknown[0]!r}: {', '.join(golden)}.")
    return [golden_case(golden[slug]) for slug in dict.fromkeys(wanted)]


async def _keyword(library: Library, cases: Sequence[GoldenCase], arguments: argparse.Namespace) -> None:
    scorer = KeywordScorer(library.rubrics)
    trials = await evaluate(scorer, list(library.rubrics.values()), cases, Plan())
    report = keyword_report(trials, scorer=scorer.id, measured=system_clock().date())
    if arguments.json:
        views.write(plain(report))
    else:
        terminal.console().print(figures.keyword(report))


async def _judge(engine: Engine, cases: Sequence[GoldenCase], arguments: argparse.Namespace, settings: Settings) -> int:
    scorer, rubrics = engine.scorer, list(engine.library.rubrics.values())
    asked = await agenda(engine.db, scorer, rubrics, cases, runs=arguments.runs, force=arguments.force)
    dollars = forecast(scorer, asked.new, asked.plan)
    what = f"{len(asked.new)} golden calls, {asked.plan.runs} times and once reversed,"
    await confirm(what, dollars, settings, yes=arguments.yes)
    tell(f"Judging {len(cases)} golden calls; what was asked before is not asked again")
    with progress("Judging", len(cases)) as advance:
        trials = await evaluate(scorer, rubrics, cases, asked.plan, on_done=advance)
    report = trust_report(trials)
    await keep(engine.db, scorer, asked, report=cast("Json", plain(report)), noise=report.noise)
    managers = await overruled(engine.db, scorer.id)
    if arguments.json:
        figured = {**cast("Json", plain(report)), "overruled": plain(managers)}
        views.write(_as_json(engine, asked, trials, figured))
    else:
        terminal.console().print(figures.trust(report, scorer=scorer.id))
        terminal.console().print(figures.overruled(managers))
    return PARTLY if report.everything.unjudged else DONE


def _as_json(engine: Engine, asked: Agenda, trials: Sequence[Trial], report: Json) -> Json:
    cost = sum((trial.cost_usd for trial in trials), Decimal(0))
    first = asked.plan.first
    return {
        "scorer": engine.scorer.id,
        "measured": system_clock().date().isoformat(),
        "first_generation": first,
        "cost_usd_whenever": str(cost),
        **report,
    }


def plain(value: object) -> object:
    """A report as JSON has it; a figure with the value that is shown of it, null where it is of too few."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)} | _shown(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {str(_scalar(key)): plain(item) for key, item in items}
    return [plain(item) for item in cast("tuple[object, ...]", value)] if isinstance(value, tuple) else _scalar(value)


def _shown(value: object) -> Json:
    if isinstance(value, Detection):
        return {"precision": plain(value.precision), "recall": plain(value.recall)}
    return {"value": value.value} if isinstance(value, Share | Mean | Kappa) else {}


def _scalar(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
