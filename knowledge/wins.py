"""What has to be won before a deal is: exit criteria, signs, and which type of call should advance which win. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from knowledge.rubric import CallType, Inconsistent, Sign, Strict, Text, Weight, content_hash
from knowledge.scorecard import Win


class WinCard(Strict):
    """One of the wins. It is reached when all `exit_criteria` are; `weight` is relative to the other wins.

    `call_types` are the types of call that should advance it; there may be none.
    """

    win: Win
    title: Text
    weight: Weight
    call_types: tuple[CallType, ...] = ()
    exit_criteria: Annotated[tuple[Text, ...], Field(min_length=1)]
    positive: Annotated[tuple[Sign, ...], Field(min_length=1)]
    negative: Annotated[tuple[Sign, ...], Field(min_length=1)]


class Wins(Strict):
    """All of them, each once."""

    wins: tuple[WinCard, ...]

    @model_validator(mode="after")
    def _each_is_there_once(self) -> Self:
        seen: set[Win] = set()
        for position, card in enumerate(self.wins):
            if card.win in seen:
                raise Inconsistent(
                    f"{card.win.value!r} was there before: remove one of the two", "wins", position, "win"
                )
            seen.add(card.win)
        if missing := [win.value for win in Win if win not in seen]:
            raise Inconsistent(f"{missing[0]!r} is missing: add it", "wins")
        return self

    @model_validator(mode="after")
    def _a_call_advances_one(self) -> Self:
        owners: dict[CallType, Win] = {}
        for position, card in enumerate(self.wins):
            for type_ in card.call_types:
                if owners.setdefault(type_, card.win) is not card.win:
                    sentence = (
                        f"{type_.value!r} should already advance {owners[type_].value!r}: leave it with one of the two"
                    )
                    raise Inconsistent(sentence, "wins", position, "call_types")
        return self

    @property
    def hash(self) -> str:
        """SHA-256 of the content."""
        return content_hash(self.model_dump(mode="json"))

    @property
    def text(self) -> str:
        """What whoever writes the thirty seconds reads of them: each win by name, and when it is reached."""
        return "\n".join(line for card in self.wins for line in _lines(card))

    def primary(self, call_type: CallType) -> Win | None:
        """Which win a call of this type should advance; None when it is none in particular."""
        return next((card.win for card in self.wins if call_type in card.call_types), None)


NO_WINS = Wins.model_construct(wins=())
"""Where the file of wins is broken, and nobody needs it."""


def _lines(card: WinCard) -> Iterator[str]:
    yield f"{card.win.value}: {card.title}. Won when:"
    yield from (f"- {criterion}" for criterion in card.exit_criteria)
