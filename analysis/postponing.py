"""Lets the engine ask its questions without asking them: what is not answered yet is written down for a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from analysis.answer import CallTypeAnswer, DimensionAnswer, NarrativeAnswer, parse
from analysis.errors import AskedLater
from analysis.ports import Question
from analysis.register import Answer, nobody_waits
from db.batches import standings
from db.database import Database

A = TypeVar("A", bound=BaseModel)

SHAPES: dict[str, type[BaseModel]] = {
    shape.__name__: shape for shape in (CallTypeAnswer, DimensionAnswer, NarrativeAnswer)
}
"""What answers can look like, by the name that is kept with a question until its answer comes."""

LATER = "The question waits for a batch, whose answers come within a day."


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A question for a batch, the name of the shape of its answer, and about how many bytes it takes on the wire."""

    fingerprint: str
    question: Question
    shape: str
    call_id: int | None
    size: int


@dataclass(slots=True)
class Asked:
    """What the engine asked and is not answered: `new` is for the next batch, by fingerprint.

    So many are `waiting` in a batch, or are asked by somebody just now, and so many a batch has `failed` to answer.
    """

    new: dict[str, Later] = field(default_factory=dict[str, Later])
    waiting: int = 0
    failed: int = 0


class Postponing:
    """Answers from the database, or not at all."""

    def __init__(self, db: Database, *, model: str, effort: str) -> None:
        self._db = db
        self._model = model
        self._effort = effort
        self._asked = Asked()

    def take(self) -> Asked:
        """What was asked since the last time."""
        taken, self._asked = self._asked, Asked()
        return taken

    async def ask(
        self,
        question: Question,
        shape: type[A],
        *,
        call_id: int | None,
        generation: int,
        on_first: Callable[[], None] = nobody_waits,  # noqa: ARG002 (a protocol's signature)
    ) -> Answer[A]:
        """The answer, if it is known.

        Raises:
            AskedLater: it is not.
            AnswerUnusable: it is of another version of us.
        """
        fingerprint = question.fingerprint(model=self._model, effort=self._effort, generation=generation)
        known = (await standings(self._db, [fingerprint]))[fingerprint]
        if known.answer is not None:
            return Answer(value=parse(shape, str(known.answer.body["text"])), cost_usd=known.answer.cost_usd)
        if known.batched is not None:
            self._asked.failed += 1
        elif known.is_batched or known.is_busy:
            self._asked.waiting += 1
        else:
            self._asked.new[fingerprint] = Later(
                fingerprint=fingerprint,
                question=question,
                shape=shape.__name__,
                call_id=call_id,
                size=sum(len(block.text.encode()) for block in (*question.system, *question.user)),
            )
        raise AskedLater(LATER)
