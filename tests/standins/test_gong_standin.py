"""The stand-in for Gong is as strict as Gong."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gong.simulated import Tenant
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from gong.webhook import Delivery, SignedJwt, UrlKey, Verified, call_id_of, verify
from tests.gong.clients import Time
from tests.standins.gong import GongStandin
from tests.standins.gong_spec import specification
from tests.standins.gong_webhooks import now, public_key
from tests.standins.server import serve

TIMES = {"fromDateTime": "2026-09-01T00:00:00Z", "toDateTime": "2026-12-01T00:00:00+01:00"}


async def ask(standin: GongStandin, method: str, path: str, **options: Any) -> httpx.Response:
    auth = (ACCESS_KEY, ACCESS_KEY_SECRET)
    async with httpx.AsyncClient(base_url=standin.base_url, auth=auth) as http:
        return await http.request(method, path, **options)


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/v2/calls", {}),
        ("GET", "/v2/calls", {"params": {**TIMES, "toDateTime": "yesterday"}}),
        ("GET", "/v2/calls", {"params": {**TIMES, "toDateTime": "2026-12-01T00:00:00"}}),
        ("GET", "/v2/calls", {"params": {**TIMES, "cursor": "made up"}}),
        ("POST", "/v2/calls/extensive", {}),
        ("POST", "/v2/calls/extensive", {"json": {}}),
        ("POST", "/v2/calls/extensive", {"json": {"contentSelector": {}}}),
        ("POST", "/v2/calls/extensive", {"json": {"filter": {"callIds": [7782342274025937895]}}}),
        ("POST", "/v2/calls/transcript", {"json": {"filter": {"callIds": [str(number) for number in range(101)]}}}),
        ("POST", "/v2/calls/transcript", {"content": b"{broken"}),
        ("POST", "/v2/stats/activity/scorecards", {"json": {"filter": {"callFromDate": "2026-10-01T00:00:00Z"}}}),
    ],
)
async def test_what_gong_refuses_is_refused(method: str, path: str, options: dict[str, Any]) -> None:
    async with GongStandin() as standin:
        response = await ask(standin, method, path, **options)
    assert response.status_code == 400
    assert set(response.json()) == {"requestId", "errors"}


async def test_a_filter_that_names_nothing_gives_everything() -> None:
    async with GongStandin(page_size=1_000) as standin:
        response = await ask(standin, "POST", "/v2/calls/transcript", json={"filter": {}})
    assert len(response.json()["callTranscripts"]) == len(standin.tenant.transcripts)


async def test_without_the_key_nothing_is_told() -> None:
    async with GongStandin() as standin, httpx.AsyncClient() as http:
        assert (await http.get(f"{standin.base_url}/v2/users")).status_code == 401


async def test_an_endpoint_that_gong_does_not_have_is_not_there() -> None:
    async with GongStandin() as standin:
        assert (await ask(standin, "GET", "/v2/calls/7/transcript")).status_code == 404


async def test_a_key_that_sees_nothing_gets_what_an_empty_company_gets() -> None:
    hidden = Tenant.bundled()
    hidden.shown = False
    said: list[object] = []
    for tenant in (hidden, Tenant()):
        async with GongStandin(tenant) as standin:
            response = await ask(standin, "GET", "/v2/calls", params=TIMES)
            said.append((response.status_code, response.json()["errors"]))
    assert said == [(404, ["No calls found corresponding to the provided filters"])] * 2


async def test_a_cursor_is_good_for_the_same_request_only_and_not_for_long() -> None:
    time = Time()
    async with GongStandin(page_size=2, clock=time.seconds) as standin:
        first = (await ask(standin, "GET", "/v2/users")).json()
        cursor = {"cursor": first["records"]["cursor"]}
        again = (await ask(standin, "GET", "/v2/users", params=cursor)).json()
        assert not {user["id"] for user in first["users"]} & {user["id"] for user in again["users"]}
        assert (await ask(standin, "GET", "/v2/calls", params={**TIMES, **cursor})).status_code == 400
        await time.sleep(3600)
        assert (await ask(standin, "GET", "/v2/users", params=cursor)).status_code == 400


async def test_the_fourth_request_in_a_second_and_the_first_above_the_quota_are_too_many() -> None:
    time = Time()
    async with GongStandin(per_second=3, per_day=5, clock=time.seconds) as standin:
        answers = [await ask(standin, "GET", "/v2/users") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[3].headers["retry-after"] == "1"
        await time.sleep(1)
        answers = [await ask(standin, "GET", "/v2/users") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 50_000 < int(answers[2].headers["retry-after"]) <= 86_401


@pytest.mark.skipif(specification() is None, reason="Gong's specification is not here")
async def test_what_gongs_specification_does_not_know_is_noted() -> None:
    async with GongStandin() as standin:
        await ask(standin, "GET", "/v2/users", params={"limit": "5"})
        await ask(standin, "POST", "/v2/calls/extensive", json={"filter": {"callIds": ["1"], "ids": ["1"]}})
        standin.tenant.users[0]["favouriteColour"] = "green"
        await ask(standin, "GET", "/v2/users")
    assert len(standin.breaches) == 3


async def test_webhooks_are_fired_both_ways_and_more_than_once() -> None:
    arrived: list[Delivery] = []

    async def receive(request: Request) -> Response:
        body = await request.body()
        arrived.append(Delivery(headers=dict(request.headers), url=str(request.url), body=body))
        return Response(status_code=202)

    async with GongStandin() as standin:
        id_ = next(iter(standin.tenant.calls))
        with serve(Starlette(routes=[Route("/hook", receive, methods=["POST"])])) as address:
            rules = (
                SignedJwt(name="signed", webhook_url=f"{address}/hook", public_key=public_key("new calls")),
                UrlKey(name="keyed", key="x7Fq-2mZ_pR9vK4tW8sL"),
            )
            assert await standin.fire(f"{address}/hook", id_, rule="new calls", times=2) == [202, 202]
            assert await standin.fire(f"{address}/hook?key={rules[1].key}", id_, is_test=True) == [202]
    verdicts = [verify(delivery, rules, now()) for delivery in arrived]
    signed, keyed = Verified(rule="signed", is_test=False), Verified(rule="keyed", is_test=True)
    assert verdicts == [signed, signed, keyed]
    assert {call_id_of(delivery.body) for delivery in arrived} == {id_}
