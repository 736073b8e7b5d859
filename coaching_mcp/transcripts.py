"""A stretch of a transcript as an answer. Pure."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from analysis.errors import EngineError
from analysis.transcript import clock
from coaching_mcp.answers import TranscriptAnswer, Turn
from coaching_mcp.quoting import day
from db.calls import CallRecord
from gong.model import Transcript, Utterance

PAGE_CHARS: Final = 6_000
AROUND_TURNS: Final = 4
"""So many turns before and after a moment are shown."""
CLOCK_PARTS: Final = 3


class BadMoment(EngineError):
    """Not a time of a call."""


def transcript_answer(
    call: CallRecord, transcript: Transcript, *, start: int | None, around: str | None, zone: tzinfo
) -> TranscriptAnswer:
    """The turns from `start` on, or around a moment such as `12:30`, as many as fit on a page.

    Raises:
        BadMoment: the moment or the turn cannot be read or is not there, or both were given.
    """
    said = transcript.utterances
    first, last = _range(said, start, around)
    shown = page(said[first:last])
    end = first + len(shown)
    names = {item.speaker.id: item.speaker.name for item in call.participants}
    where = f"{clock(shown[0].start_ms)} to {clock(shown[-1].end_ms)}"
    return TranscriptAnswer(
        verdict=f"Call {call.id}, {call.call.title} ({day(call.call.started_at, zone)}): {where}, turns {first} to "
        f"{end - 1} of {len(said)}.",
        call=call.id,
        title=call.call.title,
        turns=[
            Turn(
                turn=item.seq,
                at=clock(item.start_ms),
                speaker=f"{names.get(item.speaker, item.label)} ({item.label})",
                text=item.text,
            )
            for item in shown
        ],
        turns_in_call=len(said),
        cursor=end if end < len(said) else None,
        next=[f"get_transcript call={call.id} start={end} goes on"] if end < len(said) else [],
    )


def page(said: tuple[Utterance, ...], *, chars: int = PAGE_CHARS) -> tuple[Utterance, ...]:
    """As many turns as fit, and at least one."""
    total = 0
    for count, item in enumerate(said):
        total += len(item.text) + 30
        if total > chars and count:
            return said[:count]
    return said


def _range(said: tuple[Utterance, ...], start: int | None, around: str | None) -> tuple[int, int]:
    if not said:
        raise BadMoment("Nothing was said on this call, so there is no transcript.")
    if around is not None and start is not None:
        raise BadMoment("`around` is a time and `start` a turn: give one of them.")
    if around is not None:
        moment, end = _milliseconds(around), said[-1].end_ms
        if moment > end:
            raise BadMoment(f"Nothing is said at {around}: the last words of this call end at {clock(end)}.")
        at = max((item.seq for item in said if item.start_ms <= moment), default=0)
        return max(0, at - AROUND_TURNS), at + AROUND_TURNS + 1
    if start is not None and not 0 <= start < len(said):
        raise BadMoment(f"There is no turn {start}: this call has turns 0 to {len(said) - 1}.")
    return start or 0, len(said)


def _milliseconds(text: str) -> int:
    parts = text.strip().split(":")
    if not (1 < len(parts) <= CLOCK_PARTS and all(part.isdigit() and len(part) <= CLOCK_PARTS for part in parts)):
        raise BadMoment(f"{text!r} is not a time of a call. Write minutes and seconds, such as 12:30.")
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part)
    return 1000 * seconds
