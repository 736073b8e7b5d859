"""What was said of reps on calls: every result with all that made it, and never two for the same question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from db.bodies import BODY_VERSION, as_body, read_body, result_rows
from db.database import Session
from db.disputes import read_rulings
from db.queries import Statement, as_json, query
from gong.model import SpeakerId
from knowledge.rubric import CallType, Role
from knowledge.ruling import Ruling
from knowledge.scorecard import DimensionResult, Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One part of a scorecard, about to be stored.

    `part` is a dimension or `narrative`; `fingerprint` is of everything that can change the result, and `made_with`
    names it. `scorer` is `claude:<model>:<effort>` or `keyword:<lexicon>`. `cost_usd` is what making it has cost.
    """

    call_id: int
    transcript_id: int
    speaker: SpeakerId
    person_id: int | None
    part: str
    fingerprint: str
    scorer: str
    role: Role
    call_type: CallType
    rubric_hash: str | None
    made_with: Mapping[str, str]
    result: DimensionResult | Narrative
    cost_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnalysis(Draft):
    """A stored part. `generation` is 1, or more where somebody forced a repeat.

    `rulings` is what people said of it, and of earlier judgements of the same part, whoever made them.
    """

    id: int
    generation: int
    transcript_version: int
    created_at: datetime
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _AnalysisRow:
    id: int
    call_id: int
    transcript_id: int
    speaker_id: str
    person_id: int | None
    part: str
    fingerprint: str
    generation: int
    scorer: str
    role: str
    call_type: str
    rubric_hash: str | None
    made_with: str
    body: str
    body_version: int
    cost_usd: Decimal
    created_at: datetime
    version: int
    rulings: str = "[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _GenerationRow:
    generation: int


async def save_analyses(
    db: Session, drafts: Sequence[Draft], *, generation: int | None = None
) -> tuple[StoredAnalysis, ...]:
    """Store them with all that was found, all or none, and return what is stored now, in the same order.

    Where the same question (call, rep, part, fingerprint, generation) was answered before, nothing changes and that
    answer is returned. Without a `generation` it is the first.

    Raises:
        UnstorableValue: a finding points to a turn that is not in the transcript, or a rubric is not loaded.
    """
    number = generation or 1
    if not drafts:
        return ()
    await db.batch([Statement("insert_analyses", {"drafts": as_json([_as_json(draft, number) for draft in drafts])})])
    params = {
        "call_ids": [draft.call_id for draft in drafts],
        "speaker_ids": [draft.speaker for draft in drafts],
        "parts": [draft.part for draft in drafts],
        "fingerprints": [draft.fingerprint for draft in drafts],
        "generation": number,
    }
    return _stored(await db.fetch(query("read_analyses"), params, _AnalysisRow))


async def find_analyses(
    db: Session, *, call_id: int, speaker: SpeakerId, wanted: Mapping[str, str], log_lookup: bool
) -> tuple[StoredAnalysis, ...]:
    """The newest result for each wanted part and its fingerprint, as far as there is one.

    With `log_lookup` the same statement notes the hits, the misses, and what making the hits had cost.
    """
    params = {
        "call_id": call_id,
        "speaker_id": speaker,
        "parts": list(wanted),
        "fingerprints": list(wanted.values()),
        "log_lookup": log_lookup,
    }
    return _stored(await db.fetch(query("find_analyses"), params, _AnalysisRow))


async def latest_analyses(db: Session, *, call_id: int, speaker: SpeakerId | None = None) -> tuple[StoredAnalysis, ...]:
    """The newest result for each rep and part on the current transcript; a judge's goes before a keyword reading."""
    params = {"call_id": call_id, "speaker_id": speaker}
    return _stored(await db.fetch(query("latest_analyses"), params, _AnalysisRow))


async def analysis_history(db: Session, call_id: int) -> tuple[StoredAnalysis, ...]:
    """Everything that was ever said of a call, on whatever version of its transcript, newest first."""
    return _stored(await db.fetch(query("analysis_history"), {"call_id": call_id}, _AnalysisRow))


async def next_generation(db: Session, *, call_id: int, speaker: SpeakerId, fingerprints: Iterable[str]) -> int:
    """The generation of a forced repeat: one more than any that these questions had."""
    params = {"call_id": call_id, "speaker_id": speaker, "fingerprints": list(fingerprints)}
    row = await db.fetch_one(query("next_generation"), params, _GenerationRow)
    return row.generation if row else 1


def _as_json(draft: Draft, generation: int) -> dict[str, object]:
    return {
        "call_id": draft.call_id,
        "transcript_id": draft.transcript_id,
        "speaker_id": draft.speaker,
        "person_id": draft.person_id,
        "part": draft.part,
        "fingerprint": draft.fingerprint,
        "generation": generation,
        "scorer": draft.scorer,
        "role": draft.role,
        "call_type": draft.call_type,
        "rubric_hash": draft.rubric_hash,
        "made_with": dict(draft.made_with),
        "body": as_body(draft.result),
        "body_version": BODY_VERSION,
        "cost_usd": str(draft.cost_usd),
        **result_rows(draft.result),
    }


def _stored(rows: Iterable[_AnalysisRow]) -> tuple[StoredAnalysis, ...]:
    return tuple(_one(row) for row in rows)


def _one(row: _AnalysisRow) -> StoredAnalysis:
    return StoredAnalysis(
        id=row.id,
        call_id=row.call_id,
        transcript_id=row.transcript_id,
        transcript_version=row.version,
        speaker=SpeakerId(row.speaker_id),
        person_id=row.person_id,
        part=row.part,
        fingerprint=row.fingerprint,
        generation=row.generation,
        scorer=row.scorer,
        role=Role(row.role),
        call_type=CallType(row.call_type),
        rubric_hash=row.rubric_hash,
        made_with=json.loads(row.made_with),
        result=read_body(row.part, row.body, row.body_version),
        cost_usd=row.cost_usd,
        created_at=row.created_at,
        rulings=read_rulings(row.rulings),
    )
