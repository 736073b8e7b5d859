"""How far the judge agrees with the people who filled in scorecards at Gong, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.agreement import (
    EVERYTHING,
    Kappa,
    Mean,
    Pair,
    Share,
    exact,
    levels,
    off_by,
    share,
    shifted,
    weighted_kappa,
)
from db import analyses, calls
from db.analyses import StoredAnalysis
from db.database import Database
from gong.model import CallId, UserId
from gong.reviews import HumanAnswer, Reviews
from knowledge.question_map import Named
from knowledge.rubric import LEVELS, CriterionId
from knowledge.scorecard import DimensionResult, Finding, NotApplicable, Scored, is_keyword


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionAgreement:
    """One criterion, judge against people. `shift` is how many levels the judge is above them."""

    name: str
    exact: Share
    kappa: Kappa
    apart: Mean
    shift: Mean
    applicable: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAgreement:
    """One judge against people, on `scorecards` that both filled in."""

    scorer: str
    scorecards: int
    criteria: tuple[CriterionAgreement, ...]
    everything: CriterionAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Judges against people, one by one; and reviews that nothing could be set against, with the reason."""

    judges: tuple[JudgeAgreement, ...]
    not_here: int
    not_judged: int
    unmapped_questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both:
    scorer: str
    card: tuple[CallId, UserId]
    criterion: CriterionId
    human: HumanAnswer
    finding: Finding


async def calibrate(db: Database, reviews: Reviews, questions: Mapping[str, Named]) -> Calibration:
    """Set people's answers against the newest stored scorecards of the same rep on the same call; judges nothing."""
    mapped = [answer for answer in reviews.answers if answer.question in questions]
    cards = dict.fromkeys((answer.call, answer.reviewed) for answer in mapped)
    stored = {card: await _stored(db, *card) for card in cards}
    judged = {
        card: [item for item in items if not is_keyword(item.scorer)]
        for card, items in stored.items()
        if items is not None
    }
    both = [
        item for answer in mapped for item in _both(answer, questions, judged.get((answer.call, answer.reviewed), ()))
    ]
    scorers = sorted({item.scorer for item in both})
    return Calibration(
        judges=tuple(_judge(scorer, [item for item in both if item.scorer == scorer]) for scorer in scorers),
        not_here=sum(items is None for items in stored.values()),
        not_judged=sum(not items for items in judged.values()),
        unmapped_questions=len({answer.question for answer in reviews.answers} - questions.keys()),
    )


async def _stored(db: Database, call: CallId, user: UserId) -> tuple[StoredAnalysis, ...] | None:
    """What was said of this user on this call; None when the call is not here, or they were not on it."""
    record = await calls.find_call(db, call)
    people = record.call.speakers if record else ()
    speaker = next((person.id for person in people if person.user_id == user), None)
    if record is None or speaker is None:
        return None
    return await analyses.latest_analyses(db, call_id=record.id, speaker=speaker)


def _both(answer: HumanAnswer, questions: Mapping[str, Named], stored: Iterable[StoredAnalysis]) -> Iterable[_Both]:
    named = questions[answer.question]
    for item in stored:
        result = item.result
        if isinstance(result, DimensionResult) and result.dimension is named.dimension:
            for finding in result.findings:
                if finding.criterion == named.criterion and isinstance(finding, Scored | NotApplicable):
                    card = (answer.call, answer.reviewed)
                    yield _Both(scorer=item.scorer, card=card, criterion=named.criterion, human=answer, finding=finding)


def _judge(scorer: str, both: list[_Both]) -> JudgeAgreement:
    names = list(dict.fromkeys(item.criterion for item in both))
    return JudgeAgreement(
        scorer=scorer,
        scorecards=len({item.card for item in both}),
        criteria=tuple(_agreement(name, [item for item in both if item.criterion == name]) for name in names),
        everything=_agreement(EVERYTHING, both),
    )


def _agreement(name: str, both: list[_Both]) -> CriterionAgreement:
    pairs: list[Pair] = levels((_human_level(item.human), _level(item.finding)) for item in both)
    return CriterionAgreement(
        name=name,
        exact=exact(pairs),
        kappa=weighted_kappa(pairs),
        apart=off_by(pairs),
        shift=shifted(pairs),
        applicable=share((item.human.share is None) is isinstance(item.finding, NotApplicable) for item in both),
    )


def _human_level(answer: HumanAnswer) -> int | None:
    """A person's answer on our levels: the nearest one, halves up."""
    return None if answer.share is None else int(LEVELS[-1] * answer.share + 0.5)


def _level(finding: Finding) -> int | None:
    return finding.level if isinstance(finding, Scored) else None
