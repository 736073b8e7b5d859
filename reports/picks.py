"""Which behaviours a week's digest speaks of, and the moments that show them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.noise import Change
from db.digests import Sight, ToldOnCall
from knowledge.scorecard import Highlight, Sighting
from reports.behaviours import words_for
from reports.digest import Count, Planned
from reports.weekly import BEFORE, FEWEST, NEVER, PersonWeek, Setting, counts

PLANS: Final = 3
REACH: Final = 3
"""So many turns before and after somebody's words the other side's are looked for."""
HIGH: Final = 3
ENOUGH: Final = 2 / 3
"""Done on this share of the calls with occasion is done."""

Place = tuple[int, int]
"""A transcript and a turn of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A moment that shows a criterion: a `turn`, and those `around` that may hold the other half, the likeliest first.

    `near` is a character of the turn; no turn: it is about what was not said.
    """

    criterion: str
    call_id: int
    transcript_id: int
    turn: int | None
    near: int | None
    around: tuple[int, ...]
    text: str | None = None
    say: str | None = None

    @property
    def places(self) -> Iterator[Place]:
        """Every turn that showing it may take."""
        for turn in (self.turn, *self.around):
            if turn is not None:
                yield self.transcript_id, turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Followable:
    """A plan, with the moments that show it done and on how many calls it could have been."""

    planned: Planned
    done: tuple[Pick, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one rep's digest speaks of."""

    strength: Pick | None
    focus: Pick | None
    plan: tuple[Planned, ...]
    followed: tuple[Followable, ...]

    @property
    def places(self) -> Iterator[Place]:
        """The turns that have to be at hand to build the digest."""
        picks = [self.strength, self.focus, *(pick for item in self.followed for pick in item.done)]
        for pick in picks:
            if pick:
                yield from pick.places


def choose(person: PersonWeek, setting: Setting) -> Choice:
    """What to speak of; everything of `person` is by one scorer."""
    now = counts(person, [setting.week])
    before = counts(person, setting.weeks_before(1, BEFORE))
    strength = _best(now, before, _named(person, "strength"))
    kept = show(person, strength, good=True) if strength else None
    weights = _weights(person, setting)
    focus = _focus(person, _worst(now, before, _named(person, "focus"), weights), kept)
    return Choice(
        strength=kept,
        focus=focus,
        plan=plan(person, setting, focus.criterion if focus else None),
        followed=tuple(_followable(person, planned) for planned in _last_plan(person, setting)),
    )


def _focus(person: PersonWeek, names: Sequence[str], kept: Pick | None) -> Pick | None:
    """The first of these with a moment, other than the one that is praised; without any, the first of them."""
    shown = [pick for name in names[:PLANS] if (pick := show(person, name, good=False))]
    fresh = [pick for pick in shown if not _is_same_exchange(pick, kept)]
    return next((pick for pick in fresh if pick.turn is not None), next(iter(fresh), None))


def _is_same_exchange(pick: Pick, other: Pick | None) -> bool:
    if other is None or pick.transcript_id != other.transcript_id or pick.turn is None or other.turn is None:
        return False
    return abs(pick.turn - other.turn) <= REACH


def plan(person: PersonWeek, setting: Setting, first: str | None = None) -> tuple[Planned, ...]:
    """Three things to try: the focus `first`, then what was missing most this week, then in the weeks before.

    Where the judge gave an action for it, in the judge's words, unless they might be those of a call.
    """
    now = counts(person, [setting.week])
    lately = counts(person, setting.weeks_before(0, BEFORE))
    mentions = _named(person, "focus")
    weights = _weights(person, setting)
    names = dict.fromkeys([*_worst(now, lately, mentions, weights), *_worst(lately, lately, mentions, weights)])
    wording = person if setting.quotes else None
    return _planned(wording, setting, [first, *names] if first else names)


def _last_plan(person: PersonWeek, setting: Setting) -> tuple[Planned, ...]:
    """What the last mail asked for; without one, what the calls before this week gave reason to ask for."""
    if person.actions:
        return tuple(
            Planned(criterion=row.criterion, when=row.when_words, then=row.then_words, look_for=row.look_for)
            for row in sorted(person.actions, key=lambda row: row.position)
        )
    for week in setting.weeks_before(1, BEFORE)[::-1]:
        then = counts(person, [week])
        if then:
            return _planned(None, setting, _worst(then, then, (), _weights(person, setting)))
    return ()


def _planned(person: PersonWeek | None, setting: Setting, names: Iterable[str]) -> tuple[Planned, ...]:
    found: dict[str, Planned] = {}
    for name in names:
        made = _judges_own(person, name) or _by_words(setting, name)
        found.setdefault(made.when, made)
    return tuple(found.values())[:PLANS]


def _judges_own(person: PersonWeek | None, name: str) -> Planned | None:
    """The action that the judge gave on a call whose focus was this criterion, the latest one."""
    for told in reversed(person.told if person else ()):
        focus, action = told.narrative.focus, told.narrative.action
        if action and focus and focus.criterion == name and action.when.strip():
            return Planned(criterion=name, when=action.when, then=action.then, look_for=action.look_for)
    return None


