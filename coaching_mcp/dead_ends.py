"""Why a search may have found nothing: names that nobody has, words that are nearly a name, calls nobody judged."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from difflib import get_close_matches
from typing import Final

from coaching_mcp.sought import Sought
from db.database import Session
from db.filter import Filter
from db.findings import Findings
from db.names import Names, load_names
from db.standings import find_standings, unjudged

WORD: Final = re.compile(r"\w{3,}")
NOT_NAMES: Final = re.compile(r"-?\"[^\"]*\"|-\w+|\w+\*")
BEGINS: Final = 3
"""A name that was misspelt begins with as many letters that were not."""
ALIKE: Final = 0.75
FILTERS: Final = tuple(
    "pricing timing security competitor objection objections discovery demo demos negotiation support engagement "
    "renewal kickoff claims yesterday".split()
)
"""Words of filters that are easily misspelt."""


async def dead_end(db: Session, sought: Sought) -> AsyncIterator[str]:
    """Sentences for whoever found nothing."""
    beginnings = [word[:BEGINS].lower() for word in WORD.findall(f"{_words(sought)} {sought.account or ''}")]
    known = await load_names(db, beginnings)
    if sought.team and sought.team.casefold() not in {team.casefold() for team in known.teams}:
        there_are = f"There are: {', '.join(known.teams)}." if known.teams else "`coach roster import` names teams."
        yield f"There is no team “{sought.team}”. {there_are}"
    if sought.account and not (await find_standings(db, Filter(account=sought.account), limit=1)).standings:
        yield f"No call is with a customer called “{sought.account}”.{_meant(sought.account, known.accounts)}"
    for line in _misspelt(_words(sought), known):
        yield line
    if sought.scores or sought.findings != Findings():
        missing = await unjudged(db)
        if missing.nobody:
            yield "Only calls that were analysed have scores and findings."
        if missing.keywords_only:
            yield "Keyword readings have no scores, and say of an objection only that it came up."


def _words(sought: Sought) -> str:
    return NOT_NAMES.sub(" ", sought.words)


def _meant(written: str, names: tuple[str, ...]) -> str:
    by_name = _by_part(names)
    near = get_close_matches(written.casefold(), list(by_name), n=1, cutoff=ALIKE)
    return f" Is {by_name[near[0]]} meant?" if near else ""


def _misspelt(words: str, known: Names) -> Iterator[str]:
    """Words that are nearly what somebody is called, or a filter."""
    by_part = {
        **{word: f"“{word}”" for word in FILTERS},
        **_by_part((*known.accounts, *known.teams, *(person.name for person in known.people))),
    }
    for word in WORD.findall(words):
        near = get_close_matches(word.casefold(), list(by_part), n=1, cutoff=ALIKE)
        if near and near[0] != word.casefold():
            yield f"“{word}” is no name here: is {by_part[near[0]]} meant?"


def _by_part(names: tuple[str, ...]) -> dict[str, str]:
    """Names by each of their words, and whole."""
    return {part.casefold(): name for name in names for part in (*WORD.findall(name), name)}
