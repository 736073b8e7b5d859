"""What was found on calls, as the tags that `standing.findings` holds: `objection:pricing:not`, `agenda:2`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.rubric import LEVELS, CriterionId
from knowledge.scorecard import Handling, ObjectionType, Verdict, Win, WinState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A criterion with a level of at least `least` and at most `most`, as it counts after what people said.

    `title` is how a person calls it.
    """

    criterion: CriterionId
    title: str = field(default="", compare=False)
    least: int = LEVELS[0]
    most: int = LEVELS[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What has to have been found; what is None was not asked for. Conditions of one pair are about one finding.

    A next step of a kind is a level of the criterion `next_step`, whose anchors name the kinds.
    """

    objection: ObjectionType | None = None
    handling: Handling | None = None
    any_objection: bool = False
    win: Win | None = None
    win_state: WinState | None = None
    claim: Verdict | None = None
    reached: Reached | None = None

    @property
    def objections(self) -> bool:
        """Whether objections were asked for."""
        return bool(self.objection or self.handling or self.any_objection)

    @property
    def wins(self) -> bool:
        """Whether wins were asked for."""
        return bool(self.win or self.win_state)

    def tags(self) -> list[str]:
        """All of these have to be there."""
        return list(self._tags())

    def any_of(self) -> list[str]:
        """And one of these, if there are any."""
        if not self.reached:
            return []
        return [f"{self.reached.criterion}:{level}" for level in range(self.reached.least, self.reached.most + 1)]

    def _tags(self) -> Iterator[str]:
        if self.objections:
            yield _tag("objection", self.objection, self.handling)
        if self.wins:
            yield _tag("win", self.win, self.win_state)
        if self.claim:
            yield f"claim:{self.claim}"


def _tag(kind: str, which: str | None, how: str | None) -> str:
    if how:
        return f"{kind}:{which or ''}:{how}"
    return f"{kind}:{which}" if which else kind
