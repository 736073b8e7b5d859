"""What is wrong with a judgement that a client sent, and what it should send instead. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError

from analysis.answer import NarrativeAnswer
from analysis.case import NARRATIVE
from analysis.errors import EngineError
from analysis.evidence import Verifier
from analysis.narrative import Findings
from analysis.verdict import Judged, Rejected
from coaching_mcp.answers import JudgeAnswer, Rejection
from knowledge.library import Library
from reports.words import counted

A = TypeVar("A", bound=BaseModel)


class BadSubmission(EngineError):
    """The answer does not have the shape that was asked for, or is not the one that was asked for."""


def part_of(answer: Mapping[str, object], library: Library) -> str | None:
    """Which part of a scorecard an answer is, by the criteria that it names; None if that cannot be told."""
    if "summary" in answer:
        return NARRATIVE
    items = answer.get("criteria")
    given = cast("list[object]", items) if isinstance(items, list) else []
    criteria = {cast("dict[str, object]", item).get("criterion") for item in given if isinstance(item, dict)}
    rubrics = library.rubrics.values()
    return next((one.dimension.value for one in rubrics if any(item.id in criteria for item in one.criteria)), None)


def named(part: str) -> str:
    """A part in words."""
    return "the summary" if part == NARRATIVE else part.replace("_", " ")


def read_as(shape: type[A], answer: Mapping[str, object]) -> A:
    """The answer in that shape.

    Raises:
        BadSubmission: it has another; the message says where.
    """
    try:
        return shape.model_validate(dict(answer))
    except ValidationError as error:
        problems = sorted(error.errors(include_input=False), key=lambda problem: problem["type"] == "missing")
        where = dict.fromkeys(".".join(map(str, problem["loc"][:3])) for problem in problems)
        raise BadSubmission(
            f"The answer does not fit the schema that analyze_call gave, at: {', '.join([*where][:5])}. "
            "Every field is needed; an empty list or text stands for none. Nothing was kept."
        ) from None


def unfounded(judged: Judged, verifier: Verifier, *, ticket: str) -> JudgeAnswer:
    """A dimension with quotes that were never said, each with the closest real line, or with criteria missing."""
    return JudgeAnswer(
        status="rejected",
        verdict=" ".join(["Not kept yet.", *_to_mend(judged)]),
        ticket=ticket,
        part=judged.result.dimension.value,
        rejected=[_rejection(item, verifier) for item in judged.rejected],
        next=["submit_analysis again"],
    )


def about_nothing(findings: Findings, answer: NarrativeAnswer, *, ticket: str) -> JudgeAnswer:
    """A summary with evidence that is no finding."""
    ids = findings.ids
    there_are = f"There are {ids[0]} to {ids[-1]}." if ids else "There are none: leave it empty."
    return JudgeAnswer(
        status="rejected",
        verdict=f"Not kept yet. Some evidence is not among the findings. {there_are} Send the whole answer again; or "
        "with final=true, and what is not there is dropped.",
        points=[f"{place}: there is no {id_!r}" for place, id_ in findings.unknown(answer).items()],
        ticket=ticket,
        part=NARRATIVE,
        next=["submit_analysis again"],
    )


def _to_mend(judged: Judged) -> Iterator[str]:
    if judged.rejected:
        wrong = counted(len(judged.rejected), "quote is", "quotes are")
        yield f"{wrong} not in the transcript, in that turn by that speaker: copy the words, or take a lower level."
    if judged.missing:
        yield f"Not answered: {', '.join(judged.missing)}."
    yield "Send the whole answer again; or with final=true, and what is not found is dropped and its level capped at 1."


def _rejection(item: Rejected, verifier: Verifier) -> Rejection:
    closest = verifier.closest(item.quote)
    return Rejection(
        part=item.part,
        quote=item.quote.text,
        closest_turn=closest.seq if closest else None,
        closest_words=closest.text if closest else None,
    )
