"""A rep's digest says what the numbers say, against their own past, and nothing where there is too little."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.noise import Noise
from db.digests import Sight, Tally
from knowledge.rubric import Dimension
from knowledge.scorecard import Sighting
from reports.digest import Count, NothingToSay, RepDigest
from reports.weekly import PersonWeek
from tests.reports.week_sample import (
    CLAUDE,
    KEYWORDS,
    MAYA,
    WEEK,
    call,
    gathered,
    maya,
    of,
    person,
    scores,
    sights,
    tally,
    week,
)


def digest_of(given: PersonWeek) -> RepDigest:
    digest = of(week(gathered([given])), given.person.name)
    assert isinstance(digest, RepDigest)
    return digest


def only(*points: int | None, scorer: str = CLAUDE) -> PersonWeek:
    """Maya with so many calls this week, judged for discovery only, and a past of 60 on 12 calls."""
    past = tuple(item for back in range(1, 5) for item in scores(Dimension.DISCOVERY, (58, 60, 62), back=back))
    return PersonWeek(
        person=person(MAYA, "Maya Chen"),
        calls=tuple(call(100 + number) for number in range(len(points))),
        scores=(*scores(Dimension.DISCOVERY, points, scorer=scorer), *past),
    )


def test_the_headline_is_the_dimension_that_moved_with_its_own_past_beside_it() -> None:
    """(70+80+75+72+78+75) ÷ 6 = 75; four weeks of 58, 60, 62 are 60 on 12 calls."""
    trend = digest_of(maya()).headline
    assert trend is not None
    assert (trend.dimension, trend.now.points, trend.now.n) == (Dimension.DISCOVERY, 75, 6)
    assert (trend.before.points, trend.before.n, trend.change, trend.delta) == (60, 12, "up", 15)


def test_every_dimension_has_its_mean_and_its_calls() -> None:
    """Engagement: 482 ÷ 6 = 80.33, against 79; product knowledge: 432 ÷ 6 = 72, against 70. Both are noise."""
    found = {item.dimension: item for item in digest_of(maya()).trends}
    assert [(found[name].now.points, found[name].now.n, found[name].change) for name in Dimension] == [
        (75, 6, "up"),
        (72, 6, "level"),
        (None, 2, None),
        (80, 6, "level"),
    ]


def test_eight_weeks_are_drawn_and_a_week_without_calls_is_a_gap() -> None:
    bars = digest_of(maya()).bars
    assert [(bar.average.points, bar.average.n) for bar in bars] == [
        (61, 1), (None, 0), (56, 2), (60, 3), (60, 3), (60, 3), (60, 3), (75, 6)
    ]  # fmt: skip


def test_last_weeks_plan_is_followed_up_by_the_levels_of_its_criteria() -> None:
    digest = digest_of(maya())
    assert [(item.planned.criterion, item.state, item.done, item.n) for item in digest.followed] == [
        ("impact", "done", 5, 6),
        ("decision_path", "partly", 3, 6),
        ("recap", "not_yet", 0, 4),
    ]
    assert [moment.clock for moment in digest.followed[0].moments] == ["8:10", "8:10"]
    assert digest.followed_from == "mail"


def test_a_plan_without_occasion_is_neither_done_nor_missed() -> None:
    without = replace(maya(), tallies=(), sights=())
    assert {item.state for item in digest_of(without).followed} == {"no_occasion"}


def test_without_an_earlier_mail_it_says_so_and_follows_what_the_calls_before_asked_for() -> None:
    digest = digest_of(replace(maya(), actions=()))
    assert digest.followed_from == "calls"
    assert {item.planned.criterion for item in digest.followed} == {"impact", "listening", "holds_value"}


def test_the_strength_is_what_is_done_more_than_before_with_its_exchange() -> None:
    """Finding out what it costs: 5 of 6 calls, 0 of 3 before; building on what was said only rose from 1/5 to 4/6."""
    strength = digest_of(maya()).strength
    assert strength is not None
    assert (strength.criterion, strength.now.done, strength.now.n) == ("impact", 5, 6)
    assert strength.before == Count(done=0, low=2, n=3)
    assert [line.who for line in strength.lines] == ["Dan Whitfield", "You"]
    assert strength.moment
    assert strength.moment.clock == "8:10"


def test_the_focus_is_what_is_missing_most_in_the_words_of_the_judge() -> None:
    digest = digest_of(maya())
    assert digest.focus is not None
    assert (digest.focus.criterion, digest.focus.now) == ("holds_value", Count(done=1, low=3, n=4))
    assert digest.focus.say == "More than you had in mind: what were you comparing it with?"
    assert [item.criterion for item in digest.plan] == ["holds_value", "recap", "decision_path"]
    assert digest.plan[0].then == "count to two, then ask what they are comparing it with."


@pytest.mark.parametrize("points", [(), (90,), (90, 95)])
def test_fewer_than_three_scored_calls_give_no_number_and_no_change(points: tuple[int, ...]) -> None:
    given = only(*points) if points else only(None)
    digest = digest_of(given)
    assert digest.headline is None
    assert {(item.now.mean, item.change) for item in digest.trends} == {(None, None)}
    assert digest.judged == max(len(points), 1)


def test_a_change_within_the_noise_is_level() -> None:
    """Three calls against twelve: 2.77 · 6 · √((1/3 + 1/12) / 2) = 7.6 points."""
    assert digest_of(only(67, 67, 67)).trends[0].change == "level"
    assert digest_of(only(68, 68, 68)).trends[0].change == "up"
    assert digest_of(only(52, 52, 52)).trends[0].change == "down"


def test_a_judge_that_is_measured_to_be_steadier_shows_smaller_changes() -> None:
    given = gathered([only(66, 66, 66)])
    steady = {CLAUDE: {Dimension.DISCOVERY: Noise(spread=2.0, degrees=40)}}
    digest = of(week(replace(given, setting=replace(given.setting, noise=steady))), "Maya Chen")
    assert isinstance(digest, RepDigest)
    assert digest.trends[0].change == "up"


def test_a_trend_never_joins_two_scorers() -> None:
    """The weeks before were scored by another judge: there is a mean, and nothing to compare it with."""
    other = "claude:claude-haiku-5:low"
    given = only(75, 75, 75)
    mixed = replace(given, scores=(*scores(Dimension.DISCOVERY, (75, 75, 75), scorer=other), *given.scores[3:]))
    trend = digest_of(mixed).trends[0]
    assert (trend.now.points, trend.before.n, trend.change) == (75, 0, None)


def test_a_judge_goes_before_a_keyword_reading_of_more_calls() -> None:
    given = only(80, 80, 80)
    both = replace(given, scores=(*given.scores, *scores(Dimension.DISCOVERY, (None,) * 6, scorer=KEYWORDS)))
    assert digest_of(both).scorer == CLAUDE


def test_a_keyword_reading_gives_counts_and_never_a_score() -> None:
    read = replace(
        only(None, None, scorer=KEYWORDS),
        tallies=(_seen("impact", 2, 1), _seen("agenda", 2, 0)),
        sights=tuple(_sight("impact", at) for at in range(2)),
    )
    digest = digest_of(read)
    assert digest.is_keyword_reading
    assert digest.headline is None
    discovery = digest.trends[0]
    assert (discovery.now.mean, discovery.now.seen, discovery.now.looked, discovery.change) == (None, 1, 4, None)


def test_nothing_to_say_is_said_with_the_reason() -> None:
    nobody = PersonWeek(person=person(MAYA, "Maya Chen"), scores=scores(Dimension.DISCOVERY, (60,), back=2))
    waiting = replace(nobody, calls=(call(100, is_analysed=False),))
    for given, words in ((nobody, "No call of theirs"), (waiting, "1 call waits")):
        digest = of(week(gathered([given])), "Maya Chen")
        assert isinstance(digest, NothingToSay)
        assert digest.reason.startswith(words)


def test_a_moment_without_a_turn_is_named_by_its_call_only() -> None:
    given = maya()
    unsaid = replace(
        given,
        told=(),
        tallies=(tally("recap", (0, 0)),),
        sights=tuple(replace(item, turn=None, start_char=None) for item in sights("recap", (0, 0))),
    )
    focus = digest_of(unsaid).focus
    assert focus is not None
    assert focus.lines == ()
    assert focus.moment
    assert (focus.moment.clock, focus.moment.call) == ("", "Contoso discovery")


def test_praise_and_advice_are_not_about_the_same_exchange() -> None:
    given = replace(
        maya(),
        told=(),
        tallies=(tally("agenda", (3,)), tally("impact", (1,)), tally("recap", (1,))),
        sights=(
            *sights("agenda", (3,)),
            *sights("impact", (1,)),
            *(replace(item, turn=40) for item in sights("recap", (1,))),
        ),
    )
    digest = digest_of(given)
    assert digest.strength is not None
    assert digest.focus is not None
    assert (digest.strength.criterion, digest.focus.criterion) == ("agenda", "recap")
    assert digest.plan[0].criterion == "recap"


def test_words_of_a_customer_are_never_put_into_the_reps_mouth() -> None:
    """Where the moment that a level rests on is the customer's, the customer is named."""
    given = replace(
        maya(),
        told=(),
        tallies=(tally("acknowledge", (0,)),),
        sights=tuple(replace(item, turn=0) for item in sights("acknowledge", (0,))),
    )
    focus = digest_of(given).focus
    assert focus is not None
    assert [line.who for line in focus.lines] == ["Dan Whitfield", "You"]
    assert focus.lines[0].text == "Right. Honestly, that’s more than we had in mind."


def _seen(criterion: str, n: int, done: int) -> Tally:
    return replace(tally(criterion, (0,) * n, scorer=KEYWORDS), done=done, low=n - done)


def _sight(criterion: str, at: int) -> Sight:
    (first, second) = sights(criterion, (0, 0), scorer=KEYWORDS)
    return replace((first, second)[at], level=None, sighting=Sighting.SEEN if at else Sighting.NOT_SEEN)


def test_the_week_is_the_one_that_was_asked_for() -> None:
    assert digest_of(maya()).week == WEEK
