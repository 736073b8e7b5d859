"""An invented call as it is written: who is on it, and their lines; `docs/bundled-calls.md` has the format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

HEADER_FIELDS: Final = frozenset(
    "id title started purpose account opportunity stage product host language".split(),
)
SIDES: Final = {"us", "customer"}
SECONDS: Final = r"\d+(?:\.\d+)?"
DIRECTION: Final = re.compile(
    rf"\((?:topic: (?P<topic>.+)|pause (?P<pause>{SECONDS})|overlap (?P<overlap>{SECONDS}))\)"
)
SENTENCE: Final = re.compile(r".+?[.?!…]+[\"'”’)]*(?=\s|$)|.+$")
TURN_GAP_MS: Final = 350
SENTENCE_GAP_MS: Final = 120
LONGEST_PAUSE_S: Final = 90

Line = tuple[int, str]
"""The number of a line in its file, and the line."""


class BadScreenplay(ValueError):
    """A bundled screenplay breaks the format; the message names the file, the line and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on an invented call. `pace` is in words per minute."""

    name: str
    email: str
    internal: bool
    title: str
    pace: float

    @property
    def key(self) -> str:
        """The first name, by which the lines of the transcript call them."""
        return self.name.split()[0]


@dataclass(slots=True, kw_only=True)
class Screenplay:
    """One invented call: header fields, people by first name, and monologues in Gong's shape with times in ms."""

    file: str
    header: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    monologues: list[dict[str, object]] = field(default_factory=list)
    end_ms: int = 0

    @property
    def host(self) -> Person | None:
        return next((person for person in self.people.values() if person.email == self.header["host"]), None)

    def speaker_id(self, key: str) -> str:
        """Gong's id of this person's voice: the call's id and their place among the people."""
        return f"{self.header['id']}{list(self.people).index(key) + 1}"


def read_screenplay(path: Path) -> Screenplay:
    """Parse one screenplay.

    Raises:
        BadScreenplay: the file breaks the format.
    """
    sections = _sections(path)
    play = Screenplay(file=path.name)
    _read_header(play, sections["call"])
    _read_people(play, sections["people"])
    _read_lines(play, sections["transcript"])
    return play


def _sections(path: Path) -> dict[str, list[Line]]:
    sections: dict[str, list[Line]] = {"call": [], "people": [], "transcript": []}
    current = "call"
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line in {"people:", "transcript:"}:
            current = line.removesuffix(":")
        elif line and not line.startswith("#"):
            sections[current].append((number, line))
    return sections


def _read_header(play: Screenplay, lines: Iterable[Line]) -> None:
    for number, line in lines:
        name, colon, value = line.partition(":")
        if not colon or name not in HEADER_FIELDS:
            raise _bad(play, number, f"expected one of {sorted(HEADER_FIELDS)} and a colon")
        play.header[name] = value.strip()
    if missing := HEADER_FIELDS - play.header.keys():
        raise _bad(play, 1, f"add to the header: {', '.join(sorted(missing))}")


def _read_people(play: Screenplay, lines: Iterable[Line]) -> None:
    for number, line in lines:
        try:
            name, side, email, title, pace = (part.strip() for part in line.split("|"))
            person = Person(name=name, internal=side == "us", email=email, title=title, pace=float(pace))
        except ValueError:
            side, person = "", None
        if person is None or side not in SIDES or not person.name or not person.pace > 0:
            raise _bad(play, number, "write 'Name | us or customer | e-mail | title | words per minute'")
        if person.key in play.people:
            raise _bad(play, number, f"a second {person.key}; give everybody their own first name")
        play.people[person.key] = person
    if play.host is None:
        raise _bad(play, 1, "add the host to the people, by the same e-mail address")


def _read_lines(play: Screenplay, lines: Iterable[Line]) -> None:
    clock, topic = 0, None
    for number, line in lines:
        if direction := DIRECTION.fullmatch(line):
            topic = direction["topic"] or topic
            clock = max(0, clock + _moved_ms(direction))
            continue
        key, _, text = line.partition(": ")
        if key not in play.people or not text:
            raise _bad(play, number, f"a line starts with one of {sorted(play.people)} and a colon, and says something")
        sentences, end = _spoken(text, clock, play.people[key].pace)
        play.monologues.append({"speakerId": play.speaker_id(key), "topic": topic, "sentences": sentences})
        play.end_ms = max(play.end_ms, end)
        clock = end + TURN_GAP_MS


def _moved_ms(direction: re.Match[str]) -> int:
    pause = min(float(direction["pause"] or 0), LONGEST_PAUSE_S)
    return round(1000 * (pause - float(direction["overlap"] or 0)))


def _spoken(text: str, start: int, pace: float) -> tuple[list[dict[str, object]], int]:
    """The sentences of one line in Gong's shape, and when the last one ends."""
    sentences: list[dict[str, object]] = []
    end = start
    for match in SENTENCE.finditer(text):
        sentence = match.group().strip()
        start = end + SENTENCE_GAP_MS if sentences else start
        end = start + round(60_000 * len(sentence.split()) / pace)
        sentences.append({"start": start, "end": end, "text": sentence})
    return sentences, end


def _bad(play: Screenplay, number: int, mend: str) -> BadScreenplay:
    return BadScreenplay(f"{play.file}:{number}: {mend}")
