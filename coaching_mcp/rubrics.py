"""`coach rubric`: what calls are judged by, checked, shown, compared and tried before it counts."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import date
from decimal import Decimal

from analysis.bootstrap import open_database, open_engine, system_clock
from analysis.engine import Engine, Wanted
from analysis.errors import NotAnalysed
from analysis.rehearsal import Rehearsal, judged_calls, rehearse
from analysis.settings import Settings
from analysis.versions import Version, versions
from coaching_mcp import criteria, views
from coaching_mcp.asides import confirm, tell
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.views import Json
from knowledge.difference import Difference, differences
from knowledge.errors import BadStandard
from knowledge.library import Library, read_library, read_rubric_file, read_standard
from knowledge.product import Product
from knowledge.rubric import Dimension, Role, Rubric
from knowledge.scorecard import Unscored, is_keyword
from knowledge.wins import Wins
from reports.words import counted

AT_ONCE = 4
BY_KEYWORDS = (
    "Tried without a key: the keyword reading looks for known words and reads none of the rubric's texts, so this says "
    "nothing about changed levels. With ANTHROPIC_API_KEY set, Claude judges by them."
)


async def rubric(arguments: argparse.Namespace, settings: Settings) -> int:
    """Whichever action was typed."""
    return await ACTIONS[arguments.action](arguments, settings)


async def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    path, today = arguments.path, system_clock().astimezone(settings.zone).date()
    if path and path.suffix in {".yaml", ".yml", ".md"}:
        return _check_file(arguments, today)
    library = read_library(path) if path else read_library()
    _refuse_future(library.products, today)
    counts = {rubric.dimension.value: len(rubric.criteria) for rubric in library.rubrics.values()}
    facts = sum(len(product.facts) for product in library.products)
    if arguments.json:
        views.write(
            {"criteria": counts, "products": len(library.products), "facts": facts, "wins": len(library.wins.wins)}
        )
    else:
        for dimension, count in counts.items():
            print(f"✓ {dimension}: {count} criteria")
        print(f"✓ {len(library.products)} products with {facts} facts")
        print(f"✓ {len(library.wins.wins)} wins")
    return DONE


def _check_file(arguments: argparse.Namespace, today: date) -> int:
    match read_standard(arguments.path):
        case Product() as product:
            _refuse_future([product], today)
            found = {"facts": len(product.facts)}
        case Wins() as wins:
            found = {"wins": len(wins.wins)}
        case Rubric() as rubric:
            found = {"criteria": len(rubric.criteria)}
    if arguments.json:
        views.write(found)
    else:
        print(*(f"✓ {arguments.path.name}: {count} {what}" for what, count in found.items()))
    return DONE


def _refuse_future(products: Iterable[Product], today: date) -> None:
    # Here and not in the library: a machine whose clock is slow would read none at all.
    for product in products:
        for fact in product.facts:
            if fact.checked > today:
                sentence = f"{fact.id} was checked on {fact.checked}, which is not yet: write when somebody looked"
                raise BadStandard(f"products/{product.name}.md", None, sentence)


async def _show(arguments: argparse.Namespace, _: Settings) -> int:
    library, role = read_library(), Role(arguments.role) if arguments.role else None
    chosen = _chosen(library, arguments.dimension)
    if arguments.json:
        views.write([criteria.as_json(rubric, role) for rubric in chosen])
    else:
        for rubric in chosen:
            criteria.show(rubric, role, briefly=arguments.dimension is None)
    return DONE


async def _diff(arguments: argparse.Namespace, settings: Settings) -> int:
    mine = [read_rubric_file(arguments.file)] if arguments.file else _chosen(read_library(), None)
    async with open_database(settings) as db:
        loaded = {rubric.dimension: await versions(db, rubric.dimension) for rubric in mine}
    found: dict[Dimension, tuple[Difference, ...] | None] = {
        rubric.dimension: _against(loaded[rubric.dimension], rubric) for rubric in mine
    }
    if arguments.json:
        views.write({dimension.value: _changes(changes) for dimension, changes in found.items()})
        return DONE
    for dimension, changes in found.items():
        print(f"{dimension.value}: {_headline(changes)}")
        for change in changes or ():
            criteria.tell_difference(change)
    return DONE


async def _history(arguments: argparse.Namespace, settings: Settings) -> int:
    dimensions = [Dimension(arguments.dimension)] if arguments.dimension else list(Dimension)
    async with open_database(settings) as db:
        found = {dimension: await versions(db, dimension) for dimension in dimensions}
    if arguments.json:
        views.write({dimension.value: [_version(one) for one in history] for dimension, history in found.items()})
        return DONE
    for dimension, history in found.items():
        print(f"{dimension.value}{'' if history else ': nothing was loaded yet'}")
        for number, one in enumerate(history):
            first = number == len(history) - 1
            when = one.loaded_at.astimezone(settings.zone)
            print(f"  {when:%Y-%m-%d %H:%M %Z}  {one.hash[:8]}  by {one.loaded_by}: {_what(one, first=first)}")
            for change in one.changes or ():
                criteria.tell_difference(change, briefly=True)
    return DONE


async def _try(arguments: argparse.Namespace, settings: Settings) -> int:
    changed = read_rubric_file(arguments.file)
    async with open_engine(settings) as engine:
        wanted = await _calls(engine, arguments)
        dollars = sum([engine.scorer.forecast(await engine.case(one), 1) for one in wanted], Decimal(0))
        await confirm(f"{counted(len(wanted), 'call')} by the changed rubric", dollars, settings, yes=arguments.yes)
        tell(f"Trying {changed.dimension.value} on {counted(len(wanted), 'call')}")
        results = await _rehearsals(engine, changed, wanted)
    if arguments.json:
        views.write([_rehearsal(result) for result in results])
    else:
        _tell_results(changed, results)
        if is_keyword(engine.scorer.id):
            print(BY_KEYWORDS)
    return PARTLY if any(isinstance(item, Unscored) for one in results for item in one.after.findings) else DONE


ACTIONS: dict[str, Callable[[argparse.Namespace, Settings], Coroutine[object, object, int]]] = {
    "check": _check,
    "show": _show,
    "diff": _diff,
    "history": _history,
    "try": _try,
}


async def _rehearsals(engine: Engine, changed: Rubric, wanted: Sequence[Wanted]) -> list[Rehearsal]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(item: Wanted) -> Rehearsal:
        async with slots:
            return await rehearse(engine, changed, item)

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one(item)) for item in wanted]
    return [task.result() for task in running]


async def _calls(engine: Engine, arguments: argparse.Namespace) -> Sequence[Wanted]:
    if arguments.calls:
        return [Wanted(call=call) for call in arguments.calls]
    found = await judged_calls(engine, arguments.last)
    if not found:
        raise NotAnalysed(
            f"No call has been looked at by {engine.scorer.id} yet, so there is nothing to compare with: "
            "run `coach analyze CALL`, or name calls with --calls."
        )
    return found


def _chosen(library: Library, dimension: str | None) -> list[Rubric]:
    return [library.rubrics[Dimension(dimension)]] if dimension else list(library.rubrics.values())


def _against(history: Sequence[Version], rubric: Rubric) -> tuple[Difference, ...] | None:
    counting = history[0].rubric if history else None
    return differences(counting, rubric) if counting else None


def _headline(changes: Sequence[Difference] | None) -> str:
    if changes is None:
        return "nothing to compare with in the database yet: `coach knowledge load`"
    return criteria.counted(changes) if changes else "the same as the version that counts"


def _what(version: Version, *, first: bool) -> str:
    if first:
        return "the first version"
    if version.changes is None:
        return "a version whose form is not known any more, or follows one"
    return criteria.counted(version.changes)


def _tell_results(changed: Rubric, results: Sequence[Rehearsal]) -> None:
    for one in results:
        print(f"{one.call_id}  {one.title}, {one.rep.name}{_scores(one)}")
        for shift in one.shifts:
            print(f"    {shift.criterion}: {shift.before or 'not asked'} → {shift.after or 'not asked'}")
    moved, dimension = sum(bool(one.shifts) for one in results), changed.dimension.value
    print(f"{moved} of {len(results)} calls come out differently in {dimension}; nothing was stored for them.")
    if cost := sum((one.cost_usd for one in results), Decimal(0)):
        print(f"The answers cost ${cost:.2f} in all. They are kept: to try or to load the same again costs nothing.")


def _scores(one: Rehearsal) -> str:
    """The score before and after; nothing for a keyword reading, which has none."""
    before, after = one.before.score if one.before else None, one.after.score
    if one.before is None:
        return f": not judged so far → {_points(after)}"
    return "" if before is None and after is None else f": {_points(before)} → {_points(after)}"


def _points(score: int | None) -> str:
    return "no score" if score is None else str(score)


def _rehearsal(one: Rehearsal) -> Json:
    return {
        "call": one.call_id,
        "title": one.title,
        "rep": one.rep.name,
        "judged_before": one.before is not None,
        "before": one.before.score if one.before else None,
        "after": one.after.score,
        "shifts": [{"criterion": item.criterion, "before": item.before, "after": item.after} for item in one.shifts],
        "cost_usd": float(one.cost_usd),
    }


def _version(one: Version) -> Json:
    return {
        "hash": one.hash,
        "loaded_at": one.loaded_at.isoformat(),
        "loaded_by": one.loaded_by,
        "changes": _changes(one.changes),
    }


def _changes(changes: Sequence[Difference] | None) -> list[Json] | None:
    return None if changes is None else [criteria.difference(change) for change in changes]
