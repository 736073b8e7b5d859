"""What a call was for, asked of the judge once, when Gong's fields do not say."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.answer import CallTypeAnswer
from analysis.call_type import CallTypeGuess
from analysis.case import Case
from analysis.errors import AnswerUnusable, JudgeRefused, JudgeTruncated
from analysis.evidence import Quote, Verifier
from analysis.prompt import call_type_question
from analysis.register import Asks
from analysis.transcript import clock, fenced, render
from gong.model import Utterance
from knowledge.rubric import CallType

BEGINNING, END = 20_000, 8_000
"""How many characters of what was said are read at most, from the top and from the bottom of a long call."""
REASON_WORDS = 20
SHOWN = 120


class CallTypes:
    """Finds types of calls by asking."""

    def __init__(self, register: Asks) -> None:
        self._register = register

    async def find(self, case: Case) -> CallTypeGuess | None:
        """The type with the reason and the words that show it; None when there is no answer to use this time.

        Raises:
            JudgeError, SpendingCapReached: nobody can be asked now.
        """
        transcript = render(beginning_and_end(case.transcript.utterances), case.speakers)
        question = call_type_question(title=fenced(case.title), transcript=transcript)
        try:
            answer = await self._register.ask(question, CallTypeAnswer, call_id=case.call_id, generation=1)
        except (JudgeRefused, JudgeTruncated, AnswerUnusable):
            return None
        return _guess(case, answer.value)


def beginning_and_end(said: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """All that was said, or of a long call as many turns from its top and its bottom as are read of it."""
    if sum(len(utterance.text) for utterance in said) <= BEGINNING + END:
        return tuple(said)
    top = _within(said, BEGINNING)
    bottom = _within(said[: top - len(said) - 1 : -1] if top < len(said) else (), END)
    return (*said[:top], *said[len(said) - bottom :])


def _within(said: Sequence[Utterance], room: int) -> int:
    """How many turns fit, the first one in any case."""
    for count, utterance in enumerate(said):
        room -= len(utterance.text)
        if room < 0:
            return max(count, 1)
    return len(said)


def _guess(case: Case, answer: CallTypeAnswer) -> CallTypeGuess:
    reason = " ".join(answer.reason.split()[:REASON_WORDS])
    if answer.type is CallType.OTHER:
        return CallTypeGuess(type=CallType.OTHER, reason=f"from the transcript: {reason}")
    quote = Quote(turn=answer.turn, speaker=answer.speaker.strip().upper(), text=answer.quote)
    found = Verifier(case.transcript).verify(quote)
    if found is None:
        missing = "the words that should show it were not found"
        return CallTypeGuess(type=CallType.OTHER, reason=f"from the transcript: {missing}")
    shown = found.quote if len(found.quote) <= SHOWN else f"{found.quote[:SHOWN]}…"
    return CallTypeGuess(type=answer.type, reason=f"from the transcript at {clock(found.at_ms)}: {reason} (“{shown}”)")
