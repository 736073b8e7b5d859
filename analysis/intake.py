"""Taking calls in: from what Gong gave us to rows that can be judged, in any number and any number of times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from analysis.call_type import call_type_of
from analysis.lexicon import is_english
from analysis.roles import role_from_title
from analysis.signals import measure
from analysis.transcript import canonical
from db import calls, people
from db.calls import CallRecord, NewCall, Saved
from db.database import Database
from db.errors import UnstorableValue
from gong.errors import CallRefused
from gong.export import Export, Remark
from gong.model import Call, Side, Speaker, SpeakerId, Transcript, Turn
from gong.wire import within

OTHER_DETAILS: Final = (
    "it is stored already, and its details are different now; import it together with its transcript to take them in"
)
OTHER_WORDS: Final = (
    "it is stored already, with another transcript; import it together with its call data to take this one in"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeReport:
    """What became of each call (its Gong id), why some were refused, and what to know of those that were taken.

    `titles` are those of calls that were given, by Gong id; private ones are left out.
    """

    saved: Mapping[str, Saved]
    refused: tuple[CallRefused, ...]
    users: int
    remarks: tuple[Remark, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict[str, str])

    def count(self, saved: Saved) -> int:
        return sum(outcome is saved for outcome in self.saved.values())


async def take_in(db: Database, export: Export) -> IntakeReport:
    """Store users and calls; one that cannot be stored is refused with the reason and spoils no other."""
    users = [(user, guess.role, guess.reason) for user in export.users for guess in [role_from_title(user.title)]]
    stored_users = await people.save_users(db, users)
    saved: dict[str, Saved] = {}
    refused: list[CallRefused] = []
    for refusal in export.refused:
        answer = await _looked_up(db, export, refusal)
        if isinstance(answer, Saved):
            saved[refusal.call_id] = answer
        else:
            refused.append(answer)
    for call in export.calls:
        try:
            saved[call.id] = await calls.save_call(db, prepared(call))
        except UnstorableValue as error:
            refused.append(CallRefused(call.id, str(error)))
    return IntakeReport(
        saved=saved, refused=tuple(refused), users=stored_users, remarks=export.remarks, titles=export.titles
    )


def prepared(call: Call) -> NewCall:
    """A call with everything that follows from it: canonical transcript, type, roles and metrics."""
    transcript = canonical(call)
    guess = call_type_of(call)
    roles = {
        speaker.id: (role.role, role.reason)
        for speaker in call.speakers
        if speaker.side is Side.US
        for role in [role_from_title(speaker.title)]
    }
    return NewCall(
        call=call,
        transcript=transcript,
        call_type=guess.type,
        call_type_reason=guess.reason,
        roles=roles,
        metrics=_metrics(call, transcript),
    )


async def _looked_up(db: Database, export: Export, refusal: CallRefused) -> Saved | CallRefused:
    """What half a call is worth: nothing new if it is stored whole and says the same."""
    id_ = refusal.call_id
    details, words = export.details.get(id_), export.words.get(id_)
    record = await calls.find_call(db, id_) if details or words else None
    if record is None or record.call.id != id_:
        return refusal
    if details:
        return Saved.UNCHANGED if _same_details(details, record.call) else CallRefused(id_, OTHER_DETAILS)
    is_same = _has_said(record, within(words or (), record.call.duration_s))
    return Saved.UNCHANGED if is_same else CallRefused(id_, OTHER_WORDS)


def _same_details(given: Call, stored: Call) -> bool:
    """Whether all but the words is the same; behind the parties a stored call has the voices that are no party's."""
    parties, others = stored.speakers[: len(given.speakers)], stored.speakers[len(given.speakers) :]
    return (
        replace(given, speakers=(), duration_s=given.duration_s or stored.duration_s) == replace(stored, speakers=())
        and len(parties) == len(given.speakers)
        and all(map(_is_same_speaker, given.speakers, parties))
        and all(one.side is Side.UNKNOWN for one in others)
    )


def _is_same_speaker(given: Speaker, stored: Speaker) -> bool:
    """Whether nothing about somebody changed; the stored address is their person's, who may have several."""
    is_same_person = given.user_id == stored.user_id if given.user_id else given.email == stored.email
    return is_same_person and replace(given, email=None, user_id=None) == replace(stored, email=None, user_id=None)


def _has_said(record: CallRecord, turns: tuple[Turn, ...]) -> bool:
    known = {speaker.id for speaker in record.call.speakers}
    is_known = all(turn.speaker in known for turn in turns)
    return is_known and canonical(replace(record.call, turns=turns)).hash == record.transcript_hash


def _metrics(call: Call, transcript: Transcript) -> dict[SpeakerId, dict[str, float]]:
    sides = {speaker.id: speaker.side for speaker in call.speakers}
    spoke = {utterance.speaker for utterance in transcript.utterances}
    english = is_english(transcript, call.language)
    ours = [speaker for speaker, side in sides.items() if side is Side.US and speaker in spoke]
    return {speaker: measure(transcript, sides, speaker, english=english) for speaker in ours}
