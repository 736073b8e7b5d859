"""A rep's digest of a week, from what was judged of their calls and of the four weeks before. Pure."""

from __future__ import annotations

from knowledge.rubric import Dimension
from knowledge.scorecard import is_keyword
from reports.behaviours import words_for
from reports.citing import Citing
from reports.digest import Behaviour, Followed, FollowUp, NothingToSay, RepDigest, Trend
from reports.picks import ENOUGH, Choice, Followable, Pick, is_news
from reports.weekly import (
    BEFORE,
    FEWEST,
    NEVER,
    PersonWeek,
    Setting,
    bars,
    by_scorer,
    counts,
    dimension_of,
    scorer_of,
    scores_in,
    trend,
)

SHOWN = 2
"""So many moments of a plan that was done."""


def seen_by_one(person: PersonWeek, setting: Setting) -> PersonWeek | None:
    """The person as whoever judged this week's calls sees them; None when nobody did."""
    scorer = scorer_of(scores_in(person, [setting.week]))
    return by_scorer(person, scorer) if scorer else None


def rep_digest(person: PersonWeek, setting: Setting, choice: Choice, citing: Citing) -> RepDigest | NothingToSay:
    """The week of somebody; `person` is as one scorer sees them, `choice` was made of that."""
    recorded = {call.call_id for call in person.calls}
    this_week = scores_in(person, [setting.week])
    if not this_week:
        return NothingToSay(week=setting.week, reason=why_nothing(person))
    scorer = this_week[0].scorer
    before = setting.weeks_before(1, BEFORE)
    trends = tuple(trend(person, dimension, setting, now=[setting.week], before=before) for dimension in Dimension)
    focus = _behaviour(person, setting, choice.focus, citing)
    headline = None if is_keyword(scorer) else _headline(trends, focus, setting, scorer)
    return RepDigest(
        week=setting.week,
        person=person.person,
        scorer=scorer,
        is_keyword_reading=is_keyword(scorer),
        is_invented=any(call.is_invented for call in person.calls),
        recorded=len(recorded),
        judged=len({score.call_id for score in this_week}),
        headline=headline,
        bars=bars(person, headline.dimension, setting) if headline else (),
        followed=tuple(follow_up(item, citing) for item in choice.followed),
        followed_from="mail" if person.actions else "calls",
        strength=_behaviour(person, setting, choice.strength, citing),
        focus=focus,
        plan=choice.plan,
        trends=trends,
        noise=setting.noise_in_words(scorer),
    )


def why_nothing(person: PersonWeek) -> str:
    """Why somebody gets no mail, in a sentence."""
    calls = len({call.call_id for call in person.calls})
    if not calls:
        return "No call of theirs was recorded this week."
    waiting = "1 call waits" if calls == 1 else f"{calls} calls wait"
    return f"{waiting} to be analysed: `coach analyze` does it, then run this again."


def follow_up(item: Followable, citing: Citing) -> FollowUp:
    """What became of a plan, decided by the levels of its criterion."""
    done = len(item.done)
    moments = [moment for pick in item.done if (moment := citing.moment(pick))]
    return FollowUp(
        planned=item.planned, state=_state(done, item.n), done=done, n=item.n, moments=tuple(moments[:SHOWN])
    )


def _state(done: int, n: int) -> Followed:
    if not n:
        return "no_occasion"
    if not done:
        return "not_yet"
    return "done" if done >= ENOUGH * n else "partly"


def _headline(trends: tuple[Trend, ...], focus: Behaviour | None, setting: Setting, scorer: str) -> Trend | None:
    """The dimension with the clearest change; without one the focus's, or that of the most calls."""
    measured = [item for item in trends if item.now.n >= FEWEST and item.now.mean is not None]

    def news(item: Trend) -> tuple[bool, float, bool, int]:
        size = abs(item.delta) / setting.noise_of(scorer, item.dimension).limit if is_news(item.change) else 0.0
        is_focus = focus is not None and focus.dimension is item.dimension
        return is_news(item.change), size, is_focus, item.now.n

    return max(measured, key=news, default=None)


def _behaviour(person: PersonWeek, setting: Setting, pick: Pick | None, citing: Citing) -> Behaviour | None:
    if pick is None:
        return None
    criterion = setting.criterion(pick.criterion)
    return Behaviour(
        criterion=pick.criterion,
        dimension=dimension_of(person, pick.criterion),
        doing=words_for(pick.criterion, criterion).doing,
        text=pick.text,
        lines=citing.lines(pick, person.person.id),
        moment=citing.moment(pick),
        now=counts(person, [setting.week]).get(pick.criterion, NEVER),
        before=counts(person, setting.weeks_before(1, BEFORE)).get(pick.criterion, NEVER),
        say=pick.say,
    )
