"""The Gong client: what it asks for, and what comes of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gong.client import IDS_A_REQUEST, GongClient
from gong.errors import CallRefused
from gong.listing import Listed
from gong.model import CallId
from gong.reviews import read_reviews
from gong.simulated import Json, Tenant
from tests.gong.clients import client
from tests.gong.gong_json import call_data, transcript
from tests.standins.gong import GongStandin

SINCE, UNTIL = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
BIG = 7782342274025937895


def ids(tenant: Tenant) -> list[CallId]:
    return [CallId(id_) for id_ in sorted(tenant.calls, key=lambda id_: tenant.calls[id_]["metaData"]["started"])]


def many(count: int, *, started: str = "2026-10-18T14:03:37Z") -> Tenant:
    tenant = Tenant.of(
        [call_data(id=str(BIG + number), started=started) for number in range(count)],
        [transcript(call_id=str(BIG + number)) for number in range(count)],
    )
    for call in tenant.calls.values():
        del call["metaData"]["fieldOfTheFuture"]
    return tenant


async def listed(gong: GongClient, since: datetime = SINCE, until: datetime = UNTIL) -> list[Listed | CallRefused]:
    return [call async for call in gong.calls(since, until)]


async def test_all_calls_of_a_time_are_listed_oldest_first() -> None:
    async with GongStandin() as standin, client(standin) as gong:
        calls = [call for call in await listed(gong) if isinstance(call, Listed)]
        assert [call.id for call in calls] == ids(standin.tenant)
        starts = [call.started_at for call in calls if call.started_at]
        assert starts == sorted(starts)
        assert all(call.title and call.duration_s and call.url and not call.is_private for call in calls)


async def test_a_call_at_the_end_of_the_time_is_left_out_and_one_at_its_start_is_in() -> None:
    start = datetime(2026, 10, 18, 14, 3, 37, tzinfo=UTC)
    async with GongStandin(many(1)) as standin, client(standin) as gong:
        assert len(await listed(gong, start, start + timedelta(seconds=1))) == 1
        assert await listed(gong, start - timedelta(days=1), start) == []
        assert await listed(gong, start, start) == []


async def test_a_long_time_is_asked_for_month_by_month_without_a_gap() -> None:
    async with GongStandin() as standin, client(standin) as gong:
        await listed(gong)
    asked = [(request.query["fromDateTime"], request.query["toDateTime"]) for request in standin.asked("/v2/calls")]
    assert asked[0][0] == "2026-09-01T00:00:00.000Z"
    assert asked[-1][1] == "2026-12-01T00:00:00.000Z"
    assert [start for start, _ in asked[1:]] == [end for _, end in asked[:-1]]


async def test_a_list_on_many_pages_is_read_to_its_end() -> None:
    async with GongStandin(many(25), page_size=10) as standin, client(standin) as gong:
        assert len(await listed(gong, datetime(2026, 10, 18, tzinfo=UTC), datetime(2026, 10, 19, tzinfo=UTC))) == 25
        assert len(standin.requests) == 3


async def test_a_call_that_is_listed_twice_is_told_of_once() -> None:
    tenant = many(1)
    tenant.calls["again"] = next(iter(tenant.calls.values()))
    async with GongStandin(tenant) as standin, client(standin) as gong:
        assert len(await listed(gong)) == 1


async def test_a_call_that_cannot_be_read_does_not_spoil_the_others() -> None:
    tenant = many(2)
    tenant.calls[str(BIG)]["metaData"]["duration"] = "long"
    async with GongStandin(tenant) as standin, client(standin, odd=True) as gong:
        refused, call = await listed(gong)
    assert isinstance(refused, CallRefused)
    assert refused.call_id == str(BIG)
    assert isinstance(call, Listed)


async def test_no_calls_at_all_is_an_empty_list() -> None:
    async with GongStandin(Tenant()) as standin, client(standin) as gong:
        assert await listed(gong) == []
        assert (await gong.users()).users == ()


async def test_details_and_words_of_many_calls_take_one_request_for_each_hundred() -> None:
    tenant = many(IDS_A_REQUEST + 5)
    async with GongStandin(tenant) as standin, client(standin) as gong:
        wanted = ids(tenant)
        assert set((await gong.extensive(wanted)).found) == set(wanted)
        assert set((await gong.transcripts([*wanted, *wanted])).found) == set(wanted)
    for path in ("/v2/calls/extensive", "/v2/calls/transcript"):
        assert [len(request.call_ids) for request in standin.asked(path)] == [100, 5]


async def test_asking_about_no_calls_asks_nothing() -> None:
    """A filter without ids would be answered with every call there is."""
    async with GongStandin() as standin, client(standin) as gong:
        assert (await gong.extensive([])).found == {}
        assert (await gong.transcripts([])).found == {}
    assert standin.requests == []


async def test_details_come_with_people_crm_and_content() -> None:
    async with GongStandin() as standin, client(standin) as gong:
        id_ = ids(standin.tenant)[0]
        call = (await gong.extensive([id_])).found[id_]
    assert len(call.parties) > 1
    assert call.context
    selector = (standin.requests[0].body or {})["contentSelector"]
    assert selector["exposedFields"]["content"]["topics"]
    assert not selector["exposedFields"].get("media")


async def test_a_transcript_that_cannot_be_read_is_refused_alone() -> None:
    tenant = many(2)
    tenant.transcripts[str(BIG)]["transcript"][0]["sentences"][0]["start"] = 12.5
    tenant.transcripts[str(BIG + 1)]["transcript"] = [{"speakerId": 1.5}]
    async with GongStandin(tenant) as standin, client(standin, odd=True) as gong:
        batch = await gong.transcripts(ids(tenant))
    assert set(batch.found) == {str(BIG)}
    assert [refusal.call_id for refusal in batch.refused] == [str(BIG + 1)]


async def test_users_come_with_their_managers_and_a_bad_one_alone_is_refused() -> None:
    tenant = Tenant.bundled()
    tenant.users.append({"firstName": "Nobody"})
    async with GongStandin(tenant, page_size=3) as standin, client(standin) as gong:
        roster = await gong.users()
    assert len(roster.users) == len(tenant.users) - 1
    assert {user.manager for user in roster.users if user.manager} <= {user.id for user in roster.users}
    assert len(roster.refused) == 1


def answered(number: int, **fields: object) -> Json:
    return {
        "answeredScorecardId": 563515258458745 + number,
        "scorecardId": 6843152929075440037,
        "scorecardName": "First calls",
        "callId": BIG + number,
        "callStartTime": "2026-10-17T10:30:00Z",
        "reviewedUserId": 234599484848423,
        "reviewerUserId": 563515258458745,
        "reviewMethod": "MANUAL",
        "reviewTime": "2026-10-18T10:30:00Z",
        "visibilityType": "PUBLIC",
        "answers": [{"questionId": 7843152929075440037, "isOverall": False, "score": 4, "notApplicable": False}],
        **fields,
    }


async def test_filled_in_scorecards_fit_what_reads_them_from_files(tmp_path: Path) -> None:
    tenant = Tenant(
        answered=[
            answered(0),
            answered(1, reviewMethod="AUTOMATIC", reviewerUserId=None),
            answered(2, visibilityType="PRIVATE"),
            answered(3, callStartTime="2026-11-01T00:00:00Z"),
        ],
        scorecards=[
            {
                "scorecardId": 6843152929075440037,
                "scorecardName": "First calls",
                "questions": [{"questionId": 7843152929075440037, "minRange": 1, "maxRange": 5}],
            }
        ],
    )
    async with GongStandin(tenant, page_size=2) as standin, client(standin) as gong:
        given = {
            "answeredScorecards": await gong.answered_scorecards(date(2026, 10, 1), date(2026, 11, 1)),
            "scorecards": await gong.scorecards(),
        }
    (tmp_path / "reviews.json").write_text(json.dumps(given))
    reviews = read_reviews([tmp_path / "reviews.json"])
    assert (reviews.reviews, reviews.automatic, reviews.private) == (1, 1, 1)
    assert [(answer.call, answer.share) for answer in reviews.answers] == [(str(BIG), 0.75)]


async def test_no_filled_in_scorecards_is_an_empty_list() -> None:
    async with GongStandin() as standin, client(standin) as gong:
        assert await gong.answered_scorecards(date(2026, 10, 1), date(2026, 11, 1)) == []
        assert await gong.scorecards() == []


async def test_trackers_come_with_their_words_once_each() -> None:
    words = {"language": "eng", "keywords": ["Airflow", "dagster"], "includeRelatedForms": True}
    tracker = {"trackerId": "77", "trackerName": "Rivals", "languageKeywords": [words, words]}
    async with GongStandin(Tenant(trackers=[tracker, {"trackerName": "no id"}])) as standin, client(standin) as gong:
        (one,) = await gong.trackers()
    assert (one.id, one.name, one.words) == ("77", "Rivals", ("Airflow", "dagster"))


async def test_a_check_says_that_the_key_works_with_one_request() -> None:
    async with GongStandin() as standin, client(standin) as gong:
        assert f"shows it {len(standin.tenant.users)} users" in await gong.check()
    assert len(standin.requests) == 1


async def test_a_check_says_when_a_key_sees_nobody() -> None:
    tenant = Tenant.bundled()
    tenant.shown = False
    async with GongStandin(tenant) as standin, client(standin) as gong:
        assert "shows it nobody" in await gong.check()


async def test_a_time_without_a_zone_is_a_mistake_of_ours() -> None:
    naive = SINCE.replace(tzinfo=None)
    async with GongStandin() as standin, client(standin) as gong:
        with pytest.raises(ValueError, match="time zone"):
            await listed(gong, naive, UNTIL)
