"""What people say of judgements: kept for good, beside what the judge said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from db.database import Session
from db.queries import NO_PARAMS, Statement, query
from gong.model import SpeakerId
from knowledge.rubric import CriterionId, Dimension
from knowledge.ruling import Ruling
from knowledge.scorecard import DimensionResult


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDispute:
    """What somebody says of one criterion of one analysis.

    `level` None: it is disputed, or it `keeps` what was said, and nothing changes.
    """

    analysis_id: int
    criterion: CriterionId
    judged_level: int | None
    level: int | None
    reason: str
    said_by: str
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Something that was said, and whom and what it is about. `scorer` and `rubric_hash` made the judgement."""

    analysis_id: int
    call_id: int
    title: str
    rep: str | None
    speaker: SpeakerId
    scorer: str
    rubric_hash: str | None
    ruling: Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class _DisputeRow:
    analysis_id: int
    part: str
    criterion: str
    judged_level: int | None
    level: int | None
    keeps: bool
    reason: str
    said_by: str
    said_at: datetime
    call_id: int
    title: str
    rep: str | None
    scorer: str
    rubric_hash: str | None
    speaker_id: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _RulingsRow:
    rulings: str


async def lock_judgement(db: Session, analysis_id: int) -> tuple[Ruling, ...]:
    """What was said of a judgement so far; until the transaction ends, whoever else asks for this waits."""
    key = {"analysis_id": analysis_id}
    row = await db.fetch_one(query("read_rulings"), key, _RulingsRow, first=[Statement("lock_analysis", key)])
    return read_rulings(row.rulings) if row else ()


async def save_dispute(db: Session, dispute: NewDispute, result: DimensionResult | None = None) -> None:
    """Keep what was said; `result` is how the dimension stands with it, needed where a level changes.

    Raises:
        UnstorableValue: the judgement is no longer there, or a text cannot be kept.
    """
    key = {"analysis_id": dispute.analysis_id, "criterion": dispute.criterion}
    said = {"judged_level": dispute.judged_level, "reason": dispute.reason, "said_by": dispute.said_by}
    statements = [Statement("insert_dispute", {**key, **said, "level": dispute.level, "keeps": dispute.keeps})]
    if dispute.level is not None and result is not None:
        statements += [
            Statement("count_level", {**key, "level": dispute.level}),
            Statement("count_score", {**key, "score": result.score, "needs_review": result.needs_review}),
        ]
    await db.batch(statements)


async def list_disputes(db: Session) -> tuple[Dispute, ...]:
    """Everything that was said, newest first. Where a level was changed, judge's and person's stand side by side."""
    return tuple(
        Dispute(
            analysis_id=row.analysis_id,
            call_id=row.call_id,
            title=row.title,
            rep=row.rep,
            speaker=SpeakerId(row.speaker_id),
            scorer=row.scorer,
            rubric_hash=row.rubric_hash,
            ruling=_ruling(row),
        )
        for row in await db.fetch(query("list_disputes"), NO_PARAMS, _DisputeRow)
    )


async def overrides(db: Session) -> tuple[Dispute, ...]:
    """The levels that people gave, newest first: `ruling.judged_level` against `ruling.level`.

    The last word on a criterion of a judgement counts, so each of them is here once.
    """
    latest: dict[tuple[int, CriterionId], Dispute] = {}
    for dispute in await list_disputes(db):
        if dispute.ruling.level is not None:
            latest.setdefault((dispute.analysis_id, dispute.ruling.criterion), dispute)
    return tuple(latest.values())


def read_rulings(stored: str) -> tuple[Ruling, ...]:
    """What `said_of` in the database answers."""
    return _rulings().validate_json(stored)


@cache
def _rulings() -> TypeAdapter[tuple[Ruling, ...]]:
    return TypeAdapter(tuple[Ruling, ...])


def _ruling(row: _DisputeRow) -> Ruling:
    return Ruling(
        dimension=Dimension(row.part),
        criterion=CriterionId(row.criterion),
        judged_level=row.judged_level,
        level=row.level,
        reason=row.reason,
        said_by=row.said_by,
        said_at=row.said_at,
        is_current=row.is_current,
        keeps=row.keeps,
    )
