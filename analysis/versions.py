"""Which versions of a rubric counted, since when, and who loaded them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from db.database import Session
from db.standards import StandardVersion, standard_history
from knowledge.difference import Difference, differences
from knowledge.rubric import Dimension, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that counted from `loaded_at` on. `rubric` is None when it has a form that is not known any more.

    `changes` is what was different from the version before; None for the first one, or when that cannot be told.
    """

    hash: str
    loaded_at: datetime
    loaded_by: str
    rubric: Rubric | None
    changes: tuple[Difference, ...] | None


async def versions(db: Session, dimension: Dimension) -> tuple[Version, ...]:
    """Every version of a dimension's rubric that counted, newest first."""
    stored = await standard_history(db, kind="rubric", name=dimension.value)
    rubrics = [_rubric(version) for version in stored]
    earlier = [*rubrics, None][1:]
    return tuple(
        Version(
            hash=version.hash,
            loaded_at=version.loaded_at,
            loaded_by=version.loaded_by,
            rubric=rubric,
            changes=differences(before, rubric) if before and rubric else None,
        )
        for version, rubric, before in zip(stored, rubrics, earlier, strict=True)
    )


def _rubric(version: StandardVersion) -> Rubric | None:
    try:
        return Rubric.model_validate(version.body)
    except ValidationError:
        return None
