"""A question to Claude, and a judge that asks it of the stand-in."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from analysis.claude import ClaudeJudge
from analysis.ports import Block, Judge, Question, Reply
from tests.standins.claude import KEY, ClaudeStandin

MODEL = "claude-sonnet-5-5"
SAID = "we lose forty thousand a month on this, and nobody may know"
TRANSCRIPT = f"[1|0:04] C1: {SAID}\n" * 60
SCHEMA = {
    "type": "object",
    "properties": {"level": {"type": "integer", "enum": [0, 1, 2]}},
    "required": ["level"],
    "additionalProperties": False,
}


def question(rubric: str = "discovery", *, purpose: str = "judge") -> Question:
    return Question(
        purpose=purpose,
        system=(Block(text="You judge sales calls."),),
        user=(Block(text=TRANSCRIPT, cache=True), Block(text=f"Rubric: {rubric}")),
        schema=SCHEMA,
        max_tokens=4000,
    )


def opened(
    standin: ClaudeStandin,
    *,
    model: str = MODEL,
    timeout_s: float = 30.0,
    concurrency: int = 8,
    key: str = KEY,
    base_url: str | None = None,
) -> AbstractAsyncContextManager[ClaudeJudge]:
    return ClaudeJudge.open(
        api_key=key,
        model=model,
        effort="medium",
        base_url=base_url or standin.base_url,
        timeout_s=timeout_s,
        concurrency=concurrency,
    )


def nothing() -> None:
    """What most questions do at the first content."""


async def ask(judge: Judge, asked: Question | None = None) -> Reply:
    return await judge.ask(asked or question(), on_first=nothing)
