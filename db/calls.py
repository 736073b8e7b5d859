"""Calls, who was on them, and every version of what was said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Final, Literal

from pydantic import TypeAdapter

from db.database import Session
from db.new_call import NewCall, spans_from_text, statements
from db.queries import query
from gong.model import Call, CallId, Speaker, SpeakerId, Transcript, UserId, Utterance
from knowledge.rubric import CallType, Role

ROW_ID: Final = re.compile(r"#?(\d{1,9})")
ID_IN_URL: Final = re.compile(r"[?&]id=([^&#\s]+)")

DETAILS: Final = ("update_call", "save_participants", "remove_participants", "save_metrics", "remove_metrics")


TypeSource = Literal["fields", "transcript", "person"]
"""Where a type of call comes from: Gong's fields, what was said, or somebody who set it."""


class Saved(StrEnum):
    """What saving a call changed. `updated`: details only; `changed`: another transcript is the current one."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody on a call. `label` is how the transcript names them, None if they said nothing."""

    speaker: Speaker
    label: str | None
    person_id: int | None
    role: Role
    role_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """A stored call (its `turns` are left out) and the current version of its transcript.

    `owner` is whom the call belongs to, if they were on it; `call_type_from` is who decided its type.
    """

    id: int
    call: Call
    call_type: CallType
    call_type_reason: str
    call_type_from: TypeSource
    participants: tuple[Participant, ...]
    owner: SpeakerId | None
    transcript_id: int
    transcript_version: int
    transcript_hash: str

    def person_id(self, speaker: SpeakerId) -> int | None:
        """Our number of whoever that is; None for somebody without e-mail and Gong user id."""
        return next((known.person_id for known in self.participants if known.speaker.id == speaker), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the list of calls."""

    started_at: datetime
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummary:
    """A line in the list of calls.

    `scores` by part are those of the speaker `scored`: the owner, or else the rep who was looked at last. They are
    all by one `scorer`; a part that got no number is None, and a call that nobody looked at has none. `noticed` has of
    the parts read for keywords how many criteria were seen, of how many that were looked for: `2/6`.
    """

    id: int
    gong_id: CallId
    title: str
    started_at: datetime
    duration_s: int
    call_type: CallType
    account: str | None
    owner: str | None
    scored: SpeakerId | None
    scorer: str | None
    scores: Mapping[str, int | None]
    noticed: Mapping[str, str]

    @property
    def cursor(self) -> Cursor:
        return Cursor(started_at=self.started_at, id=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CallRow:
    id: int
    gong_id: str
    title: str
    url: str | None
    started_at: datetime
    duration_s: int
    language: str | None
    direction: str | None
    purpose: str | None
    call_type: str
    call_type_reason: str
    call_type_from: TypeSource
    product: str | None
    account: str | None
    opportunity: str | None
    stage: str | None
    host: str | None
    is_invented: bool
    transcript_id: int
    version: int
    hash: str
    owner: str | None
    participants: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _TranscriptRow:
    hash: str
    seqs: list[int]
    speaker_ids: list[str]
    labels: list[str]
    bodies: list[str]
    spans: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SummaryRow:
    id: int
    gong_id: str
    title: str
    started_at: datetime
    duration_s: int
    call_type: str
    account: str | None
    owner: str | None
    scored: str | None
    scorer: str | None
    parts: list[str] | None
    scores: list[int | None] | None
    noticed: list[str | None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _MetricRow:
    speaker_id: str
    name: str
    value: float


async def save_call(db: Session, new: NewCall) -> Saved:
    """Store a call, whole or not at all; the same call again changes nothing.

    Another transcript becomes the current version, and the earlier ones stay with all that was said of them;
    a transcript that was there before becomes the current one again.

    Raises:
        UnstorableValue: a text holds what Postgres cannot, or a number is too large.
    """
    changed = await db.batch(statements(new))
    if changed["insert_call"]:
        return Saved.NEW
    if changed["point_call"]:
        return Saved.CHANGED
    return Saved.UPDATED if any(changed[name] for name in DETAILS) else Saved.UNCHANGED


async def find_call(db: Session, reference: str) -> CallRecord | None:
    """The call by our number (`12` or `#12`), by Gong's id, or by its address in Gong."""
    wanted = reference.strip()
    address = ID_IN_URL.search(wanted)
    number = ROW_ID.fullmatch(wanted)
    params = {"gong_id": address[1] if address else wanted, "row_id": int(number[1]) if number else None}
    row = await db.fetch_one(query("find_call"), params, _CallRow)
    return _record(row) if row else None


async def set_call_type(db: Session, call_id: int, type_: CallType, *, reason: str, source: TypeSource) -> bool:
    """Decide what a call was for; False when somebody else did before. What a person says always counts."""
    params = {"call_id": call_id, "call_type": type_, "reason": reason, "source": source}
    return await db.execute(query("set_call_type"), params) > 0


async def list_calls(db: Session, *, limit: int, before: Cursor | None = None) -> list[CallSummary]:
    """A page of calls, newest first; `before` is the cursor of the last one that was on the page before."""
    params = {
        "limit": limit,
        "before_started_at": before.started_at if before else None,
        "before_id": before.id if before else None,
    }
    return [_summary(row) for row in await db.fetch(query("list_calls"), params, _SummaryRow)]


async def load_transcript(db: Session, transcript_id: int) -> Transcript:
    """One version of what was said.

    Raises:
        LookupError: there is no such version.
    """
    row = await db.fetch_one(query("load_transcript"), {"transcript_id": transcript_id}, _TranscriptRow)
    if row is None:
        raise LookupError(f"there is no transcript {transcript_id}")
    columns = zip(row.seqs, row.speaker_ids, row.labels, row.bodies, row.spans, strict=True)
    return Transcript(
        hash=row.hash,
        utterances=tuple(
            Utterance(seq=seq, speaker=SpeakerId(speaker), label=label, text=body, spans=spans_from_text(spans))
            for seq, speaker, label, body, spans in columns
        ),
    )


async def load_metrics(db: Session, transcript_id: int) -> dict[SpeakerId, dict[str, float]]:
    """What was measured on one version, by rep and name; a metric without occasion is not there."""
    found: dict[SpeakerId, dict[str, float]] = {}
    for row in await db.fetch(query("load_metrics"), {"transcript_id": transcript_id}, _MetricRow):
        found.setdefault(SpeakerId(row.speaker_id), {})[row.name] = row.value
    return found


def _record(row: _CallRow) -> CallRecord:
    participants = _participants().validate_json(row.participants)
    call = Call(
        id=CallId(row.gong_id),
        title=row.title,
        started_at=row.started_at,
        duration_s=row.duration_s,
        speakers=tuple(participant.speaker for participant in participants),
        turns=(),
        url=row.url,
        language=row.language,
        purpose=row.purpose,
        direction=row.direction,
        host=None if row.host is None else UserId(row.host),
        account=row.account,
        opportunity=row.opportunity,
        stage=row.stage,
        product=row.product,
        is_invented=row.is_invented,
    )
    return CallRecord(
        id=row.id,
        call=call,
        call_type=CallType(row.call_type),
        call_type_reason=row.call_type_reason,
        call_type_from=row.call_type_from,
        participants=participants,
        owner=None if row.owner is None else SpeakerId(row.owner),
        transcript_id=row.transcript_id,
        transcript_version=row.version,
        transcript_hash=row.hash,
    )


@cache
def _participants() -> TypeAdapter[tuple[Participant, ...]]:
    return TypeAdapter(tuple[Participant, ...])


def _summary(row: _SummaryRow) -> CallSummary:
    return CallSummary(
        id=row.id,
        gong_id=CallId(row.gong_id),
        title=row.title,
        started_at=row.started_at,
        duration_s=row.duration_s,
        call_type=CallType(row.call_type),
        account=row.account,
        owner=row.owner,
        scored=None if row.scored is None else SpeakerId(row.scored),
        scorer=row.scorer,
        scores=dict(zip(row.parts or (), row.scores or (), strict=True)),
        noticed={part: seen for part, seen in zip(row.parts or (), row.noticed or (), strict=True) if seen},
    )
