"""What was measured of scorers: every evaluation, and how much a score moves by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.database import Session
from db.queries import as_json, query
from knowledge.rubric import Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The standard deviation of a dimension's score, in points, over `degrees` independent repeats."""

    spread: float
    degrees: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSpread(Spread):
    """The same, with when it was measured."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one evaluation asked: each golden call by name, with the fingerprint of everything that was asked of it."""

    first_generation: int
    runs: int
    calls: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Asked):
    """An evaluation, about to be stored. `report` is everything it measured, as JSON."""

    scorer: str
    made_with: Mapping[str, str]
    report: Mapping[str, object]
    noise: Mapping[Dimension, Spread]


@dataclass(frozen=True, slots=True, kw_only=True)
class _AskedRow:
    first_generation: int
    runs: int
    calls: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _NoiseRow:
    dimension: str
    spread: float
    degrees: int
    at: datetime


async def save_evaluation(db: Session, evaluation: Evaluation) -> None:
    """Keep an evaluation and the noise it found."""
    noise = [
        {"dimension": dimension.value, "spread": item.spread, "degrees": item.degrees}
        for dimension, item in evaluation.noise.items()
    ]
    params = {
        "scorer": evaluation.scorer,
        "made_with": as_json(dict(evaluation.made_with)),
        "first_generation": evaluation.first_generation,
        "runs": evaluation.runs,
        "calls": as_json(dict(evaluation.calls)),
        "report": as_json(dict(evaluation.report)),
        "noise": as_json(noise),
    }
    await db.execute(query("insert_evaluation"), params)


async def evaluations(db: Session, scorer: str) -> tuple[Asked, ...]:
    """What was asked in earlier evaluations of a scorer, newest first."""
    rows = await db.fetch(query("evaluations"), {"scorer": scorer}, _AskedRow)
    return tuple(
        Asked(first_generation=row.first_generation, runs=row.runs, calls=json.loads(row.calls)) for row in rows
    )


async def newest_noise(db: Session, scorer: str, *, fewest: int) -> dict[Dimension, MeasuredSpread]:
    """The newest noise of each dimension that was measured on at least `fewest` independent repeats."""
    rows = await db.fetch(query("newest_noise"), {"scorer": scorer, "fewest": fewest}, _NoiseRow)
    return {Dimension(row.dimension): MeasuredSpread(spread=row.spread, degrees=row.degrees, at=row.at) for row in rows}
