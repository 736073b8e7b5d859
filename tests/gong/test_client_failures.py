"""When Gong does not give what it was asked for: what is tried again, what is not, and what a person reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gong.client import GongClient
from gong.errors import (
    BadGongSetting,
    GongGaveNothing,
    GongKeyRejected,
    GongQuotaGone,
    GongRejectedRequest,
    GongUnavailable,
    NotGong,
)
from gong.simulated import Tenant
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from tests.gong.clients import MORNING, NoPace, Time, client, own_pace
from tests.standins.gong import Cuts, Fails, GongStandin, Hangs, Outcome

pytestmark = pytest.mark.usefixtures("no_waiting")

LOGIN_PAGE = Fails(status=200, body=b"<html>Sign in</html>", headers={"content-type": "text/html"})


async def failed(standin: GongStandin, expected: type[GongGaveNothing]) -> str:
    """Ask for the users; what a person reads."""
    async with client(standin) as gong:
        with pytest.raises(expected) as caught:
            await gong.users()
    message = str(caught.value)
    assert ACCESS_KEY not in message
    assert ACCESS_KEY_SECRET not in message
    return message


@pytest.mark.parametrize(
    "outcome",
    [
        Fails(status=500),
        Fails(status=502, body=b"<html>"),
        Fails(status=503),
        Fails(status=408),
        Cuts(),
        Hangs(seconds=1.5),
    ],
    ids=repr,
)
async def test_what_may_pass_is_tried_again(outcome: Outcome) -> None:
    async with GongStandin() as standin, client(standin, timeout_s=0.75) as gong:
        standin.on(outcome)
        assert (await gong.users()).users
        assert len(standin.requests) == 2


@pytest.mark.parametrize("outcome", [Fails(status=500), Cuts()], ids=repr)
async def test_what_does_not_pass_is_given_up_in_words(outcome: Outcome) -> None:
    async with GongStandin() as standin:
        standin.on(outcome, times=None)
        message = await failed(standin, GongUnavailable)
        assert "after several tries" in message
        assert len(standin.requests) == 3


async def test_every_try_is_counted_by_the_pace() -> None:
    pace = NoPace()
    async with GongStandin() as standin, client(standin, pace) as gong:
        standin.on(Fails(status=500), times=2)
        await gong.users()
    assert pace.taken == 3


async def test_nobody_at_the_address_is_said_so() -> None:
    async with GongStandin() as standin:
        pass
    assert "could not be reached" in await failed(standin, GongUnavailable)


async def test_a_wrong_key_is_said_so_and_not_tried_again() -> None:
    async with GongStandin() as standin, client(standin, secret="wrong") as gong:
        with pytest.raises(GongKeyRejected, match="GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET"):
            await gong.users()
        assert len(standin.requests) == 1


@pytest.mark.parametrize("body", [None, b""], ids=["with a reason", "without one"])
async def test_a_key_that_may_not_do_this_leads_to_trusted_ips(body: bytes | None) -> None:
    async with GongStandin() as standin:
        standin.on(Fails(status=403, errors=("IP not allowed",), body=body))
        assert "trusted IPs" in await failed(standin, GongKeyRejected)


@pytest.mark.parametrize(
    "outcome",
    [
        LOGIN_PAGE,
        Fails(status=200, body=b"{}"),
        Fails(status=200, body=b"[1]"),
        Fails(status=200, body=b'{"users": 5, "requestId": "x"}'),
        Fails(status=200, body=b'{"users": [{"id'),
        Fails(status=200, body=b"[" * 100_000),
        Fails(status=204, body=b""),
        Fails(status=302, body=b"", headers={"location": "https://login.example"}),
        Fails(status=403, body=b"<html>blocked by your firewall</html>"),
        Fails(status=404, body=b"<html>nginx</html>"),
        Fails(status=407, body=b"proxy"),
        Fails(status=200, body=b'{"requestId": "x", "users": [], "records": {"cursor": 5}}'),
    ],
)
async def test_something_else_at_the_address_is_recognised(outcome: Fails) -> None:
    async with GongStandin() as standin:
        standin.on(outcome)
        assert "GONG_API_BASE_URL" in await failed(standin, NotGong)
        assert len(standin.requests) == 1


async def test_a_list_that_never_ends_is_given_up() -> None:
    page = b'{"requestId": "x", "users": [], "records": {"cursor": "the same"}}'
    async with GongStandin() as standin:
        standin.on(Fails(status=200, body=page), times=None)
        await failed(standin, NotGong)
        assert len(standin.requests) == 2


async def test_only_gongs_own_words_make_a_404_an_empty_list() -> None:
    async with GongStandin(Tenant()) as standin, client(standin) as gong:
        assert (await gong.users()).users == ()
        standin.on(Fails(status=404, errors=("Workspace not found.",)))
        with pytest.raises(GongRejectedRequest, match="Workspace not found"):
            await gong.trackers()


async def test_a_refused_request_is_told_with_gongs_reason_and_number() -> None:
    said = "Bad\nfilter \u202e!" + "x" * 1_000
    async with GongStandin() as standin:
        standin.on(Fails(status=400, body=b'{"requestId": "4al018gzaztcr8nbukw", "errors": ["%s"]}' % _json(said)))
        message = await failed(standin, GongRejectedRequest)
    assert "HTTP 400, Gong's number for it is 4al018gzaztcr8nbukw): Bad filter !" in message
    assert message.isprintable()
    assert len(message) < 600


def _json(text: str) -> bytes:
    return text.encode("unicode_escape")


async def test_a_short_pause_that_gong_asks_for_is_kept_by_everybody() -> None:
    time = Time()
    async with GongStandin() as standin, client(standin, own_pace(time)) as gong:
        standin.on(Fails(status=429, headers={"Retry-After": "7"}))
        assert (await gong.users()).users
    assert time.now == MORNING + timedelta(seconds=7)


async def test_a_long_pause_is_told_with_its_end_and_nothing_is_sent_until_then() -> None:
    time = Time()
    async with GongStandin() as standin, client(standin, own_pace(time)) as gong:
        standin.on(Fails(status=429, headers={"Retry-After": "7200"}))
        for _ in range(2):
            with pytest.raises(GongQuotaGone, match="before 24 November 2026, 11:00 UTC") as caught:
                await gong.users()
            assert caught.value.until == datetime(2026, 11, 24, 11, tzinfo=UTC)
        assert len(standin.requests) == 1
        time.now = caught.value.until
        assert (await gong.users()).users
    assert time.slept == []


@pytest.mark.parametrize("asked", ["soon", "-5", "nan", "1e400", ""])
async def test_a_pause_that_makes_no_sense_is_an_ordinary_one(asked: str) -> None:
    pace = NoPace()
    async with GongStandin() as standin, client(standin, pace) as gong:
        standin.on(Fails(status=429, headers={"Retry-After": asked}))
        assert (await gong.users()).users
    assert pace.held == []


async def test_a_pause_until_a_date_is_measured_by_gongs_own_clock() -> None:
    pace = NoPace()
    dates = {"Date": "Tue, 24 Nov 2026 09:00:00 GMT", "Retry-After": "Tue, 24 Nov 2026 09:00:30 GMT"}
    async with GongStandin() as standin, client(standin, pace) as gong:
        standin.on(Fails(status=503, headers=dates))
        await gong.users()
    assert pace.held == [30.0]


async def test_too_many_requests_of_others_are_said_so() -> None:
    async with GongStandin() as standin:
        standin.on(Fails(status=429, errors=()), times=None)
        assert "other integrations" in await failed(standin, GongUnavailable)


async def test_at_our_pace_gong_never_has_to_say_no() -> None:
    time = Time()
    tenant = Tenant.bundled()
    async with (
        GongStandin(tenant, page_size=1, per_second=3, clock=time.seconds) as standin,
        client(standin, own_pace(time)) as gong,
    ):
        await gong.users()
        assert {request.status for request in standin.requests} == {200}
        assert len(standin.requests) == len(tenant.users) > 6


async def test_the_daily_quota_is_counted_here_and_the_day_after_it_goes_on() -> None:
    time = Time()
    async with (
        GongStandin(page_size=1, per_day=5, clock=time.seconds) as standin,
        client(standin, own_pace(time, per_day=5)) as gong,
    ):
        with pytest.raises(GongQuotaGone, match="25 November 2026, 00:00 UTC") as caught:
            await gong.users()
        assert [request.status for request in standin.requests] == [200] * 5
        time.now = caught.value.until
        await gong.check()


async def test_a_quota_that_others_used_up_is_noticed() -> None:
    time = Time()
    async with (
        GongStandin(page_size=1, per_day=2, clock=time.seconds) as standin,
        client(standin, own_pace(time)) as gong,
    ):
        with pytest.raises(GongQuotaGone):
            await gong.users()
        assert [request.status for request in standin.requests] == [200, 200, 429]


class Dawdling(NoPace):
    """An hour passes before each request."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self.time = time

    async def take(self) -> None:
        await self.time.sleep(3600)


