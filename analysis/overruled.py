"""How a judge stands to the managers who changed its levels: then, and where it has judged again since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.agreement import EVERYTHING, Mean, Share, exact, levels, shifted
from db.analyses import latest_analyses
from db.database import Session
from db.disputes import Dispute, overrides
from knowledge.rubric import CriterionId
from knowledge.scorecard import DimensionResult, Scored


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionOverruled:
    """One criterion (or everything). `shift` is how many levels the managers are above the judge.

    `exact_since` counts only what was judged again after the manager spoke: by a changed rubric, prompt or model.
    Hardly anybody looks at a level that seems right, so this is no agreement: what counts is which criteria come up,
    in which direction, and whether a change helped.
    """

    name: str
    levels: int
    shift: Mean
    exact_since: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """All levels of one judge that managers changed, the criterion with the most of them first.

    `confirmed` is how many they looked at and left: those are in no other figure.
    """

    criteria: tuple[CriterionOverruled, ...]
    everything: CriterionOverruled
    confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    name: str
    judge: int | None
    manager: int | None
    judge_since: int | None


async def overruled(db: Session, scorer: str) -> Overruled | None:
    """What managers changed of this scorer's levels; None if they said nothing of any. Asks nobody."""
    said = [item for item in await overrides(db) if item.scorer == scorer]
    changed = [item for item in said if item.ruling.level != item.ruling.judged_level]
    found = [await _level(db, item) for item in changed]
    names = sorted({item.name for item in found}, key=lambda name: (-sum(item.name == name for item in found), name))
    if not said:
        return None
    return Overruled(
        criteria=tuple(_overruled(name, [item for item in found if item.name == name]) for name in names),
        everything=_overruled(EVERYTHING, found),
        confirmed=len(said) - len(changed),
    )


async def _level(db: Session, said: Dispute) -> _Level:
    ruling = said.ruling
    return _Level(
        name=f"{ruling.dimension.value}.{ruling.criterion}",
        judge=ruling.judged_level,
        manager=ruling.level,
        judge_since=None if ruling.is_current else await _since(db, said),
    )


async def _since(db: Session, said: Dispute) -> int | None:
    """What the same judge says of it now."""
    for item in await latest_analyses(db, call_id=said.call_id, speaker=said.speaker):
        result = item.result
        is_later = item.id > said.analysis_id and item.scorer == said.scorer
        if is_later and isinstance(result, DimensionResult) and result.dimension is said.ruling.dimension:
            return _scored(result, said.ruling.criterion)
    return None


def _scored(result: DimensionResult, criterion: CriterionId) -> int | None:
    levels_of = (item.level for item in result.findings if isinstance(item, Scored) and item.criterion == criterion)
    return next(levels_of, None)


def _overruled(name: str, found: Sequence[_Level]) -> CriterionOverruled:
    return CriterionOverruled(
        name=name,
        levels=len(found),
        shift=shifted(levels((item.judge, item.manager) for item in found)),
        exact_since=exact(levels((item.judge_since, item.manager) for item in found)),
    )
