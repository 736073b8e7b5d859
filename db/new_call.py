"""A call on its way into the database: the statements that save it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from db.people import NewPerson, clean_email, people_statements
from db.queries import Statement, as_json
from gong.model import Call, Side, Span, SpeakerId, Transcript
from knowledge.rubric import CallType, Role

NO_ROLE: Final = (Role.UNKNOWN, "no job title is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call to be saved, with what was worked out about it: its type and the roles of our people, each with why."""

    call: Call
    transcript: Transcript
    call_type: CallType
    call_type_reason: str
    roles: Mapping[SpeakerId, tuple[Role, str]]
    metrics: Mapping[SpeakerId, Mapping[str, float]]


def statements(new: NewCall) -> list[Statement]:
    """What saves a call, for one transaction; those that change no row found nothing different."""
    key = {"gong_id": new.call.id}
    details = key | _details(new)
    transcript = key | _turns(new.transcript)
    participants = key | {
        "participants": as_json(_participants(new)),
        "speaker_ids": [speaker.id for speaker in new.call.speakers],
    }
    metrics = key | _metrics(new.metrics)
    return [
        *people_statements(_people(new)),
        Statement("insert_call", details),
        Statement("update_call", details),
        Statement("insert_transcript", transcript),
        Statement("point_call", transcript),
        Statement("save_participants", participants),
        Statement("remove_participants", participants),
        Statement("save_metrics", metrics),
        Statement("remove_metrics", metrics),
    ]


def _people(new: NewCall) -> list[NewPerson]:
    return [
        NewPerson(
            email=clean_email(speaker.email),
            user_id=speaker.user_id,
            name=speaker.name,
            title=speaker.title,
            is_internal=speaker.side is Side.US,
            role=role,
            role_reason=reason,
            described_at=new.call.started_at.isoformat(),
        )
        for speaker in new.call.speakers
        for role, reason in [new.roles.get(speaker.id, NO_ROLE)]
        if clean_email(speaker.email) or speaker.user_id
    ]


def _details(new: NewCall) -> dict[str, object]:
    call = new.call
    return {
        "title": call.title,
        "url": call.url,
        "started_at": call.started_at,
        "duration_s": call.duration_s,
        "language": call.language,
        "direction": call.direction,
        "purpose": call.purpose,
        "call_type": new.call_type,
        "call_type_reason": new.call_type_reason,
        "product": call.product,
        "account": call.account,
        "opportunity": call.opportunity,
        "stage": call.stage,
        "host": call.host,
        "is_invented": call.is_invented,
    }


def _participants(new: NewCall) -> list[dict[str, object]]:
    labels = {utterance.speaker: utterance.label for utterance in new.transcript.utterances}
    speakers = {speaker.id: speaker for speaker in new.call.speakers}
    return [
        {
            "speaker_id": speaker.id,
            "position": position,
            "email": clean_email(speaker.email),
            "user_id": speaker.user_id,
            "name": speaker.name,
            "title": speaker.title,
            "side": speaker.side,
            "label": labels.get(speaker.id),
            "role": role,
            "role_reason": reason,
        }
        for position, speaker in enumerate(speakers.values())
        for role, reason in [new.roles.get(speaker.id, NO_ROLE)]
    ]


def _turns(transcript: Transcript) -> dict[str, object]:
    said = transcript.utterances
    return {
        "hash": transcript.hash,
        "seqs": [utterance.seq for utterance in said],
        "speaker_ids": [utterance.speaker for utterance in said],
        "labels": [utterance.label for utterance in said],
        "start_ms": [utterance.start_ms for utterance in said],
        "end_ms": [utterance.end_ms for utterance in said],
        "bodies": [utterance.text for utterance in said],
        # As text, because Postgres has no arrays of arrays of different lengths.
        "spans": [_spans_as_text(utterance.spans) for utterance in said],
    }


def _spans_as_text(spans: Sequence[Span]) -> str:
    return "{" + ",".join(f"{span.start_char},{span.start_ms},{span.end_ms}" for span in spans) + "}"


def spans_from_text(text: str) -> tuple[Span, ...]:
    """The way back: `{start character,start ms,end ms,…}` as Postgres writes it."""
    numbers = map(int, text[1:-1].split(","))
    return tuple(
        Span(start_char=start_char, start_ms=start_ms, end_ms=end_ms)
        for start_char, start_ms, end_ms in zip(numbers, numbers, numbers, strict=True)
    )


def _metrics(metrics: Mapping[SpeakerId, Mapping[str, float]]) -> dict[str, object]:
    rows = [(speaker, name, value) for speaker, values in metrics.items() for name, value in values.items()]
    return {
        "speaker_ids": [speaker for speaker, _, _ in rows],
        "names": [name for _, name, _ in rows],
        "numbers": [value for _, _, value in rows],
    }
