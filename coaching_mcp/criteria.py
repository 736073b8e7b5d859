"""How rubrics and their differences read in a terminal and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from coaching_mcp.views import Json
from knowledge.difference import Difference
from knowledge.rubric import Criterion, Role, Rubric
from reports.words import CALL_TYPES
from reports.words import counted as numbered

WIDTH = 100


def show(rubric: Rubric, role: Role | None, *, briefly: bool) -> None:
    """Print a rubric, as everybody or as one role is judged by it; `briefly` without levels and signs."""
    print(f"{rubric.title} ({rubric.dimension.value}, version {rubric.hash[:8]})")
    _wrapped(rubric.question, "  ")
    for criterion in _asked(rubric, role):
        weight = criterion.weight_for(role) if role else criterion.weight
        print()
        _wrapped(f"{criterion.id}: {criterion.title} (weight {weight:g}, {_whom(criterion, role)})", "  ")
        _wrapped(criterion.question, "    ")
        if not briefly:
            for line in _levels(criterion, role):
                _wrapped(line, "    ", hang="   ")
    print()


def as_json(rubric: Rubric, role: Role | None) -> Json:
    """A rubric as everybody or as one role is judged by it."""
    criteria = [
        {
            **criterion.model_dump(mode="json"),
            **({"weight": criterion.weight_for(role), "levels": criterion.anchors(role)} if role else {}),
        }
        for criterion in _asked(rubric, role)
    ]
    return {**rubric.model_dump(mode="json"), "hash": rubric.hash, "criteria": criteria}


def difference(change: Difference) -> Json:
    """One thing that changed."""
    return {"criterion": change.criterion, "what": change.what, "before": change.before, "after": change.after}


def tell_difference(change: Difference, *, briefly: bool = False) -> None:
    """Print one thing that changed; `briefly` without the words."""
    about = f"{change.criterion}: " if change.criterion else ""
    if change.before is None or change.after is None:
        print(f"  {about}{change.what} {'is new' if change.before is None else 'is gone'}")
    elif max(len(change.before), len(change.after)) <= len("architecture_review"):
        print(f"  {about}{change.what} {change.before} → {change.after}")
        return
    else:
        print(f"  {about}{change.what} reads differently")
    if not briefly:
        for mark, text in (("-", change.before), ("+", change.after)):
            if text:
                _wrapped(f"{mark} {text}", "      ", hang="  ")


def counted(changes: Sequence[Difference]) -> str:
    """How many things changed, and in how many criteria."""
    criteria = {change.criterion for change in changes if change.criterion}
    return f"{numbered(len(changes), 'difference')}, in {numbered(len(criteria), 'criterion', 'criteria')}"


def _asked(rubric: Rubric, role: Role | None) -> tuple[Criterion, ...]:
    if role is None:
        return rubric.criteria
    return tuple(criterion for criterion in rubric.criteria if criterion.is_asked_of(role))


def _whom(criterion: Criterion, role: Role | None) -> str:
    types = ", ".join(CALL_TYPES[type_].lower() for type_ in criterion.call_types) or "every type of call"
    return types if role else f"{', '.join(one.value for one in criterion.roles)}; {types}"


def _levels(criterion: Criterion, role: Role | None) -> Iterator[str]:
    yield f"Not applicable when: {criterion.not_applicable_when}"
    for level, words in (criterion.anchors(role) if role else criterion.levels).items():
        yield f"{level}: {words}"
    if role is None:
        for special, levels in criterion.role_levels.items():
            yield from (f"{level} for {special.value}: {words}" for level, words in levels.items())
    for mark, signs in (("+", criterion.positive), ("-", criterion.negative)):
        yield from (f"{mark} {sign.sign} Such as: “{sign.example}”" for sign in signs)


def _wrapped(text: str, indent: str, *, hang: str = "") -> None:
    print(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + hang))
