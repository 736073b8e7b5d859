"""What commands answer as JSON: plain, complete, and safe to keep."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import cache
from typing import cast

from pydantic import TypeAdapter

from analysis.intake import IntakeReport
from analysis.scorecards import Scorecard
from analysis.transcript import clock
from db.calls import CallSummary
from db.ledger import CostReport
from knowledge.library import Library
from knowledge.ruling import Ruling, rulings_on
from knowledge.scorecard import DimensionResult, Rep, band

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
        "dimensions": [_dimension(result, library, card.rulings) for result in card.results],
        "not_judged": {dimension.value: why for dimension, why in card.gaps.items()},
        "narrative": _plain(card.narrative) if card.narrative else None,
        "narrative_gap": card.narrative_gap,
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
    """Whether something that was asked for could not be judged, or the summary not be written, this time."""
    if card.narrative is None and card.narrative_gap:
        return True
    return bool(card.unjudged)


def intake(report: IntakeReport) -> Json:
    """What became of every call that was given."""
    return {
        "calls": {gong_id: outcome.value for gong_id, outcome in report.saved.items()},
        "refused": [{"call": item.call_id, "reason": item.reason} for item in report.refused],
        "users": report.users,
    }


def calls(found: Sequence[CallSummary]) -> list[Json]:
    """The calls of a list."""
    return [_plain(item) for item in found]


def cost(report: CostReport) -> Json:
    """What was spent and saved."""
    return {**_plain(report), "hit_rate": report.hit_rate}


def ruling(said: Ruling) -> Json:
    """What somebody said of a judgement."""
    return {
        "said": said.sentence,
        "judged_level": said.judged_level,
        "level": said.level,
        "reason": said.reason,
        "by": said.said_by,
        "at": said.said_at.isoformat(),
        "counts": said.is_current and said.level is not None,
    }


def _dimension(result: DimensionResult, library: Library, rulings: Sequence[Ruling]) -> Json:
    titles = library.titles(result.dimension)
    return {
        "dimension": result.dimension.value,
        "score": result.score,
        "band": band(result.score) if result.score is not None else None,
        "needs_review": result.needs_review,
        "findings": [
            {
                "title": titles.get(item.criterion),
                **_with_times(_plain(item)),
                "disputes": [ruling(said) for said in rulings_on(rulings, result.dimension, item.criterion)],
            }
            for item in result.findings
        ],
        "objections": [_with_times(_plain(item)) for item in result.objections],
        "claims": [_with_times(_plain(item)) for item in result.claims],
        "rejected_quotes": result.rejected_quotes,
        "suspected_injection": result.suspected_injection,
    }


def _with_times(finding: Json) -> Json:
    """The same, with the minute and second of each piece of evidence."""
    evidence = finding.get("evidence", [])
    for item in cast("list[Json]", evidence if isinstance(evidence, list) else [evidence]):
        item["at"] = clock(cast("int", item["at_ms"]))
    return finding


def _plain(value: object) -> Json:
    """A dataclass with everything in it as JSON has it."""
    return cast("Json", _adapter(type(value)).dump_python(value, mode="json"))


@cache
def _adapter(shape: type[object]) -> TypeAdapter[object]:
    return TypeAdapter(shape)
