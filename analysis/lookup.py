"""Finds the call or the person that somebody means: by id, by address, or in their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from analysis.errors import CallNotFound, PersonNotFound
from analysis.mention import AmbiguousCall, Candidate, Mention, read_mention
from db.calls import CallRecord, find_call
from db.database import Session
from db.mentions import Known, Mentioned, find_mentioned, find_people_by_name
from db.people import find_person

REFERENCE: Final = re.compile(r"#?\d{1,20}|https?://\S+|\S*[?&]id=\S+", re.IGNORECASE)
"""What can only be an id or an address."""
NUMBERED: Final = re.compile(r"call\s+(?:no\.?\s*|number\s+)?#?(\d{1,20})", re.IGNORECASE)
"""A call by its number, as people write it."""
MOST_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on our side; `last_call_at` is when they were last on a call, as far as that was looked up."""

    id: int
    name: str
    email: str | None
    role: str
    last_call_at: datetime | None


def is_reference(text: str) -> bool:
    """Whether this can only be an id or an address, and no words."""
    return REFERENCE.fullmatch(text.strip()) is not None


async def the_call(db: Session, text: str, *, now: datetime, zone: tzinfo, whose: str | None = None) -> CallRecord:
    """The call that is meant; `whose` is a colleague who was on it, if that was said.

    Raises:
        CallNotFound: there is none.
        AmbiguousCall: several fit, or none does and some come close; it names them.
    """
    numbered = NUMBERED.fullmatch(text.strip())
    if record := await find_call(db, f"#{numbered[1]}" if numbered else text):
        return record
    if numbered or is_reference(text):
        raise CallNotFound(
            f"There is no call {text.strip()!r} here. `search_calls` finds calls by customer, person or date."
        )
    mention = _of(whose, read_mention(text, now=now, zone=zone))
    if mention.is_empty:
        raise CallNotFound(
            f"{text!r} does not say which call. Give its number, its Gong link, or words such as "
            '"the Acme demo last Tuesday".'
        )
    found = await _fitting(db, mention)
    if len(found) == 1 or (found and mention.newest and not mention.mine):
        return await _record(db, found[0])
    if found and mention.mine:
        raise AmbiguousCall(
            f"Who is asking is not known here, so {text!r} may be one of several calls. Say whose call, such as "
            f'"{found[0].owner or "Maya Chen"}\'s last call", or which, by its number.',
            _candidates(found, zone),
        )
    if found:
        more = "or more " if len(found) == MOST_CANDIDATES else ""
        raise AmbiguousCall(
            f"{len(found)} {more}calls fit {text!r}. Say which, by its number.", _candidates(found, zone)
        )
    raise await _nothing_fits(db, text, mention, zone)


async def the_person(db: Session, text: str) -> Person:
    """The colleague with that e-mail or name.

    Raises:
        PersonNotFound: nobody on our side answers to it, or several do; it names them.
    """
    wanted = text.strip()
    if "@" in wanted and (known := await find_person(db, wanted)):
        return Person(id=known.id, name=known.name, email=known.email, role=known.role.value, last_call_at=None)
    words = wanted.casefold().split()
    found = await find_people_by_name(db, words, limit=MOST_CANDIDATES) if words else []
    exact = [person for person in found if person.name.casefold() == wanted.casefold()]
    chosen = found if len(found) == 1 else exact if len(exact) == 1 else []
    if chosen:
        one = chosen[0]
        return Person(id=one.id, name=one.name, email=one.email, role=one.role, last_call_at=one.last_call_at)
    if found:
        raise PersonNotFound(f"{wanted!r} could be {_named(found)}. Give the e-mail.")
    others = [person for person in await find_people_by_name(db, [], limit=MOST_CANDIDATES) if person.last_call_at]
    known_ones = f" Those who were on calls last: {_named(others)}." if others else ""
    raise PersonNotFound(f"Nobody on our side is called {wanted!r}.{known_ones} Give an e-mail or a full name.")


def _of(whose: str | None, mention: Mention) -> Mention:
    if whose is None:
        return mention
    return replace(mention, words=(*mention.words, *whose.casefold().split()), mine=False)


async def _fitting(db: Session, mention: Mention) -> list[Mentioned]:
    return await find_mentioned(
        db,
        mention.words,
        span=(mention.period.start, mention.period.end) if mention.period else None,
        call_type=(mention.call_type, mention.type_words) if mention.call_type else None,
        limit=MOST_CANDIDATES,
    )


async def _nothing_fits(db: Session, text: str, mention: Mention, zone: tzinfo) -> CallNotFound | AmbiguousCall:
    """With some of what was said left out, if that leaves anything to look for."""
    looser = (
        replace(mention, period=None),
        replace(mention, call_type=None),
        replace(mention, period=None, call_type=None),
        *(replace(mention, words=(word,), period=None, call_type=None) for word in mention.words),
    )
    for other in looser:
        if (other.words or other.call_type) and (close := await _fitting(db, other)):
            return AmbiguousCall(f"No call fits {text!r} in every word. These come close:", _candidates(close, zone))
    return CallNotFound(
        f"No call fits {text!r}. `search_calls` with a customer, a person or a period shows what is there."
    )


async def _record(db: Session, found: Mentioned) -> CallRecord:
    record = await find_call(db, found.gong_id)
    if record is None:
        raise CallNotFound(f"The call {found.title!r} has just been removed. Ask again.")
    return record


def _candidates(found: Sequence[Mentioned], zone: tzinfo) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(id=call.id, title=call.title, day=f"{call.started_at.astimezone(zone):%d %b %Y}", owner=call.owner)
        for call in found
    )


def _named(people: Sequence[Known]) -> str:
    return ", ".join(f"{person.name} ({person.email})" if person.email else person.name for person in people)
