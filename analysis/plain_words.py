"""What somebody looks for who writes "discovery calls last month with pricing objections under 70". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Literal, TypeVar

from analysis import filter_words as ways
from analysis.criterion_words import read_criterion
from analysis.name_words import EVERYDAY, NameReader
from analysis.period import Period, find_period
from analysis.reading import TAKEN, Kind, Piece, Reading
from analysis.score_words import ScoreRange, read_scores
from db.filter import Sort
from db.findings import Findings, Reached
from db.names import Colleague, Names
from knowledge.rubric import CallType, CriterionId, Dimension, Role
from knowledge.scorecard import Win, WinState

Value = TypeVar("Value")
Side = Literal["us", "customer"]
Criteria = Sequence[tuple[CriterionId, str]]
AS_WRITTEN: Final = re.compile(r"-?\"[^\"]*\"|-?[“„«][^”“»\"]*[”“»\"]|(?<!\S)-[^\W\d]\w*|(?<!\w)\w{3,}\*")
"""A phrase, a word that shall not be there, the beginning of a word: these are about what was said."""
WORD: Final = re.compile(r"[\w&](?:[\w.'’/&+#@-]*[\w&+#])?")
POSSESSIVE: Final = re.compile(r"['’]s?$")
LOWEST: Final[Sort] = "lowest_score"
QUOTED: Final = re.compile(r'\A(-?)["“„«](.*)["”“»]\Z', re.DOTALL)
MONTH_OR_VERB: Final = re.compile(
    r"(?<!\bin )(?<!\bof )(?<!\blast )(?<!\bthis )(?<!\bsince )(?<!\buntil )(?<!\bbefore )(?<!\bafter )(?<!\bto )"
    r"(?<!\d )(?<!\dst )(?<!\dth )(?<!\drd )(?<!\dnd )\b(?:may|march|mar)\b(?! \d)(?! ?(?:to|until|-) ?\w)"
)
"""Where nothing but a capital would show that a month is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a text asks for; what is empty it does not say.

    `words` are to be looked for in what was said, in the form of a web search. `pieces` in a row are the text, each
    with what became of it. `doubts` are sentences for the person who asked.
    """

    period: Period | None
    people: tuple[Colleague, ...]
    team: str | None
    led_by: Colleague | None
    account: str | None
    product: str | None
    role: Role | None
    call_type: CallType | None
    dimensions: tuple[Dimension, ...]
    scores: ScoreRange | None
    findings: Findings
    speaker: str | None
    side: Side | None
    asked: bool
    sort: Sort | None
    words: str
    pieces: tuple[Piece, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """Whose words are meant, and whether in a question; `places` are where that was said, `somebody` where a name."""

    side: Side | None
    asked: bool
    places: tuple[tuple[int, int], ...]
    somebody: list[tuple[int, int]]

    def take(self, reading: Reading, kind: Kind) -> None:
        for place in self.places:
            reading.take_as(kind, *place)


def understand(text: str, *, now: datetime, zone: tzinfo, known: Names, criteria: Criteria = ()) -> Understood:
    """What the text asks for. Any text can be read, in any order; what is not understood is looked for as words.

    `known` are the names that may be meant, `criteria` those of the rubrics with their titles.
    """
    reading, names = Reading(text), NameReader(known)
    _take_quoted(reading)
    # Who is surer of what words mean comes first.
    names.read_whole(reading)
    names.read_called(reading)
    reached = read_criterion(reading, criteria)
    before_score = ways.DISCOVERY_BEFORE_SCORE.search(reading.open)
    scores = read_scores(reading)
    period = _period(reading, names, now, zone)
    _leave_out(reading)
    sort: Sort | None = _one(reading, ways.SORTS, "order")
    dimensions = tuple(_dimensions(reading, before_score if scores else None, scored=bool(scores or sort == LOWEST)))
    role = _one(reading, ways.ROLES, "role")
    call_type = _type(reading, names)
    findings = _findings(reading, reached)
    speech = _speech(reading)
    names.read_rest(reading)
    speaker = _speaker(reading, speech.somebody)
    words = _words(reading)
    speech.take(reading, Kind.UNDERSTOOD if words else Kind.FILLER)
    return Understood(
        period=period,
        people=tuple(names.people),
        team=_only(reading, names.teams, "team"),
        led_by=_only(reading, names.leaders, "team"),
        account=_only(reading, names.accounts, "customer"),
        product=_only(reading, names.products, "product"),
        role=role,
        call_type=call_type,
        dimensions=dimensions,
        scores=scores,
        findings=findings,
        speaker=speaker,
        side=speech.side if words else None,
        asked=speech.asked and bool(words),
        sort=sort,
        words=words,
        pieces=tuple(reading.pieces()),
        doubts=tuple(dict.fromkeys(reading.doubts)),
    )


def _take_quoted(reading: Reading) -> None:
    _take_words(reading, AS_WRITTEN.finditer(reading.open))
    for match in ways.NOT_DONE.finditer(reading.open):
        reading.leave_out(match, ways.ABSENT)


def _take_words(reading: Reading, words: Iterable[re.Match[str]]) -> None:
    for match in words:
        reading.take_as(Kind.WORD, *match.span())


def _leave_out(reading: Reading) -> None:
    """What is understood and cannot be looked for."""
    for impossible, why in ways.IMPOSSIBLE:
        for match in impossible.finditer(reading.open):
            reading.leave_out(match, why)


def _period(reading: Reading, names: NameReader, now: datetime, zone: tzinfo) -> Period | None:
    """The days that the text names first; others are left out."""
    found: Period | None = None
    while True:
        text = MONTH_OR_VERB.sub(lambda month: _as_written(reading, month), reading.open)
        named = find_period(text, now=now, zone=zone)
        if named is None:
            return found
        place = (named.start, named.end)
        said = reading.text[slice(*place)]
        if found and found != named.period:
            reading.take_as(Kind.LEFT_OUT, *place)
            reading.doubts.append(f"“{said}” was left out: a search is for one period.")
        elif reading.take_at(*place):
            found = named.period
            _warn_of_name(reading, names, said)


def _as_written(reading: Reading, month: re.Match[str]) -> str:
    return month[0] if reading.said(month)[:1].isupper() else TAKEN * len(month[0])


def _warn_of_name(reading: Reading, names: NameReader, said: str) -> None:
    """Where a word that was read as something else is somebody's name, too."""
    for word in said.split():
        if word[:1].isupper():
            names.warn(reading, word)


