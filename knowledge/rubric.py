"""A rubric: what one dimension of a call is judged by, in criteria whose levels are anchored in words. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, NewType, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

CriterionId = NewType("CriterionId", str)
"""snake_case name of a criterion, unique among all rubrics."""

LEVELS = (0, 1, 2, 3, 4)


class Dimension(StrEnum):
    """The four sides of a call that are judged, each on its own."""

    DISCOVERY = "discovery"
    PRODUCT_KNOWLEDGE = "product_knowledge"
    OBJECTION_HANDLING = "objection_handling"
    ENGAGEMENT = "engagement"


class Role(StrEnum):
    """What somebody is employed to do on a call; everybody is judged for their own job."""

    AE = "ae"
    SE = "se"
    CSM = "csm"
    SUPPORT = "support"
    UNKNOWN = "unknown"


JUDGED_ROLES = (Role.AE, Role.SE, Role.CSM, Role.SUPPORT)


class CallType(StrEnum):
    """What a call was for."""

    DISCOVERY = "discovery"
    DEMO = "demo"
    TECHNICAL_DEEP_DIVE = "technical_deep_dive"
    POC_KICKOFF = "poc_kickoff"
    ARCHITECTURE_REVIEW = "architecture_review"
    NEGOTIATION = "negotiation"
    EXECUTIVE_PRESENTATION = "executive_presentation"
    CHECK_IN = "check_in"
    SUPPORT = "support"
    OTHER = "other"


_METHODS = re.compile(r"\b(?:(?i:MEDDIC|MEDDICC|MEDDPICC)|BANT|SPIN|SPICED|Challenger|Sandler)\b")
"""Names of sales methods, which say nothing to a rep; as words, `spin` and `challenger` are free."""
_MARKUP = re.compile(r"</?[A-Za-z!]|[\x00-\x1f]")
_OTHER_LEVEL = re.compile(r"\bAs (\d+)\b")
"""How a level builds on a lower one."""


class Inconsistent(ValueError):
    """Two things in a rubric do not go together; `at` is where, seen from the model that found it."""

    def __init__(self, message: str, *at: int | str) -> None:
        super().__init__(message)
        self.at = at


def _without_method(text: str) -> str:
    if found := _METHODS.search(text):
        raise Inconsistent(f"{found[0]!r} is the name of a sales method: say what can be seen or heard instead")
    return text


def _plain(title: str) -> str:
    if _MARKUP.search(title):
        raise Inconsistent("a title is plain words on one line: remove the markup")
    return title


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3), AfterValidator(_without_method)]
Title = Annotated[Text, AfterValidator(_plain)]
Weight = Annotated[float, Field(gt=0, le=10)]
Levels = dict[int, Text]


class Strict(BaseModel):
    """What somebody writes into a file; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sign(Strict):
    """Something that can be seen or heard, with a short invented example of it."""

    sign: Text
    example: Text


class Criterion(Strict):
    """One question about a call, answered with a level from 0 to 4.

    `weight` is relative to the other criteria; `weights` and `role_levels` replace it, or single
    anchors, for a role. Empty `call_types` means every type of call. `also_without_objection` keeps a
    criterion of objection handling as it was judged on a call on which nobody raised an objection.
    """

    id: Annotated[CriterionId, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
    title: Title
    question: Text
    weight: Weight
    weights: dict[Role, Weight] = Field(default_factory=dict)
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] = JUDGED_ROLES
    call_types: tuple[CallType, ...] = ()
    not_applicable_when: Text
    also_without_objection: bool = False
    levels: Levels
    role_levels: dict[Role, Levels] = Field(default_factory=dict)
    positive: Annotated[tuple[Sign, ...], Field(min_length=1)]
    negative: Annotated[tuple[Sign, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _levels_are_complete(self) -> Self:
        _refuse_other_levels(self.levels, "levels")
        for role, levels in self.role_levels.items():
            _refuse_other_levels(levels, "role_levels", role.value)
        if missing := set(LEVELS) - set(self.levels):
            raise Inconsistent(f"{self.id!r} says nothing about level {min(missing)}: add it", "levels")
        return self

    @model_validator(mode="after")
    def _levels_can_be_told_apart(self) -> Self:
        for role in self.roles:
            anchors = list(self.anchors(role).values())
            for level in LEVELS:
                if anchors[level] in anchors[:level]:
                    own = level in self.role_levels.get(role, {})
                    at = ("role_levels", role.value, level) if own else ("levels", level)
                    raise Inconsistent(f"level {level} reads like a lower one: say what is different to see", *at)
        return self

    @model_validator(mode="after")
    def _roles_are_asked(self) -> Self:
        if Role.UNKNOWN in self.roles:
            raise Inconsistent("'unknown' is nobody's role: list the roles this is asked of", "roles")
        for key, roles in (("weights", set(self.weights)), ("role_levels", set(self.role_levels))):
            if unasked := sorted(roles - set(self.roles)):
                sentence = f"{self.id!r} is not asked of {unasked[0].value!r}: remove this, or add the role to `roles`"
                raise Inconsistent(sentence, key, unasked[0].value)
        return self

    def applies(self, role: Role, call_type: CallType) -> bool:
        """Whether this is asked of that role on that type of call; an unknown role gets what all roles get."""
        if self.call_types and call_type not in self.call_types and call_type is not CallType.OTHER:
            return False
        return self.is_asked_of(role)

    def is_asked_of(self, role: Role) -> bool:
        """Whether this is asked of that role on some type of call."""
        return set(JUDGED_ROLES) <= set(self.roles) if role is Role.UNKNOWN else role in self.roles

    def weight_for(self, role: Role) -> float:
        return self.weights.get(role, self.weight)

    def anchors(self, role: Role) -> dict[int, str]:
        """The words of each level, 0 to 4, for one role."""
        return {level: self.role_levels.get(role, {}).get(level, self.levels[level]) for level in LEVELS}


class Rubric(Strict):
    """The criteria of one dimension."""

    dimension: Dimension
    title: Title
    question: Text
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=4, max_length=6)]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        seen: set[CriterionId] = set()
        for position, criterion in enumerate(self.criteria):
            if criterion.id in seen:
                sentence = f"the id {criterion.id!r} was used before: give this criterion another one"
                raise Inconsistent(sentence, "criteria", position, "id")
            seen.add(criterion.id)
        return self

    @property
    def hash(self) -> str:
        """SHA-256 of the content: any change of words, weights or order is another rubric."""
        return content_hash(self.model_dump(mode="json"))

    def criteria_for(self, role: Role, call_type: CallType) -> tuple[Criterion, ...]:
        """The criteria that are asked of this role on this type of call; may be empty."""
        return tuple(criterion for criterion in self.criteria if criterion.applies(role, call_type))


def content_hash(content: Mapping[str, object]) -> str:
    """SHA-256 of values that JSON knows, in whatever order their keys stand."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _refuse_other_levels(levels: Levels, *at: str) -> None:
    for level, words in levels.items():
        if level not in LEVELS:
            raise Inconsistent(f"there is no level {level}: use 0 to {LEVELS[-1]}", *at, level)
        if unfit := [other for other in _OTHER_LEVEL.findall(words) if int(other) >= level]:
            raise Inconsistent(f"'As {unfit[0]}' is not a level below {level}: build on a lower one", *at, level)
