"""Scorecards that people filled in at Gong: theirs only, never private ones, on a scale from nothing to everything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gong.errors import NotGongJson
from gong.reviews import HumanAnswer, Reviews, read_reviews
from tests.gong.reviews import AGENDA, RECAP, USER, YES_NO, answer, answered, review, settings

CALL = 7782342274025937895


def read(folder: Path, *documents: object) -> Reviews:
    paths = [folder / f"{number}.json" for number in range(len(documents))]
    for path, document in zip(paths, documents, strict=True):
        path.write_text(json.dumps(document))
    return read_reviews(paths)


def test_an_answer_is_read_with_every_digit_of_its_ids(tmp_path: Path) -> None:
    reviews = read(tmp_path, answered(review(CALL, answer(AGENDA, 4))), settings())
    assert reviews.answers == (HumanAnswer(call=str(CALL), reviewed=str(USER), question=str(AGENDA), share=0.75),)


@pytest.mark.parametrize(
    ("least", "most", "score", "share"),
    [(1, 5, 1, 0.0), (1, 5, 5, 1.0), (0, 50, 25, 0.5), (1, 10, 10, 1.0), (1, 3, 9, 1.0)],
)
def test_every_range_is_brought_to_the_same_scale(
    tmp_path: Path, least: int, most: int, score: int, share: float
) -> None:
    reviews = read(tmp_path, answered(review(CALL, answer(RECAP, score))), settings(least, most))
    assert [item.share for item in reviews.answers] == [share]


def test_not_applicable_is_an_answer_and_no_answer_is_none(tmp_path: Path) -> None:
    given = answered(review(CALL, answer(AGENDA, not_applicable=True), answer(RECAP)))
    assert [item.share for item in read(tmp_path, given, settings()).answers] == [None]


def test_what_gongs_ai_answered_and_what_is_private_is_left_out_and_counted(tmp_path: Path) -> None:
    given = answered(
        review(CALL, answer(AGENDA, 5), reviewMethod="AUTOMATIC", reviewerUserId=None),
        review(CALL, answer(AGENDA, 5), visibilityType="PRIVATE"),
        review(CALL, answer(AGENDA, 2), visibilityType="MANAGERS"),
    )
    reviews = read(tmp_path, given, settings())
    assert [item.share for item in reviews.answers] == [0.25]
    assert (reviews.reviews, reviews.automatic, reviews.private) == (1, 1, 1)


def test_a_question_without_a_range_is_left_out_and_counted(tmp_path: Path) -> None:
    given = answered(review(CALL, {**answer(YES_NO), "selectedOptions": ["1"]}))
    reviews = read(tmp_path, given, settings())
    assert (reviews.answers, reviews.without_range) == ((), 1)


def test_both_lists_may_be_in_one_file(tmp_path: Path) -> None:
    assert len(read(tmp_path, {**answered(review(CALL, answer(AGENDA, 3))), **settings()}).answers) == 1


@pytest.mark.parametrize(
    ("documents", "says"),
    [
        ([settings()], "there are no answeredScorecards"),
        ([answered(review(CALL, answer(AGENDA, 3)))], "there are no scorecards"),
        ([{"calls": []}], "no scorecards of Gong in it"),
        ([["words"]], "no scorecards of Gong in it"),
        ([{**answered({"answers": []}), **settings()}], r"not of Gong's shape at answeredScorecards\.0\.callId"),
        ([{**answered(review(7.782342274025938e18)), **settings()}], "has lost digits"),
    ],
    ids=["no answers", "no ranges", "calls", "a list", "no call", "a rounded id"],
)
def test_what_is_missing_or_misshapen_is_said(tmp_path: Path, documents: list[Any], says: str) -> None:
    with pytest.raises(NotGongJson, match=says):
        read(tmp_path, *documents)
