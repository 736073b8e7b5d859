"""Products and customers by name, and for a name that no call has, which ones come close."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from analysis.errors import NothingKnown
from db.database import Session
from db.names import Names, load_names

PART: Final = re.compile(r"\w{3,}")
ALIKE: Final = 0.75
"""From this on a name may be another one, misspelt."""
MOST_CLOSEST: Final = 3


async def the_product(db: Session, text: str) -> str:
    """The product of that name, as calls have it; the text itself where it is a part of several names.

    Raises:
        NothingKnown: no call is about it; the message says which names are close.
    """
    wanted, products = text.strip().casefold(), (await load_names(db, [""])).products
    found = [name for name in products if wanted in name.casefold()]
    if not found:
        raise NothingKnown(await no_such_product(db, text))
    exact = [name for name in found if name.casefold() == wanted]
    return (exact or found)[0] if exact or len(found) == 1 else text


async def no_such_product(db: Session, text: str) -> str:
    """That no call is about it, and which names are close."""
    closest = await _closest(db, text, lambda names: names.products)
    return f"No call is about a product called “{text}”.{closest}"


async def no_such_account(db: Session, text: str) -> str:
    """That no call is with such a customer, and which names are close."""
    closest = await _closest(db, text, lambda names: names.accounts)
    return f"No call is with a customer called “{text}”.{closest}"


async def _closest(db: Session, written: str, of: Callable[[Names], Sequence[str]]) -> str:
    """Which name is meant, of those that begin with the same letter, or which of any come closest."""
    word = written.strip().casefold()
    by_part = names_by_part(of(await load_names(db, [word[:1]])))
    if near := get_close_matches(word, list(by_part), n=1, cutoff=ALIKE):
        return f" Is {by_part[near[0]]} meant?"
    names = {name.casefold(): name for name in of(await load_names(db, [""]))}
    closest = [names[one] for one in get_close_matches(word, list(names), n=MOST_CLOSEST, cutoff=0)]
    return f" The closest names are: {', '.join(closest)}." if closest else ""


def names_by_part(names: Iterable[str]) -> dict[str, str]:
    """Names by each of their words, and whole."""
    return {part.casefold(): name for name in names for part in (*PART.findall(name), name)}
