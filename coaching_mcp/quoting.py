"""Moments of calls as quotes: who, when, the words, and where to listen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from analysis.transcript import clock
from coaching_mcp.answers import Quote
from db.calls import CallRecord
from knowledge.scorecard import Evidence
from reports.moments import gong_link

LISTEN_MS: Final = 15_000
"""How long a linked moment is, where its end is not known."""
EXCERPT: Final = 240
SHORT: Final = {"discovery": "disc", "product_knowledge": "prod", "objection_handling": "obj", "engagement": "eng"}


def evidence_quote(call: CallRecord, evidence: Evidence, *, about: str, says_call: bool) -> Quote:
    """A quote that was verified; it says of which call it is where the answer is about several."""
    names = {item.label: item.speaker.name for item in call.participants if item.label}
    return Quote(
        speaker=names.get(evidence.speaker, evidence.speaker),
        at=clock(evidence.at_ms),
        text=evidence.quote,
        call=call.id if says_call else None,
        about=about,
        url=None if call.call.is_invented else gong_link(call.call.url, evidence.at_ms, evidence.at_ms + LISTEN_MS),
    )


def excerpt(text: str) -> str:
    """The beginning of what was said in a turn."""
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def day(moment: datetime, zone: tzinfo) -> str:
    """The day where the company is, such as `12 Oct 2026`."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def scores_in_words(scores: Mapping[str, int | None]) -> str | None:
    """Such as `disc 82, eng 60`; None when there is no number."""
    named = [f"{SHORT[part]} {score}" for part, score in scores.items() if score is not None]
    return ", ".join(named) or None
