"""What a judge says when asked again replaces what it was asked, and takes nothing else away."""

from __future__ import annotations

from analysis.answer import CriterionAnswer, ObjectionAnswer
from analysis.verdict import Judged, Reader, repaired
from knowledge.rubric import Dimension
from knowledge.scorecard import Scored, Unscored
from tests.analysis.answers import ASKED, CUSTOMER, INVENTED, answer, claim, given, objection, reader


def objection_reader() -> Reader:
    return reader("acknowledges", "answers", dimension=Dimension.OBJECTION_HANDLING)


def read(*criteria: CriterionAnswer, objections: tuple[ObjectionAnswer, ...] = ()) -> Judged:
    return objection_reader().read(answer(*criteria, objections=objections))


def test_a_second_answer_that_finds_the_words_brings_the_levels_back() -> None:
    first = read(
        given("acknowledges", ASKED, level=2),
        given("answers", INVENTED),
        objections=(objection("we cannot afford it"),),
    )
    assert first.to_repair == ("answers", "objections")
    second = objection_reader().read(answer(given("answers", ASKED, level=3), objections=(objection(),)))
    mended = repaired(first, second, first.to_repair)
    assert [(type(item), getattr(item, "level", None)) for item in mended.result.findings] == [
        (Scored, 2),
        (Scored, 3),
    ]
    assert len(mended.result.objections) == 1
    assert mended.to_repair == ()


def test_a_second_answer_about_a_criterion_only_does_not_unsay_the_objection() -> None:
    first = read(given("acknowledges", ASKED), given("answers", INVENTED), objections=(objection(),))
    assert first.to_repair == ("answers",)
    second = objection_reader().read(answer(given("answers", ASKED, level=2)))
    mended = repaired(first, second, first.to_repair)
    assert [getattr(item, "level", None) for item in mended.result.findings] == [3, 2]
    assert len(mended.result.objections) == 1


def test_an_objection_that_is_withdrawn_when_asked_again_stays_for_a_person_to_look_at() -> None:
    first = read(given("answers", ASKED), objections=(objection("we cannot afford it"),))
    mended = repaired(first, objection_reader().read(answer()), first.to_repair)
    assert all(isinstance(finding, Unscored) for finding in mended.result.findings)
    assert mended.result.needs_review


def test_price_without_an_objection_is_mended_like_any_other_criterion() -> None:
    about = reader("answers", dimension=Dimension.OBJECTION_HANDLING, free=("holds_value",))
    first = about.read(answer(given("answers", INVENTED), given("holds_value", INVENTED)))
    mended = repaired(first, about.read(answer(given("holds_value", ASKED, level=2))), first.to_repair)
    assert [getattr(item, "level", None) for item in mended.result.findings] == [None, 2]
    assert mended.to_repair == ()


def test_a_second_answer_replaces_only_what_was_asked_again() -> None:
    about = reader("asks", "sums_up", "left_out")
    first = about.read(answer(given("asks", ASKED), given("sums_up", INVENTED)))
    second = about.read(answer(given("asks", level=0), given("sums_up", ASKED, level=2), given("left_out", level=1)))
    mended = repaired(first, second, first.to_repair)
    assert [getattr(item, "level", None) for item in mended.result.findings] == [3, 2, 1]
    assert mended.result.rejected_quotes == 1
    assert mended.to_repair == ()


def test_a_second_answer_that_leaves_something_out_takes_nothing_away() -> None:
    about = reader("asks", "left_out")
    first = about.read(answer(given("asks", INVENTED, CUSTOMER)))
    mended = repaired(first, about.read(answer()), first.to_repair)
    assert mended.result.findings == first.result.findings
    assert mended.missing == ("left_out",)


def test_claims_and_objections_found_by_the_second_answer_are_added_once() -> None:
    about = reader("is_right", dimension=Dimension.PRODUCT_KNOWLEDGE)
    wrong = claim("PC-12").model_copy(update={"quote": "never said at all by anybody"})
    first = about.read(answer(given("is_right", ASKED), claims=(claim("PC-12"), wrong)))
    second = about.read(answer(claims=(claim("PC-12"), claim("", turn=2)), injections=(1,)))
    mended = repaired(first, second, first.to_repair)
    assert [item.evidence.turn for item in mended.result.claims] == [4, 2]
    assert mended.result.suspected_injection == 1
    assert repaired(first, second, ("is_right",)).result.claims == first.result.claims
