"""A recorded call: who spoke, and what they said when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

CallId = NewType("CallId", str)
"""Gong's id of a call: up to 20 digits, always a string (it does not fit a JavaScript number)."""
UserId = NewType("UserId", str)
"""Gong's id of a user, that is of somebody on our side."""
SpeakerId = NewType("SpeakerId", str)
"""Gong's id of a voice on one call; somebody who is on two calls has two."""


class Side(StrEnum):
    """Whose side somebody on a call is on, as far as Gong knows."""

    US = "us"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody who was on a call, whether or not they said anything."""

    id: SpeakerId
    name: str
    side: Side
    email: str | None = None
    user_id: UserId | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a turn. Times are milliseconds from the start of the call."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said in one go.

    As recorded, neighbouring turns may share a speaker (Gong also breaks on a change of topic) and
    times may run backwards; `analysis.transcript` makes the canonical turns from these.
    """

    speaker: SpeakerId
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def start_ms(self) -> int:
        return self.sentences[0].start_ms

    @property
    def end_ms(self) -> int:
        return max(sentence.end_ms for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One recorded call. `duration_s` is in seconds, as Gong gives it; everything in turns is in ms."""

    id: CallId
    title: str
    started_at: datetime
    duration_s: int
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    url: str | None = None
    language: str | None = None
    purpose: str | None = None
    direction: str | None = None
    host: UserId | None = None
    account: str | None = None
    opportunity: str | None = None
    stage: str | None = None
    product: str | None = None
    is_invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody on our side as Gong's user list knows them."""

    id: UserId
    name: str
    email: str | None = None
    title: str | None = None
    manager: UserId | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a sentence begins in an utterance's text, and when it was said."""

    start_char: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A canonical turn: everything one speaker said until somebody else spoke.

    `label` is how prompts and quotes name the speaker: R1, R2 … on our side, C1 … on the
    customer's, U1 … when Gong does not know. `seq` counts from 0.
    """

    seq: int
    speaker: SpeakerId
    label: str
    text: str
    spans: tuple[Span, ...]

    @property
    def start_ms(self) -> int:
        return self.spans[0].start_ms

    @property
    def end_ms(self) -> int:
        return max(span.end_ms for span in self.spans)

    def at_ms(self, char: int) -> int:
        """When the sentence that holds this character of `text` was begun, in ms from the call's start."""
        return max((span for span in self.spans if span.start_char <= char), key=lambda span: span.start_char).start_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """The canonical transcript of one call. `hash` is the SHA-256 of what a judge would read of it."""

    hash: str
    utterances: tuple[Utterance, ...]
