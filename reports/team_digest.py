"""A team's digest of a week, for whoever leads it: where to help, what moved, and what it all rests on. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from db.digests import CallOfWeek
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, is_keyword
from reports.behaviours import words_for
from reports.citing import Citing
from reports.digest import (
    Clip,
    Coverage,
    FollowUp,
    HeatGroup,
    HeatRow,
    HourItem,
    LeftOut,
    Mover,
    ObjectionPattern,
    Planned,
    QuietTeam,
    TeamDigest,
    Trend,
)
from reports.picks import is_news, share
from reports.team_picks import HourPick, TeamChoice, lately
from reports.weekly import (
    BEFORE,
    PersonWeek,
    Setting,
    by_scorer,
    counts,
    dimension_of,
    scorer_of,
    scores_in,
    trend,
)

MOVERS = 3
EXPLAINS = 0.2
"""A behaviour explains a change when its share moved by at least this much in the same direction."""
ANSWERING = "understand_first"
"""What is taught of concerns, where no criterion of meeting them is clearly the weakest."""


def team_as_seen(people: Sequence[PersonWeek], setting: Setting) -> tuple[PersonWeek, ...]:
    """Everybody as one and the same scorer sees them: whoever judged most lately. Empty when nobody did."""
    scorer = scorer_of(score for person in people for score in scores_in(person, [setting.week]))
    return tuple(by_scorer(person, scorer) for person in people) if scorer else ()


def team_digest(
    team: str,
    people: Sequence[PersonWeek],
    setting: Setting,
    *,
    choice: TeamChoice,
    citing: Citing,
    coverage: Coverage,
) -> TeamDigest | QuietTeam:
    """The week of a team; `people` are as one scorer sees them."""
    judged = [score for person in people for score in scores_in(person, [setting.week])]
    if not judged:
        return QuietTeam(week=setting.week, team=team, sentence=why_quiet(coverage), coverage=coverage)
    scorer = judged[0].scorer
    heat = _heat(people, setting)
    return TeamDigest(
        week=setting.week,
        team=team,
        scorer=scorer,
        is_keyword_reading=is_keyword(scorer),
        is_invented=any(call.is_invented for person in people for call in person.calls),
        reps=len({person.person.id for person in people if person.calls}),
        hour=tuple(_hour_item(item, setting, citing) for item in choice.hour),
        heat=heat,
        movers=_movers(people, setting),
        clips=tuple(
            Clip(name=item.who.person.name, doing=_doing(item.pick.criterion, setting), moment=moment)
            for item in choice.clips
            if (moment := citing.moment(item.pick))
        ),
        objection=_objection(people, setting, choice, citing),
        coverage=coverage,
        noise=setting.noise_in_words(scorer),
    )


def why_quiet(coverage: Coverage) -> str:
    """Why there is nothing to say of a team, in one sentence."""
    if not coverage.recorded:
        return "No call of the team was recorded this week, so there is nothing to report."
    calls = "1 call was" if coverage.recorded == 1 else f"{coverage.recorded} calls were"
    return f"{calls} recorded this week and none of them has been analysed, so nothing is said of them."


def coverage(
    people: Sequence[PersonWeek],
    calls: Iterable[CallOfWeek],
    *,
    scorer: str | None,
    followed: Iterable[FollowUp],
    spent_usd: Decimal | None,
    setting: Setting,
) -> Coverage:
    """What a digest rests on. `calls` are the team's, and where it is the only team also those of nobody."""
    rows = list(calls)
    recorded = {call.call_id for call in rows}
    own = [score for person in people for score in scores_in(person, [setting.week]) if score.scorer == scorer]
    judged = {score.call_id for score in own} & recorded
    reasons = Counter(_reason([row for row in rows if row.call_id == call]) for call in recorded - judged)
    plans = [item for item in followed if item.n]
    return Coverage(
        recorded=len(recorded),
        judged=len(judged),
        left_out=tuple(LeftOut(reason=reason, calls=number) for reason, number in sorted(reasons.items())),
        disputes=sum(item.opened for person in people for item in person.disputed),
        changed=sum(item.changed for person in people for item in person.disputed),
        plans=len(plans),
        plans_done=sum(item.state == "done" for item in plans),
        spent_usd=spent_usd,
        remarks=setting.remarks,
        unreachable=tuple(sorted(one.person.name for one in people if one.person.email in setting.unreachable)),
    )