async def test_a_list_whose_cursor_expired_on_the_way_is_begun_again() -> None:
    async with GongStandin(page_size=2) as standin, client(standin, Forgetful(standin)) as gong:
        users = (await gong.users()).users
    assert [user.id for user in users] == [user["id"] for user in standin.tenant.users], "each once"


class Forgetful(NoPace):
    """Gong's cursors expire before the fourth request."""

    def __init__(self, standin: GongStandin) -> None:
        super().__init__()
        self.standin = standin

    async def take(self) -> None:
        await super().take()
        if self.taken == 4:
            self.standin.expire_cursors()


async def test_cursors_that_always_expire_are_an_error_and_not_the_end_of_the_list() -> None:
    time = Time()
    async with GongStandin(page_size=2, clock=time.seconds) as standin, client(standin, Dawdling(time)) as gong:
        with pytest.raises(GongRejectedRequest, match="cursor"):
            await gong.users()


@pytest.mark.parametrize("bad", ["", " ", "two words", "käse", "a\nb"])
async def test_a_key_that_cannot_be_one_is_refused_by_name_before_anything_is_sent(bad: str) -> None:
    address = "http://localhost"
    for name, key, secret in (("GONG_ACCESS_KEY ", bad, "s"), ("GONG_ACCESS_KEY_SECRET ", "k", bad)):
        with pytest.raises(BadGongSetting) as caught:
            async with GongClient.open(access_key=key, access_key_secret=secret, base_url=address, pace=NoPace()):
                pass
        assert name in str(caught.value)
        assert not bad.strip() or bad not in str(caught.value)
