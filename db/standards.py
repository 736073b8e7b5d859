"""Rubrics, product facts and wins as they were when they counted, and since when each version did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.database import Session
from db.queries import Statement, as_json, query

Kind = Literal["rubric", "product", "wins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One version of a rubric, of a product's facts or of the wins; `hash` is the SHA-256 of its content."""

    kind: Kind
    name: str
    hash: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """Which standards count from now on, and which did already; each as `kind/name`."""

    new: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardVersion:
    """A version that counted from `loaded_at` until the next one did."""

    hash: str
    body: dict[str, object]
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _LoadedRow:
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _VersionRow:
    hash: str
    body: str
    loaded_at: datetime
    loaded_by: str


async def load_standards(db: Session, standards: Sequence[Standard], loaded_by: str) -> LoadReport:
    """Make these the ones that count; those that do already are left alone, and none is ever taken away."""
    rows = [
        {"kind": standard.kind, "name": standard.name, "hash": standard.hash, "body": dict(standard.body)}
        for standard in standards
    ]
    params = {"standards": as_json(rows), "loaded_by": loaded_by}
    before = (Statement("lock_standards"), Statement("insert_standards", params))
    loaded = await db.fetch(query("load_standards"), params, _LoadedRow, first=before)
    new = {f"{row.kind}/{row.name}" for row in loaded}
    names = [f"{standard.kind}/{standard.name}" for standard in standards]
    return LoadReport(
        new=tuple(name for name in names if name in new),
        unchanged=tuple(name for name in names if name not in new),
    )


async def standard_history(db: Session, *, kind: Kind, name: str) -> tuple[StandardVersion, ...]:
    """Every version of one standard that counted, newest first."""
    rows = await db.fetch(query("standard_history"), {"kind": kind, "name": name}, _VersionRow)
    return tuple(
        StandardVersion(hash=row.hash, body=json.loads(row.body), loaded_at=row.loaded_at, loaded_by=row.loaded_by)
        for row in rows
    )
