"""What is wrong with a file of the library, in one sentence that says how to mend it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError

from knowledge.rubric import LEVELS, Criterion, Inconsistent, Rubric, Sign
from knowledge.wins import WinCard, Wins

Place = tuple[int | float | str, ...]
"""Keys and positions from the top of the file down to one value."""

_NEIGHBOURS = "indent this line like its neighbours, or put the text here or just above it into quotes as a whole"
_OF_A_RUBRIC: Mapping[int, type[BaseModel]] = {1: Rubric, 3: Criterion, 5: Sign}
"""Whose key something is, by how deep it lies: title; criteria, 2, title; criteria, 2, positive, 0, sign."""
_OF_WINS: Mapping[int, type[BaseModel]] = {1: Wins, 3: WinCard, 5: Sign}

Owner = Callable[[Place], type[BaseModel] | None]
"""Tells whose key stands at a place, so that a misspelt one can be compared with the right ones."""


def rubric_owner(place: Place) -> type[BaseModel] | None:
    """Whose key stands at this place of a rubric."""
    return _OF_A_RUBRIC.get(len(place))


def wins_owner(place: Place) -> type[BaseModel] | None:
    """Whose key stands at this place of the wins."""
    return _OF_WINS.get(len(place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Where something is wrong, and the sentence about it."""

    place: Place
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mistake:
    """One of pydantic's findings; `bounds` is what would be allowed."""

    kind: str
    place: Place
    given: object
    message: str
    bounds: Mapping[str, object]

    @property
    def name(self) -> str:
        return repr(self.place[-1]) if self.place else "the file"


def mend(error: ValidationError, owner: Owner) -> Complaint:
    """The complaint to begin with, of all that pydantic has; a misspelt key first, as it explains a missing one."""
    everything = list(_mistakes(error))
    # A list is also called too short when what it holds is wrong: that is mended with what it holds.
    mistakes = [mistake for mistake in everything if not any(_holds(mistake, other) for other in everything)]
    first = next((mistake for mistake in mistakes if mistake.kind == "extra_forbidden"), mistakes[0])
    more = f" ({len(mistakes) - 1} more to mend in this file)" if len(mistakes) > 1 else ""
    sentence = _unknown(first, owner) if first.kind == "extra_forbidden" else _SENTENCES.get(first.kind, _other)(first)
    return Complaint(place=first.place, sentence=sentence + more)


def syntax_mend(problem: str) -> str:
    """How to mend what the YAML parser stumbled over, in its own words `problem`."""
    known = {
        "tab character": "a tab stands here: indent with spaces",
        "\\t": "a tab stands here: indent with spaces",
        "mapping values": "put this text into quotes, because it holds a colon followed by a space",
        "expected ':'": "write a colon and a space after the key in the lines above, or indent this text under its key",
        "end of stream": "close the brackets that were opened above",
        "another document": "keep one document in one file: remove the `---`",
        "alias": "put this text into quotes, because it begins with *",
        "expected": _NEIGHBOURS,
        "cannot start": "put this text into quotes, because its first character has a meaning in YAML",
    }
    said = next((sentence for mark, sentence in known.items() if mark in problem), None)
    return said or f"this is not YAML ({problem}): compare the line with another file of its kind"


def _mistakes(error: ValidationError) -> Iterator[_Mistake]:
    for details in error.errors(include_url=False):
        bounds = details.get("ctx", {})
        place: Place = tuple(part for part in details["loc"] if part != "[key]")
        kind, message = details["type"], details["msg"]
        if isinstance(cause := bounds.get("error"), Inconsistent):
            kind, message, place = "inconsistent", str(cause), (*place, *cause.at)
        yield _Mistake(kind=kind, place=place, given=details["input"], message=message, bounds=bounds)


def _holds(mistake: _Mistake, other: _Mistake) -> bool:
    depth = len(mistake.place)
    return depth < len(other.place) and other.place[:depth] == mistake.place


def _missing(mistake: _Mistake) -> str:
    return f"{mistake.name} is missing: add it"


def _unknown(mistake: _Mistake, owner: Owner) -> str:
    model = owner(mistake.place)
    known = sorted(model.model_fields) if model else []
    near = get_close_matches(str(mistake.place[-1]), known, n=1)
    instead = f"did you mean {near[0]!r}?" if near else f"use {', '.join(known)}, or remove it"
    return f"{mistake.name} is not a key here: {instead}"


def _choice(mistake: _Mistake) -> str:
    return f"{mistake.given!r} is not allowed here: write {mistake.bounds.get('expected')}"


def _short(mistake: _Mistake) -> str:
    return f"{mistake.name} needs a text of at least {mistake.bounds.get('min_length')} characters: write it out"


def _text(mistake: _Mistake) -> str:
    return f"{mistake.name} has to be text: put it into quotes, or write it after the key"


def _number(mistake: _Mistake) -> str:
    if mistake.place[-2:-1] == ("levels",) or mistake.place[-3:-2] == ("role_levels",):
        return f"{mistake.given!r} is not a level: write a number from 0 to {LEVELS[-1]}"
    return f"{mistake.given!r} is not a number: write one, such as 1.5"


def _range(mistake: _Mistake) -> str:
    return f"{mistake.name} is {mistake.given}: write a number above 0 and up to 10"


def _pattern(mistake: _Mistake) -> str:
    if mistake.place[-1:] != ("id",):
        return f"{mistake.given!r} is not how {mistake.name} is written: compare it with another file of its kind"
    return f"{mistake.given!r} cannot be an id: use 3 to 40 small letters, digits and _, a letter first"


def _too_few(mistake: _Mistake) -> str:
    bounds = mistake.bounds
    return f"{mistake.name} has {bounds.get('actual_length')} entries: write {bounds.get('min_length')} at least"


def _too_many(mistake: _Mistake) -> str:
    return f"{mistake.name} has too many entries: keep {mistake.bounds.get('max_length')} of them at most"


def _list(mistake: _Mistake) -> str:
    return f"{mistake.name} has to be a list: write each entry on a line of its own, with `- ` before it"


def _block(mistake: _Mistake) -> str:
    return f"{mistake.name} has to be keys with values: write `key: value`, indented, on lines of their own"


def _inconsistent(mistake: _Mistake) -> str:
    return mistake.message


def _other(mistake: _Mistake) -> str:
    return f"{mistake.name} cannot be used ({mistake.message}): compare it with another file of its kind"


_SENTENCES: Mapping[str, Callable[[_Mistake], str]] = {
    "inconsistent": _inconsistent,
    "missing": _missing,
    "enum": _choice,
    "literal_error": _choice,
    "string_too_short": _short,
    "string_type": _text,
    "float_parsing": _number,
    "float_type": _number,
    "int_parsing": _number,
    "int_type": _number,
    "greater_than": _range,
    "less_than_equal": _range,
    "string_pattern_mismatch": _pattern,
    "too_short": _too_few,
    "too_long": _too_many,
    "tuple_type": _list,
    "list_type": _list,
    "dict_type": _block,
    "model_type": _block,
    "model_attributes_type": _block,
}
