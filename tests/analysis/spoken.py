"""Small conversations for the tests of the keyword reading: who spoke from when to when, in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from analysis.baseline import Reading, read
from analysis.signals import measure
from analysis.transcript import canonical
from gong.model import Call, CallId, Sentence, Side, Speaker, SpeakerId, Transcript, Turn
from knowledge.library import read_library
from knowledge.rubric import CallType, Dimension, Role, Rubric
from knowledge.scorecard import DimensionResult, NotApplicable, Objection, Observed, Rep

Line = tuple[str, float, float, str]
"""Who (r: the rep, o: a colleague, c and d: customers, u: nobody knows), from and to in seconds, the words."""

PEOPLE: Mapping[str, Speaker] = {
    "r": Speaker(id=SpeakerId("r"), name="Rita Example", side=Side.US, title="Account Executive"),
    "o": Speaker(id=SpeakerId("o"), name="Otto Example", side=Side.US, title="Solutions Engineer"),
    "c": Speaker(id=SpeakerId("c"), name="Carla Example", side=Side.CUSTOMER),
    "d": Speaker(id=SpeakerId("d"), name="Dev Example", side=Side.CUSTOMER),
    "u": Speaker(id=SpeakerId("u"), name="Unknown Caller", side=Side.UNKNOWN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A call with its canonical transcript."""

    call: Call
    transcript: Transcript

    @property
    def speakers(self) -> dict[SpeakerId, Speaker]:
        return {speaker.id: speaker for speaker in self.call.speakers}

    @property
    def sides(self) -> dict[SpeakerId, Side]:
        return {speaker.id: speaker.side for speaker in self.call.speakers}

    def metrics(self, *, english: bool = True) -> dict[str, float]:
        return measure(self.transcript, self.sides, SpeakerId("r"), english=english)

    def reading(
        self,
        *,
        english: bool = True,
        role: Role = Role.AE,
        call_type: CallType = CallType.DISCOVERY,
        rubrics: Mapping[Dimension, Rubric] | None = None,
    ) -> Reading:
        rep = Rep(speaker="r", label="R1", name="Rita Example", email=None, role=role, role_reason="said so")
        return read(
            self.transcript,
            speakers=self.speakers,
            rep=rep,
            call_type=call_type,
            rubrics=standard_rubrics() if rubrics is None else rubrics,
            metrics=self.metrics(english=english),
        )


@cache
def standard_rubrics() -> Mapping[Dimension, Rubric]:
    """The rubrics as they ship, read once."""
    return read_library().rubrics


def conversation(*lines: Line, present: str = "") -> Conversation:
    """A conversation of these lines; `present` are people who are there and say nothing."""
    turns = tuple(
        Turn(
            speaker=SpeakerId(who),
            sentences=(Sentence(start_ms=round(1000 * start), end_ms=round(1000 * end), text=text),),
        )
        for who, start, end, text in lines
    )
    there = dict.fromkeys([*(who for who, *_ in lines), *present])
    call = Call(
        id=CallId("1"),
        title="A call",
        started_at=datetime(2026, 10, 5, tzinfo=UTC),
        duration_s=600,
        speakers=tuple(PEOPLE[who] for who in there),
        turns=turns,
    )
    return Conversation(call=call, transcript=canonical(call))


def talk(*texts: str, each: float = 6.0) -> Conversation:
    """Rep and customer in turn, the rep first, each for so many seconds; "o:" before a text gives it to somebody."""
    lines: list[Line] = []
    for number, text in enumerate(texts):
        who, colon, said = text.partition(": ")
        named = bool(colon) and who in PEOPLE
        speaker = who if named else "rc"[number % 2]
        lines.append((speaker, 100 + number * each, 100 + number * each + each - 0.5, said if named else text))
    return conversation(("c", 0, 5, "Hello there everybody, nice to meet all of you."), *lines)


def found(reading: Reading, criterion: str) -> Observed | NotApplicable:
    """What a reading says of one criterion."""
    findings = [finding for result in reading.results for finding in result.findings if finding.criterion == criterion]
    assert len(findings) == 1, f"{criterion} is there {len(findings)} times"
    finding = findings[0]
    assert isinstance(finding, Observed | NotApplicable)
    return finding


def seen(reading: Reading, criterion: str) -> Observed:
    """What was observed of one criterion."""
    finding = found(reading, criterion)
    assert isinstance(finding, Observed), finding
    return finding


def quotes(finding: Observed) -> list[str]:
    return [evidence.quote for evidence in finding.evidence]


def objections(reading: Reading) -> tuple[Objection, ...]:
    by_dimension: dict[Dimension, DimensionResult] = {result.dimension: result for result in reading.results}
    return by_dimension[Dimension.OBJECTION_HANDLING].objections
