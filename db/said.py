"""Where words were said, found in whichever way is cheap for how many calls come into question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from db.database import Session
from db.filter import Filter
from db.optional import with_only
from db.queries import query
from db.words import Words, read_words

GUESSED_TOO_MANY: Final = 4
"""The planner's guess for the beginning of a word is about so many times too high."""
LABELS: Final = {"us": "R", "customer": "C"}
"""How the label of a turn begins, by the side that speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How to ask for turns with those words: the blocks and the values that it takes, where single calls are looked at.

    `is_one`: of one word, so that no turn fits better than another. `likely` is in about how many turns it is said,
    and `likely_share` in which share of all, as far as statistics can tell.
    """

    blocks: frozenset[str]
    params: dict[str, object]
    is_one: bool
    likely: float
    likely_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """In which transcripts they were said, and in how many turns of each."""

    transcripts: list[int] = field(default_factory=list[int])
    turns: list[int] = field(default_factory=list[int])


@dataclass(frozen=True, slots=True, kw_only=True)
class _WordsRow:
    languages: list[str]
    likely: float
    turns: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeardRow:
    total: int
    transcripts: list[int]
    turns: list[int]


async def what_is_said(db: Session, wanted: Filter) -> Said | None:
    """What turns are to be asked for; None if the filter's words name nothing that could have been said."""
    words = read_words(wanted.words or "")
    if not words:
        return None
    row = await db.fetch_one(query("read_words"), {"words": words.query}, _WordsRow)
    return _said(wanted, words, row or _WordsRow(languages=[], likely=0, turns=1))


async def heard_anywhere(db: Session, said: Said, *, most: int) -> Heard | None:
    """All transcripts in which it was said; None if it was said in more turns than `most`."""
    row = await _heard(db, {**said.params, "limit": most + 1}, said.blocks - {"by_text"} | {"by_index"})
    return None if row.total > most else Heard(transcripts=row.transcripts, turns=row.turns)


async def heard_among(db: Session, said: Said, transcripts: list[int]) -> Heard:
    """Those of these transcripts in which it was said; few of them, as each is looked at."""
    row = await _heard(db, {**said.params, "transcripts": transcripts, "limit": None}, said.blocks | {"among"})
    return Heard(transcripts=row.transcripts, turns=row.turns)


async def _heard(db: Session, params: dict[str, object], blocks: frozenset[str]) -> _HeardRow:
    row = await db.fetch_one(with_only(query("find_said"), blocks), params, _HeardRow)
    return row or _HeardRow(total=0, transcripts=[], turns=[])


def _said(wanted: Filter, words: Words, known: _WordsRow) -> Said:
    likely = known.likely / (GUESSED_TOO_MANY if words.has_beginning else 1)
    values = {
        "speaker": wanted.speaker,
        "patterns": list(words.patterns),
        "side": wanted.side,
        "asked": wanted.asked,
        "by_text": words.has_beginning,
        "by_index": not words.has_beginning,
    }
    return Said(
        blocks=frozenset(name for name, value in values.items() if value),
        params={
            "words": words.query,
            "languages": known.languages,
            "speaker": wanted.speaker,
            "patterns": values["patterns"],
            "label": LABELS.get(wanted.side or ""),
        },
        is_one=words.is_one,
        likely=likely,
        likely_share=likely / known.turns,
    )