def _by_words(setting: Setting, name: str) -> Planned:
    words = words_for(name, setting.criterion(name))
    return Planned(criterion=name, when=words.when, then=words.then, look_for=words.look_for)


def _followable(person: PersonWeek, planned: Planned) -> Followable:
    own = [sight for sight in person.sights if sight.criterion == planned.criterion]
    done = tuple(_from_sight(sight) or _without_turn(sight) for sight in own if is_done(sight))
    return Followable(planned=planned, done=done, n=len(own))


def _named(person: PersonWeek, which: str) -> Sequence[str]:
    """The criteria that the judge spoke of, as often as it did."""
    highlights = (highlight_of(told, which) for told in person.told)
    return [item.criterion for item in highlights if item and item.criterion]


def highlight_of(told: ToldOnCall, which: str) -> Highlight | None:
    """The strength or the focus of what was told."""
    return told.narrative.strength if which == "strength" else told.narrative.focus


def _best(now: dict[str, Count], before: dict[str, Count], named: Sequence[str]) -> str | None:
    """What was done more than before, then what the judge named, then what was done most."""

    def worth(name: str) -> tuple[float, int, float, int]:
        count, past = now[name], before.get(name, NEVER)
        rise = share(count) - share(past) if min(count.n, past.n) >= FEWEST else 0.0
        return round(rise, 1), named.count(name), share(count), count.done

    return max((name for name in now if now[name].done), key=worth, default=None)


def _weights(person: PersonWeek, setting: Setting) -> Mapping[str, float]:
    """What each criterion counts for somebody of this role."""
    role = person.person.role
    everything = (item for rubric in setting.rubrics.values() for item in rubric.criteria)
    return {item.id: item.weight_for(role) for item in everything}


def _worst(
    now: dict[str, Count], lately: dict[str, Count], named: Sequence[str], weights: Mapping[str, float]
) -> list[str]:
    """What was missing, the most telling first: how often, or named by the judge; how often lately; how much it counts.

    What was done on most of the calls is not among it.
    """

    def weight(name: str) -> tuple[int, int, float, int, str]:
        count, past = now[name], lately.get(name, NEVER)
        return -count.low - named.count(name), -past.low, -weights.get(name, 0.0), count.done - count.n, name

    return sorted((name for name in now if share(now[name]) < ENOUGH), key=weight)


def share(count: Count) -> float:
    """On which part of the calls with occasion it was done."""
    return count.done / count.n if count.n else 0.0


def is_done(sight: Sight) -> bool:
    """Whether a call shows the criterion: level 3 or more, or seen by keywords."""
    return sight.sighting == Sighting.SEEN if sight.level is None else sight.level >= HIGH


def show(person: PersonWeek, criterion: str, *, good: bool) -> Pick | None:
    """The moment that shows a criterion best: what the judge pointed to, else what a level rests on."""
    which = "strength" if good else "focus"
    own = [sight for sight in person.sights if sight.criterion == criterion]
    for told in reversed(person.told):
        item = highlight_of(told, which)
        if item and item.criterion == criterion:
            return _from_highlight(told, item, own)
    fitting = [sight for sight in own if is_done(sight) == good]
    shown = [sight for sight in fitting if sight.turn is not None] or fitting
    best = (max if good else min)(shown, key=lambda sight: sight.level or 0, default=None)
    if best is None:
        return None
    if not good and best.level is None:  # no words of a call show what keywords did not see
        return _without_turn(best)
    return _from_sight(best) or _without_turn(best)


def _from_highlight(told: ToldOnCall, item: Highlight, own: Sequence[Sight]) -> Pick:
    turn = item.customer_turn if item.rep_turn is None else item.rep_turn
    same = (sight.start_char for sight in own if (sight.call_id, sight.turn) == (told.call_id, turn))
    return Pick(
        criterion=item.criterion or "",
        call_id=told.call_id,
        transcript_id=told.transcript_id,
        turn=turn,
        near=next(same, None),
        around=() if item.customer_turn is None or item.rep_turn is None else (item.customer_turn,),
        text=item.text,
        say=item.say,
    )


def _from_sight(sight: Sight) -> Pick | None:
    if sight.turn is None:
        return None
    return Pick(
        criterion=sight.criterion,
        call_id=sight.call_id,
        transcript_id=sight.transcript_id,
        turn=sight.turn,
        near=sight.start_char,
        around=tuple(seq for step in range(1, REACH + 1) for seq in (sight.turn - step, sight.turn + step) if seq >= 0),
    )


def _without_turn(sight: Sight) -> Pick:
    """Something that was not said has no moment; the call is all there is to name."""
    return Pick(
        criterion=sight.criterion,
        call_id=sight.call_id,
        transcript_id=sight.transcript_id,
        turn=None,
        near=None,
        around=(),
    )


def is_news(change: Change | None) -> bool:
    """Whether it is a change beyond the noise."""
    return change in {"up", "down"}
