"""What is asked of Claude, what is learned from its answer, and what `coach doctor` is told."""

from __future__ import annotations

import asyncio
import dataclasses
import time
import traceback

import pytest

from analysis.claude import ClaudeJudge
from analysis.errors import (
    BadSetting,
    JudgeError,
    JudgeKeyRejected,
    JudgeRejectedRequest,
)
from analysis.ports import Block, Usage
from tests.analysis.asking import MODEL, SCHEMA, ask, opened, question
from tests.standins.claude import KEY, ClaudeStandin
from tests.standins.claude_script import (
    ErrorEvent,
    HttpError,
    Outcome,
    slow,
)

# --- what is asked ---


async def test_a_question_gets_its_answer_and_its_bill(judge: ClaudeJudge, claude_standin: ClaudeStandin) -> None:
    claude_standin.answer = lambda _: {"level": 2}
    reply = await ask(judge)
    usage = claude_standin.questions[0].usage
    assert reply.text == '{"level": 2}'
    assert reply.usage == Usage(
        input=usage["input_tokens"],
        cache_write=usage["cache_creation_input_tokens"],
        output=usage["output_tokens"],
        thinking=usage["output_tokens_details"]["thinking_tokens"],
    )
    assert reply.usage.thinking > 0
    assert reply.request_id is not None


async def test_the_judge_says_which_model_and_effort_it_is(judge: ClaudeJudge) -> None:
    assert (judge.model, judge.effort) == (MODEL, "medium")


async def test_the_same_question_is_the_same_request_byte_for_byte(
    judge: ClaudeJudge, claude_standin: ClaudeStandin
) -> None:
    await ask(judge, question(purpose="judge"))
    await ask(judge, question(purpose="judge again"))
    first, second = claude_standin.questions
    assert first.body == second.body


async def test_the_request_streams_and_marks_only_the_shared_prefix(
    judge: ClaudeJudge, claude_standin: ClaudeStandin
) -> None:
    await ask(judge)
    body = claude_standin.questions[0].json
    assert body["stream"] is True
    assert body["output_config"] == {"effort": "medium", "format": {"type": "json_schema", "schema": SCHEMA}}
    assert ["cache_control" in block for block in body["messages"][0]["content"]] == [True, False]


async def test_a_question_with_five_marked_blocks_is_a_mistake_in_our_own_code(judge: ClaudeJudge) -> None:
    five = dataclasses.replace(question(), user=(Block(text="words", cache=True),) * 5)
    with pytest.raises(ValueError, match="at most 4"):
        await ask(judge, five)


async def test_keys_and_addresses_left_in_the_environment_change_nothing(
    claude_standin: ClaudeStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE"):
        monkeypatch.setenv(name, "somebody-elses")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    async with opened(claude_standin) as judge:
        await ask(judge)
    assert claude_standin.questions[0].headers["authorization"] == f"Bearer {KEY}"


# --- when the first content arrives ---


async def test_others_are_released_at_the_first_content_not_before_and_not_at_the_end(
    judge: ClaudeJudge, claude_standin: ClaudeStandin
) -> None:
    claude_standin.on(slow(first_s=0.1, total_s=0.4))
    released: list[float] = []
    started = time.monotonic()
    await judge.ask(question(), on_first=lambda: released.append(time.monotonic() - started))
    assert len(released) == 1
    assert 0.1 <= released[0] < time.monotonic() - started - 0.1


@pytest.mark.usefixtures("no_pauses")
async def test_others_are_released_once_however_many_tries_begin(
    judge: ClaudeJudge, claude_standin: ClaudeStandin
) -> None:
    claude_standin.on(ErrorEvent(after=2), times=3)
    released: list[int] = []
    await judge.ask(question(), on_first=lambda: released.append(1))
    assert (len(claude_standin.questions), len(released)) == (4, 1)


@pytest.mark.parametrize("outcome", [HttpError(status=400, type="invalid_request_error"), ErrorEvent(after=0)])
@pytest.mark.usefixtures("no_pauses")
async def test_nobody_is_released_by_an_answer_that_never_began(
    judge: ClaudeJudge, claude_standin: ClaudeStandin, outcome: Outcome
) -> None:
    claude_standin.on(outcome, times=None)
    released: list[int] = []
    with pytest.raises(JudgeError):
        await judge.ask(question(), on_first=lambda: released.append(1))
    assert released == []


async def test_asking_one_first_and_the_rest_at_its_first_content_pays_the_transcript_once(
    judge: ClaudeJudge, claude_standin: ClaudeStandin
) -> None:
    claude_standin.first_s, claude_standin.total_s = 0.05, 0.2
    begun = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(judge.ask(question("discovery"), on_first=begun.set))]
        await begun.wait()
        tasks += [group.create_task(ask(judge, question(rubric))) for rubric in ("pricing", "closing", "listening")]
    usages = [task.result().usage for task in tasks]
    assert [usage.cache_write > 0 for usage in usages] == [True, False, False, False]
    assert [usage.cache_read for usage in usages] == [0, *[usages[0].cache_write] * 3]


