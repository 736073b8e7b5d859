"""Why a search may have found nothing: names that nobody has, words that are nearly a name, calls nobody judged."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from difflib import get_close_matches
from typing import Final

from analysis.closest import ALIKE, PART, names_by_part, no_such_account, no_such_product
from analysis.subject import team_led_by
from coaching_mcp.sought import Sought
from db.database import Session
from db.filter import Filter
from db.findings import Findings
from db.names import Names, load_names
from db.standings import find_standings, unjudged

NOT_NAMES: Final = re.compile(r"-?\"[^\"]*\"|-\w+|\w+\*")
BEGINS: Final = 3
"""A name that was misspelt begins with as many letters that were not."""
FILTERS: Final = tuple(
    "pricing timing security competitor objection objections discovery demo demos negotiation support engagement "
    "renewal kickoff claims yesterday".split()
)
"""Words of filters that are easily misspelt."""


async def dead_end(db: Session, sought: Sought) -> AsyncIterator[str]:
    """Sentences for whoever found nothing."""
    beginnings = [word[:BEGINS].lower() for word in PART.findall(_words(sought))]
    known = await load_names(db, beginnings)
    if sought.team and sought.team.casefold() not in {team.casefold() for team in known.teams}:
        teams = [*known.teams, *(team_led_by(leader.name) for leader in known.leaders)]
        there_are = f"There are: {', '.join(teams)}." if teams else "Nobody here is in a team: give a rep or a role."
        yield f"There is no team “{sought.team}”. {there_are}"
    if sought.account and not (await find_standings(db, Filter(account=sought.account), limit=1)).standings:
        yield await no_such_account(db, sought.account)
    if sought.product and not (await find_standings(db, Filter(product=sought.product), limit=1)).standings:
        yield await no_such_product(db, sought.product)
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


def _misspelt(words: str, known: Names) -> Iterator[str]:
    """Words that are nearly what somebody is called, or a filter."""
    by_part = {
        **{word: f"“{word}”" for word in FILTERS},
        **names_by_part((*known.accounts, *known.teams, *(person.name for person in known.people))),
    }
    for word in PART.findall(words):
        near = get_close_matches(word.casefold(), list(by_part), n=1, cutoff=ALIKE)
        if near and near[0] != word.casefold():
            yield f"“{word}” is no name here: is {by_part[near[0]]} meant?"
