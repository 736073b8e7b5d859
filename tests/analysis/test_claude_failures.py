"""Whatever goes wrong between us and Claude becomes an error that a person can act on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Generator

import pytest
import stamina
from stamina import instrumentation
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from analysis.claude import ClaudeJudge
from analysis.claude_wire import ATTEMPTS
from analysis.errors import (
    AnswerUnusable,
    JudgeError,
    JudgeKeyRejected,
    JudgeOutOfCredit,
    JudgeRefused,
    JudgeRejectedRequest,
    JudgeTruncated,
    JudgeUnavailable,
    JudgeUnreachable,
)
from analysis.ports import NO_USAGE, Usage
from tests.analysis.asking import SAID, ask, opened, question
from tests.standins.claude import KEY, ClaudeStandin
from tests.standins.claude_script import (
    Answered,
    Dropped,
    ErrorEvent,
    HttpError,
    Outcome,
    malformed,
    overloaded,
    rate_limited,
    refusal,
    slow,
    truncated,
)
from tests.standins.server import serve


@pytest.fixture
def pauses() -> Generator[list[float]]:
    """How long each pause before another try was meant to be, in seconds."""
    meant: list[float] = []
    instrumentation.set_on_retry_hooks([lambda details: meant.append(details.wait_for)])
    yield meant
    instrumentation.set_on_retry_hooks(None)


# --- what can go wrong: the table ---

FATAL, PASSING = 1, ATTEMPTS


def named(value: object) -> str:
    """A row of the table in a few words."""
    match value:
        case HttpError():
            return f"{value.status} {value.code or value.type}"
        case Answered():
            return f"stop_reason {value.stop_reason} {(value.text or '')[:12]}".strip()
        case type():
            return value.__name__
        case _:
            return str(value)


def http(status: int, kind: str, code: str | None = None, message: str = "no") -> HttpError:
    return HttpError(status=status, type=kind, code=code, message=message)


@pytest.mark.parametrize(
    ("outcome", "error", "tries", "advice"),
    [
        (http(400, "invalid_request_error"), JudgeRejectedRequest, FATAL, "ANTHROPIC_EFFORT"),
        (
            http(400, "invalid_request_error", message="Your credit balance is too low"),
            JudgeOutOfCredit,
            FATAL,
            "settings/billing",
        ),
        (
            http(400, "invalid_request_error", message="You have reached your specified API usage limits"),
            JudgeOutOfCredit,
            FATAL,
            "settings/limits",
        ),
        (http(401, "authentication_error"), JudgeKeyRejected, FATAL, "settings/keys"),
        (http(402, "billing_error"), JudgeOutOfCredit, FATAL, "settings/billing"),
        (http(403, "permission_error"), JudgeKeyRejected, FATAL, "ANTHROPIC_MODEL"),
        (http(403, "permission_error", "organization_on_hold"), JudgeKeyRejected, FATAL, "on hold"),
        (http(404, "not_found_error"), JudgeRejectedRequest, FATAL, "ANTHROPIC_MODEL"),
        (http(408, "timeout_error"), JudgeUnavailable, PASSING, "ask again"),
        (http(409, "conflict_error"), JudgeUnavailable, PASSING, "Ask again"),
        (http(413, "request_too_large"), JudgeRejectedRequest, FATAL, "WINDOW_TOKENS"),
        (http(422, "invalid_request_error"), JudgeRejectedRequest, FATAL, "report it"),
        (rate_limited(), JudgeUnavailable, PASSING, "Wait a minute"),
        (http(429, "rate_limit_error", "ramp_limit_exceeded"), JudgeUnavailable, PASSING, "Wait a minute"),
        (http(429, "rate_limit_error", "enforced_spend_limit_reached"), JudgeOutOfCredit, FATAL, "settings/limits"),
        (http(429, "rate_limit_error", "contract_spend_limit_reached"), JudgeOutOfCredit, FATAL, "settings/limits"),
        (http(500, "api_error"), JudgeUnavailable, PASSING, "status.claude.com"),
        (http(503, "api_error"), JudgeUnavailable, PASSING, "ask again"),
        (http(504, "timeout_error"), JudgeUnavailable, PASSING, "ask again"),
        (overloaded(), JudgeUnavailable, PASSING, "overloaded"),
        (ErrorEvent(type="overloaded_error"), JudgeUnavailable, PASSING, "overloaded"),
        (ErrorEvent(type="api_error", after=0), JudgeUnavailable, PASSING, "status.claude.com"),
        (ErrorEvent(type="invalid_request_error"), JudgeRejectedRequest, FATAL, "report it"),
        (Dropped(), JudgeUnavailable, PASSING, "connection to the internet"),
        (Dropped(after=2), JudgeUnavailable, PASSING, "Check the network"),
        (Answered(stop_reason=None), JudgeUnavailable, PASSING, "Check the network"),
        (truncated(), JudgeTruncated, FATAL, "ANTHROPIC_EFFORT"),
        (truncated("model_context_window_exceeded"), JudgeTruncated, FATAL, "WINDOW_TOKENS"),
        (refusal(), JudgeRefused, FATAL, "Read it yourself"),
        (refusal("cyber"), JudgeRefused, FATAL, "cyber"),
        (Answered(stop_reason="pause_turn"), AnswerUnusable, FATAL, "pause_turn"),
        (malformed(), AnswerUnusable, FATAL, "Ask again"),
        (malformed("[1]"), AnswerUnusable, FATAL, "Ask again"),
        (malformed(""), AnswerUnusable, FATAL, "Ask again"),
        (malformed("[" * 1500), AnswerUnusable, FATAL, "Ask again"),
    ],
    ids=named,
)
@pytest.mark.usefixtures("no_pauses")
async def test_what_goes_wrong_becomes_an_error_a_person_can_act_on(
    judge: ClaudeJudge,
    claude_standin: ClaudeStandin,
    outcome: Outcome,
    error: type[JudgeError],
    tries: int,
    advice: str,
) -> None:
    claude_standin.on(outcome, times=None)
    with pytest.raises(JudgeError) as raised:
        await ask(judge)
    assert type(raised.value) is error
    assert advice in str(raised.value)
    assert len(claude_standin.questions) == tries


@pytest.mark.parametrize(
    "outcome",
    [overloaded(), rate_limited(), http(500, "api_error"), ErrorEvent(), Dropped(), Answered(stop_reason=None)],
    ids=named,
)
@pytest.mark.usefixtures("no_pauses")
async def test_what_passes_is_asked_again_and_answered(
    judge: ClaudeJudge, claude_standin: ClaudeStandin, outcome: Outcome
) -> None:
    claude_standin.on(outcome, times=2)
    assert (await ask(judge)).text == '{"level": 0}'
    assert len(claude_standin.questions) == 3


async def test_without_a_network_the_advice_is_to_check_it(claude_standin: ClaudeStandin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_again:
        nobody = f"http://127.0.0.1:{closed_again.getsockname()[1]}"
    with stamina.set_testing(True, attempts=2):
        async with opened(claude_standin, base_url=nobody) as judge:
            with pytest.raises(JudgeUnreachable, match="connection to the internet, and ANTHROPIC_BASE_URL"):
                await ask(judge)


async def test_an_address_where_something_else_answers_is_named_as_the_cause(claude_standin: ClaudeStandin) -> None:
    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse("<h1>Please log in</h1>")

    app = Starlette(routes=[Route("/{path:path}", page, methods=["GET", "POST"])])
    with serve(app) as address:
        async with opened(claude_standin, base_url=address) as judge:
            with pytest.raises(AnswerUnusable, match="ANTHROPIC_BASE_URL does not speak Claude's API"):
                await ask(judge)
            with pytest.raises(AnswerUnusable, match="ANTHROPIC_BASE_URL does not speak Claude's API"):
                await judge.check()


# --- waiting ---


async def test_a_pause_that_claude_asks_for_is_kept(
    judge: ClaudeJudge, claude_standin: ClaudeStandin, pauses: list[float]
) -> None:
    claude_standin.on(overloaded({"retry-after-ms": "150"}))
    await ask(judge)
    first, second = (request.at for request in claude_standin.questions)
    assert second - first >= 0.15
    assert pauses == [pytest.approx(0.15)]


async def test_a_pause_longer_than_a_minute_is_reported_instead_of_waited_for(claude_standin: ClaudeStandin) -> None:
    claude_standin.on(rate_limited("300"))
    async with opened(claude_standin, timeout_s=600) as judge:
        with pytest.raises(JudgeUnavailable, match="Claude asks to wait 5 minutes"):
            await ask(judge)
    assert len(claude_standin.questions) == 1


async def test_a_pause_longer_than_the_time_left_is_reported_at_once(claude_standin: ClaudeStandin) -> None:
    claude_standin.on(rate_limited("20"))
    async with opened(claude_standin, timeout_s=5.0) as judge:
        with pytest.raises(JudgeUnavailable, match="Claude asks to wait 20 seconds"):
            await ask(judge)


async def test_an_answer_that_does_not_come_in_time_is_given_up_and_hung_up_on(claude_standin: ClaudeStandin) -> None:
    claude_standin.on(slow(first_s=30, total_s=60))
    async with opened(claude_standin, timeout_s=0.4) as judge:
        with pytest.raises(JudgeUnavailable, match="did not answer within 1 second") as raised:
            await ask(judge)
    assert raised.value.usage.cache_write > 0
    assert await claude_standin.questions[0].ended() == "abandoned"


async def test_cancelling_a_question_hangs_up(judge: ClaudeJudge, claude_standin: ClaudeStandin) -> None:
    claude_standin.on(slow(first_s=0, total_s=60))
    begun = asyncio.Event()
    task = asyncio.create_task(judge.ask(question(), on_first=begun.set))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await claude_standin.questions[0].ended() == "abandoned"


async def test_a_cancelled_question_gives_its_slot_back(claude_standin: ClaudeStandin) -> None:
    claude_standin.on(slow(first_s=0, total_s=60))
    async with opened(claude_standin, concurrency=1) as judge:
        begun = asyncio.Event()
        task = asyncio.create_task(judge.ask(question(), on_first=begun.set))
        await begun.wait()
        task.cancel()
        assert (await ask(judge)).text == '{"level": 0}'


# --- what failures cost ---


@pytest.mark.usefixtures("no_pauses")
async def test_broken_tries_are_on_the_bill_of_the_answer(judge: ClaudeJudge, claude_standin: ClaudeStandin) -> None:
    claude_standin.on(ErrorEvent(after=1), times=2)
    reply = await ask(judge)
    whole = sum((_billed(request.usage) for request in claude_standin.questions), NO_USAGE)
    assert (reply.usage.cache_write, reply.usage.cache_read) == (whole.cache_write, whole.cache_read)
    assert reply.usage.input == whole.input


def _billed(usage: dict[str, int]) -> Usage:
    return Usage(
        input=usage["input_tokens"],
        cache_write=usage["cache_creation_input_tokens"],
        cache_read=usage["cache_read_input_tokens"],
    )


@pytest.mark.parametrize("outcome", [truncated(), refusal(), malformed(), ErrorEvent(type="invalid_request_error")])
async def test_an_error_says_what_it_cost(judge: ClaudeJudge, claude_standin: ClaudeStandin, outcome: Outcome) -> None:
    claude_standin.on(outcome)
    with pytest.raises(JudgeError) as raised:
        await ask(judge)
    assert raised.value.usage.cache_write > 0


async def test_a_request_that_was_not_accepted_costs_nothing(judge: ClaudeJudge, claude_standin: ClaudeStandin) -> None:
    claude_standin.on(http(400, "invalid_request_error"))
    with pytest.raises(JudgeRejectedRequest) as raised:
        await ask(judge)
    assert raised.value.usage == NO_USAGE


# --- secrets ---


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 500])
@pytest.mark.usefixtures("no_pauses")
async def test_no_message_repeats_the_key_or_what_was_said_on_the_call(
    judge: ClaudeJudge, claude_standin: ClaudeStandin, status: int
) -> None:
    echo = f"cannot take {KEY} with {SAID}"
    claude_standin.on(HttpError(status=status, type="some_error", code=echo, message=echo), times=None)
    with pytest.raises(JudgeError) as raised:
        await ask(judge)
    assert KEY not in repr(raised.value)
    assert SAID not in repr(raised.value)