def _reason(rows: Sequence[CallOfWeek]) -> str:
    if all(row.label is None for row in rows):
        return "nobody of ours spoke"
    if any(row.is_analysed for row in rows):
        return "read by keywords only, or by another judge"
    return "not analysed yet"


def _doing(criterion: str, setting: Setting) -> str:
    return words_for(criterion, setting.criterion(criterion)).doing


def _hour_item(item: HourPick, setting: Setting, citing: Citing) -> HourItem:
    words = words_for(item.criterion, setting.criterion(item.criterion))
    cue = words.when[:1].lower() + words.when[1:]
    opener = (
        f"How do you go about {words.doing}?"
        if item.is_mentor
        else f"Which call this week would suit this: {cue}, {words.then}?"
    )
    return HourItem(
        name=item.who.person.name,
        role=item.who.person.role,
        is_mentor=item.is_mentor,
        doing=words.doing,
        short=words.short,
        count=item.count,
        opener=opener,
        moment=citing.moment(item.pick) if item.pick else None,
    )


def _heat(people: Sequence[PersonWeek], setting: Setting) -> tuple[HeatGroup, ...]:
    """Everybody with a call in eight weeks, grouped by role and by name within it."""
    here = sorted((person for person in people if person.scores), key=lambda item: item.person.name)
    return tuple(
        HeatGroup(role=role, rows=tuple(_row(person, setting) for person in here if person.person.role is role))
        for role in Role
        if any(person.person.role is role for person in here)
    )


def _row(person: PersonWeek, setting: Setting) -> HeatRow:
    now, before = setting.weeks_before(0, BEFORE - 1), setting.weeks_before(BEFORE, 2 * BEFORE - 1)
    return HeatRow(
        name=person.person.name,
        trends=tuple(trend(person, dimension, setting, now=now, before=before) for dimension in Dimension),
        calls=len({score.call_id for score in scores_in(person, [setting.week])}),
    )


def _movers(people: Sequence[PersonWeek], setting: Setting) -> tuple[Mover, ...]:
    """Who changed most beyond the noise, each in one dimension: four weeks against the four before."""
    found: list[Mover] = []
    for person in people:
        moved = [item for item in _row(person, setting).trends if is_news(item.change)]
        if moved:
            found.append(_mover(person, max(moved, key=_size), setting))
    found.sort(key=lambda item: (-_size(item.trend), item.name))
    return tuple(found[:MOVERS])


def _size(item: Trend) -> int:
    return abs(item.delta)


def _mover(person: PersonWeek, item: Trend, setting: Setting) -> Mover:
    now, before = lately(person, setting), counts(person, setting.weeks_before(BEFORE, 2 * BEFORE - 1))
    sign = 1 if item.change == "up" else -1

    def moved(name: str) -> float:
        return sign * (share(now[name]) - share(before[name]))

    own = [name for name in now if name in before and dimension_of(person, name) is item.dimension]
    best = max(own, key=moved, default=None)
    told = best if best and moved(best) >= EXPLAINS else None
    return Mover(
        name=person.person.name,
        trend=item,
        doing=_doing(told, setting) if told else None,
        now=now[told] if told else None,
        before=before[told] if told else None,
    )


def _objection(
    people: Sequence[PersonWeek], setting: Setting, choice: TeamChoice, citing: Citing
) -> ObjectionPattern | None:
    type_ = choice.objection
    if type_ is None:
        return None
    met = [item for person in people for item in person.objections if item.type is type_]
    handled = Counter(item.handling for item in met)
    return ObjectionPattern(
        type=type_,
        times=len(met),
        calls=len({item.call_id for item in met}),
        well=handled[Handling.WELL],
        partly=handled[Handling.PARTLY],
        not_met=handled[Handling.NOT],
        play=_play(people, type_, setting),
        example=citing.moment(choice.example) if choice.example else None,
    )


def _play(people: Sequence[PersonWeek], type_: ObjectionType, setting: Setting) -> Planned:
    """What to teach: what the team lacks most in meeting concerns."""
    total: Counter[str] = Counter()
    for person in people:
        for name, count in lately(person, setting).items():
            if dimension_of(person, name) is Dimension.OBJECTION_HANDLING:
                total[name] += count.low
    if type_ is not ObjectionType.PRICING:
        total.pop("holds_value", None)
    worst = max(total, key=lambda name: (total[name], name), default=ANSWERING)
    name = worst if total[worst] else ANSWERING
    words = words_for(name, setting.criterion(name))
    return Planned(criterion=name, when=words.when, then=words.then, look_for=words.look_for)
