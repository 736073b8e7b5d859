"""Scorecards in the shapes of Gong's OpenAPI document, for tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
AGENDA, RECAP, YES_NO = 6843152929075440037, 6843152929075440038, 6843152929075440039
USER = 234599484848423


def settings(least: int = 1, most: int = 5) -> Json:
    """GET /v2/settings/scorecards: two questions with a range, one without."""
    questions = [
        {"questionId": question, "questionText": "How was it?", "questionType": "RANGE"} for question in (AGENDA, RECAP)
    ]
    ranged = [{**question, "minRange": least, "maxRange": most} for question in questions]
    options = [{"id": 1, "text": "Yes"}, {"id": 2, "text": "No"}]
    unranged = {"questionId": YES_NO, "questionType": "SINGLE", "minRange": None, "maxRange": None}
    return {
        "requestId": "4al018gzaztcr8nbukw",
        "scorecards": [{"scorecardId": 1, "questions": [*ranged, {**unranged, "answerOptions": options}]}],
    }


def answer(question: int, score: int | None = None, *, not_applicable: bool = False) -> Json:
    return {
        "questionId": question,
        "questionRevisionId": question + 1,
        "isOverall": False,
        "score": score,
        "answerText": None,
        "notApplicable": not_applicable,
        "selectedOptions": None,
    }


def review(call: int | str, *answers: Json, user: int | str = USER, **other: Any) -> Json:
    """One element of `answeredScorecards`."""
    basics = {
        "answeredScorecardId": 563515258458745,
        "scorecardId": 1,
        "scorecardName": "First calls",
        "callId": call,
        "reviewedUserId": user,
        "reviewerUserId": 563515258458746,
        "reviewMethod": "MANUAL",
        "editorUserId": None,
        "visibilityType": "PUBLIC",
        "answers": list(answers),
    }
    return {**basics, **other}


def answered(*reviews: Json) -> Json:
    """POST /v2/stats/activity/scorecards."""
    return {
        "requestId": "4al018gzaztcr8nbukw",
        "records": {"totalRecords": len(reviews)},
        "answeredScorecards": list(reviews),
    }
