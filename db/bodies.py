"""How a result becomes JSON and rows, and an old JSON becomes a result. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from db.errors import NewerData
from knowledge.scorecard import (
    DimensionResult,
    Evidence,
    Finding,
    Narrative,
    NotApplicable,
    Observed,
    Scored,
    Unscored,
)

NARRATIVE: Final = "narrative"
"""The part that is not a dimension."""

BODY_VERSION: Final = 1
Body = dict[str, object]

MIGRATIONS: Final[Mapping[int, Callable[[Body], Body]]] = {}
"""From each older version of a body to the next; applied when one is read."""


def as_body(result: DimensionResult | Narrative) -> Body:
    """The result as JSON, in the current version."""
    return _results().dump_python(result, mode="json")


def read_body(part: str, text: str, version: int) -> DimensionResult | Narrative:
    """The result again, from whatever version it was stored in.

    Raises:
        NewerData: it was stored by a newer version of Call Coach.
    """
    if version > BODY_VERSION:
        raise NewerData(
            f"an analysis was stored in version {version} of its form, and this Call Coach knows up to {BODY_VERSION}: "
            "update it."
        )
    adapter = _narratives() if part == NARRATIVE else _dimensions()
    if version == BODY_VERSION:
        return adapter.validate_json(text)
    body: Body = json.loads(text)
    for step in range(version, BODY_VERSION):
        body = MIGRATIONS[step](body)
    return adapter.validate_python(body)


def result_rows(result: DimensionResult | Narrative) -> dict[str, object]:
    """The columns and the rows of other tables that a result is searched by."""
    if isinstance(result, Narrative):
        wins: dict[str, dict[str, object]] = {}
        for found in result.wins:
            wins.setdefault(
                found.win, {"win": found.win, "state": found.state, "note": found.note, "turn_seq": found.turn}
            )
        return {"score": None, "needs_review": False, **_rows(wins=list(wins.values()))}
    return {
        "score": result.score,
        "needs_review": result.needs_review,
        **_rows(
            criteria=[_criterion(finding) for finding in result.findings],
            evidence=_evidence(result.findings),
            objections=[
                {
                    "position": position,
                    "type": objection.type,
                    "handling": objection.handling,
                    "turn_seq": objection.evidence.turn,
                }
                for position, objection in enumerate(result.objections)
            ],
            claims=[
                {
                    "position": position,
                    "verdict": claim.verdict,
                    "fact": claim.fact,
                    "turn_seq": claim.evidence.turn,
                }
                for position, claim in enumerate(result.claims)
            ],
        ),
    }


def _rows(**given: list[dict[str, object]]) -> dict[str, object]:
    return {"criteria": [], "evidence": [], "objections": [], "claims": [], "wins": [], **given}


def _criterion(finding: Finding) -> dict[str, object]:
    row: dict[str, object] = {"criterion": finding.criterion, "state": finding.state, "needs_review": False}
    match finding:
        case Scored():
            return row | {
                "level": finding.level,
                "judged_level": finding.judged_level,
                "weight": finding.weight,
                "needs_review": finding.needs_review,
            }
        case Unscored():
            return row | {"weight": finding.weight, "needs_review": True}
        case Observed():
            return row | {"sighting": finding.sighting}
        case NotApplicable():
            return row


def _evidence(findings: tuple[Finding, ...]) -> list[dict[str, object]]:
    quoted = [
        (finding.criterion, evidence)
        for finding in findings
        if isinstance(finding, Scored | Observed)
        for evidence in finding.evidence
    ]
    return [_moment(position, criterion, evidence) for position, (criterion, evidence) in enumerate(quoted)]


def _moment(position: int, criterion: str, evidence: Evidence) -> dict[str, object]:
    return {
        "position": position,
        "criterion": criterion,
        "turn_seq": evidence.turn,
        "start_char": evidence.start,
        "end_char": evidence.end,
        "match": evidence.match,
    }


@cache
def _results() -> TypeAdapter[DimensionResult | Narrative]:
    return TypeAdapter(DimensionResult | Narrative)


@cache
def _dimensions() -> TypeAdapter[DimensionResult]:
    return TypeAdapter(DimensionResult)


@cache
def _narratives() -> TypeAdapter[Narrative]:
    return TypeAdapter(Narrative)