def _one(reading: Reading, words: Iterable[ways.Word[Value]], what: str) -> Value | None:
    """The one value that the text names; others are left out."""
    found: Value | None = None
    for word in words:
        for match in word.pattern.finditer(reading.open):
            if found not in {None, word.value}:
                reading.leave_out(match, f"a search is for one {what}")
            elif reading.take(match):
                found = word.value
    return found


def _type(reading: Reading, names: NameReader) -> CallType | None:
    before = reading.open
    found = _one(reading, ways.TYPES, "type of call")
    for match in ways.ALSO_SOMETHING_ELSE.finditer(before):
        if reading.open[match.start()] != TAKEN:
            continue
        if match.start():  # a capital at the beginning of a sentence says nothing
            _warn_of_name(reading, names, reading.said(match))
        if match[0] == "support":
            reading.doubts.append("“support” is read as the type of call; write “support engineers” for the role.")
    return found


def _dimensions(reading: Reading, before_score: re.Match[str] | None, *, scored: bool) -> Iterator[Dimension]:
    is_open = before_score and reading.open[before_score.start()] != TAKEN
    if before_score and is_open and reading.take(before_score):
        reading.doubts.append("“discovery” is read as the dimension; write “discovery calls” for the type of call.")
        yield Dimension.DISCOVERY
    for word in (*ways.DIMENSIONS, *(ways.SCORED_DIMENSIONS if scored else ())):
        for match in word.pattern.finditer(reading.open):
            if reading.take(match):
                yield word.value