async def test_asking_all_at_once_pays_the_transcript_every_time(
    judge: ClaudeJudge, claude_standin: ClaudeStandin
) -> None:
    claude_standin.first_s = 0.3
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(judge, question(rubric))) for rubric in ("discovery", "pricing", "closing")]
    assert [task.result().usage.cache_read for task in tasks] == [0, 0, 0]


async def test_no_more_questions_are_under_way_than_allowed(claude_standin: ClaudeStandin) -> None:
    claude_standin.total_s = 0.1
    async with opened(claude_standin, concurrency=2) as judge, asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(ask(judge))
    arrivals = [request.at for request in claude_standin.questions]
    assert all(later - earlier >= 0.09 for earlier, later in zip(arrivals, arrivals[2:], strict=False))


async def test_waiting_for_a_slot_does_not_use_up_the_time_for_an_answer(claude_standin: ClaudeStandin) -> None:
    claude_standin.total_s = 0.25
    async with opened(claude_standin, concurrency=1, timeout_s=0.7) as judge, asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(judge)) for _ in range(3)]
    assert len([task.result() for task in tasks]) == 3


# --- settings that cannot be right ---


@pytest.mark.parametrize("key", ["", " ", f"{KEY}\n", "sk-ant-ключ", "sk ant"])
async def test_a_key_that_cannot_be_one_is_refused_before_anybody_can_quote_it(
    claude_standin: ClaudeStandin, key: str
) -> None:
    with pytest.raises(BadSetting, match="ANTHROPIC_API_KEY") as raised:
        async with opened(claude_standin, key=key):
            pass
    assert KEY not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("address", ["nowhere", "ftp://example.com", "https://", "https://exa\nmple.com"])
async def test_an_address_that_is_none_is_a_bad_setting(claude_standin: ClaudeStandin, address: str) -> None:
    with pytest.raises(BadSetting, match="ANTHROPIC_BASE_URL"):
        async with opened(claude_standin, base_url=address):
            pass


# --- the check that `coach doctor` makes ---


async def test_the_check_says_that_key_and_model_work_and_spends_nothing(
    judge: ClaudeJudge, claude_standin: ClaudeStandin
) -> None:
    assert await judge.check() == f"{MODEL} works with this key"
    assert claude_standin.questions == []


async def test_the_check_finds_a_wrong_key(claude_standin: ClaudeStandin) -> None:
    async with opened(claude_standin, key="sk-ant-of-somebody-else") as judge:
        with pytest.raises(JudgeKeyRejected, match="ANTHROPIC_API_KEY"):
            await judge.check()


@pytest.mark.parametrize(("model", "words"), [("claude-nobody", "no model"), ("claude-opus-4-0", "retired")])
async def test_the_check_finds_a_model_that_is_not_there(claude_standin: ClaudeStandin, model: str, words: str) -> None:
    async with opened(claude_standin, model=model) as judge:
        with pytest.raises(JudgeRejectedRequest, match=words):
            await judge.check()


async def test_the_check_warns_of_a_model_that_is_about_to_retire(claude_standin: ClaudeStandin) -> None:
    async with opened(claude_standin, model="claude-sonnet-4-5") as judge:
        assert "retires on 30 November 2026" in await judge.check()
