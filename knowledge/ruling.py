"""What people say of a judgement, and what of it counts: a dispute changes nothing, the manager's level does. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import Confidence, DimensionResult, Finding, NotApplicable, Observed, Scored, Unscored


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Something said of one criterion of one judgement.

    `judged_level` is the judge's (None when it gave none); `level` is what counts instead, None for a dispute. One
    that `keeps` decides that a judgement without a level stays. `is_current` is False when the criterion was judged
    again since.
    """

    dimension: Dimension
    criterion: CriterionId
    judged_level: int | None
    level: int | None
    reason: str
    said_by: str
    said_at: datetime
    is_current: bool = True
    keeps: bool = False

    @property
    def decides(self) -> bool:
        """Whether this closes the disputes before it."""
        return self.keeps or self.level is not None

    @property
    def sentence(self) -> str:
        """What was said, fit to be shown beside the criterion."""
        said = f"{self._what} by {self.said_by} on {self.said_at.day} {self.said_at:%B %Y}: {self.reason}"
        if self.is_current:
            return said
        about = "" if self.judged_level is None else f" (level {self.judged_level})"
        return f"About an earlier judgement{about}, and not counted any more: {said[:1].lower()}{said[1:]}"

    @property
    def _what(self) -> str:
        if self.keeps:
            return "Kept as it is"
        match self.level, self.judged_level:
            case None, _:
                return "Disputed"
            case level, None:
                return f"Set to {level}"
            case level, judged if level == judged:
                return f"Confirmed at {level}"
            case level, judged:
                return f"Changed from {judged} to {level}"


def rulings_on(rulings: Sequence[Ruling], dimension: Dimension, criterion: CriterionId) -> tuple[Ruling, ...]:
    """What was said of one criterion, in order."""
    return tuple(item for item in rulings if (item.dimension, item.criterion) == (dimension, criterion))


def ruled(result: DimensionResult, rulings: Sequence[Ruling]) -> DimensionResult:
    """The result with the levels that count; its score follows from them as from the judge's."""
    return replace(
        result,
        findings=tuple(
            _ruled(finding, rulings_on(rulings, result.dimension, finding.criterion)) for finding in result.findings
        ),
    )


def is_open(ruling: Ruling, rulings: Sequence[Ruling]) -> bool:
    """Whether this is a dispute that nobody has decided since."""
    later = rulings_on(rulings, ruling.dimension, ruling.criterion)
    decided = any(item.decides and item.said_at >= ruling.said_at for item in later)
    return not ruling.decides and ruling.is_current and not decided


def _ruled(finding: Finding, rulings: Sequence[Ruling]) -> Finding:
    counting = [item for item in rulings if item.level is not None and item.is_current]
    if not counting or (level := counting[-1].level) is None:
        return finding
    match finding:
        case Scored():
            return replace(finding, level=level, judged_level=level, needs_review=False)
        case Unscored():
            return Scored(
                criterion=finding.criterion,
                weight=finding.weight,
                level=level,
                judged_level=level,
                reasoning=finding.reason,
                confidence=Confidence.HIGH,
            )
        case NotApplicable() | Observed():
            return finding
        case _:
            assert_never(finding)
