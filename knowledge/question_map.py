"""Which question of somebody's scorecard asks for which criterion, as a person wrote it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from knowledge.library import Library, read_document, read_text
from knowledge.mend import Place
from knowledge.rubric import CriterionId, Dimension, Strict


class _Map(Strict):
    questions: Annotated[dict[Annotated[str, BeforeValidator(str)], str], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A criterion and the dimension it belongs to."""

    dimension: Dimension
    criterion: CriterionId


def read_question_map(library: Library, path: Path) -> Mapping[str, Named]:
    """Criteria by the id of the question, from a file such as `questions: {6843152929: discovery.agenda}`.

    Raises:
        BadStandard: it cannot be read, or names a criterion that is not there; with file, line and mend.
    """
    document = read_document(_Map, path.name, read_text(path.parent, path.name), owner=_owner)
    known = {
        f"{dimension.value}.{criterion.id}": Named(dimension=dimension, criterion=criterion.id)
        for dimension, rubric in library.rubrics.items()
        for criterion in rubric.criteria
    }
    named = {question: name.replace("/", ".") for question, name in document.value.questions.items()}
    for question, name in named.items():
        if name not in known:
            place: Place = ("questions", int(question) if question.isdigit() else question)
            raise document.bad(place, f"there is no criterion {name!r}: write one of {', '.join(known)}")
    return {question: known[name] for question, name in named.items()}


def _owner(place: Place) -> type[BaseModel] | None:
    return _Map if len(place) == 1 else None
