"""Moments of calls as quotes: who, when, the words, and where to listen. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from analysis.transcript import clock
from coaching_mcp.answers import Quote
from db.calls import CallRecord
from db.search import Hit, Spoken
from gong.model import Utterance
from knowledge.scorecard import Evidence
from reports.moments import gong_link

LISTEN_MS: Final = 15_000
"""How long a linked moment is, where its end is not known."""
EXCERPT: Final = 240
SHORT: Final = {"discovery": "disc", "product_knowledge": "prod", "objection_handling": "obj", "engagement": "eng"}
WORD: Final = re.compile(r"\w{3,}")


def evidence_quote(call: CallRecord, evidence: Evidence, *, about: str | None = None) -> Quote:
    """A quote that was verified."""
    names = {item.label: item.speaker.name for item in call.participants if item.label}
    return Quote(
        speaker=names.get(evidence.speaker, evidence.speaker),
        at=clock(evidence.at_ms),
        text=evidence.quote,
        call=call.id,
        about=about,
        url=None if call.call.is_invented else gong_link(call.call.url, evidence.at_ms, evidence.at_ms + LISTEN_MS),
    )


def hit_quote(hit: Hit, spoken: Spoken, *, about: str, words: str | None) -> Quote:
    """A turn that a search found, cut to the words that were looked for."""
    start, text = excerpt(spoken.said, words)
    at_ms = spoken.said.at_ms(start)
    return Quote(
        speaker=spoken.speaker,
        at=clock(at_ms),
        text=text,
        call=hit.id,
        about=about,
        url=None if hit.is_invented else gong_link(hit.url, at_ms, at_ms + LISTEN_MS),
    )


def excerpt(said: Utterance, words: str | None) -> tuple[int, str]:
    """Where the part of a turn begins that holds the first of these words, and the part."""
    lower = said.text.casefold()
    stems = [word[: max(3, len(word) - 2)] for word in WORD.findall((words or "").casefold())]
    places = [place for stem in stems if (place := lower.find(stem)) >= 0]
    sentence = max((span.start_char for span in said.spans if span.start_char <= min(places, default=0)), default=0)
    part = said.text[sentence:]
    if len(part) > EXCERPT:
        part = part[:EXCERPT].rsplit(" ", 1)[0] + " …"
    return sentence, part if sentence == 0 else f"… {part}"


def day(moment: datetime, zone: tzinfo) -> str:
    """The day where the company is, such as `12 Oct 2026`."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def scores_in_words(scores: Mapping[str, int | None]) -> str | None:
    """Such as `disc 82, eng 60`; None when there is no number."""
    named = [f"{SHORT[part]} {score}" for part, score in scores.items() if score is not None]
    return ", ".join(named) or None
