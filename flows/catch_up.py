"""Finds the calls that nobody announced, and everybody on our side, by looking into Gong's lists."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from analysis.intake import take_in
from db import inbox
from db.inbox import Noted
from flows.estimate import Estimate, estimate
from flows.workshop import Workshop
from gong.errors import CallRefused, UserRefused
from gong.export import Export
from gong.listing import Listed
from gong.spans import windows
from reports.words import counted

LOOKBACK: Final = timedelta(days=7)
"""How far back the regular look goes: a webhook that was lost is found at the next."""
LOOKED_AT_AGAIN: Final = timedelta(days=1)
"""Gong's lists do not say that a transcript was corrected, so in the lookback each is fetched once a day: two requests
for 25 calls, and nothing at Claude where nothing changed."""
LONG_LOOK: Final = timedelta(days=90)
"""An hour or a week without a call is nothing odd; a quarter without one is a key that may not see any."""
SEES_NOTHING: Final = (
    f"Gong shows this key not a single call of the last {LONG_LOOK.days} days: if there were any, give the key's owner "
    "access to the team's calls in Gong (Admin center > Settings > Ecosystem > API names the owner)."
)
SETTLED: Final = {"done", "skipped", "failed", "stored"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What Gong has of a time, before anything is fetched.

    `since` and `until` are in the company's time. `known` are here or on their way already, `private` are left alone;
    `new` are to be fetched. `ids` are those of all calls but the private and the unreadable.
    `left` are calls of any time that wait here from before, or that another process holds, which may have vanished: the
    `estimate` is for them as well.
    """

    since: datetime
    until: datetime
    ids: tuple[str, ...]
    new: tuple[Listed, ...]
    known: int
    private: int
    unreadable: tuple[CallRefused, ...]
    left: tuple[Noted, ...]
    estimate: Estimate

    def __str__(self) -> str:
        left_out = [
            f"{_are(self.known)} known",
            f"{_are(self.private)} private in Gong and left alone" if self.private else "",
            f"{len(self.unreadable)} cannot be read" if self.unreadable else "",
        ]
        listed = counted(self.listed, "call")
        days = f"{self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}"
        return f"{listed} in Gong, {days}: {len(self.new)} to fetch, {', '.join(filter(None, left_out))}"

    @property
    def listed(self) -> int:
        """How many calls Gong has of this time."""
        return len(self.new) + self.known + self.private + len(self.unreadable)

    @property
    def held(self) -> int:
        """How many of `left` another process holds."""
        return sum(noted.is_held for noted in self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterReport:
    """How many users were stored or changed, and which of them cannot be read."""

    changed: int
    unreadable: tuple[UserRefused, ...]


async def survey(
    workshop: Workshop,
    since: datetime,
    until: datetime,
    *,
    again: bool = False,
    step: Callable[[], None] = lambda: None,
) -> Survey:
    """What there is from `since` until `until`; with `again` also what was settled counts as to be fetched.

    Calls `step` whenever it has asked about another one of the `gong.spans.windows`.

    Raises:
        GongGaveNothing: Gong does not say; which kind says why.
    """
    listed: dict[str, Listed] = {}
    private = 0
    unreadable: list[CallRefused] = []
    for start, end in windows(since, until):
        async for item in workshop.gong.calls(start, end):
            if isinstance(item, CallRefused):
                unreadable.append(item)
            elif item.is_private:
                private += 1
            else:
                listed[item.id] = item
        step()
    db = workshop.engine.db
    left = tuple(noted for noted in await inbox.inbox_calls(db) if noted.is_held or noted.due_at is None)
    states = await inbox.known_calls(db, listed)
    known = {id_ for id_, state in states.items() if not (again and state in SETTLED)}
    new = tuple(item for id_, item in listed.items() if id_ not in known)
    to_do = [*(item.id for item in new), *(noted.call_id for noted in left)]
    durations = [listed[id_].duration_s if id_ in listed else None for id_ in to_do]
    return Survey(
        since=since.astimezone(workshop.zone),
        until=until.astimezone(workshop.zone),
        ids=tuple(listed),
        new=new,
        known=len(known),
        private=private,
        unreadable=tuple(unreadable),
        left=left,
        estimate=estimate(durations, model=workshop.model, at_once=workshop.at_once, judges=workshop.judges),
    )


async def sees_nothing(workshop: Workshop, found: Survey) -> bool:
    """Whether Gong shows this key no call at all; asked, in three requests, only where that is to be feared.

    Raises:
        GongGaveNothing: Gong does not say.
    """
    if found.listed:
        return False
    now = workshop.engine.clock()
    async with aclosing(workshop.gong.calls(now - LONG_LOOK, now)) as calls:
        async for _ in calls:
            return False
    return True


def _are(number: int) -> str:
    return f"{number} is" if number == 1 else f"{number} are"


async def note(workshop: Workshop, found: Survey) -> int:
    """See that these calls are fetched by whoever works off the inbox; how many that are. Twice is as good as once."""
    return await inbox.note_calls(workshop.engine.db, [item.id for item in found.new], again=True)


async def look_again(workshop: Workshop, found: Survey) -> int:
    """See that calls that are here are fetched once more, in case they changed at Gong; how many that are now."""
    return await inbox.look_again(workshop.engine.db, found.ids, after=LOOKED_AT_AGAIN)


async def catch_up(workshop: Workshop, since: datetime) -> Survey:
    """See that all that Gong has since then, and that nobody announced, is fetched; and what may have changed.

    Raises:
        GongGaveNothing: Gong does not say.
        StorageError: the database went away.
    """
    found = await survey(workshop, since, workshop.engine.clock())
    await refresh_roster(workshop)
    await note(workshop, found)
    await look_again(workshop, found)
    return found


async def refresh_roster(workshop: Workshop) -> RosterReport:
    """Everybody on our side and their managers, as Gong knows them.

    Raises:
        GongGaveNothing: Gong does not say.
    """
    roster = await workshop.gong.users()
    report = await take_in(workshop.engine.db, Export(calls=(), users=roster.users, refused=()))
    return RosterReport(changed=report.users, unreadable=roster.refused)
