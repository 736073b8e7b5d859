"""Batches, as they go over the wire to Claude and back."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from analysis.claude_batches import ClaudeBatches
from analysis.errors import (
    BatchUncertain,
    JudgeKeyRejected,
    JudgeRejectedRequest,
    JudgeUnavailable,
    JudgeUnreachable,
)
from analysis.ports import BatchResult, Usage
from tests.analysis.asking import MODEL, ask, opened, question
from tests.standins.claude import KEY, ClaudeStandin
from tests.standins.claude_batches import PATH
from tests.standins.claude_script import HttpError, Recorded, malformed, overloaded, refusal, truncated

ONE, TWO, THREE = "1" * 64, "2" * 64, "3" * 64
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def batches(claude_standin: ClaudeStandin) -> AsyncGenerator[ClaudeBatches]:
    claude_standin.answer = lambda _: {"level": 2}
    opened = ClaudeBatches.open(api_key=KEY, model=MODEL, effort="medium", base_url=claude_standin.base_url)
    async with opened as batches:
        yield batches


async def read(batches: ClaudeBatches, name: str) -> dict[str, BatchResult]:
    assert (await batches.look(name)).has_ended
    return {result.fingerprint: result async for result in batches.results(name)}


def is_batch(request: Recorded) -> bool:
    return request.path == PATH


def is_alone(request: Recorded) -> bool:
    return request.path == f"{PATH}#"


async def test_a_question_goes_into_a_batch_byte_for_byte_as_it_is_asked_alone(
    batches: ClaudeBatches, claude_standin: ClaudeStandin
) -> None:
    await batches.send({ONE: question()})
    async with opened(claude_standin) as judge:
        await ask(judge, question())
    (alone,), (batched,) = claude_standin.questions, claude_standin.batches.questions
    without_stream = {name: value for name, value in alone.json.items() if name != "stream"}
    assert json.dumps(batched.json) == json.dumps(without_stream)


async def test_answers_come_back_with_their_bills(batches: ClaudeBatches, claude_standin: ClaudeStandin) -> None:
    name = await batches.send({ONE: question("one"), TWO: question("two")})
    told = await read(batches, name)
    usage = claude_standin.batches.questions[0].usage
    assert told[ONE] == BatchResult(
        fingerprint=ONE,
        outcome="done",
        text='{"level": 2}',
        usage=Usage(
            input=usage["input_tokens"],
            cache_write=usage["cache_creation_input_tokens"],
            output=usage["output_tokens"],
            thinking=usage["output_tokens_details"]["thinking_tokens"],
        ),
    )
    assert told[TWO].text == '{"level": 2}'


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        (refusal("cyber"), "JudgeRefused"),
        (truncated(), "JudgeTruncated"),
        (malformed(), "AnswerUnusable"),
        (overloaded(), "errored"),
    ],
    ids=["refused", "truncated", "malformed", "errored"],
)
async def test_an_answer_that_cannot_be_used_says_why(
    batches: ClaudeBatches, claude_standin: ClaudeStandin, outcome: HttpError, name: str
) -> None:
    claude_standin.on(outcome, matching=is_alone)
    told = (await read(batches, await batches.send({ONE: question()})))[ONE]
    assert (told.outcome, told.text) == (name, None)
    assert told.reason
    assert (told.usage.output > 0) == (name != "errored")


async def test_requests_that_were_not_got_to_or_cancelled_say_so(
    batches: ClaudeBatches, claude_standin: ClaudeStandin
) -> None:
    claude_standin.batches.expiring.append("Rubric: two")
    told = await read(batches, await batches.send({TWO: question("two")}))
    assert (told[TWO].outcome, told[TWO].reason) == ("expired", "Claude did not get to it within a day.")
    name = await batches.send({THREE: question("three")})
    claude_standin.batches.all[-1].cancelled = True
    assert (await read(batches, name))[THREE].reason == "Somebody cancelled the batch."


async def test_a_batch_that_runs_has_not_ended(batches: ClaudeBatches, claude_standin: ClaudeStandin) -> None:
    claude_standin.batches.held = True
    state = await batches.look(await batches.send({ONE: question()}))
    assert (state.has_ended, state.questions, state.results_are_kept) == (False, 1, True)


async def test_batches_are_listed_back_to_a_moment(batches: ClaudeBatches, claude_standin: ClaudeStandin) -> None:
    names = [await batches.send({str(number) * 64: question()}) for number in range(3)]
    claude_standin.batches.all[0].created_at -= timedelta(hours=1)
    since = claude_standin.batches.all[1].created_at
    assert [batch.id for batch in await batches.recent(since)] == names[:0:-1]
    assert len(await batches.recent(LONG_AGO)) == 3


async def test_more_batches_than_a_page_holds_are_all_listed(
    batches: ClaudeBatches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.claude_batches.PAGE", 2)
    names = {await batches.send({str(number) * 64: question()}) for number in range(5)}
    assert {batch.id for batch in await batches.recent(LONG_AGO)} == names


async def test_whether_a_batch_arrived_is_uncertain_when_the_line_breaks(
    batches: ClaudeBatches, claude_standin: ClaudeStandin
) -> None:
    claude_standin.batches.loses_answer = True
    with pytest.raises(BatchUncertain, match="not be handed in twice"):
        await batches.send({ONE: question()})
    assert len(claude_standin.batches.all) == 1


@pytest.mark.usefixtures("no_waiting")
async def test_a_fault_of_the_server_is_uncertain_and_an_overload_is_not(
    batches: ClaudeBatches, claude_standin: ClaudeStandin
) -> None:
    claude_standin.on(HttpError(status=500, type="api_error"), matching=is_batch, times=None)
    with pytest.raises(BatchUncertain):
        await batches.send({ONE: question()})
    assert len(claude_standin.requests) == 1


@pytest.mark.usefixtures("no_waiting")
async def test_a_batch_that_claude_is_too_busy_to_take_is_handed_in_again(
    batches: ClaudeBatches, claude_standin: ClaudeStandin
) -> None:
    claude_standin.on(overloaded(), matching=is_batch, times=2)
    await batches.send({ONE: question()})
    claude_standin.on(overloaded(), matching=is_batch, times=None)
    with pytest.raises(JudgeUnavailable) as raised:
        await batches.send({TWO: question()})
    assert type(raised.value) is JudgeUnavailable
    assert len(claude_standin.batches.all) == 1


async def test_a_wrong_key_is_named(claude_standin: ClaudeStandin) -> None:
    opened = ClaudeBatches.open(api_key="wrong", model=MODEL, effort="medium", base_url=claude_standin.base_url)
    async with opened as batches:
        with pytest.raises(JudgeKeyRejected):
            await batches.send({ONE: question()})
        with pytest.raises(JudgeKeyRejected):
            await batches.recent(LONG_AGO)


@pytest.mark.usefixtures("no_waiting")
async def test_a_claude_that_is_not_there_has_certainly_taken_nothing() -> None:
    opened = ClaudeBatches.open(api_key=KEY, model=MODEL, effort="medium", base_url="http://127.0.0.1:9")
    async with opened as batches:
        with pytest.raises(JudgeUnreachable):
            await batches.send({ONE: question()})


async def test_a_batch_of_another_key_is_not_known(batches: ClaudeBatches) -> None:
    with pytest.raises(JudgeRejectedRequest):
        await batches.look("msgbatch_unknown")


@pytest.mark.parametrize("after", [0, 1])
async def test_results_that_break_off_are_not_taken_for_all(
    batches: ClaudeBatches, claude_standin: ClaudeStandin, after: int
) -> None:
    name = await batches.send({ONE: question("one"), TWO: question("two")})
    await batches.look(name)
    claude_standin.batches.cut_after = after
    with pytest.raises(JudgeUnavailable):
        await read(batches, name)
    assert set(await read(batches, name)) == {ONE, TWO}
