"""What is known of a week, person by person, and the averages over it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from statistics import fmean, stdev
from typing import Final

from analysis.noise import UNMEASURED, Change, Noise, beyond, limit_between
from analysis.trend import FEWEST_CALLS
from analysis.week import Week
from db.digests import (
    ActionRow,
    CallOfWeek,
    Disputed,
    ObjectionOnCall,
    ScoreOnCall,
    Sight,
    Tally,
    ToldOnCall,
)
from db.people import PersonRecord
from knowledge.rubric import Criterion, Dimension, Rubric
from knowledge.scorecard import is_keyword
from reports.digest import Average, Bar, Count, Trend

FEWEST: Final = FEWEST_CALLS
BEFORE: Final = 4
"""So many weeks before are somebody's own past."""
CHART: Final = 8
"""So many weeks are drawn, this one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWeek:
    """Everything about one person: scores and tallies over eight weeks, objections over four, the rest of the week."""

    person: PersonRecord
    calls: tuple[CallOfWeek, ...] = ()
    scores: tuple[ScoreOnCall, ...] = ()
    tallies: tuple[Tally, ...] = ()
    sights: tuple[Sight, ...] = ()
    told: tuple[ToldOnCall, ...] = ()
    objections: tuple[ObjectionOnCall, ...] = ()
    disputed: tuple[Disputed, ...] = ()
    actions: tuple[ActionRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all digests of a week share. `noise` is by scorer; without `quotes` nothing is in the words of a call.

    `remarks` are sentences on what may be missing of the week; `unreachable` are addresses that take no mail.
    """

    week: Week
    zone: tzinfo
    rubrics: Mapping[Dimension, Rubric]
    noise: Mapping[str, Mapping[Dimension, Noise]] = field(default_factory=dict[str, Mapping[Dimension, Noise]])
    quotes: bool = True
    remarks: tuple[str, ...] = ()
    unreachable: frozenset[str] = frozenset()

    def criterion(self, name: str) -> Criterion | None:
        """The criterion by that name, in whatever rubric."""
        everything = (item for rubric in self.rubrics.values() for item in rubric.criteria)
        return next((item for item in everything if item.id == name), None)

    def noise_of(self, scorer: str, dimension: Dimension) -> Noise:
        return self.noise.get(scorer, {}).get(dimension, UNMEASURED)

    def noise_in_words(self, scorer: str) -> str:
        """What counts as a change at all, for a single call."""
        noise = max((self.noise_of(scorer, dimension) for dimension in Dimension), key=_limit)
        known = f"measured on {noise.degrees} repeats" if noise.is_measured else "an estimate"
        return f"One call may be off by {noise.limit:.0f} points ({known})."

    def weeks_before(self, first: int, last: int) -> tuple[Week, ...]:
        """From the `first` to the `last` week before this one; 0 is this one."""
        return tuple(self.week.earlier(back) for back in range(last, first - 1, -1))


def _limit(noise: Noise) -> float:
    return noise.limit


def scorer_of(scores: Iterable[ScoreOnCall]) -> str | None:
    """Whose results count, of several: a judge's before a keyword reading's, then the latest call's."""
    return max(scores, key=_weight_of_scorer).scorer if (scores := tuple(scores)) else None


def _weight_of_scorer(score: ScoreOnCall) -> tuple[bool, datetime, str]:
    return not is_keyword(score.scorer), score.started_at, score.scorer


def by_scorer(person: PersonWeek, scorer: str) -> PersonWeek:
    """The person as this scorer sees them: nothing that another one said is left."""
    return PersonWeek(
        person=person.person,
        calls=person.calls,
        scores=tuple(item for item in person.scores if item.scorer == scorer),
        tallies=tuple(item for item in person.tallies if item.scorer == scorer),
        sights=tuple(item for item in person.sights if item.scorer == scorer),
        told=tuple(item for item in person.told if item.scorer == scorer),
        objections=tuple(item for item in person.objections if item.scorer == scorer),
        disputed=person.disputed,
        actions=person.actions,
    )


def scores_in(person: PersonWeek, weeks: Collection[Week]) -> tuple[ScoreOnCall, ...]:
    """The scores of calls in these weeks."""
    mondays = {week.monday for week in weeks}
    return tuple(item for item in person.scores if item.monday in mondays)


def average(person: PersonWeek, dimension: Dimension, weeks: Collection[Week]) -> Average:
    """One dimension over these weeks, whatever the number of calls."""
    rows = [item for item in scores_in(person, weeks) if item.part == dimension]
    scored = [item.score for item in rows if item.score is not None]
    mondays = {week.monday for week in weeks}
    keyword = any(is_keyword(item.scorer) for item in rows)
    tallies = [item for item in person.tallies if item.part == dimension and item.monday in mondays]
    return Average(
        mean=fmean(scored) if scored else None,
        spread=stdev(scored) if len(scored) > 1 else 0.0,
        n=len(rows) if keyword else len(scored),
        seen=sum(item.done for item in tallies) if keyword else 0,
        looked=sum(item.n for item in tallies) if keyword else 0,
    )


def trend(
    person: PersonWeek, dimension: Dimension, setting: Setting, *, now: Collection[Week], before: Collection[Week]
) -> Trend:
    """A dimension now and before, with the means that rest on enough calls and the change beyond the noise."""
    new = average(person, dimension, now)
    old = average(person, dimension, before)
    scorer = person.scores[0].scorer if person.scores else ""
    return Trend(
        dimension=dimension,
        now=enough(new),
        before=enough(old),
        change=_change(old, new, setting.noise_of(scorer, dimension)),
    )


def enough(value: Average) -> Average:
    """The same without a mean that rests on too few calls."""
    return value if value.n >= FEWEST else Average(mean=None, n=value.n, seen=value.seen, looked=value.looked)


def _change(old: Average, new: Average, noise: Noise) -> Change | None:
    if old.mean is None or new.mean is None or min(old.n, new.n) < FEWEST:
        return None
    return beyond(limit_between(noise, (old.spread, old.n), (new.spread, new.n)), old.mean, new.mean)


def bars(person: PersonWeek, dimension: Dimension, setting: Setting) -> tuple[Bar, ...]:
    """A dimension week by week, the oldest first; a week without calls has no mean."""
    return tuple(
        Bar(monday=week.monday, average=average(person, dimension, [week]))
        for week in setting.weeks_before(0, CHART - 1)
    )


def counts(person: PersonWeek, weeks: Iterable[Week]) -> dict[str, Count]:
    """By criterion, how often it was done over these weeks."""
    mondays = {week.monday for week in weeks}
    found: dict[str, Count] = {}
    for item in person.tallies:
        if item.monday in mondays:
            sofar = found.get(item.criterion, NEVER)
            found[item.criterion] = Count(done=sofar.done + item.done, low=sofar.low + item.low, n=sofar.n + item.n)
    return found


NEVER: Final = Count(done=0, low=0, n=0)


def dimension_of(person: PersonWeek, criterion: str) -> Dimension:
    """The dimension that a criterion of this person's tallies belongs to."""
    return Dimension(next(item.part for item in person.tallies if item.criterion == criterion))
