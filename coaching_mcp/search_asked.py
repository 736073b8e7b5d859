"""What a search was asked, in arguments and in plain words, made into one thing to look for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, tzinfo
from typing import Final, Literal, TypeVar

from analysis.errors import EngineError
from analysis.lookup import the_person
from analysis.name_words import leaders_called, name_tokens
from analysis.period import read_period
from analysis.plain_words import Criteria, Side, Understood, understand
from analysis.reading import Kind
from analysis.score_words import ScoreRange
from analysis.subject import team_led_by
from coaching_mcp.sought import Sought
from db.database import Session
from db.filter import Sort
from db.findings import Findings, Reached
from db.names import Colleague, load_names
from db.words import read_words
from knowledge.library import Library
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Verdict, Win, WinState

Part = TypeVar("Part", Sought, Findings)
ALL_CALLS: Final = re.compile(r"\b(?:calls?|meetings?|conversations?|recordings?|all|any|every\w*)\b", re.IGNORECASE)
ADDED: Final = frozenset({"words", "any_objection"})
"""What arguments and text say of these is no contradiction: both count."""


class BadFilter(EngineError):
    """Filters that do not go together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """What was asked; `text` is in plain words, None filters nothing."""

    text: str | None = None
    words: str | None = None
    said_by: str | None = None
    side: Side | None = None
    asked: bool = False
    rep: str | None = None
    role: Role | None = None
    team: str | None = None
    account: str | None = None
    product: str | None = None
    call_type: CallType | None = None
    period: str | None = None
    dimension: Dimension | None = None
    score_at_least: int | None = None
    score_below: int | None = None
    objection: ObjectionType | Literal["any"] | None = None
    handling: Handling | None = None
    win: Win | None = None
    win_state: WinState | None = None
    claim: Verdict | None = None
    reached: Reached | None = None
    sort: Sort | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the meaning of words depends on: the time, where the company is, and the criteria with their titles."""

    now: datetime
    zone: tzinfo
    criteria: Criteria


def criteria_of(library: Library) -> Criteria:
    """The criteria of all rubrics, with their titles."""
    return tuple(
        (criterion.id, criterion.title) for rubric in library.rubrics.values() for criterion in rubric.criteria
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What is looked for, and what whoever asked should know of how that was understood."""

    sought: Sought
    text: Understood | None
    doubts: tuple[str, ...]
    criteria: Criteria


async def meant_by(db: Session, asked: SearchAsked, given: Circumstances) -> Meant:
    """What is looked for: arguments go before the text.

    Raises:
        BadFilter, BadPeriod, PersonNotFound: it cannot be looked for like this.
    """
    arguments = await _arguments(db, asked, given)
    text = await _read(db, asked.text, given) if asked.text else None
    doubts: list[str] = list(text.doubts) if text else []
    sought = _merged(arguments, Sought.of(text), doubts) if text else arguments
    if sought.sort == "relevance" and not sought.words:
        doubts.append("The best match is of words; without any the newest come first.")
        sought = replace(sought, sort=None)
    _check(sought)
    return Meant(sought=sought, text=text, doubts=tuple(doubts), criteria=given.criteria)


async def _read(db: Session, text: str, given: Circumstances) -> Understood:
    names = await load_names(db, name_tokens(text))
    return understand(text, now=given.now, zone=given.zone, known=names, criteria=given.criteria)


async def _arguments(db: Session, asked: SearchAsked, given: Circumstances) -> Sought:
    least, below = asked.score_at_least, asked.score_below
    if least is not None and below is not None and least >= below:
        raise BadFilter(f"No score is at least {least} and below {below} at once: leave one out.")
    team, led_by = await _team(db, asked.team) if asked.team else (None, None)
    return Sought(
        call_type=asked.call_type,
        period=read_period(asked.period, now=given.now, zone=given.zone) if asked.period else None,
        words=asked.words or "",
        speaker=asked.said_by,
        side=asked.side,
        asked=asked.asked,
        findings=Findings(
            objection=asked.objection if isinstance(asked.objection, ObjectionType) else None,
            handling=asked.handling,
            any_objection=asked.objection == "any",
            win=asked.win,
            win_state=asked.win_state,
            claim=asked.claim,
            reached=asked.reached,
        ),
        dimensions=(asked.dimension,) if asked.dimension else (),
        scores=None
        if least is None and below is None
        else ScoreRange(least=least, most=None if below is None else below - 1),
        people=await _people(db, asked.rep),
        role=asked.role,
        team=team,
        led_by=led_by,
        account=asked.account,
        product=asked.product,
        sort=asked.sort,
    )


async def _people(db: Session, rep: str | None) -> tuple[Colleague, ...]:
    if not rep:
        return ()
    person = await the_person(db, rep)
    return (Colleague(id=person.id, name=person.name, email=person.email),)


async def _team(db: Session, text: str) -> tuple[str | None, Colleague | None]:
    """The team of that name, or else who leads those that are meant; the text itself where there is neither."""
    known = await load_names(db, ())
    if text.casefold() in map(str.casefold, known.teams):
        return text, None
    leader, *others = leaders_called(text, known) or (None,)
    if leader and others:
        named = " or ".join(f"{team_led_by(one.name)} ({one.email})" for one in (leader, *others))
        raise BadFilter(f"{text!r} could be {named}. Give the e-mail of whoever leads it.")
    return (None, leader) if leader else (text, None)


def _merged(given: Part, said: Part, doubts: list[str]) -> Part:
    """Both together; where they contradict each other the given one counts, and that is said."""
    both = {field.name: (getattr(given, field.name), getattr(said, field.name)) for field in fields(given)}
    merged: dict[str, object] = {}
    for name, (one, other) in both.items():
        if isinstance(one, Findings) and isinstance(other, Findings):
            merged[name] = _merged(one, other, doubts)
        elif name == "words":
            merged[name] = f"{one} {other}".strip()
        else:
            merged[name] = one or other
            if one and other and one != other and name not in ADDED:
                doubts.append(f"The text says {_said(name, other)}, but {_said(name, one)} was given, and counts.")
    return replace(given, **merged)


def _said(name: str, value: object) -> str:
    """What one value looks for, in words."""
    finds = name in {field.name for field in fields(Findings)}
    alone = Sought(findings=replace(Findings(), **{name: value})) if finds else replace(Sought(), **{name: value})
    words = [condition.words for condition in alone.conditions()]
    return f"“{words[0] if words else value}”"


def _check(sought: Sought) -> None:
    if (sought.speaker or sought.side or sought.asked) and not sought.words:
        raise BadFilter('Whose words are meant was said, but not which words: give `words` as well, such as "budget".')
    if sought.words and read_words(sought.words) is None:
        raise BadFilter(f"{sought.words!r} says only what shall not be there: add a word that shall.")


def notes(meant: Meant) -> Iterator[str]:
    """What whoever asked should know: which words were not understood, and every doubt."""
    if meant.text and meant.text.words:
        yield f"Looked for as words, as no filter is called that: {meant.text.words}."
    if meant.text and _says_nothing(meant.text):
        said = "".join(piece.text for piece in meant.text.pieces).strip()
        yield f"“{said}” says nothing that can be looked for, and filters nothing."
    yield from meant.doubts


def _says_nothing(text: Understood) -> bool:
    said = "".join(piece.text for piece in text.pieces)
    return all(piece.kind is Kind.FILLER for piece in text.pieces) and bool(said.strip()) and not ALL_CALLS.search(said)
