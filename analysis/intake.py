"""Taking calls in: from what Gong gave us to rows that can be judged, in any number and any number of times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.call_type import call_type_of
from analysis.lexicon import is_english
from analysis.roles import role_from_title
from analysis.signals import measure
from analysis.transcript import canonical
from db import calls, people
from db.calls import NewCall, Saved
from db.database import Database
from db.errors import UnstorableValue
from gong.errors import CallRefused
from gong.files import Export
from gong.model import Call, Side, SpeakerId, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeReport:
    """What became of each call (its Gong id), and why some were refused."""

    saved: Mapping[str, Saved]
    refused: tuple[CallRefused, ...]
    users: int

    def count(self, saved: Saved) -> int:
        return sum(outcome is saved for outcome in self.saved.values())


async def take_in(db: Database, export: Export) -> IntakeReport:
    """Store users and calls; one that cannot be stored is refused with the reason and spoils no other."""
    users = [(user, guess.role, guess.reason) for user in export.users for guess in [role_from_title(user.title)]]
    stored_users = await people.save_users(db, users)
    saved: dict[str, Saved] = {}
    refused = list(export.refused)
    for call in export.calls:
        try:
            saved[call.id] = await calls.save_call(db, prepared(call))
        except UnstorableValue as error:
            refused.append(CallRefused(call.id, str(error)))
    return IntakeReport(saved=saved, refused=tuple(refused), users=stored_users)


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


def _metrics(call: Call, transcript: Transcript) -> dict[SpeakerId, dict[str, float]]:
    sides = {speaker.id: speaker.side for speaker in call.speakers}
    spoke = {utterance.speaker for utterance in transcript.utterances}
    english = is_english(transcript, call.language)
    ours = [speaker for speaker, side in sides.items() if side is Side.US and speaker in spoke]
    return {speaker: measure(transcript, sides, speaker, english=english) for speaker in ours}
