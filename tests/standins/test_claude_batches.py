"""The stand-in's batches refuse what Claude's refuse, and end as Claude's may."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest

from tests.standins.asked import asked
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import HttpError, overloaded

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
PATH = "/v1/messages/batches"

pytest_plugins = ("tests.standins.fixtures",)


@pytest.fixture
async def http(claude_standin: ClaudeStandin) -> AsyncGenerator[httpx2.AsyncClient]:
    headers = {"authorization": f"Bearer {claude_standin.key}", "anthropic-version": "2026-10-21"}
    async with httpx2.AsyncClient(base_url=claude_standin.base_url, headers=headers, verify=NO_TLS) as client:
        yield client


def batch(*ids: str, **changes: Any) -> dict[str, Any]:
    return {"requests": [{"custom_id": id_, "params": asked(**changes)} for id_ in ids]}


async def results(http: httpx2.AsyncClient, name: str) -> dict[str, Any]:
    lines = (await http.get(f"{PATH}/{name}/results")).text.splitlines()
    return {(line := json.loads(text))["custom_id"]: line["result"] for text in lines}


async def test_a_batch_ends_and_gives_its_results_in_another_order(http: httpx2.AsyncClient) -> None:
    made = (await http.post(PATH, json=batch("a", "b", "c"))).json()
    assert made["processing_status"] == "in_progress"
    assert made["request_counts"]["processing"] == 3
    assert made["results_url"] is None
    ended = (await http.get(f"{PATH}/{made['id']}")).json()
    assert (ended["processing_status"], ended["request_counts"]["succeeded"]) == ("ended", 3)
    told = await results(http, made["id"])
    assert list(told) == ["c", "b", "a"]
    assert told["a"]["message"]["stop_reason"] == "end_turn"


@pytest.mark.parametrize(
    "wrong",
    [
        batch("a", "a"),
        batch("a:b"),
        batch("x" * 65),
        batch("a", stream=True),
        batch("a", max_tokens=0),
        {"requests": []},
        {},
        {"requests": [{"custom_id": "a"}]},
    ],
    ids=["twice", "colon", "long", "stream", "no room", "empty", "nothing", "no params"],
)
async def test_a_batch_with_a_mistake_of_its_own_is_refused_at_once(
    http: httpx2.AsyncClient, wrong: dict[str, Any]
) -> None:
    answer = await http.post(PATH, json=wrong)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


async def test_a_mistake_in_one_request_comes_out_in_its_result(http: httpx2.AsyncClient) -> None:
    name = (await http.post(PATH, json=batch("a", temperature=0))).json()["id"]
    await http.get(f"{PATH}/{name}")
    (told,) = (await results(http, name)).values()
    assert (told["type"], told["error"]["error"]["type"]) == ("errored", "invalid_request_error")


async def test_requests_expire_and_fail_by_the_script(http: httpx2.AsyncClient, claude_standin: ClaudeStandin) -> None:
    claude_standin.batches.expiring.append("Rubric")
    name = (await http.post(PATH, json=batch("a"))).json()["id"]
    await http.get(f"{PATH}/{name}")
    assert (await results(http, name))["a"] == {"type": "expired"}
    claude_standin.batches.expiring.clear()
    other = (await http.post(PATH, json=batch("b"))).json()["id"]
    claude_standin.on(overloaded(), matching="Rubric")
    await http.get(f"{PATH}/{other}")
    assert (await results(http, other))["b"]["error"]["error"]["type"] == "overloaded_error"


async def test_a_batch_that_is_held_has_no_results_and_can_be_cancelled(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin
) -> None:
    claude_standin.batches.held = True
    name = (await http.post(PATH, json=batch("a"))).json()["id"]
    assert (await http.get(f"{PATH}/{name}")).json()["processing_status"] == "in_progress"
    assert (await http.get(f"{PATH}/{name}/results")).status_code == 400
    assert (await http.post(f"{PATH}/{name}/cancel")).json()["processing_status"] == "canceling"
    assert (await http.get(f"{PATH}/{name}")).json()["request_counts"]["canceled"] == 1
    assert (await results(http, name))["a"] == {"type": "canceled"}


async def test_batches_are_listed_newest_first_page_by_page(http: httpx2.AsyncClient) -> None:
    names = [(await http.post(PATH, json=batch(id_))).json()["id"] for id_ in "abc"]
    first = (await http.get(PATH, params={"limit": 2})).json()
    assert ([each["id"] for each in first["data"]], first["has_more"]) == ([names[2], names[1]], True)
    rest = (await http.get(PATH, params={"limit": 2, "after_id": first["last_id"]})).json()
    assert ([each["id"] for each in rest["data"]], rest["has_more"]) == ([names[0]], False)


async def test_a_wrong_key_and_an_unknown_batch_are_told_as_such(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin
) -> None:
    assert (await http.get(f"{PATH}/msgbatch_none")).status_code == 404
    claude_standin.on(HttpError(status=401, type="authentication_error"), matching=lambda r: r.path == PATH)
    assert (await http.post(PATH, json=batch("a"))).status_code == 401
    http.headers["authorization"] = "Bearer wrong"
    assert [(await http.get(path)).status_code for path in (PATH, f"{PATH}/a")] == [401, 401]
