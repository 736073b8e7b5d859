"""How Gong's JSON becomes a `Call` or a `User`, and which calls are refused.

A transcript is held to 200,000 sentences and 5,000,000 characters, far above any real call.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Final

from gong.errors import CallRefused
from gong.model import Call, CallId, Sentence, Side, Speaker, SpeakerId, Turn, User, UserId
from gong.shapes import NO_ID, CallData, CallTranscript, Monologue, Party, read_call, read_transcript, read_user
from gong.text import LONGEST_S

MAX_SENTENCES: Final = 200_000
MAX_CHARACTERS: Final = 5_000_000
TIMES_GONG_HAD: Final = range(2000, 2200)
MARGIN_S: Final = 60
"""How long after the end of a call of known length somebody may still speak; later times are cut to that."""
NO_WORDS_YET: Final = "it has no transcript yet; Gong can take a day, so export and import it again then"
INVENTED: Final = "Invented for the Call Coach demo"
"""Stands in the customData of the bundled calls, from wherever they come."""
NO_VOICE: Final = SpeakerId("no-speaker-id")
"""Who speaks where Gong names nobody at all."""


def to_call(call_data: object, transcript: object | None, *, allow_private: bool = False) -> Call:
    """A call of ours from one CallData and its CallTranscript.

    Raises:
        CallRefused: the call is private, lacks what a call needs, or is not of Gong's shape.
    """
    data = read_call(call_data)
    details = to_details(data, allow_private=allow_private)
    if transcript is None:
        raise CallRefused(details.id, NO_WORDS_YET)
    turns = within(to_turns(details.id, transcript), details.duration_s)
    return replace(
        details,
        duration_s=details.duration_s or math.ceil(max(turn.end_ms for turn in turns) / 1000),
        speakers=tuple(_speakers(data.parties, (turn.speaker for turn in turns))),
        turns=turns,
    )


def to_details(call_data: object, *, allow_private: bool = False) -> Call:
    """A call of ours without its words: no turns, of those who are on it the parties, and 0 for an unknown length.

    Raises:
        CallRefused: the call is private, lacks what a call needs, or is not of Gong's shape.
    """
    data = read_call(call_data)
    meta, id_ = data.meta_data, CallId(data.id or NO_ID)
    if meta.is_private and not allow_private:
        raise CallRefused(id_, "it is private in Gong; make it visible there, or import it with --include-private")
    return Call(
        id=id_,
        title=meta.title or f"Call {id_}",
        started_at=_started_at(id_, meta.started),
        duration_s=meta.duration or 0,
        speakers=tuple(_speakers(data.parties, ())),
        turns=(),
        url=meta.url,
        language=meta.language,
        purpose=meta.purpose,
        direction=meta.direction,
        host=UserId(meta.primary_user_id) if meta.primary_user_id else None,
        account=_crm(data, "account", {"name", "accountname"}),
        opportunity=_crm(data, "opportunity", {"name", "opportunityname"}),
        stage=_crm(data, "opportunity", {"stagename"}),
        product=_crm(data, None, {"product"}),
        is_invented=meta.custom_data == INVENTED,
    )


def to_user(data: object) -> User:
    """A user of ours from one element of Gong's user list.

    Raises:
        UserRefused: it has no id, or is not of Gong's shape.
    """
    user = read_user(data)
    names = [name for name in (user.first_name, user.last_name) if name]
    return User(
        id=UserId(user.id or NO_ID),
        name=" ".join(names) or user.email_address or f"User {user.id}",
        email=user.email_address,
        title=user.title,
        manager=UserId(user.manager_id) if user.manager_id else None,
        active=user.active is not False,
    )


def _started_at(id_: CallId, value: str | None) -> datetime:
    if not value:
        raise CallRefused(id_, "it has no start date (metaData.started); export it from Gong again")
    try:
        started = datetime.fromisoformat(value)
    except ValueError as error:
        raise CallRefused(id_, "its start date cannot be read; write it like 2026-02-17T10:30:00Z") from error
    if started.utcoffset() is None:
        raise CallRefused(id_, "its start date names no time zone; write it like 2026-02-17T10:30:00Z")
    if started.year not in TIMES_GONG_HAD:
        raise CallRefused(id_, f"its start date is in the year {started.year}; correct metaData.started")
    return started


def to_turns(id_: CallId, transcript: object) -> tuple[Turn, ...]:
    """What was said on a call, as recorded.

    Raises:
        CallRefused: it is not of Gong's shape, belongs to another call, has no words, or more than any call.
    """
    data = read_transcript(transcript)
    if data.call_id not in {None, id_}:
        raise CallRefused(id_, f"the transcript given for it belongs to call {data.call_id!r}; pair them by callId")
    said = [sentence.text for monologue in data.transcript for sentence in monologue.sentences]
    if len(said) > MAX_SENTENCES or sum(map(len, said)) > MAX_CHARACTERS:
        raise CallRefused(id_, f"its transcript is longer than any call ({len(said):,} sentences); check the export")
    if not any(character.isalnum() for text in said for character in text):
        raise CallRefused(id_, "its transcript has no words; check in Gong that the recording has sound")
    return tuple(_timed(data.transcript))


def late_sentences(data: CallData, transcript: CallTranscript) -> int:
    """How many sentences lie so far after the end of their call that their times are cut."""
    said = (sentence for monologue in transcript.transcript for sentence in monologue.sentences)
    last_ms = _last_ms(data.meta_data.duration or 0)
    return sum(bool(each.text.strip()) and max(each.start or 0, each.end or 0) > last_ms for each in said)


def within(turns: Iterable[Turn], duration_s: int) -> tuple[Turn, ...]:
    """The same turns in order, no time more than a minute after the end of a call of this length (0: not known)."""
    last_ms = _last_ms(duration_s)
    return tuple(
        replace(turn, sentences=tuple(_cut(sentence, last_ms) for sentence in turn.sentences))
        if any(max(sentence.start_ms, sentence.end_ms) > last_ms for sentence in turn.sentences)
        else turn
        for turn in turns
    )


def _cut(sentence: Sentence, last_ms: int) -> Sentence:
    return replace(sentence, start_ms=min(sentence.start_ms, last_ms), end_ms=min(sentence.end_ms, last_ms))


def _last_ms(duration_s: int) -> int:
    return 1000 * (duration_s + MARGIN_S if duration_s else LONGEST_S)


def _timed(monologues: Iterable[Monologue]) -> Iterator[Turn]:
    """Turns that say something; a sentence without times follows the one before it."""
    clock = 0
    for monologue in monologues:
        sentences: list[Sentence] = []
        for sentence in monologue.sentences:
            start = clock if sentence.start is None else sentence.start
            clock = start if sentence.end is None else sentence.end
            if sentence.text.strip():
                sentences.append(Sentence(start_ms=start, end_ms=clock, text=sentence.text))
        if sentences:
            yield Turn(speaker=SpeakerId(monologue.speaker_id or NO_VOICE), sentences=tuple(sentences))


def _speakers(parties: Sequence[Party], voices: Iterable[SpeakerId]) -> Iterable[Speaker]:
    """Every party, and every voice that is no party's, once each."""
    owners = _owners(parties)
    unnamed = count(1)
    found: dict[SpeakerId, Speaker] = {}
    for position, party in enumerate(parties, 1):
        voice = party.speaker_id if party.speaker_id and owners.get(party.speaker_id) is party else None
        id_ = SpeakerId(voice or f"party:{party.id or f'#{position}'}")
        if id_ not in found:
            found[id_] = _speaker(id_, party, unnamed)
    for voice in voices:
        if voice not in found:
            found[voice] = _speaker(voice, Party(), unnamed)
    return found.values()


