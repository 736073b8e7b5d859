"""The webhook accepts what Gong sends and nothing else, and keeps it before it answers. Over real HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx
import psycopg
import pytest

from db import inbox
from db.database import Database
from flows.receiver import LARGEST, PATH
from gong.webhook import Delivery, Reason
from tests.flows.receiving import GIVEN_URL, KEY, receiving
from tests.gong.gong_json import CALL_ID, call_data
from tests.standins.gong_webhooks import keyed, now, payload, private_key, signed, token

BODY = payload(call_data())
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module", autouse=True)
def _keys() -> None:
    """Made before anything is timed."""
    for rule in ("first", "second", "stranger"):
        private_key(rule)


def with_token(text: str, body: bytes = BODY) -> Delivery:
    return Delivery(headers={"authorization": text}, url=GIVEN_URL, body=body)


def good(body: bytes = BODY, rule: str = "first") -> Delivery:
    return signed(rule, GIVEN_URL, body, now())


async def waiting(database: Database) -> list[str]:
    return [claim.call_id for claim in await inbox.claim_calls(database, most=100, lease=HOUR)]


@pytest.mark.parametrize(
    "make",
    [
        good,
        lambda: good(rule="second"),
        lambda: with_token("Bearer " + token("first", GIVEN_URL, BODY, now())),
        lambda: keyed(f"{PATH}?key={KEY}", BODY),
        lambda: keyed(f"{PATH}/{KEY}", BODY),
        lambda: signed("first", "https://COACH.example:443/webhooks/gong/", BODY, now()),
    ],
    ids=["signed", "another rule", "bearer", "key in the query", "key in the path", "same address"],
)
async def test_what_gong_sends_is_kept_and_rung_for(database: Database, dsn: str, make: object) -> None:
    async with receiving(database) as at:
        delivery: Delivery = make()  # type: ignore[operator]
        response = await at.post(Delivery(headers=delivery.headers, url=_place(delivery.url), body=delivery.body))
    assert (response.status_code, response.json()) == (200, {"received": "new"})
    assert len(at.rings) == 1
    assert await waiting(database) == [CALL_ID]
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        (kept,) = await (await connection.execute("select body from delivery")).fetchall()
    assert kept[0] == BODY, "byte for byte"


def _place(url: str) -> str:
    return url if url.startswith("/") else PATH


REFUSED = {
    "no signature and no key": (lambda: keyed(PATH, BODY), Reason.WRONG_KEY),
    "a wrong key": (lambda: keyed(f"{PATH}?key={KEY[:-1]}", BODY), Reason.WRONG_KEY),
    "a key as the name of a parameter": (lambda: keyed(f"{PATH}?{KEY}=1", BODY), Reason.WRONG_KEY),
    "an empty header": (lambda: with_token(""), Reason.MALFORMED),
    "basic auth": (lambda: with_token("Basic dXNlcjpwYXNz"), Reason.MALFORMED),
    "a token of half a megabyte": (lambda: with_token("a.b.c" + "x" * 20_000), Reason.MALFORMED),
    "expired": (lambda: signed("first", GIVEN_URL, BODY, now() - HOUR), Reason.EXPIRED),
    "good for too long": (lambda: signed("first", GIVEN_URL, BODY, now() + 30 * HOUR), Reason.GOOD_TOO_LONG),
    "foreign": (lambda: signed("stranger", GIVEN_URL, BODY, now()), Reason.WRONG_SIGNATURE),
    "for another address": (
        lambda: with_token(token("first", "https://evil.example/webhooks/gong", BODY, now())),
        Reason.OTHER_URL,
    ),
    "over another body": (lambda: with_token(token("first", GIVEN_URL, BODY, now()), BODY + b" "), Reason.OTHER_BODY),
    "downgraded to a shared secret": (
        lambda: with_token(token("first", GIVEN_URL, BODY, now(), algorithm="HS256")),
        Reason.WRONG_ALGORITHM,
    ),
    "downgraded to none": (
        lambda: with_token(token("first", GIVEN_URL, BODY, now(), algorithm="none")),
        Reason.WRONG_ALGORITHM,
    ),
    "without a time": (
        lambda: with_token(token("first", GIVEN_URL, BODY, now(), claims={"exp": None})),
        Reason.LACKS_CLAIMS,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_anybody_else_sends_is_refused_counted_and_never_shown(
    database: Database, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    make, reason = REFUSED[case]
    async with receiving(database) as at:
        response = await at.post(make())
        if response.status_code != 400:  # the server itself refuses a header of that size
            assert await at.rejected(database) == {reason.value: 1}
            assert response.status_code == 401
    assert at.rings == []
    assert await waiting(database) == []
    assert KEY[:-1] not in caplog.text
    assert "evil.example" not in caplog.text
    assert CALL_ID not in caplog.text + response.text


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"callData": null}', b'{"callData": {"metaData": {"id": ""}}}', b"\xff\xfe"]
)
async def test_what_is_no_call_is_refused_even_when_gong_signed_it(database: Database, body: bytes) -> None:
    async with receiving(database) as at:
        response = await at.post(good(body))
        assert await at.rejected(database) == {"it is from Gong and is not about a call": 1}
    assert response.status_code == 400
    assert await waiting(database) == []


async def test_a_call_whose_id_fits_no_number_is_kept_with_its_exact_id(database: Database) -> None:
    body = json.dumps({"callData": {"metaData": {"id": 18446744073709551615}}}).encode()
    async with receiving(database) as at:
        assert (await at.post(good(body))).status_code == 200
    assert await waiting(database) == ["18446744073709551615"]


async def test_a_test_from_gongs_settings_is_answered_and_leads_to_nothing(database: Database) -> None:
    async with receiving(database) as at:
        response = await at.post(good(payload(call_data(), is_test=True)))
    assert response.json() == {"received": "test"}
    assert at.rings == []
    assert await waiting(database) == []


async def test_duplicates_and_several_rules_are_one_call(database: Database) -> None:
    async with receiving(database) as at:
        answers = [(await at.post(good(rule=rule))).json()["received"] for rule in ("first", "second", "first")]
    assert answers == ["new", "known", "known"]
    assert len(at.rings) == 1
    assert await waiting(database) == [CALL_ID]


async def test_a_body_that_is_announced_as_too_large_is_not_read(database: Database) -> None:
    async with receiving(database) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.http.base_url.port)
        writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999999\r\n\r\n".encode())
        assert (await reader.readline()).split()[1] == b"413"
        writer.close()
        assert await at.rejected(database) == {"it is larger than any call": 1}


async def test_a_body_that_never_ends_is_cut_off_at_the_limit(database: Database) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal sent
        while sent < 20 * LARGEST:
            sent += 2**16
            yield b"x" * 2**16

    async with receiving(database) as at:
        try:
            status = (await at.http.post(PATH, content=endless())).status_code
        except httpx.TransportError:  # the line was closed while we were still writing
            status = 413
        assert await at.rejected(database) == {"it is larger than any call": 1}
    assert status == 413
    assert sent < 10 * LARGEST


async def test_a_flood_of_rejections_is_one_line_of_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with receiving(database) as at:
        for _ in range(30):
            await at.post(keyed(PATH, BODY))
        assert await at.rejected(database) == {Reason.WRONG_KEY.value: 30}
    assert len([record for record in caplog.records if "not accepted" in record.message]) <= 2


async def test_a_delivery_that_cannot_be_stored_is_not_acknowledged(
    database: Database, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.receiver.STORING_S", 0.3)
    async with receiving(database) as at, await psycopg.AsyncConnection.connect(dsn) as connection:
        await connection.execute("lock table delivery")
        response = await at.post(good())
        await connection.rollback()
        assert (response.status_code, response.headers["retry-after"]) == (503, "60")
        assert (await at.post(good())).json() == {"received": "new"}


async def test_it_says_whether_it_is_alive_and_ready(database: Database) -> None:
    async with receiving(database) as at:
        assert (await at.http.get("/healthz")).json() == {"alive": True}
        assert (await at.http.get("/readyz")).json() == {"ready": True}


async def test_a_delivery_that_came_through_a_proxy_is_accepted_and_a_page_may_not_ask_the_mcp_server(
    database: Database,
) -> None:
    delivery = good()
    async with receiving(database) as at:
        host = {"host": "coach.example"}
        accepted = await at.http.post(PATH, content=delivery.body, headers={**delivery.headers, **host})
        rebinding = await at.http.post("/mcp", json={}, headers={"origin": "https://evil.example", **host})
    assert accepted.status_code == 200
    assert rebinding.status_code in {400, 403, 421}
