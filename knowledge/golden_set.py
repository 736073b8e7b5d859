"""The golden set: every folder `golden/NN-slug` with its labels, checked against the rubrics and the product facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from knowledge.errors import BadStandard
from knowledge.golden import ClaimLabel, CriterionLabel, Labels, ObjectionLabel
from knowledge.library import FOLDER, Document, Library, read_document, read_text
from knowledge.mend import Place

SET = FOLDER / "golden"
CALL, LABELS = "call.txt", "labels.yaml"
_MODELS: Mapping[str, tuple[int, type[BaseModel]]] = {
    "criteria": (4, CriterionLabel),
    "objections": (3, ObjectionLabel),
    "claims": (3, ClaimLabel),
}
"""Below each key, how deep the keys of which model lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenCall:
    """An invented call whose right judgement is known. `screenplay` is the file with what was said."""

    slug: str
    screenplay: Path
    document: Document[Labels]

    @property
    def labels(self) -> Labels:
        return self.document.value


def read_golden_set(library: Library, folder: Path = SET) -> tuple[GoldenCall, ...]:
    """Every golden call, by name.

    Raises:
        BadStandard: there are none, or the labels of one cannot be used; the message names file, line and mend.
    """
    slugs = sorted(path.name for path in folder.glob("*") if path.is_dir() and not path.name.startswith((".", "_")))
    if not slugs:
        raise BadStandard(folder.name, None, f"no golden calls: put folders with {CALL} and {LABELS} into {folder}")
    return tuple(_golden_call(library, folder, slug) for slug in slugs)


def _golden_call(library: Library, folder: Path, slug: str) -> GoldenCall:
    file = f"{folder.name}/{slug}/{LABELS}"
    document = read_document(Labels, file, read_text(folder.parent, file), owner=_owner)
    _check_criteria(document, library)
    _check_facts(document, {fact.id for product in library.products for fact in product.facts})
    return GoldenCall(slug=slug, screenplay=folder / slug / CALL, document=document)


def _owner(place: Place) -> type[BaseModel] | None:
    if len(place) == 1:
        return Labels
    depth, model = _MODELS.get(str(place[0]), (0, Labels))
    return model if len(place) == depth else None


def _check_criteria(document: Document[Labels], library: Library) -> None:
    labels = document.value
    for dimension, rubric in library.rubrics.items():
        asked = {criterion.id for criterion in rubric.criteria_for(labels.role, labels.call_type)}
        given = labels.criteria.get(dimension, {})
        for place, sentence in _differences(asked, given):
            raise document.bad(("criteria", dimension.value, *place), sentence)
        for criterion in labels.sightings.get(dimension, {}):
            if criterion not in asked:
                sentence = f"{criterion!r} is not asked of this role on this type of call: remove it"
                raise document.bad(("sightings", dimension.value, criterion), sentence)


def _differences(asked: Collection[str], given: Collection[str]) -> Iterator[tuple[Place, str]]:
    for criterion in given:
        if criterion not in asked:
            yield (criterion,), f"{criterion!r} is not asked of this role on this type of call: remove it"
    if missing := sorted(set(asked) - set(given)):
        yield (), f"a label for {missing[0]!r} is missing: add it"


def _check_facts(document: Document[Labels], known: Collection[str]) -> None:
    for position, claim in enumerate(document.value.claims):
        if claim.fact is not None and claim.fact not in known:
            sentence = f"there is no fact {claim.fact} in products/: name one of them, or `cannot_be_checked`"
            raise document.bad(("claims", position), sentence)
