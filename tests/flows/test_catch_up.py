"""What a webhook missed is found by looking back, and nothing is fetched before it is said what that takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from analysis.bootstrap import put_in
from db import inbox
from db.calls import find_call
from db.database import Database
from db.people import our_people
from flows.catch_up import look_again, note, refresh_roster, sees_nothing, survey
from flows.drain import drain
from flows.estimate import estimate
from gong.errors import GongKeyRejected
from knowledge.library import read_library
from tests.analysis.desk import DEMO, FIRST_CALL, MODEL, claude_engine
from tests.flows.workshops import arrived, drained, pass_time, workshop
from tests.standins.claude import ClaudeStandin
from tests.standins.gong import Fails, GongStandin

pytestmark = pytest.mark.usefixtures("no_waiting")

SINCE, UNTIL = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, 6, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 20, tzinfo=UTC)


async def test_a_look_says_what_is_missing_and_fetches_nothing(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.tenant.make_private(FIRST_CALL)
        found = await survey(tools, SINCE, UNTIL)
        asked = {request.path for request in standin.requests}
    assert (len(found.new), found.private, found.known) == (25, 1, 0)
    assert str(found) == (
        "26 calls in Gong, 2026-08-31 to 2026-11-30: 25 to fetch, 0 are known, 1 is private in Gong and left alone"
    ), "days are the company's"
    assert asked == {"/v2/calls"}
    assert await inbox.count_inbox(database) == []


async def test_what_is_found_is_taken_in_once(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin, judges=False) as tools:
        await arrived(database, FIRST_CALL)
        assert await note(tools, await survey(tools, SINCE, UNTIL)) == 25
        assert str((await drained(tools))[0]) == "26 stored"
        again = await survey(tools, SINCE, UNTIL)
        assert await note(tools, again) == 0
        assert str((await drained(tools))[0]) == "nothing to do"
    assert (len(again.new), again.known) == (0, 26)


async def test_a_backfill_that_was_broken_off_goes_on_where_it_stopped(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin, judges=False) as tools:
        await note(tools, await survey(tools, SINCE, OCTOBER))
        claims = await inbox.claim_calls(database, most=5, lease=timedelta(hours=1))
        found = await survey(tools, SINCE, UNTIL)
        assert await note(tools, found) == len(found.new)
        said = await drain(tools)
    assert len(said.results) == 26 - len(claims)


async def test_again_looks_once_more_at_what_was_settled(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin, judges=False) as tools:
        standin.tenant.make_private(FIRST_CALL)
        await arrived(database, FIRST_CALL)
        assert str((await drained(tools))[0]) == "1 skipped"
        standin.tenant.calls[FIRST_CALL]["metaData"]["isPrivate"] = False
        assert (await survey(tools, SINCE, UNTIL)).known == 1
        await note(tools, await survey(tools, SINCE, UNTIL, again=True))
        assert str((await drained(tools))[0]) == "26 stored"


async def test_a_transcript_that_was_corrected_at_gong_is_noticed_within_a_day_without_being_announced(
    database: Database, dsn: str
) -> None:
    async with GongStandin() as standin, workshop(database, standin, judges=False) as tools:
        await arrived(database, FIRST_CALL)
        await drain(tools)
        standin.tenant.transcripts[FIRST_CALL]["transcript"][0]["sentences"][0]["text"] = "Something else was said."
        found = await survey(tools, SINCE, OCTOBER)
        assert await look_again(tools, found) == 0, "not within the same day"
        await pass_time(dsn, timedelta(days=1, minutes=1))
        assert await look_again(tools, found) == 1
        await drain(tools)
        assert await look_again(tools, found) == 0
    record = await find_call(database, FIRST_CALL)
    assert record is not None
    assert record.transcript_version == 2


async def test_calls_that_cannot_be_read_are_said_and_keep_no_other_back(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.tenant.calls[FIRST_CALL]["metaData"]["duration"] = "long"
        standin.breaches.clear()
        found = await survey(tools, SINCE, UNTIL)
        standin.breaches.clear()
    assert len(found.new) == 25
    assert [refusal.call_id for refusal in found.unreadable] == [FIRST_CALL]


async def test_everybody_on_our_side_comes_with_their_manager(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin) as tools:
        report = await refresh_roster(tools)
        assert report.changed == len(standin.tenant.users)
        assert (await refresh_roster(tools)).changed == 0
    people = await our_people(database)
    assert sum(person.manager == "Ruth Abara" for person in people) == len(people) - 1


async def test_a_key_that_may_not_look_is_said_so(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.on(Fails(status=401))
        with pytest.raises(GongKeyRejected):
            await survey(tools, SINCE, UNTIL)


async def test_a_key_that_sees_nothing_is_told_from_a_week_without_calls(database: Database) -> None:
    async with GongStandin() as standin, workshop(database, standin) as tools:
        quiet = await survey(tools, SINCE, SINCE + timedelta(days=2))
        assert (quiet.listed, await sees_nothing(tools, quiet)) == (0, False)
        standin.tenant.shown = False
        blind = await survey(tools, SINCE, UNTIL)
        assert (blind.listed, await sees_nothing(tools, blind)) == (0, True)


async def test_what_a_run_that_was_killed_left_behind_is_counted_and_its_price_too(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = read_library()
    await put_in(database, library)
    async with (
        claude_engine(database, claude_standin, library) as engine,
        GongStandin() as standin,
        workshop(database, standin, engine=engine) as plain,
    ):
        tools = replace(plain, model=MODEL)
        first = await survey(tools, SINCE, UNTIL)
        await note(tools, first)
        await inbox.claim_calls(database, most=10, lease=timedelta(minutes=1))
        again = await survey(tools, SINCE, UNTIL)
    assert (len(again.new), again.known, len(again.left), again.held) == (0, 26, 26, 10)
    assert again.estimate == first.estimate
    assert again.estimate.dollars > 0


async def test_a_call_that_waits_for_a_later_moment_is_not_in_the_price(database: Database) -> None:
    await arrived(database, FIRST_CALL, DEMO)
    async with GongStandin() as standin, workshop(database, standin) as tools:
        standin.tenant.withhold(FIRST_CALL)
        await drain(tools)
        assert (await survey(tools, SINCE, UNTIL)).left == ()


async def test_while_another_process_holds_calls_it_is_not_said_that_there_is_nothing_to_do(
    database: Database,
) -> None:
    await arrived(database, FIRST_CALL)
    await inbox.claim_calls(database, most=1, lease=timedelta(minutes=1))
    async with GongStandin() as standin, workshop(database, standin) as tools:
        said, _ = await drained(tools)
    assert str(said) == "nothing could be done now, 1 call is with another process"


def test_an_estimate_grows_with_the_calls_and_costs_nothing_without_a_key() -> None:
    free = estimate([1_800] * 1_000, model=None, at_once=4)
    paid = estimate([1_800] * 1_000, model="claude-sonnet-5-5", at_once=4)
    only_stored = estimate([None] * 1_000, model="claude-sonnet-5-5", at_once=4, judges=False)
    assert (free.requests, paid.requests) == (80, 80)
    assert free.dollars == only_stored.dollars == Decimal(0)
    assert Decimal(50) < paid.dollars < Decimal(500)
    assert only_stored.time < timedelta(minutes=1) < free.time < paid.time
    assert str(paid).startswith("about 80 requests to Gong, 4 h, $")
    assert estimate([], model="claude-sonnet-5-5", at_once=4).requests == 0
