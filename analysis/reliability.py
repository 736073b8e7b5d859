"""Which words of the keyword reading can be relied on, as measured on the golden set (`data/keyword_trust.json`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from analysis.agreement import Share
from analysis.baseline import NO_CUSTOMER
from analysis.keyword_report import KeywordReport, Signal
from knowledge.scorecard import (
    DimensionResult,
    Finding,
    Narrative,
    NotApplicable,
    ObjectionType,
    Observed,
    Sighting,
)

FILE = Path(__file__).parent / "data" / "keyword_trust.json"
"""What `coach eval --json` printed without a key."""
MIN_PRECISION = 0.8
FEWEST = 3
"""A precision of fewer cases neither hides nor vouches for a signal."""


class Word(StrEnum):
    """What a keyword reading says of a criterion."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    NO_OCCASION = "no occasion"


WORDS: Mapping[Sighting, Word] = {
    Sighting.SEEN: Word.SEEN,
    Sighting.PARTLY: Word.SEEN,
    Sighting.NOT_SEEN: Word.NOT_SEEN,
    Sighting.NO_OPPORTUNITY: Word.NO_OCCASION,
}


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Share(_Read):
    hits: int
    of: int


class _Signal(_Read):
    criterion: str
    seen: _Share
    not_seen: _Share
    no_opportunity: _Share


class _Objections(_Read):
    type: ObjectionType
    precision: _Share


class _Measured(_Read):
    measured: date
    calls: int
    signals: tuple[_Signal, ...]
    objections: tuple[_Objections, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What of a keyword reading is not shown: for a word about a criterion the reason, and types of objections.

    `version` changes with every measurement.
    """

    reasons: Mapping[tuple[Word, str], str]
    objections: frozenset[ObjectionType]
    version: str

    def shown(self, result: DimensionResult) -> DimensionResult:
        """A reading without what cannot be relied on."""
        return replace(
            result,
            findings=tuple(map(self._finding, result.findings)),
            objections=tuple(item for item in result.objections if item.type not in self.objections),
        )

    def narrative(self, narrative: Narrative) -> Narrative:
        """The thirty seconds without a highlight that stands on a word that cannot be relied on."""
        strength, focus = narrative.strength, narrative.focus
        return replace(
            narrative,
            strength=None if strength and (Word.SEEN, strength.criterion) in self.reasons else strength,
            focus=None if focus and (Word.NOT_SEEN, focus.criterion) in self.reasons else focus,
        )

    def _finding(self, finding: Finding) -> Finding:
        if not isinstance(finding, Observed) or finding.note == NO_CUSTOMER:  # which is known, not read from words
            return finding
        reason = self.reasons.get((WORDS[finding.sighting], finding.criterion))
        return NotApplicable(criterion=finding.criterion, reason=reason) if reason else finding


EVERYTHING_SHOWN = Reliability(reasons={}, objections=frozenset(), version="everything")
"""For measuring: what is hidden could not be measured again."""


@cache
def measured(file: Path = FILE) -> Reliability:
    """The reliability that ships with this version."""
    text = file.read_text(encoding="utf-8")
    found = _Measured.model_validate_json(text)
    return Reliability(
        reasons={
            (word, signal.criterion): _reason(word, precision, found.calls)
            for signal in found.signals
            for word, precision in _precisions(signal)
            if _is_unreliable(precision)
        },
        objections=frozenset(item.type for item in found.objections if _is_unreliable(item.precision)),
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def hidden_words(report: KeywordReport) -> list[str]:
    """What reps would not be shown if this measurement counted, in words."""
    words = [
        f"“{word}” of {signal.criterion} (right {precision.hits} of {precision.of} times)"
        for signal in report.signals
        for word, precision in _precisions(signal)
        if _is_unreliable(precision)
    ]
    return words + [
        f"objections about {item.type.value}" for item in report.objections if _is_unreliable(item.precision)
    ]


def _precisions(signal: Signal | _Signal) -> Iterable[tuple[Word, Share | _Share]]:
    yield Word.SEEN, signal.seen
    yield Word.NOT_SEEN, signal.not_seen
    yield Word.NO_OCCASION, signal.no_opportunity


def _is_unreliable(precision: Share | _Share) -> bool:
    return precision.of >= FEWEST and precision.hits / precision.of < MIN_PRECISION


def _reason(word: Word, precision: Share | _Share, calls: int) -> str:
    return (
        f"keywords are not reliable enough for this: “{word}” was right {precision.hits} of {precision.of} times "
        f"on {calls} calls"
    )
