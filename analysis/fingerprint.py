"""What a result depends on, as one hash: the same fingerprint is the same result, and is never paid for again. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from analysis.case import NARRATIVE
from knowledge.rubric import CallType, Dimension
from knowledge.scorecard import Rep


def fingerprints(
    transcript_hash: str,
    rep: Rep,
    call_type: CallType,
    *,
    rubrics: Mapping[Dimension, str],
    made_with: Mapping[str, str],
    wins: str = "",
) -> dict[str, str]:
    """One fingerprint per part of a scorecard: each dimension's, and the narrative's from all of them.

    `rubrics` are the hashes of those that apply; `wins` is that of what has to be won, which only the narrative
    speaks of.
    """
    shared = {
        "transcript": transcript_hash,
        "rep": rep.label,
        "role": rep.role.value,
        "call_type": call_type.value,
        "made_with": dict(made_with),
    }
    parts = {
        dimension.value: _hash({**shared, "dimension": dimension.value, "rubric": rubric})
        for dimension, rubric in rubrics.items()
    }
    return {**parts, NARRATIVE: _hash({**shared, "parts": parts, "wins": wins})}


def _hash(everything: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(everything, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
