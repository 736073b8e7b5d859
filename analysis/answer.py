"""What the judge answers, as pydantic models, and the JSON schemas that ask for exactly that. Pure.

Structured output limits what a schema may say (no bounds on numbers, every field required, no
unknown fields), so levels are an enumeration and "none" is an empty list or an empty string.
Fields come in the order in which they are written: evidence before the level it supports.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from analysis.errors import AnswerUnusable
from knowledge.rubric import CallType
from knowledge.scorecard import Confidence, Handling, ObjectionType, Verdict, Win, WinState

SCHEMA_VERSION = "1"


T = TypeVar("T")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _lower(value: object) -> object:
    return value.strip().casefold() if isinstance(value, str) else value


Word = Annotated[T, BeforeValidator(_lower)]
"""One of a few words; structured output promises the words, but not their case."""


class QuoteAnswer(_Answer):
    """Words that the judge says were said."""

    turn: int
    speaker: str
    quote: str


class CriterionAnswer(_Answer):
    """One criterion, judged."""

    criterion: str
    evidence: tuple[QuoteAnswer, ...]
    reasoning: str
    applicable: bool
    level: Literal[0, 1, 2, 3, 4]
    confidence: Word[Confidence]


class ObjectionAnswer(_Answer):
    """An objection that the judge heard."""

    turn: int
    speaker: str
    quote: str
    type: Word[ObjectionType]
    handling: Word[Literal[Handling.WELL, Handling.PARTLY, Handling.NOT]]
    note: str


class ClaimAnswer(_Answer):
    """A product claim that the judge checked; `fact` is the id of the fact that decides it, or empty."""

    turn: int
    speaker: str
    quote: str
    verdict: Word[Verdict]
    fact: str
    note: str


class DimensionAnswer(_Answer):
    """The answer for any of the four dimensions: one shape, so that all four share one prompt cache."""

    criteria: tuple[CriterionAnswer, ...]
    objections: tuple[ObjectionAnswer, ...]
    claims: tuple[ClaimAnswer, ...]
    injection_turns: tuple[int, ...]


class HighlightAnswer(_Answer):
    """A behaviour to keep or to change; `evidence` is an id such as E4, or empty."""

    text: str
    criterion: str
    evidence: str
    say: str


class ActionAnswer(_Answer):
    """What to do before the next call."""

    when: str
    then: str
    look_for: str


class WinAnswer(_Answer):
    """What the call did to one of the five wins."""

    win: Word[Win]
    state: Word[WinState]
    evidence: str
    note: str


class NarrativeAnswer(_Answer):
    """The thirty seconds."""

    summary: str
    strength: HighlightAnswer
    focus: HighlightAnswer
    action: ActionAnswer
    wins: tuple[WinAnswer, ...]


class CallTypeAnswer(QuoteAnswer):
    """What kind of call it was, with the words that show it."""

    reason: str
    type: Word[CallType]


A = TypeVar("A", bound=BaseModel)


def parse(shape: type[A], text: str) -> A:
    """The answer in a judge's text.

    Raises:
        AnswerUnusable: the text is not JSON of that shape; the message names fields, never their content.
    """
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        where = sorted({_place(problem["type"], problem["loc"]) for problem in error.errors(include_input=False)})
        raise AnswerUnusable(
            f"Claude's answer does not fit the schema ({', '.join(where[:3])}). Run the command again."
        ) from None


def _place(kind: str, steps: tuple[int | str, ...]) -> str:
    """Where an answer is wrong; a field that nobody asked for is not named, its name is the judge's text."""
    known = steps[:-1] if kind == "extra_forbidden" else steps
    place = ".".join(map(str, known)) or "the whole answer"
    return f"{place}: a field too many" if kind == "extra_forbidden" else place


@cache
def schema(shape: type[BaseModel]) -> Mapping[str, object]:
    """The JSON schema of an answer in the subset that structured output accepts."""
    return cast("Mapping[str, object]", _without_titles(shape.model_json_schema()))


def _without_titles(node: object) -> object:
    if isinstance(node, dict):
        entries = cast("dict[str, object]", node)
        return {key: _without_titles(value) for key, value in entries.items() if key not in {"title", "description"}}
    if isinstance(node, list):
        return [_without_titles(value) for value in cast("list[object]", node)]
    return node
