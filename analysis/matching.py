"""Which of the things that were found are those that are there: by turn, give or take one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from analysis.agreement import Detection
from knowledge.golden import ClaimLabel, ObjectionLabel
from knowledge.scorecard import Claim, Objection, Verdict

NEAR = 1
"""A concern is often begun in one turn and finished in the next."""

L = TypeVar("L")
F = TypeVar("F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched(Generic[L, F]):
    """Labels with what was found for them; labels that nothing was found for; findings without a label."""

    pairs: tuple[tuple[L, F], ...]
    missed: tuple[L, ...]
    extra: tuple[F, ...]

    @property
    def detection(self) -> Detection:
        return Detection(found=len(self.pairs), missed=len(self.missed), false_alarms=len(self.extra))


def match(labels: Sequence[L], found: Sequence[F], distance: Callable[[L, F], int | None]) -> Matched[L, F]:
    """Pair each label with the nearest finding that is left; `distance` is None for two that cannot be the same."""
    left = list(range(len(found)))
    pairs: list[tuple[L, F]] = []
    missed: list[L] = []
    for label in labels:
        near = [(far, index) for index in left if (far := distance(label, found[index])) is not None and far <= NEAR]
        if near:
            _, index = min(near)
            left.remove(index)
            pairs.append((label, found[index]))
        else:
            missed.append(label)
    return Matched(pairs=tuple(pairs), missed=tuple(missed), extra=tuple(found[index] for index in left))


def match_objections(
    labels: Sequence[ObjectionLabel], found: Sequence[Objection]
) -> Matched[ObjectionLabel, Objection]:
    """Objections of the same type at the same place."""

    def distance(label: ObjectionLabel, item: Objection) -> int | None:
        return abs(label.turn - item.evidence.turn) if label.type is item.type else None

    return match(labels, found, distance)


def match_wrong_claims(labels: Sequence[ClaimLabel], found: Sequence[Claim]) -> Matched[ClaimLabel, Claim]:
    """Wrong statements about a product at the same place."""

    def distance(label: ClaimLabel, item: Claim) -> int:
        return abs(label.turn - item.evidence.turn)

    wrong = [label for label in labels if label.verdict is Verdict.WRONG]
    return match(wrong, [item for item in found if item.verdict is Verdict.WRONG], distance)
