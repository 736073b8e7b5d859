"""A golden call's labels: what two careful people say of a call, turn by turn. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from knowledge.rubric import CallType, CriterionId, Dimension, Inconsistent, Role, Strict, Text
from knowledge.scorecard import Handling, ObjectionType, Sighting, Verdict

Turn = Annotated[int, Field(ge=0)]
"""A turn of the canonical transcript, counted from 0."""


class CriterionLabel(Strict):
    """One criterion as it should be judged; `turns` are those that show it."""

    applicable: bool = True
    level: Literal[0, 1, 2, 3, 4] | None = None
    turns: tuple[Turn, ...] = ()
    why: Text

    @model_validator(mode="after")
    def _has_a_level_or_none(self) -> Self:
        if self.applicable and self.level is None:
            raise Inconsistent("a level is missing: write `level: 0` to `level: 4`, or `applicable: false`")
        if not self.applicable and self.level is not None:
            raise Inconsistent("what is not applicable has no level: remove one of the two", "level")
        return self


class ObjectionLabel(Strict):
    """An objection, where it was raised, and how it was met."""

    turn: Turn
    type: ObjectionType
    handling: Literal[Handling.WELL, Handling.PARTLY, Handling.NOT]


class ClaimLabel(Strict):
    """Something the rep said about a product, and what can be said of it."""

    turn: Turn
    verdict: Verdict
    fact: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{2}$")] | None = None

    @model_validator(mode="after")
    def _wrong_names_a_fact(self) -> Self:
        if self.verdict is Verdict.WRONG and self.fact is None:
            raise Inconsistent("a wrong claim needs the fact that contradicts it: add `fact: …`", "verdict")
        return self


class Labels(Strict):
    """Everything that is known of a golden call.

    `rep` is how the canonical transcript names whoever is judged. `sightings` are what a reading that knows words
    only should say; a criterion that words cannot tell is left out of them.
    """

    about: Text
    rep: Annotated[str, StringConstraints(pattern=r"^R\d+$")]
    role: Role
    call_type: CallType
    criteria: Mapping[Dimension, Mapping[CriterionId, CriterionLabel]]
    objections: tuple[ObjectionLabel, ...] = ()
    claims: tuple[ClaimLabel, ...] = ()
    injection_turns: tuple[Turn, ...] = ()
    sightings: Mapping[Dimension, Mapping[CriterionId, Sighting]] = Field(
        default_factory=dict[Dimension, Mapping[CriterionId, Sighting]]
    )

    def label(self, criterion: CriterionId) -> CriterionLabel | None:
        """The label of one criterion, whichever dimension it belongs to."""
        return next((labels[criterion] for labels in self.criteria.values() if criterion in labels), None)
