"""Scorecards that people filled in at Gong, from `answeredScorecards` and `scorecards` as its API gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, ValidationError

from gong.errors import NotGongJson
from gong.files import read_document
from gong.model import CallId, UserId
from gong.shapes import Many, Wire, json_object, misshapen
from gong.text import identifier

ANSWERED: Final = "answeredScorecards"
SETTINGS: Final = "scorecards"
WANTED: Final = (
    "answeredScorecards (the answer of POST /v2/stats/activity/scorecards) and scorecards "
    "(the answer of GET /v2/settings/scorecards)"
)
Id = Annotated[str, BeforeValidator(identifier)]


class _Question(Wire):
    question_id: Id
    question_text: str | None = None
    min_range: int | None = None
    max_range: int | None = None


class _Scorecard(Wire):
    questions: Many[_Question] = ()


class _Answer(Wire):
    question_id: Id
    score: int | None = None
    not_applicable: bool | None = None


class _Answered(Wire):
    call_id: Id
    reviewed_user_id: Id
    review_method: str | None = None
    visibility_type: str | None = None
    answers: Many[_Answer] = ()


class _Document(Wire):
    answered: Many[_Answered] = Field(default=(), alias=ANSWERED)
    scorecards: Many[_Scorecard] = Field(default=(), alias=SETTINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer:
    """One question about one rep on one call, answered by a person.

    `share` is where the answer lies between the least (0) and the most (1) that could be given; None: not applicable.
    """

    call: CallId
    reviewed: UserId
    question: str
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of Gong's scorecards that is answered with a number, from `least` to `most`."""

    id: str
    text: str
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """What people said, and how much was left out and why: whole reviews, and single answers."""

    questions: tuple[Asked, ...]
    answers: tuple[HumanAnswer, ...]
    reviews: int
    automatic: int
    private: int
    without_range: int


def read_reviews(paths: Sequence[Path]) -> Reviews:
    """The answers of people in these files; what a machine answered, and what is private, is left out.

    Raises:
        NotGongJson: a file cannot be read or holds neither list, or there is nothing that says what range answers have.
    """
    reviews = _reviews([_document(str(path), read_document(path)) for path in paths])
    answered = reviews.reviews + reviews.automatic + reviews.private
    if not answered or not reviews.questions:
        missing = SETTINGS if answered else ANSWERED
        raise NotGongJson(f"there are no {missing} in what was named; both are needed: {WANTED}")
    return reviews


def to_reviews(answered: Sequence[object], scorecards: Sequence[object]) -> Reviews:
    """The same from the two lists that Gong's API gives.

    Raises:
        NotGongJson: they are not of the shape that Gong documents.
    """
    return _reviews([_document("Gong's answer", {ANSWERED: list(answered), SETTINGS: list(scorecards)})])


def _reviews(documents: Sequence[_Document]) -> Reviews:
    asked = {
        question.id: question
        for document in documents
        for scorecard in document.scorecards
        for question in (_asked(item) for item in scorecard.questions)
        if question
    }
    answered = [item for document in documents for item in document.answered]
    by_people = [item for item in answered if (item.review_method or "MANUAL") == "MANUAL"]
    open_ones = [item for item in by_people if item.visibility_type != "PRIVATE"]
    given = [(item, answer) for item in open_ones for answer in item.answers]
    return Reviews(
        questions=tuple(asked.values()),
        answers=tuple(_answers(given, asked)),
        reviews=len(open_ones),
        automatic=len(answered) - len(by_people),
        private=len(by_people) - len(open_ones),
        without_range=sum(answer.question_id not in asked for _, answer in given),
    )


def _asked(question: _Question) -> Asked | None:
    least, most = question.min_range, question.max_range
    if least is None or most is None or most <= least:
        return None
    text = " ".join((question.question_text or "").split())
    return Asked(id=question.question_id, text=text, least=least, most=most)


def _document(name: str, document: object) -> _Document:
    if not {ANSWERED, SETTINGS} & json_object(document).keys():
        raise NotGongJson(f"{name}: there are no scorecards of Gong in it; expected {WANTED}")
    try:
        return _Document.model_validate(document)
    except ValidationError as error:
        raise NotGongJson(f"{name}: {misshapen(error)}") from error


def _answers(given: Iterable[tuple[_Answered, _Answer]], asked: Mapping[str, Asked]) -> Iterator[HumanAnswer]:
    for review, answer in given:
        question = asked.get(answer.question_id)
        if question is None or (answer.score is None and not answer.not_applicable):
            continue
        share = None
        if answer.score is not None and not answer.not_applicable:
            share = min(1.0, max(0.0, (answer.score - question.least) / (question.most - question.least)))
        yield HumanAnswer(
            call=CallId(review.call_id),
            reviewed=UserId(review.reviewed_user_id),
            question=answer.question_id,
            share=share,
        )
