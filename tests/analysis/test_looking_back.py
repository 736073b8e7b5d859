"""Looking back over stored calls; every figure is worked out by hand.

Levels are of two criteria of equal weight, so a score is 12.5 points for each level of the two together.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analysis.errors import NothingKnown
from analysis.looking_back import look_back
from analysis.period import read_period
from analysis.retrospect import Asked, Retrospect
from analysis.steps import Step
from analysis.subject import everybody, one_person, whole_team
from analysis.trend import Trend
from db.analyses import save_analyses
from db.database import Database
from db.disputes import NewDispute, save_dispute
from db.roster import Listing, set_people
from knowledge.rubric import CallType, CriterionId, Role
from tests.analysis.calls_of_years import OPUS, RUBRICS, SONNET, Company, discovery
from tests.analysis.desk import NOON, ZONE

OCTOBER = datetime(2026, 10, 5, 17, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 7, 17, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def score(found: Retrospect) -> Trend:
    (one,) = found.dimensions
    return one


def series(found: Retrospect) -> list[tuple[date, int, float | None]]:
    return [(point.first, point.sums.n, point.sums.mean) for point in score(found).series]


async def test_a_period_has_mean_n_and_spread_and_stands_against_the_time_before(company: Company) -> None:
    """October 75, 50, 100: mean 75, spread 25. September 25, 25, 25. 50 points are more than any noise."""
    for levels in ({"agenda": 4, "impact": 2}, {"agenda": 2, "impact": 2}, {"agenda": 4, "impact": 4}):
        await company.call(OCTOBER, levels)
        await company.call(SEPTEMBER, {"agenda": 2, "impact": 0})
    found = await company.ask("in October 2026")
    one = score(found)
    assert (one.now.mean, one.now.n, one.now.spread) == (75, 3, 25)
    assert (one.before.mean, one.before.n, one.before.spread) == (25, 3, 0)
    assert (one.change, one.difference) == ("up", 50)
    agenda, impact = found.criteria
    assert (agenda.now.total, agenda.now.n, agenda.change) == (10, 3, "up")
    assert (impact.now.total, impact.before.total, impact.now.low) == (8, 0, 0)
    assert found.coverage.judged == found.coverage.spoke == 3


async def test_weeks_are_the_companys_also_when_the_clocks_change(company: Company) -> None:
    """Los Angeles: summer time ends on Sunday, 1 November 2026, at two in the morning."""
    moments = {
        datetime(2026, 10, 26, 6, 30, tzinfo=UTC): 1,  # Sunday 25 October, 23:30 PDT
        datetime(2026, 10, 26, 7, 30, tzinfo=UTC): 2,  # Monday 26 October, 0:30 PDT
        datetime(2026, 11, 2, 7, 30, tzinfo=UTC): 3,  # Sunday 1 November, 23:30 PST
        datetime(2026, 11, 2, 8, 30, tzinfo=UTC): 4,  # Monday 2 November, 0:30 PST
    }
    for at, level in moments.items():
        await company.call(at, {"agenda": level})
    found = await company.ask("2026-10-19 to 2026-11-08", step=Step.WEEK)
    assert series(found) == [
        (date(2026, 10, 19), 1, 25),
        (date(2026, 10, 26), 2, 62.5),  # 50 and 75
        (date(2026, 11, 2), 1, 100),
    ]


async def test_at_new_year_a_week_goes_on_and_a_quarter_ends(company: Company) -> None:
    """31 December 2026 is a Thursday; 23:30 there is 7:30 of the next day in UTC."""
    await company.call(datetime(2027, 1, 1, 7, 30, tzinfo=UTC), {"agenda": 2})
    await company.call(datetime(2027, 1, 1, 8, 30, tzinfo=UTC), {"agenda": 4})
    spring = datetime(2027, 2, 1, 20, tzinfo=UTC)
    weeks = await company.ask("2026-12-28 to 2027-01-03", step=Step.WEEK, now=spring)
    quarters = await company.ask("2026-12-01 to 2027-01-31", step=Step.QUARTER, now=spring)
    assert series(weeks) == [(date(2026, 12, 28), 2, 75)]
    assert series(quarters) == [(date(2026, 10, 1), 1, 50), (date(2027, 1, 1), 1, 100)]


async def test_a_call_that_is_judged_late_counts_when_it_was_held(company: Company) -> None:
    await company.call(OCTOBER + 7 * DAY, {"agenda": 4})
    await company.call(OCTOBER, {"agenda": 0})
    found = await company.ask("in October 2026", step=Step.WEEK)
    assert series(found) == [(date(2026, 10, 5), 1, 0), (date(2026, 10, 12), 1, 100)]


async def test_of_one_call_there_is_a_mean_and_nothing_to_compare(company: Company) -> None:
    await company.call(OCTOBER, {"agenda": 3})
    found = await company.ask("in October 2026")
    one = score(found)
    assert (one.now.mean, one.now.n, one.now.spread, one.change) == (75, 1, None, None)
    assert found.improvement is None
    assert [moment.on.level for moment in found.moments] == [3]
    assert found.moments[0].spoken.said.text == "Hi. What brings you here?"


async def test_without_calls_the_answer_says_when_there_were_some(company: Company) -> None:
    await company.call(OCTOBER, {"agenda": 3})
    with pytest.raises(
        NothingKnown, match=r"No calls of Rae from 1 Jan 2026 to 31 Jan 2026\. The last one .* 5 Oct 2026"
    ):
        await company.ask("in January 2026")


async def test_calls_that_nobody_judged_are_named_as_such(company: Company) -> None:
    await company.call(OCTOBER, {"agenda": 3}, scorers=())
    with pytest.raises(NothingKnown, match=r"1 call from 1 Oct 2026 to 31 Oct 2026, and none .* `coach analyze"):
        await company.ask("in October 2026")


async def test_two_scorers_are_never_mixed_and_both_are_named(company: Company) -> None:
    """Whoever judged the latest call counts: 100 and 50 by one of them, and not the 0 of the other."""
    await company.call(OCTOBER, {"agenda": 4}, scorers=(SONNET,))
    await company.call(OCTOBER + DAY, {"agenda": 0}, scorers=(OPUS,))
    await company.call(OCTOBER + 2 * DAY, {"agenda": 2}, scorers=(SONNET, "keyword:7"))
    await company.call(OCTOBER + 3 * DAY, {"agenda": 0}, scorers=("keyword:7",))
    found = await company.ask("in October 2026")
    assert (score(found).now.mean, score(found).now.n) == (75, 2)
    assert (found.coverage.scorer, found.coverage.others) == (SONNET, (OPUS,))
    assert (found.coverage.judged, found.coverage.spoke) == (2, 4)


async def test_a_call_that_is_judged_again_counts_once_and_as_judged_last(company: Company) -> None:
    """0 became 100, beside another 50: mean 75 of 2."""
    (first, _) = await company.call(OCTOBER, {"agenda": 0})
    await company.call(OCTOBER, {"agenda": 2})
    await save_analyses(company.database, [replace(first, result=discovery({"agenda": 4}))], generation=2)
    found = await company.ask("in October 2026")
    assert (score(found).now.mean, score(found).now.n) == (75, 2)
    assert found.criteria[0].now.total == 6


async def test_a_level_that_a_manager_changed_counts(company: Company) -> None:
    """Agenda 4 became 0 beside impact 4: the score 100 became 50."""
    (stored, _) = await company.call(OCTOBER, {"agenda": 4, "impact": 4})
    dispute = NewDispute(
        analysis_id=stored.id,
        criterion=CriterionId("agenda"),
        judged_level=4,
        level=0,
        reason="There was none.",
        said_by="ada@us.example",
    )
    await save_dispute(company.database, dispute, discovery({"agenda": 0, "impact": 4}))
    found = await company.ask("in October 2026")
    assert score(found).now.mean == 50
    assert [(trend.measure.criterion, trend.now.mean) for trend in found.criteria] == [("agenda", 0), ("impact", 4)]
    assert found.pattern is not None
    assert found.pattern.measure.criterion == "agenda"


async def test_invented_calls_leave_when_the_first_real_one_is_there(company: Company) -> None:
    await company.call(OCTOBER, {"agenda": 0})
    await company.call(OCTOBER, {"agenda": 4}, real=True)
    found = await company.ask("in October 2026")
    assert (score(found).now.mean, score(found).now.n) == (100, 1)


async def test_only_calls_of_a_type_or_about_a_product_are_looked_at_when_they_are_named(company: Company) -> None:
    await company.call(OCTOBER, {"agenda": 4})
    about = Asked(
        subject=await one_person(company.database, "rae@us.example"),
        period=read_period("in October 2026", now=NOON, zone=ZONE),
    )
    for wanted in (replace(about, product="orchestr"), replace(about, call_type=CallType.DISCOVERY)):
        assert (await look_back(company.database, wanted, RUBRICS)).coverage.judged == 1
    for other in (replace(about, product="Lineage"), replace(about, call_type=CallType.DEMO)):
        with pytest.raises(NothingKnown):
            await look_back(company.database, other, RUBRICS)


async def test_the_moments_of_the_pattern_are_its_lowest_the_newest_of_them_first(company: Company) -> None:
    for day, level in enumerate((1, 3, 0, 1, 2)):
        await company.call(OCTOBER + day * DAY, {"agenda": level, "impact": 4})
    found = await company.ask("in October 2026")
    assert [(moment.on.title, moment.on.level) for moment in found.moments] == [
        ("Call 3", 0),
        ("Call 4", 1),
        ("Call 1", 1),
    ]


async def colleagues(company: Company, number: int, levels: dict[str, int]) -> None:
    """So many others of the same role, with three calls each."""
    for who in range(number):
        for day in range(3):
            await company.call(OCTOBER + day * DAY, levels, rep=f"colleague{who}")


async def test_what_the_top_quarter_does_more_is_shown_with_a_moment_and_no_name(company: Company) -> None:
    """Nine others: the best three have agenda 4 and impact 2, so 75; the others and Rae have 2 and 2, so 50.

    Agenda is ahead by 2 levels. The top three have 9 calls; own calls are 3.
    """
    await colleagues(company, 6, {"agenda": 2, "impact": 2})
    for who in "abc":
        for day in range(3):
            await company.call(OCTOBER + day * DAY, {"agenda": 4, "impact": 2}, rep=f"best{who}")
    for day in range(3):
        await company.call(OCTOBER + day * DAY, {"agenda": 2, "impact": 2})
    found = await company.ask("in October 2026")
    (gap,) = found.ahead
    assert (gap.measure.criterion, gap.own.mean, gap.top.mean, gap.top.n, found.top_people) == ("agenda", 2, 4, 9, 3)
    assert found.roles[gap.measure.dimension].people == 9
    assert found.roles[gap.measure.dimension].mean == pytest.approx((6 * 50 + 3 * 75) / 9)
    assert found.pattern is not None
    assert found.pattern.measure.criterion == "agenda"
    assert len(found.worth_hearing) == 3
    assert {moment.on.level for moment in found.worth_hearing} == {4}


async def test_with_two_colleagues_nothing_of_them_is_shown(company: Company) -> None:
    await colleagues(company, 2, {"agenda": 4})
    await company.call(OCTOBER, {"agenda": 0})
    found = await company.ask("in October 2026")
    assert (found.roles, found.ahead, found.worth_hearing, dict(found.shown)) == ({}, (), (), {})


async def test_a_team_is_its_calls_and_knows_whose_each_figure_is(company: Company) -> None:
    """Rae 100 and 50, Ben 0: 50 over three calls; Zoe is in no team."""
    await company.call(OCTOBER, {"agenda": 4})
    await company.call(OCTOBER, {"agenda": 2})
    await company.call(OCTOBER, {"agenda": 0}, rep="ben")
    await company.call(OCTOBER, {"agenda": 4}, rep="zoe")
    listings = [Listing(email=f"{name}@us.example", role=Role.AE, team="West") for name in ("rae", "ben")]
    await set_people(company.database, listings, by_hand=True)
    period = read_period("in October 2026", now=NOON, zone=ZONE)
    team = await whole_team(company.database, "west")
    found = await look_back(company.database, Asked(subject=team, period=period, step=Step.MONTH), RUBRICS)
    assert (team.name, team.role, score(found).now.mean, score(found).now.n) == ("West", Role.AE, 50, 3)
    sums = {team.members[one.person_id].name: sum(one.total) for one in found.tallies if one.criterion is None}
    assert sums == {"Rae": 150, "Ben": 0}
    everyone = Asked(subject=await everybody(company.database), period=period)
    assert score(await look_back(company.database, everyone, RUBRICS)).now.mean == 62.5


async def test_more_calls_take_no_more_round_trips(company: Company) -> None:
    asked: list[int] = []
    for _ in range(2):
        for day in range(4):
            await company.call(OCTOBER + day * DAY, {"agenda": 1, "impact": 3})
        before = company.database.traffic.round_trips
        await company.ask("in October 2026")
        asked.append(company.database.traffic.round_trips - before)
    assert asked[0] == asked[1] <= 9
