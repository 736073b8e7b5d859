"""What is different between two versions of a rubric, thing by thing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from knowledge.rubric import Criterion, CriterionId, Role, Rubric

Said = Mapping[str, str]
"""What a version says of each thing, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed; `before` is None when it is new, `after` when it is gone.

    `criterion` is None for what is said of the dimension as a whole.
    """

    criterion: CriterionId | None
    what: str
    before: str | None
    after: str | None


def differences(old: Rubric, new: Rubric) -> tuple[Difference, ...]:
    """Everything that changed, in the order of the new version; criteria that are gone come last."""
    before = {criterion.id: criterion for criterion in old.criteria}
    after = {criterion.id: criterion for criterion in new.criteria}
    whole = _changed(
        None, {"title": old.title, "question": old.question}, {"title": new.title, "question": new.question}
    )
    kept = chain.from_iterable(
        _changed(id_, dict(_said(before[id_])), dict(_said(criterion))) if id_ in before else [_new(criterion)]
        for id_, criterion in after.items()
    )
    gone = (_gone(criterion) for id_, criterion in before.items() if id_ not in after)
    return (*whole, *kept, *gone, *_order(list(before), list(after)))


def _changed(criterion: CriterionId | None, before: Said, after: Said) -> Iterator[Difference]:
    for what in dict.fromkeys([*after, *before]):
        if before.get(what) != after.get(what):
            yield Difference(criterion=criterion, what=what, before=before.get(what), after=after.get(what))


def _new(criterion: Criterion) -> Difference:
    return Difference(criterion=criterion.id, what="criterion", before=None, after=_summary(criterion))


def _gone(criterion: Criterion) -> Difference:
    return Difference(criterion=criterion.id, what="criterion", before=_summary(criterion), after=None)


def _order(before: list[CriterionId], after: list[CriterionId]) -> Iterator[Difference]:
    common = [id_ for id_ in before if id_ in after]
    now = [id_ for id_ in after if id_ in before]
    if common != now:
        yield Difference(criterion=None, what="order", before=", ".join(common), after=", ".join(now))


def _summary(criterion: Criterion) -> str:
    return f"{criterion.title} (weight {criterion.weight:g}, asked of {_list(criterion.roles)})"


def _said(criterion: Criterion) -> Iterator[tuple[str, str]]:
    yield "title", criterion.title
    yield "question", criterion.question
    yield "weight", f"{criterion.weight:g}"
    for role, weight in criterion.weights.items():
        yield f"weight for {role.value}", f"{weight:g}"
    yield "roles", _list(criterion.roles)
    yield "types of call", _list(criterion.call_types) or "every type"
    yield "not applicable when", criterion.not_applicable_when
    yield "judged without an objection", "yes" if criterion.also_without_objection else "no"
    for level, words in sorted(criterion.levels.items()):
        yield f"level {level}", words
    for role, levels in criterion.role_levels.items():
        for level, words in sorted(levels.items()):
            yield f"level {level} for {role.value}", words
    for mark, signs in (("+", criterion.positive), ("-", criterion.negative)):
        for sign in signs:
            yield f"{mark} {sign.sign}", f"such as: {sign.example}"


def _list(names: Iterable[Role] | Iterable[str]) -> str:
    return ", ".join(str(name) for name in names)
