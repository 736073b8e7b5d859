"""The blocks of one request to the judge: words from `prompts/*.md`, data from us. Pure but for reading those words.

The order is the cache's: instructions, product facts and transcript first, byte for byte the same for
every dimension and every rep of a call; then what differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from analysis.answer import CallTypeAnswer, DimensionAnswer, NarrativeAnswer, schema
from analysis.case import Case
from analysis.ports import Block, Question
from knowledge.rubric import LEVELS, CallType, Criterion, Dimension, Role, Rubric
from knowledge.scorecard import Rep

FOLDER = Path(__file__).parent / "prompts"
MAX_TOKENS = 16_000
"""Room for an answer and the thinking before it, which is billed and counted with it."""

MAX_TYPE_TOKENS = 8_000

LAYOUT_VERSION = "1"
"""Changes when the same data would be laid out in other words or another order by this module."""

MOST_SIGNS = 2

ROLE_WORDS = {
    Role.AE: "account executive",
    Role.SE: "solutions engineer",
    Role.CSM: "customer success manager",
    Role.SUPPORT: "support engineer",
    Role.UNKNOWN: "not known; judge only what anybody on our side owes the customer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Who is judged, on what, by which criteria.

    `backwards` shows criteria and levels last to first, which should change nothing; `coach eval` measures it.
    """

    dimension: Dimension
    rep: Rep
    call_type: CallType
    criteria: tuple[Criterion, ...]
    backwards: bool = False

    @classmethod
    def of(cls, case: Case, rubric: Rubric) -> Self:
        """What a rubric asks about the rep of a case."""
        return cls(
            dimension=rubric.dimension,
            rep=case.rep,
            call_type=case.call_type,
            criteria=rubric.criteria_for(case.rep.role, case.call_type),
            backwards=case.backwards,
        )


@cache
def words(name: str) -> str:
    """The text of `prompts/<name>.md`."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()


@cache
def prompt_hash() -> str:
    """SHA-256 of the words that judge and of the layout's version: any change of them is another judge.

    How a type of call was found is not part of it: the type itself is in every fingerprint.
    """
    files = [f"{file.stem}\0{words(file.stem)}" for file in sorted(FOLDER.glob("*.md")) if file.stem != "call_type"]
    return hashlib.sha256("\0".join([LAYOUT_VERSION, *files]).encode()).hexdigest()


def judge_question(task: Task, *, products: str, transcript: str, metrics: Mapping[str, str]) -> Question:
    """Judge one dimension of a call that can be read at once; `transcript` is rendered and fenced."""
    body = "\n\n".join([_task(task), *_measurements(task, metrics), _rubric(task)])
    return _dimension_question(task.dimension.value, products, Block(text=transcript, cache=True), body)


def part_question(task: Task, *, number: int, products: str, transcript: str) -> Question:
    """Collect the evidence for one dimension in part `number` (from 1) of a long call."""
    body = "\n\n".join([words("part"), _task(task), _rubric(task)])
    said = Block(text=transcript, cache=True)
    return _dimension_question(f"{task.dimension.value}:part {number}", products, said, body)


def whole_question(task: Task, *, products: str, findings: str, metrics: Mapping[str, str]) -> Question:
    """Judge one dimension of a long call from what was found in its parts; `findings` is fenced."""
    body = "\n\n".join([words("whole"), _task(task), *_measurements(task, metrics), _rubric(task)])
    # Only this dimension has these findings: nobody would read them from the cache.
    return _dimension_question(f"{task.dimension.value}:whole", products, Block(text=findings), body)


def repair_question(question: Question, *, criteria: Iterable[str], rejected: str) -> Question:
    """Ask once more, for some criteria only, after quotes were not found; `rejected` is fenced."""
    again = "\n\n".join([words("repair"), f"Criteria to answer again: {', '.join(criteria)}", rejected])
    return Question(
        purpose=f"{question.purpose}:repair",
        system=question.system,
        user=(*question.user, Block(text=again)),
        schema=question.schema,
        max_tokens=question.max_tokens,
    )


def narrative_question(*, rep: Rep, call_type: CallType, primary_win: str, wins: str, findings: str) -> Question:
    """Write the thirty seconds from verified findings; `wins` says what each one takes, `findings` is fenced."""
    about = "\n".join(
        [
            f"The reader is {rep.label}. Role: {ROLE_WORDS[rep.role]}.",
            f"Type of call: {call_type.value}. A call of this type should win: {primary_win}.",
        ]
    )
    return Question(
        purpose="narrative",
        system=(Block(text=words("narrative")), Block(text=tagged("wins", wins))),
        user=(Block(text=findings), Block(text=tagged("task", about))),
        schema=schema(NarrativeAnswer),
        max_tokens=MAX_TOKENS,
    )


def call_type_question(*, title: str, transcript: str) -> Question:
    """Say what kind of call it was; `title` and `transcript` are fenced."""
    return Question(
        purpose="call_type",
        system=(Block(text=words("call_type")),),
        user=(Block(text=transcript), Block(text=tagged("task", f"Title of the call: {title}"))),
        schema=schema(CallTypeAnswer),
        max_tokens=MAX_TYPE_TOKENS,
    )


def tagged(tag: str, text: str) -> str:
    """A text between the opening and closing tag of that name, each on its own line."""
    return f"<{tag}>\n{text}\n</{tag}>"


def _dimension_question(purpose: str, products: str, said: Block, body: str) -> Question:
    return Question(
        purpose=purpose,
        # Two ends of shared prefixes: the first is shared by all calls, the second by all of this call.
        system=(Block(text=words("judge")), Block(text=tagged("product_facts", products), cache=True)),
        user=(said, Block(text=body)),
        schema=schema(DimensionAnswer),
        max_tokens=MAX_TOKENS,
    )


def _task(task: Task) -> str:
    return tagged(
        "task",
        f"Dimension: {task.dimension.value}\n"
        f"Judge {task.rep.label}. Role: {ROLE_WORDS[task.rep.role]}.\n"
        f"Type of call: {task.call_type.value}.",
    )


def _measurements(task: Task, metrics: Mapping[str, str]) -> list[str]:
    """Only where levels speak of shares and lengths: what is sent with one dimension is paid for in full."""
    if task.dimension is not Dimension.ENGAGEMENT:
        return []
    lines = [f"{title}: {value}" for title, value in metrics.items()]
    return [tagged("measurements", "\n".join(lines) or "none")]


def _rubric(task: Task) -> str:
    step = -1 if task.backwards else 1
    parts = [_criterion(criterion, task.rep.role, LEVELS[::step]) for criterion in task.criteria[::step]]
    return "\n".join(["<rubric>", *parts, "</rubric>"])


def _criterion(criterion: Criterion, role: Role, levels: tuple[int, ...]) -> str:
    anchors = criterion.anchors(role)
    return "\n".join(
        [
            f'<criterion id="{criterion.id}"/>',
            criterion.question,
            f"n/a: {criterion.not_applicable_when}",
            *(f"{level}: {anchors[level]}" for level in levels),
            # Examples, and signs beyond the first two, are for the people who read rubrics: what is sent with one
            # dimension is paid for in full, and described signs do better than examples.
            *(f"+ {sign.sign}" for sign in criterion.positive[:MOST_SIGNS]),
            *(f"- {sign.sign}" for sign in criterion.negative[:MOST_SIGNS]),
        ]
    )
