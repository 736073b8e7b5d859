"""What commands answer as JSON: plain, complete, and safe to keep."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import cache

from pydantic import TypeAdapter

from analysis.intake import IntakeReport
from analysis.scorecards import Scorecard
from analysis.transcript import clock
from db.calls import CallSummary
from db.ledger import CostReport
from knowledge.library import Library
from knowledge.scorecard import DimensionResult, Narrative, Rep, Unscored, band

Json = dict[str, object]


def write(answer: object) -> None:
    """Print an answer as JSON on standard output."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()


def scorecard(card: Scorecard, library: Library) -> Json:
    """One scorecard with every judgement, its evidence and what made it."""
    call = card.call.call
    return {
        "call": {
            "id": card.call.id,
            "gong_id": call.id,
            "title": call.title,
            "started_at": call.started_at.isoformat(),
            "length": clock(1000 * call.duration_s),
            "type": card.call.call_type.value,
            "type_reason": card.call.call_type_reason,
            "account": call.account,
            "url": call.url,
            "invented": call.is_invented,
            "transcript_version": card.call.transcript_version,
        },
        "rep": rep(card.rep),
        "other_reps": [rep(other) for other in card.others],
        "scorer": card.scorer,
        "is_judgement": not card.is_keyword_reading,
        "from_cache": card.cached,
        "cost_usd": float(card.cost_usd),
        "made_at": card.made_at.isoformat(),
        "dimensions": [_dimension(result, library) for result in card.results],
        "narrative": _plain(Narrative).dump_python(card.narrative, mode="json") if card.narrative else None,
        "notes": list(card.notes),
    }


def rep(subject: Rep) -> Json:
    """Somebody on our side."""
    return {
        "name": subject.name,
        "email": subject.email,
        "label": subject.label,
        "role": subject.role.value,
        "role_reason": subject.role_reason,
    }


def is_incomplete(card: Scorecard) -> bool:
    """Whether something that was asked for could not be judged this time."""
    return any(isinstance(finding, Unscored) for result in card.results for finding in result.findings)


def intake(report: IntakeReport) -> Json:
    """What became of every call that was given."""
    return {
        "calls": {gong_id: outcome.value for gong_id, outcome in report.saved.items()},
        "refused": [{"call": item.call_id, "reason": item.reason} for item in report.refused],
        "users": report.users,
    }


def calls(found: Sequence[CallSummary]) -> list[Json]:
    """The calls of a list."""
    return [_plain(CallSummary).dump_python(item, mode="json") for item in found]


def cost(report: CostReport) -> Json:
    """What was spent and saved."""
    return _plain(CostReport).dump_python(report, mode="json")


def _dimension(result: DimensionResult, library: Library) -> Json:
    rubric = library.rubrics[result.dimension]
    titles = {criterion.id: criterion.title for criterion in rubric.criteria}
    plain = _plain(DimensionResult).dump_python(result, mode="json")
    for finding in plain["findings"]:
        finding["title"] = titles.get(finding["criterion"], finding["criterion"])
        for evidence in finding.get("evidence", []):
            evidence["at"] = clock(evidence["at_ms"])
    return {"score": result.score, "band": band(result.score) if result.score is not None else None, **plain}


@cache
def _plain(shape: type) -> TypeAdapter:
    return TypeAdapter(shape)
