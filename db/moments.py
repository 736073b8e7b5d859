"""Turns of transcripts, with who said them and which of their words were looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from db.database import Session
from db.new_call import spans_from_text
from db.optional import with_only
from db.queries import query
from db.words import read_words
from gong.model import SpeakerId, Utterance

START: Final = "\ue000"
STOP: Final = "\ue001"
"""How Postgres marks a word: characters that no language uses, the same as in load_moments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A turn with who said it. `hits` are where the words looked for begin and end in its text, in characters."""

    transcript_id: int
    speaker: str
    side: str
    said: Utterance
    hits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _MomentRow:
    transcript_id: int
    seq: int
    label: str
    body: str
    spans: str
    speaker: str
    side: str
    marked: str | None = None


async def load_moments(
    db: Session, places: Sequence[tuple[int, int]], *, words: str | None = None
) -> dict[tuple[int, int], Spoken]:
    """The turns at these places (transcript, turn), as far as there are such; hits are of these words."""
    if not places:
        return {}
    wanted = read_words(words or "")
    params = {
        "transcripts": [place[0] for place in places],
        "turns": [place[1] for place in places],
        "words": wanted and wanted.query,
    }
    sql = with_only(query("load_moments"), {"words"} if wanted else set())
    return {(row.transcript_id, row.seq): _spoken(row) for row in await db.fetch(sql, params, _MomentRow)}


def _spoken(row: _MomentRow) -> Spoken:
    said = Utterance(
        seq=row.seq,
        speaker=SpeakerId(row.label),
        label=row.label,
        text=row.body,
        spans=spans_from_text(row.spans),
    )
    hits = tuple(_hits(row.marked, row.body)) if row.marked else ()
    return Spoken(transcript_id=row.transcript_id, speaker=row.speaker, side=row.side, said=said, hits=hits)


def _hits(marked: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the marks are; nothing if the text is not the same without them, as it holds such characters itself."""
    before, *pieces = marked.split(START)
    if "".join([before, *(piece.replace(STOP, "", 1) for piece in pieces)]) != text:
        return
    at = len(before)
    for piece in pieces:
        word, _, rest = piece.partition(STOP)
        yield at, at + len(word)
        at += len(word) + len(rest)
