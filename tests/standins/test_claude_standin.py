from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections.abc import AsyncGenerator

import anthropic
import httpx2
import pytest

from tests.standins.asked import LONG, asked, cached
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_cache import PromptCache
from tests.standins.claude_schema import Json
from tests.standins.claude_script import Answered, Dropped, ErrorEvent, overloaded, slow

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the world's certificates takes longer than a test."""

pytest_plugins = ("tests.standins.fixtures",)


@pytest.fixture
async def http(claude_standin: ClaudeStandin) -> AsyncGenerator[httpx2.AsyncClient]:
    headers = {"authorization": f"Bearer {claude_standin.key}", "anthropic-version": "2026-10-21"}
    async with httpx2.AsyncClient(base_url=claude_standin.base_url, headers=headers, verify=NO_TLS) as client:
        yield client


@pytest.fixture
async def sdk(claude_standin: ClaudeStandin) -> AsyncGenerator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(
        api_key=claude_standin.key,
        base_url=claude_standin.base_url,
        max_retries=0,
        open_telemetry=False,
        http_client=anthropic.DefaultAsyncHttpxClient(verify=NO_TLS),
    ) as client:
        yield client


def billed(standin: ClaudeStandin, number: int) -> tuple[int, int, int]:
    usage = standin.questions[number].usage
    return usage["input_tokens"], usage["cache_creation_input_tokens"], usage["cache_read_input_tokens"]


async def test_a_refusal_has_the_shape_of_anthropics_errors(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/messages", json=asked(temperature=0))
    body = answer.json()
    assert (answer.status_code, body["type"], body["error"]["type"]) == (400, "error", "invalid_request_error")
    assert body["request_id"] == answer.headers["request-id"]


@pytest.mark.parametrize("headers", [{"authorization": "Bearer wrong"}, {"authorization": "", "x-api-key": "wrong"}])
async def test_a_wrong_key_is_rejected_however_it_is_sent(http: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    answer = await http.post("/v1/messages", json=asked(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "authentication_error")


async def test_the_key_may_also_come_as_x_api_key(http: httpx2.AsyncClient, claude_standin: ClaudeStandin) -> None:
    answer = await http.post(
        "/v1/messages", json=asked(), headers={"authorization": "", "x-api-key": claude_standin.key}
    )
    assert answer.status_code == 200


async def test_a_body_that_is_not_json_is_an_invalid_request(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/v1/messages", content=b'{"model":')).status_code == 400


async def test_the_sdk_reads_the_same_message_streamed_and_plain(sdk: anthropic.AsyncAnthropic) -> None:
    plain = await sdk.messages.create(**asked(), stream=False)
    async with sdk.messages.stream(**asked()) as stream:
        streamed = await stream.get_final_message()
    assert [block.type for block in streamed.content] == ["thinking", "text"]
    assert [block.to_dict() for block in streamed.content] == [block.to_dict() for block in plain.content]
    assert streamed.stop_reason == plain.stop_reason == "end_turn"
    assert streamed.usage.output_tokens == plain.usage.output_tokens


async def test_an_answer_can_depend_on_the_request(http: httpx2.AsyncClient, claude_standin: ClaudeStandin) -> None:
    claude_standin.answer = lambda request: {"level": request.text.count("thanks")}
    body = (await http.post("/v1/messages", json=asked())).json()
    assert json.loads(body["content"][1]["text"]) == {"level": 60}


async def test_an_answer_too_long_for_its_room_is_cut(http: httpx2.AsyncClient, claude_standin: ClaudeStandin) -> None:
    claude_standin.answer = lambda _: {"level": "x" * 5000}
    body = (await http.post("/v1/messages", json=asked(max_tokens=100))).json()
    assert (body["stop_reason"], body["usage"]["output_tokens"]) == ("max_tokens", 100)


async def test_tokens_are_counted_without_a_message(http: httpx2.AsyncClient, claude_standin: ClaudeStandin) -> None:
    body = asked()
    del body["max_tokens"]
    counted = (await http.post("/v1/messages/count_tokens", json=body)).json()["input_tokens"]
    await http.post("/v1/messages", json=asked())
    assert counted == sum(billed(claude_standin, 0))


async def test_a_model_says_when_it_retires(sdk: anthropic.AsyncAnthropic) -> None:
    model = await sdk.models.retrieve("claude-sonnet-4-5")
    assert (model.lifecycle, model.retires_at is not None) == ("deprecated", True)


async def test_a_second_question_reads_what_the_first_wrote(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin
) -> None:
    for _ in range(2):
        await http.post("/v1/messages", json=asked())
    (fresh, written, _), (again, rewritten, read) = billed(claude_standin, 0), billed(claude_standin, 1)
    assert written > 900
    assert (again, rewritten, read) == (fresh, 0, written)


async def test_questions_asked_at_once_all_pay_for_the_whole_prompt(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin
) -> None:
    claude_standin.first_s = 0.3
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(http.post("/v1/messages", json=asked()))
    assert [billed(claude_standin, number)[2] for number in range(4)] == [0, 0, 0, 0]


async def test_the_cache_can_be_read_from_the_first_content_on_and_not_before(
    sdk: anthropic.AsyncAnthropic, claude_standin: ClaudeStandin
) -> None:
    claude_standin.on(slow(first_s=0.3, total_s=0.5))
    async with sdk.messages.stream(**asked()) as first:
        async for event in first:
            if event.type == "message_start":
                await sdk.messages.create(**asked())
            if event.type == "content_block_start":
                await sdk.messages.create(**asked())
                break
    _, before, after = (billed(claude_standin, number)[2] for number in range(3))
    assert before == 0
    assert after > 900


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"model": "claude-opus-5-5"}, id="another model"),
        pytest.param({"output_config": {"effort": "high", "format": asked()["output_config"]["format"]}}, id="effort"),
        pytest.param({"output_config": {"effort": "medium"}}, id="no format"),
        pytest.param({"system": [{"type": "text", "text": "You judge!"}]}, id="one letter of the system prompt"),
    ],
)
async def test_any_difference_before_the_breakpoint_is_another_prefix(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin, change: Json
) -> None:
    await http.post("/v1/messages", json=asked())
    await http.post("/v1/messages", json=asked(**change))
    assert billed(claude_standin, 1)[2] == 0


