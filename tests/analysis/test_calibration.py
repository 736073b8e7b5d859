"""Judge against people: the same rep on the same call, criterion by criterion."""

from __future__ import annotations

import pytest

from analysis.calibration import Calibration, calibrate
from analysis.engine import Wanted
from db.database import Database
from gong.model import CallId, UserId
from gong.reviews import Asked, HumanAnswer, Reviews
from knowledge.question_map import Named
from knowledge.rubric import CriterionId, Dimension
from tests.analysis.desk import DEMO, FIRST_CALL, bundled, claude_engine, keyword_engine, stock
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

AGENDA, RECAP = "6843152929075440037", "6843152929075440038"
MAP = {
    AGENDA: Named(dimension=Dimension.DISCOVERY, criterion=CriterionId("agenda")),
    RECAP: Named(dimension=Dimension.DISCOVERY, criterion=CriterionId("recap")),
}


def maya() -> UserId:
    (call,) = bundled(FIRST_CALL)
    user = next(person.user_id for person in call.speakers if person.name == "Maya Chen")
    assert user is not None
    return user


def said(*shares: float | None, question: str = AGENDA, call: str = FIRST_CALL, user: str | None = None) -> Reviews:
    """What several people said of the same rep on the same call."""
    reviewed = UserId(user or maya())
    answers = tuple(HumanAnswer(call=CallId(call), reviewed=reviewed, question=question, share=item) for item in shares)
    asked = (Asked(id=AGENDA, text="Agenda?", least=1, most=5),)
    return Reviews(questions=asked, answers=answers, reviews=len(shares), automatic=0, private=0, without_range=0)


@pytest.fixture
async def judged(database: Database, claude_standin: ClaudeStandin) -> Database:
    """Maya's first call, judged 3 in everything."""
    library = await stock(database, *bundled(FIRST_CALL, DEMO))
    async with claude_engine(database, claude_standin, library, judge=CarefulJudge(level=3)) as engine:
        await engine.analyze(Wanted(call=FIRST_CALL))
    return database


async def test_people_and_judge_are_compared_on_the_same_levels(judged: Database) -> None:
    """0.75 and 0.7 are level 3; 0.5 is level 2; 1.0 is level 4; 0.0 is level 0."""
    report = await calibrate(judged, said(0.75, 0.7, 0.5, 1.0, 0.0), MAP)
    (judge,) = report.judges
    (agenda,) = judge.criteria
    assert judge.scorer == "claude:claude-sonnet-5-5:medium"
    assert judge.scorecards == 1
    assert (agenda.exact.hits, agenda.exact.of) == (2, 5)
    assert agenda.apart.value == pytest.approx((0 + 0 + 1 + 1 + 3) / 5)
    assert agenda.shift.value == pytest.approx((0 + 0 + 1 - 1 + 3) / 5)
    assert agenda.kappa.value is None  # of five


async def test_not_applicable_is_compared_as_such_and_has_no_level(judged: Database) -> None:
    report = await calibrate(judged, said(None, 0.75, question=RECAP), MAP)
    (recap,) = report.judges[0].criteria
    assert (recap.applicable.hits, recap.applicable.of) == (1, 2)
    assert recap.exact.of == 1


async def test_what_cannot_be_compared_is_counted_with_the_reason(judged: Database) -> None:
    answers = (
        *said(0.5, call="7300000000000000999").answers,  # not imported
        *said(0.5, user="1").answers,  # not on the call
        *said(0.5, call=DEMO).answers,  # not judged
        *said(0.5, question="1").answers,  # not in the map
    )
    reviews = Reviews(questions=(), answers=answers, reviews=4, automatic=0, private=0, without_range=0)
    assert await calibrate(judged, reviews, MAP) == Calibration(
        judges=(), not_here=2, not_judged=1, unmapped_questions=1
    )


async def test_a_keyword_reading_is_no_judge(database: Database) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    await keyword_engine(database, library).analyze(Wanted(call=FIRST_CALL))
    report = await calibrate(database, said(0.5), MAP)
    assert (report.judges, report.not_judged) == ((), 1)
