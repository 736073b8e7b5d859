"""Which words of the keyword reading can be relied on, as measured on the golden set (`data/keyword_trust.json`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from analysis.agreement import Share
from analysis.keyword_report import SHOWN, KeywordReport
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


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Share(_Read):
    hits: int
    of: int


class _Signal(_Read):
    criterion: str
    seen: _Share
    not_seen: _Share


class _Objections(_Read):
    type: ObjectionType
    precision: _Share


class _Measured(_Read):
    measured: date
    calls: int
    signals: tuple[_Signal, ...]
    objections: tuple[_Objections, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreliable:
    """A word that was right too seldom, and how seldom."""

    hits: int
    of: int
    calls: int

    def reason(self, said: str) -> str:
        """Why this is not shown, in a sentence."""
        return (
            f"keywords are not reliable enough for this: “{said}” was right {self.hits} of {self.of} times "
            f"on {self.calls} calls"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What of a keyword reading is not shown. `version` changes with every measurement."""

    seen: Mapping[str, Unreliable]
    not_seen: Mapping[str, Unreliable]
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
            strength=None if strength and strength.criterion in self.seen else strength,
            focus=None if focus and focus.criterion in self.not_seen else focus,
        )

    def _finding(self, finding: Finding) -> Finding:
        if not isinstance(finding, Observed):
            return finding
        table = self.seen if finding.sighting in SHOWN else self.not_seen
        unreliable = None if finding.sighting is Sighting.NO_OPPORTUNITY else table.get(finding.criterion)
        said = "not seen" if finding.sighting is Sighting.NOT_SEEN else "seen"
        return NotApplicable(criterion=finding.criterion, reason=unreliable.reason(said)) if unreliable else finding


EVERYTHING_SHOWN = Reliability(seen={}, not_seen={}, objections=frozenset(), version="everything")
"""For measuring: what is hidden could not be measured again."""


@cache
def measured(file: Path = FILE) -> Reliability:
    """The reliability that ships with this version."""
    text = file.read_text(encoding="utf-8")
    found = _Measured.model_validate_json(text)
    return Reliability(
        seen=_unreliable({item.criterion: item.seen for item in found.signals}, found.calls),
        not_seen=_unreliable({item.criterion: item.not_seen for item in found.signals}, found.calls),
        objections=frozenset(item.type for item in found.objections if _is_unreliable(item.precision)),
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def hidden_words(report: KeywordReport) -> list[str]:
    """What reps would not be shown if this measurement counted, in words."""
    seen = [f"“seen” of {item.criterion}" for item in report.signals if _is_unreliable(item.seen)]
    not_seen = [f"“not seen” of {item.criterion}" for item in report.signals if _is_unreliable(item.not_seen)]
    objections = [f"objections about {item.type.value}" for item in report.objections if _is_unreliable(item.precision)]
    return [*seen, *not_seen, *objections]


def _unreliable(shares: Mapping[str, _Share], calls: int) -> dict[str, Unreliable]:
    return {
        criterion: Unreliable(hits=item.hits, of=item.of, calls=calls)
        for criterion, item in shares.items()
        if _is_unreliable(item)
    }


def _is_unreliable(item: _Share | Share) -> bool:
    return item.of >= FEWEST and item.hits / item.of < MIN_PRECISION
