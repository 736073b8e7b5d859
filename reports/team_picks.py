"""Of whom and of what a team's digest speaks, and the moments that show it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from db.digests import ObjectionOnCall
from knowledge.scorecard import Handling, ObjectionType
from reports.digest import Count
from reports.picks import Pick, Place, share, show
from reports.weekly import BEFORE, FEWEST, PersonWeek, Setting, counts

PEOPLE: Final = 3
"""An hour is for so many."""
CLIPS: Final = 2
FEWEST_LOW: Final = 2
"""Missing this often in four weeks is a pattern."""
MENTOR_SHARE: Final = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class HourPick:
    """Somebody, and what an hour with them would be about."""

    who: PersonWeek
    criterion: str
    count: Count
    is_mentor: bool
    pick: Pick | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipPick:
    """Somebody's moment that others can learn from."""

    who: PersonWeek
    pick: Pick


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChoice:
    """What a team's digest speaks of. `objection` is the most common type, with one that was met well."""

    hour: tuple[HourPick, ...]
    clips: tuple[ClipPick, ...]
    objection: ObjectionType | None
    example: Pick | None

    @property
    def places(self) -> Iterator[Place]:
        """The turns that have to be at hand to build the digest."""
        for pick in (*(item.pick for item in self.hour), *(item.pick for item in self.clips), self.example):
            if pick:
                yield from pick.places


def choose_for_team(people: Sequence[PersonWeek], setting: Setting) -> TeamChoice:
    """What to speak of; everything of everybody is by one scorer."""
    hour = _hour(people, setting)
    met = [item for person in people for item in person.objections]
    common = _most_common(met)
    good = [item for item in met if item.type is common and item.handling is Handling.WELL]
    return TeamChoice(
        hour=hour,
        clips=tuple(_clips(people, setting)),
        objection=common,
        example=_met(good[-1]) if good else None,
    )


def lately(person: PersonWeek, setting: Setting) -> Mapping[str, Count]:
    """By criterion, the last four weeks."""
    return counts(person, setting.weeks_before(0, BEFORE - 1))


def _most_common(met: Iterable[ObjectionOnCall]) -> ObjectionType | None:
    times = Counter(item.type for item in met)
    return max(times, key=lambda type_: (times[type_], type_.value), default=None)


def _met(item: ObjectionOnCall) -> Pick:
    return Pick(
        criterion="",
        call_id=item.call_id,
        transcript_id=item.transcript_id,
        turn=item.turn,
        near=None,
        around=(item.turn + 1, item.turn + 2),
    )


def _hour(people: Sequence[PersonWeek], setting: Setting) -> tuple[HourPick, ...]:
    """Where most is missing against what the others do, and one who could show how."""
    everybody = [lately(person, setting) for person in people]
    weighed = sorted(
        (
            (weight, person, name)
            for person, own in zip(people, everybody, strict=True)
            if (found := _gap(person, own, everybody, setting))
            for weight, name in [found]
        ),
        key=lambda item: (-item[0], item[1].person.name),
    )
    mentor = _mentor(people, everybody, setting, [name for _, _, name in weighed])
    coached = [
        HourPick(
            who=person,
            criterion=name,
            count=lately(person, setting)[name],
            is_mentor=False,
            pick=show(person, name, good=False),
        )
        for _, person, name in weighed
        if not mentor or person is not mentor.who
    ]
    return (*coached[: PEOPLE - bool(mentor)], *([mentor] if mentor else []))


def _gap(
    person: PersonWeek, own: Mapping[str, Count], everybody: Sequence[Mapping[str, Count]], setting: Setting
) -> tuple[float, str] | None:
    """The behaviour that is missing most, weighed by how often there was occasion and how far the team is ahead."""
    this_week = counts(person, [setting.week])
    found = [
        (count.low * (1 + max(_usual(name, everybody) - share(count), 0.0)), name)
        for name, count in own.items()
        if count.low >= FEWEST_LOW and name in this_week and this_week[name].low
    ]
    return max(found, default=None)


def _usual(name: str, everybody: Sequence[Mapping[str, Count]]) -> float:
    shares = [share(own[name]) for own in everybody if name in own]
    return fmean(shares) if shares else 0.0


def _mentor(
    people: Sequence[PersonWeek], everybody: Sequence[Mapping[str, Count]], setting: Setting, wanted: Sequence[str]
) -> HourPick | None:
    """Somebody who does reliably what others lack, or anything; what somebody lacks comes first."""

    def worth(item: tuple[PersonWeek, str, Count]) -> tuple[int, float, int]:
        return wanted.count(item[1]), share(item[2]), item[2].n

    able = [
        (person, name, count)
        for person, own in zip(people, everybody, strict=True)
        for name, count in own.items()
        if count.n >= FEWEST and share(count) >= MENTOR_SHARE and counts(person, [setting.week]).get(name)
    ]
    if not able:
        return None
    who, name, count = max(able, key=worth)
    return HourPick(who=who, criterion=name, count=count, is_mentor=True, pick=show(who, name, good=True))


def _clips(people: Sequence[PersonWeek], setting: Setting) -> Iterator[ClipPick]:
    """The best shown moments of the week, of different people and behaviours: the rarest behaviour first."""
    done: Counter[str] = Counter()
    for person in people:
        for name, count in counts(person, [setting.week]).items():
            done[name] += count.done
    shown = [
        ClipPick(who=person, pick=pick)
        for person in people
        for name, count in counts(person, [setting.week]).items()
        if count.done and (pick := show(person, name, good=True)) and pick.turn is not None
    ]
    shown.sort(key=lambda item: (item.pick.text is None, done[item.pick.criterion], item.who.person.name))
    people_shown: set[int] = set()
    criteria: set[str] = set()
    for item in shown:
        if item.who.person.id not in people_shown and item.pick.criterion not in criteria:
            people_shown.add(item.who.person.id)
            criteria.add(item.pick.criterion)
            yield item
        if len(people_shown) == CLIPS:
            return