def _owners(parties: Iterable[Party]) -> dict[str, Party]:
    """Whose voice is whose: of several parties with one voice, the first whose side is known.

    If they are on different sides, nobody knows whose words those are, and the voice is nobody's.
    """
    claims: dict[str, list[Party]] = {}
    for party in parties:
        if party.speaker_id:
            claims.setdefault(party.speaker_id, []).append(party)
    return {
        voice: max(claimants, key=lambda party: party.side is not Side.UNKNOWN)
        for voice, claimants in claims.items()
        if not {Side.US, Side.CUSTOMER} <= {party.side for party in claimants}
    }


def _speaker(id_: SpeakerId, party: Party, unnamed: Iterator[int]) -> Speaker:
    return Speaker(
        id=id_,
        name=party.name or party.email_address or f"Unknown speaker {next(unnamed)}",
        side=party.side,
        email=party.email_address,
        user_id=UserId(party.user_id) if party.user_id else None,
        title=party.title,
    )


def _crm(data: CallData, object_type: str | None, names: set[str]) -> str | None:
    """The first such field of the CRM's objects; how they were at the time of the call comes before now."""
    objects = [crm_object for system in data.context for crm_object in system.objects]
    for crm_object in sorted(objects, key=lambda crm_object: crm_object.timing != "TimeOfCall"):
        if object_type is None or (crm_object.object_type or "").lower() == object_type:
            for field in crm_object.fields_:
                if field.value and field.is_called(names):
                    return field.value
    return None