def test_an_entry_lives_five_minutes_from_its_last_use() -> None:
    times = iter([0.0, 299.0, 598.0, 898.5])
    cache = PromptCache(lambda: next(times))
    cache.commit(cache.bill(asked()))
    assert [cache.bill(asked()).read > 0 for _ in range(3)] == [True, True, False]


def test_a_prompt_below_the_models_minimum_is_not_cached() -> None:
    cache = PromptCache(lambda: 0.0)
    bill = cache.bill(asked(messages=[{"role": "user", "content": [cached("short")]}]))
    assert (bill.write, bill.leaves) == (0, ())


def test_a_longer_prompt_reads_the_part_it_shares_and_writes_the_rest() -> None:
    cache = PromptCache(lambda: 0.0)
    cache.commit(shared := cache.bill(asked()))
    longer = cache.bill(asked(messages=[{"role": "user", "content": [cached(LONG), cached(LONG + "more")]}]))
    assert (longer.read, longer.write > 900, longer.input) == (shared.write, True, 0)


async def test_an_outcome_is_for_the_next_request_that_matches(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin
) -> None:
    claude_standin.on(overloaded(), matching="pricing")
    pricing = asked(system=[{"type": "text", "text": "Judge the pricing."}])
    answers = [await http.post("/v1/messages", json=body) for body in (asked(), pricing, pricing)]
    assert [answer.status_code for answer in answers] == [200, 529, 200]


async def test_an_error_event_follows_http_200(sdk: anthropic.AsyncAnthropic, claude_standin: ClaudeStandin) -> None:
    claude_standin.on(ErrorEvent(after=1))
    with pytest.raises(anthropic.APIStatusError) as error:
        async with sdk.messages.stream(**asked()) as stream:
            await stream.get_final_message()
    assert (error.value.status_code, error.value.type) == (200, "overloaded_error")


@pytest.mark.parametrize("after", [None, 0, 2])
async def test_a_connection_can_be_cut_at_any_point(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin, after: int | None
) -> None:
    claude_standin.on(Dropped(after=after))
    with pytest.raises(httpx2.TransportError):
        await http.post("/v1/messages", json=asked(stream=True))
    assert claude_standin.questions[0].state == "cut"


async def test_a_stream_can_end_politely_before_the_answer_does(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin
) -> None:
    claude_standin.on(Answered(stop_reason=None))
    answer = await http.post("/v1/messages", json=asked(stream=True))
    assert "content_block_delta" in answer.text
    assert "message_stop" not in answer.text


async def test_latency_is_what_was_asked_for(http: httpx2.AsyncClient, claude_standin: ClaudeStandin) -> None:
    claude_standin.first_s, claude_standin.total_s = 0.1, 0.3
    started, seen = time.monotonic(), dict[str, float]()
    async with http.stream("POST", "/v1/messages", json=asked(stream=True)) as answer:
        async for line in answer.aiter_lines():
            seen.setdefault(line, time.monotonic() - started)
    beginning, content, end = (
        seen[f"event: {event}"] for event in ("message_start", "content_block_start", "message_stop")
    )
    assert beginning < content
    assert content >= 0.1
    assert 0.3 <= end < 3


async def test_a_client_that_hangs_up_is_noticed(http: httpx2.AsyncClient, claude_standin: ClaudeStandin) -> None:
    claude_standin.total_s = 30.0
    async with http.stream("POST", "/v1/messages", json=asked(stream=True)) as answer:
        await anext(answer.aiter_lines())
    assert await claude_standin.questions[0].ended() == "abandoned"


async def test_a_hundred_requests_are_served_side_by_side(
    http: httpx2.AsyncClient, claude_standin: ClaudeStandin
) -> None:
    claude_standin.total_s = 0.3
    started = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(100):
            group.create_task(http.post("/v1/messages", json=asked(stream=True)))
    assert time.monotonic() - started < 10  # one after the other would take 30 seconds
    assert {request.state for request in claude_standin.questions} == {"complete"}


def test_another_process_can_ask_too() -> None:
    program = "import sys, httpx2; print(httpx2.get(sys.argv[1] + '/v1/models/claude-opus-5-5').status_code)"

    async def run(url: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, url, stdout=asyncio.subprocess.PIPE
        )
        return (await process.communicate())[0]

    with ClaudeStandin() as standin:
        assert asyncio.run(run(standin.base_url)).strip() == b"401"