def _findings(reading: Reading, reached: Reached | None) -> Findings:
    handling = _one(reading, ways.HANDLINGS, "way in which an objection was met")
    objection = _one(reading, ways.OBJECTIONS, "kind of objection")
    for other in ways.ALSO_AN_OBJECTION if objection else ():
        for match in other.finditer(reading.open):
            reading.leave_out(match, "a search is for one kind of objection")
    bare = [reading.take(match) for match in ways.ANY_OBJECTION.finditer(reading.open)]
    win: Win | None = _one(reading, ways.WINS, "win")
    state: WinState | None = _one(reading, ways.STATES_OF_A_WIN if win else ways.STATES_OF_ANY_WIN, "state of a win")
    return Findings(
        objection=objection,
        handling=handling,
        any_objection=any(bare) and not objection,
        win=win,
        win_state=state,
        claim=_one(reading, ways.CLAIMS, "verdict on a claim"),
        reached=reached,
    )


def _speech(reading: Reading) -> _Speech:
    somebody = _somebody(reading)
    customer, us = (list(pattern.finditer(reading.open)) for pattern in (ways.CUSTOMER_SAID, ways.WE_SAID))
    both = [*customer, *us]
    for match in both:
        reading.take_as(Kind.FILLER, *match.span())
    questions = list(ways.ASKED.finditer(reading.open))
    for match in questions:
        reading.take_as(Kind.FILLER, *match.span())
    side: Side | None = None if bool(customer) == bool(us) else "customer" if customer else "us"
    asked = bool(questions) or any(match["asked"] for match in both)
    places = tuple(match.span() for match in (*both, *questions))
    return _Speech(side=side, asked=asked, places=places, somebody=somebody)


def _somebody(reading: Reading) -> list[tuple[int, int]]:
    """Where words with a capital say who spoke; not the `What` of `What Jonas said`."""
    places: list[tuple[int, int]] = []
    for match in ways.SOMEBODY_SAID.finditer(reading.text):
        start, end = match.span("name" if match["name"] else "by")
        first, _, last = reading.text[start:end].partition(" ")
        if last and first.casefold() in EVERYDAY:
            start += len(first) + 1
        if reading.text[start:end].casefold() not in EVERYDAY:
            places.append((start, end))
    return places


def _speaker(reading: Reading, places: list[tuple[int, int]]) -> str | None:
    """Somebody who spoke and is none of ours, as those were taken before; not where it is not said what was spoken."""
    for place in places:
        if TAKEN not in reading.open[slice(*place)] and _says_more(reading, place) and reading.take_at(*place):
            name = reading.text[slice(*place)]
            reading.doubts.append(f"“{name}” is none of ours: looked for among what anybody of that name said.")
            return name
    return None


def _says_more(reading: Reading, place: tuple[int, int]) -> bool:
    others = [match for match in WORD.finditer(reading.open) if not place[0] <= match.start() < place[1]]
    written = any(piece.kind is Kind.WORD for piece in reading.pieces())
    return written or any(POSSESSIVE.sub("", match[0]) not in ways.FILLERS for match in others)


def _words(reading: Reading) -> str:
    """Take what is left and says something; the words that a search is for, `or` between them as it stood."""
    for match in ways.WITHOUT.finditer(reading.open):
        reading.leave_out(match, ways.ABSENT)
    said = [match for match in WORD.finditer(reading.open) if POSSESSIVE.sub("", match[0]) not in ways.FILLERS]
    _take_words(reading, said)
    kept: list[str] = []
    for piece in reading.pieces():
        if piece.kind is Kind.WORD:
            kept.append(QUOTED.sub(r'\1"\2"', piece.text))
        elif kept and piece.text.strip(" ,").casefold() == "or":
            kept.append("or")
    return " ".join(kept).removesuffix(" or")


def _only(reading: Reading, named: Sequence[Value], what: str) -> Value | None:
    """The one that a search can be for."""
    if not named:
        return None
    first, *others = dict.fromkeys(named)
    reading.doubts.extend(f"“{other}” was left out: a search is for one {what}." for other in others)
    return first
