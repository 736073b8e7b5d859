"""The part of a turn in which something was found: the words around it, and where it is in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analysis.transcript import clock
from coaching_mcp.quoting import LISTEN_MS
from db.moments import Spoken
from db.search import Hit
from reports.moments import gong_link

LEAD: Final = 60
"""About so many characters stand before what was found."""
ROOM: Final = 240
GAP: Final = "… "


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words of a turn, verbatim but for a mark where they were cut; `hits` are where in `text` the words are."""

    call: int
    speaker: str
    side: str
    at: str
    text: str
    hits: tuple[tuple[int, int], ...]
    about: str
    url: str | None

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is what was looked for."""
        at = 0
        for start, end in self.hits:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False


def passage(hit: Hit, spoken: Spoken, *, about: str) -> Passage:
    """What was said where it was found, with the moment to listen to."""
    said = spoken.said.text
    start = _start(spoken)
    end = len(said) if len(said) - start <= ROOM else said.rfind(" ", start, start + ROOM)
    end = start + ROOM if end <= start else end
    before, after = GAP if start else "", " …" if end < len(said) else ""
    shift = len(before) - start
    at_ms = spoken.said.at_ms(start)
    return Passage(
        call=hit.id,
        speaker=spoken.speaker,
        side=spoken.side,
        at=clock(at_ms),
        text=f"{before}{said[start:end]}{after}",
        hits=tuple((one + shift, other + shift) for one, other in spoken.hits if start <= one and other <= end),
        about=about,
        url=None if hit.is_invented else gong_link(hit.url, at_ms, at_ms + LISTEN_MS),
    )


def _start(spoken: Spoken) -> int:
    """The beginning of the turn or of the sentence with the first hit, or of a word not far before it."""
    if not spoken.hits or spoken.hits[0][0] <= LEAD:
        return 0
    first, text = spoken.hits[0][0], spoken.said.text
    sentence = max((span.start_char for span in spoken.said.spans if span.start_char <= first), default=0)
    if first - sentence <= LEAD:
        return sentence
    return text.rfind(" ", sentence, first - LEAD // 2) + 1 or sentence
