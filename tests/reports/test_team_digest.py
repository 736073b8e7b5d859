"""A team's digest shows its leader where to help and what it rests on, and ranks nobody."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from db.digests import Disputed
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import Handling, ObjectionType
from reports.digest import QuietTeam, TeamDigest
from reports.weekly import PersonWeek
from tests.reports.week_sample import (
    KEYWORDS,
    call,
    colleague,
    gathered,
    maya,
    objection,
    person,
    scores,
    team,
    week,
)


def digest_of(*people: PersonWeek) -> TeamDigest:
    (found,) = week(gathered(people or team())).teams
    assert isinstance(found.digest, TeamDigest)
    return found.digest


def test_an_hour_goes_to_those_who_miss_most_and_to_one_who_can_show_it() -> None:
    """Sam asks before answering on 1 of 5 calls and misses it on 4; Ana does it on 5 of 5."""
    hour = digest_of().hour
    assert [(item.name, item.is_mentor) for item in hour] == [
        ("Sam Ortiz", False),
        ("Maya Chen", False),
        ("Ana Silva", True),
    ]
    assert (hour[0].count.done, hour[0].count.n, hour[0].count.low) == (1, 5, 4)
    assert hour[0].doing == hour[2].doing
    assert (hour[2].count.done, hour[2].count.n) == (5, 5)
    assert all(item.moment and item.moment.href for item in hour)


def test_the_heat_map_goes_by_role_and_name_and_not_by_score() -> None:
    heat = digest_of().heat
    assert [(group.role, [row.name for row in group.rows]) for group in heat] == [
        (Role.AE, ["Ana Silva", "Lee Chang", "Maya Chen", "Sam Ortiz"]),
        (Role.SE, ["Ines Moreau", "Kofi Mensah-Bonsu"]),
        (Role.CSM, ["Tom Wolanski"]),
    ]


def test_a_cell_is_the_mean_of_four_weeks_and_a_dash_where_there_are_too_few_calls() -> None:
    """Maya's discovery: (450 + 3 · 180) ÷ 15 = 66; before that (180 + 55 + 57 + 61) ÷ 6 = 58.83."""
    rows = {row.name: row for group in digest_of().heat for row in group.rows}
    discovery = rows["Maya Chen"].trends[0]
    assert (discovery.now.points, discovery.now.n, discovery.before.points, discovery.before.n) == (66, 15, 59, 6)
    assert rows["Maya Chen"].trends[2].now.mean is None
    assert rows["Ines Moreau"].trends[0].now.mean is None
    assert rows["Ines Moreau"].trends[0].now.n == 2
    assert rows["Ines Moreau"].calls == 2


def test_movers_are_different_people_with_the_behaviour_that_explains_it() -> None:
    movers = digest_of().movers
    assert [(item.name, item.trend.delta) for item in movers] == [
        ("Lee Chang", -23),
        ("Kofi Mensah-Bonsu", 20),
        ("Maya Chen", 7),
    ]
    lee = movers[0]
    assert lee.doing == "finding out what the problem costs, in numbers"
    assert lee.now
    assert lee.before
    assert (lee.now.done, lee.now.n, lee.before.done, lee.before.n) == (0, 4, 4, 4)


def test_two_clips_of_two_people_and_two_behaviours() -> None:
    clips = digest_of().clips
    assert len(clips) == 2
    assert len({clip.name for clip in clips}) == len({clip.doing for clip in clips}) == 2


def test_the_most_common_objection_comes_with_how_it_was_met_and_where_it_was_met_well() -> None:
    found = digest_of().objection
    assert found is not None
    assert (found.type, found.times, found.calls) == (ObjectionType.PRICING, 4, 4)
    assert (found.well, found.partly, found.not_met) == (1, 3, 0)
    assert found.example
    assert found.example.call == "Acme & Sons discovery"


def test_coverage_says_what_was_left_out_and_why() -> None:
    people = (replace(maya(), disputed=(Disputed(person_id=1, opened=2, changed=1),)), *team()[1:])
    unheard, unread = call(901, 1, label=None, is_analysed=False), call(902, 2, is_analysed=False)
    (found,) = week(gathered(people, unheard, unread)).teams
    coverage = found.digest.coverage
    assert (coverage.recorded, coverage.judged) == (32, 30)
    assert [(item.reason, item.calls) for item in coverage.left_out] == [
        ("nobody of ours spoke", 1),
        ("not analysed yet", 1),
    ]
    assert (coverage.disputes, coverage.changed) == (2, 1)
    assert (coverage.plans, coverage.plans_done) == (3, 1)
    assert coverage.spent_usd == Decimal("8.42")


def test_a_call_that_only_keywords_read_is_not_counted_as_judged_where_others_were() -> None:
    read = replace(
        colleague(8, "Zoe Park", Role.AE, (), (), ()),
        calls=(call(800, 8),),
        scores=scores(Dimension.DISCOVERY, (None,), who=8, scorer=KEYWORDS),
    )
    digest = digest_of(maya(), read)
    assert digest.coverage.judged == 6
    assert digest.coverage.left_out[0].reason == "read by keywords only, or by another judge"
    assert [row.name for group in digest.heat for row in group.rows] == ["Maya Chen"]


def test_a_team_without_calls_gets_one_honest_sentence() -> None:
    silent = PersonWeek(person=person(1, "Maya Chen"))
    (found,) = week(gathered([silent])).teams
    assert isinstance(found.digest, QuietTeam)
    assert found.digest.sentence == "No call of the team was recorded this week, so there is nothing to report."


def test_a_team_whose_calls_are_not_analysed_is_told_so() -> None:
    waiting = PersonWeek(person=person(1, "Maya Chen"), calls=(call(100, is_analysed=False),))
    (found,) = week(gathered([waiting])).teams
    assert isinstance(found.digest, QuietTeam)
    assert "1 call was recorded" in found.digest.sentence


def test_people_without_a_team_are_led_by_their_manager() -> None:
    one = replace(maya(), person=person(1, "Maya Chen", team=None))
    (found,) = week(gathered([one])).teams
    assert found.name == "Jordan Reed’s team"
    assert [leader.email for leader in found.leaders] == ["jordan@company.example"]


def test_only_the_kind_of_concern_that_came_up_most_is_counted() -> None:
    met = (
        objection(100, ObjectionType.TIMING, Handling.NOT),
        objection(101, ObjectionType.TIMING, Handling.NOT),
        objection(101, ObjectionType.TIMING, Handling.PARTLY),
        objection(102, ObjectionType.PRICING, Handling.WELL),
    )
    found = digest_of(replace(maya(), objections=met)).objection
    assert found is not None
    assert (found.type, found.times, found.calls, found.not_met) == (ObjectionType.TIMING, 3, 2, 2)
    assert found.example is None
