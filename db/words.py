"""Words to look for, written as in a web search, become what Postgres looks for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

TOKEN: Final = re.compile(r'(?P<no>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
PREFIX: Final = re.compile(r"\w{3,}\*")
STEM_SHORTER_BY: Final = 5
"""A stem is at most so much shorter than a form of the word: integration, integr."""
SHORTEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a turn has to hold.

    `query` is in the form of `to_tsquery`; the index answers it without a look at the text. Of phrases and beginnings
    of words it finds too much, so the text has to match the regular expressions `patterns` besides. `is_one` says that
    there is only one term, so that no turn fits better than another; `has_beginning`, that there is an `integrat*`.
    """

    query: str
    patterns: tuple[str, ...] = ()
    is_one: bool = False
    has_beginning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A word, a phrase or `integrat*`: the query that is exact, or a wider one with the pattern that makes it so."""

    exact: str
    wide: str
    pattern: str | None
    is_wanted: bool
    is_beginning: bool = False


def read_words(text: str) -> Words | None:
    """`pricing integrat* "too expensive" -discount`, `price or cost`; None where nothing says what should be there.

    Every text can be read; what is no word is left out.
    """
    alternatives: list[list[_Term]] = [[]]
    for found in TOKEN.finditer(text.replace("\0", " ")):
        if (found["word"] or "").lower() == "or" and not found["no"]:
            alternatives.append([])
        elif term := _term(found):
            alternatives[-1].append(term)
    kept = [terms for terms in alternatives if any(term.is_wanted for term in terms)]
    if not kept:
        return None
    has_beginning = any(term.is_beginning for terms in kept for term in terms)
    if len(kept) > 1:
        query = " | ".join(_all_of(terms, wide=False) for terms in kept)
        return Words(query=query, has_beginning=has_beginning)
    patterns = tuple(term.pattern for term in kept[0] if term.pattern and term.is_wanted)
    query = _all_of(kept[0], wide=True)
    return Words(query=query, patterns=patterns, is_one=len(kept[0]) == 1, has_beginning=has_beginning)


def _term(found: re.Match[str]) -> _Term | None:
    said = found["phrase"] if found["word"] is None else found["word"]
    if not re.search(r"\w", said):
        return None
    is_wanted = not found["no"]
    if found["word"] and PREFIX.fullmatch(said):
        beginning = said[:-1].lower()
        stems = _any_stem(beginning)
        pattern = rf"(^|\W){re.escape(beginning)}"
        return _Term(exact=stems, wide=stems, pattern=pattern, is_wanted=is_wanted, is_beginning=True)
    words = said.split()
    if len(words) == 1:
        return _Term(exact=_quoted(said), wide=_quoted(said), pattern=None, is_wanted=is_wanted)
    return _Term(
        exact=_quoted(said), wide=" & ".join(map(_quoted, words)), pattern=_in_a_row(said), is_wanted=is_wanted
    )


def _all_of(terms: list[_Term], *, wide: bool) -> str:
    wanted = [term.wide if wide else term.exact for term in terms if term.is_wanted]
    return "(" + " & ".join([*wanted, *(f"!({term.exact})" for term in terms if not term.is_wanted)]) + ")"


def _any_stem(beginning: str) -> str:
    """Words that begin like this, and the stems of such words that are shorter than that."""
    shortest = max(SHORTEST, len(beginning) - STEM_SHORTER_BY)
    stems = [_quoted(beginning[:length]) for length in range(shortest, len(beginning))]
    return "(" + " | ".join([f"{_quoted(beginning)}:*", *stems]) + ")"


def _in_a_row(phrase: str) -> str:
    """These words one after the other, in any of their forms."""
    beginnings = [word[: max(SHORTEST, len(word) - STEM_SHORTER_BY)] for word in re.findall(r"\w+", phrase)]
    return r"(^|\W)" + r"\W+".join(rf"{re.escape(beginning)}\w*" for beginning in beginnings)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
