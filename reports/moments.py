"""Where on the page, and in Gong, something was said; and which words of the transcript are marked for what. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode, urlsplit, urlunsplit

from analysis.transcript import clock, visible
from gong.model import Side, SpeakerId, Utterance
from knowledge.scorecard import Evidence
from reports.facts import ScorecardFacts
from reports.view import Chip, Line, Moment, Quote, Segment, TurnView, Voice
from reports.words import first_words

EXCERPT = 260
"""About how many characters of a long turn an exchange shows."""
GAP = "…"
SIDE_WORDS: dict[Voice, str] = {
    "rep": "this scorecard", "colleague": "our side", "customer": "customer", "unknown": "side not known"
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a turn's text, in characters, that supports the judgement at `href`."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Part of a turn as shown elsewhere; `start` is the first character of it."""

    start: int
    text: str


class Moments:
    """Cites the transcript for the judgements of one page, and remembers what was cited to mark it there."""

    def __init__(self, facts: ScorecardFacts) -> None:
        self._facts = facts
        self._url = gong_address(facts)
        self._said = {utterance.seq: utterance for utterance in facts.transcript.utterances}
        self._marks: dict[int, list[Mark]] = {}
        self._chips: dict[int, list[Chip]] = {}
        self._quotes = 0

    def at(self, turn: int | None, char: int = 0) -> Moment | None:
        """Where a character of a turn was said; None when the transcript has no such turn."""
        said = self._said.get(turn) if turn is not None else None
        if said is None:
            return None
        start = said.at_ms(max(char, 0))
        return Moment(
            href=f"#t{said.seq}",
            clock=clock(start),
            speaker=self._name(said),
            listen=gong_link(self._url, start, said.end_ms),
        )

    def point(self, turn: int | None, anchor: str, words: str) -> Moment | None:
        """The moment of a turn, with a link from the turn back to `anchor`."""
        moment = self.at(turn)
        if moment and turn is not None:
            self._link_back(turn, Chip(text=words, href=f"#{anchor}"))
        return moment

    def quote(self, evidence: Evidence, words: str) -> Quote:
        """The quote of an evidence, its words marked in the transcript with a link back to it."""
        self._quotes += 1
        anchor = f"e{self._quotes}"
        moment = self.at(evidence.turn, evidence.start)
        if moment:
            mark = Mark(start=evidence.start, end=evidence.end, href=f"#{anchor}")
            self._marks.setdefault(evidence.turn, []).append(mark)
            self._link_back(evidence.turn, Chip(text=words, href=f"#{anchor}"))
        return Quote(anchor=anchor, text=evidence.quote, moment=moment)

    def line(self, turn: int | None, near: int | None, *, at_end: bool) -> Line | None:
        """What was said in a turn: around a character of it, else its end or its beginning."""
        said = self._said.get(turn) if turn is not None else None
        if said is None:
            return None
        shown = excerpt(said, near, at_end=at_end)
        moment = self.at(turn, shown.start)
        return Line(text=shown.text, moment=moment) if moment else None

    def turns(self) -> Iterator[TurnView]:
        """The transcript, marked with everything that was cited before this was called."""
        for said in self._facts.transcript.utterances:
            voice = self._voice(said.speaker)
            pieces = tuple(segments(said.text, self._marks.get(said.seq, ())))
            yield TurnView(
                anchor=f"t{said.seq}",
                clock=clock(said.start_ms),
                speaker=self._name(said),
                voice=voice,
                side=SIDE_WORDS[voice],
                segments=pieces,
                chips=tuple(distinct(self._chips.get(said.seq, ()), pieces)),
                listen=gong_link(self._url, said.start_ms, said.end_ms),
            )

    def _link_back(self, turn: int, chip: Chip) -> None:
        self._chips.setdefault(turn, []).append(chip)

    def _name(self, said: Utterance) -> str:
        speaker = self._facts.speakers.get(said.speaker)
        return (visible(speaker.name) if speaker else "") or said.label

    def _voice(self, speaker: SpeakerId) -> Voice:
        if speaker == self._facts.rep.speaker:
            return "rep"
        known = self._facts.speakers.get(speaker)
        voices: dict[Side, Voice] = {Side.US: "colleague", Side.CUSTOMER: "customer", Side.UNKNOWN: "unknown"}
        return voices[known.side] if known else "unknown"


def segments(text: str, marks: Sequence[Mark]) -> Iterator[Segment]:
    """Text cut where marks begin and end; a stretch that several marks share leads to the shortest of them."""
    inner_first = sorted(marks, key=lambda mark: mark.end - mark.start)
    cuts = sorted({0, len(text)} | {min(max(at, 0), len(text)) for mark in marks for at in (mark.start, mark.end)})
    pending = Segment(text="")
    for start, end in pairwise(cuts):
        href = next((mark.href for mark in inner_first if mark.start <= start and end <= mark.end), None)
        if href == pending.href:
            pending = Segment(text=pending.text + text[start:end], href=href)
        else:
            if pending.text:
                yield pending
            pending = Segment(text=text[start:end], href=href)
    if pending.text:
        yield pending


def distinct(chips: Sequence[Chip], marked: Sequence[Segment]) -> Iterator[Chip]:
    """Chips without repeated words, unless a chip is the only way back to its judgement."""
    linked = {piece.href for piece in marked}
    said: set[str] = set()
    for chip in chips:
        if chip.text not in said or chip.href not in linked:
            yield chip
        said.add(chip.text)


def excerpt(said: Utterance, near: int | None, *, at_end: bool) -> Excerpt:
    """Whole sentences of a turn: from the one that holds the character `near`, else its last or its first ones."""
    starts = [span.start_char for span in said.spans]
    ends = [start - 1 for start in starts[1:]] + [len(said.text)]
    if near is not None:
        first = last = max((index for index, start in enumerate(starts) if start <= near), default=0)
    else:
        first = last = len(starts) - 1 if at_end else 0
    while last + 1 < len(ends) and ends[last + 1] - starts[first] <= EXCERPT:
        last += 1
    while first and ends[last] - starts[first - 1] <= EXCERPT:
        first -= 1
    before, after = GAP + " " if first else "", " " + GAP if last + 1 < len(ends) else ""
    return Excerpt(start=starts[first], text=before + _cut(said.text[starts[first] : ends[last]]) + after)


def _cut(text: str) -> str:
    if len(text) <= 2 * EXCERPT:
        return text
    return f"{first_words(text, EXCERPT)} {GAP}"


def gong_link(url: str | None, start_ms: int, end_ms: int) -> str | None:
    """The call in Gong, from a moment on; None when Gong gave no web address.

    Hosts differ by company, so the call's own address is extended and never built.
    """
    if url is None:
        return None
    start, end = start_ms // 1000, -(-end_ms // 1000)
    share = json.dumps([{"type": "SHARE", "from": start, "to": max(end, start + 1)}], separators=(",", ":"))
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode({"highlights": share})) if part)
    return urlunsplit(parts._replace(query=query))


def gong_address(facts: ScorecardFacts) -> str | None:
    """The call's page in Gong; an invented call has none."""
    return None if facts.call.is_invented else web_address(facts.call.url)


def web_address(url: str | None) -> str | None:
    """An address, if it leads to the web and nowhere else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
