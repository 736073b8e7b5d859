"""What a result depends on, as one hash: the same fingerprint is the same result, and is never paid for again. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from analysis.case import NARRATIVE
from knowledge.rubric import CallType, Rubric
from knowledge.scorecard import Rep


def fingerprints(
    transcript_hash: str,
    rep: Rep,
    call_type: CallType,
    *,
    rubrics: Sequence[Rubric],
    made_with: Mapping[str, str],
    wins: str = "",
) -> dict[str, str]:
    """One fingerprint per part of a scorecard: each dimension's, and the narrative's from all of them.

    `wins` is the hash of what has to be won, which only the narrative speaks of.
    """
    shared = {
        "transcript": transcript_hash,
        "rep": rep.label,
        "role": rep.role.value,
        "call_type": call_type.value,
        "made_with": dict(made_with),
    }
    parts = {
        rubric.dimension.value: _hash({**shared, "dimension": rubric.dimension.value, "rubric": rubric.hash})
        for rubric in rubrics
    }
    return {**parts, NARRATIVE: _hash({**shared, "parts": parts, "wins": wins})}


def _hash(everything: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(everything, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
