"""Small calls, transcripts and rubrics for tests, and the golden calls of `tests/golden/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.prompt import Task
from analysis.transcript import canonical
from gong.model import Call, CallId, Sentence, Side, Speaker, SpeakerId, Transcript, Turn
from gong.screenplay import read_screenplay
from gong.wire import to_call
from knowledge.rubric import CallType, Criterion, CriterionId, Dimension, Role, Sign
from knowledge.scorecard import Rep

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_CALLS = ("harbour-discovery", "foundry-support", "seilbahn-gespraech")
STARTED = datetime(2026, 9, 14, 17, tzinfo=UTC)
SIDES = {"R": Side.US, "C": Side.CUSTOMER, "U": Side.UNKNOWN}
NAMES = {"R1": "Lena Brook", "R2": "Idris Cole", "C1": "Marta Ruiz", "C2": "Owen Pryce", "U1": "Unknown speaker 1"}
MS_PER_WORD, GAP_MS = 400, 500


def golden(name: str) -> Call:
    """The call of `tests/golden/<name>.txt`, come in as Gong's JSON would."""
    play = read_screenplay(GOLDEN / f"{name}.txt")
    people = list(play.people.values())
    parties = [
        {
            "name": person.name,
            "emailAddress": person.email,
            "title": person.title,
            "affiliation": "Internal" if person.internal else "External",
            "speakerId": f"{play.header['id']}{position}",
        }
        for position, person in enumerate(people, 1)
    ]
    meta = {key: play.header[key] for key in ("id", "title", "started", "purpose", "language")}
    transcript = {"callId": play.header["id"], "transcript": play.monologues}
    return to_call({"metaData": {**meta, "duration": play.end_ms // 1000}, "parties": parties}, transcript)


def turn(label: str, text: str, start_ms: int, end_ms: int | None = None) -> Turn:
    """A turn of one sentence."""
    end = start_ms + MS_PER_WORD * len(text.split()) if end_ms is None else end_ms
    return Turn(speaker=SpeakerId(label), sentences=(Sentence(start_ms=start_ms, end_ms=end, text=text),))


def call_of(*lines: tuple[str, str], **fields: Any) -> Call:
    """A call in which these people say these lines one after the other.

    People are named by the label that the canonical transcript will give them, in order of appearance.
    """
    turns: list[Turn] = []
    clock = 0
    for label, text in lines:
        turns.append(turn(label, text, clock))
        clock = turns[-1].end_ms + GAP_MS
    return call_with(turns, **fields)


def call_with(turns: Iterable[Turn], *, names: Mapping[str, str] = NAMES, **fields: Any) -> Call:
    """A call of these turns, whoever speaks in them."""
    turns = tuple(turns)
    labels = dict.fromkeys(str(turn.speaker) for turn in turns)
    speakers = tuple(
        Speaker(id=SpeakerId(label), name=names.get(label, f"Person {label}"), side=SIDES[label[0]]) for label in labels
    )
    basics: dict[str, Any] = {
        "id": CallId("7399000000000000000"),
        "title": "A call",
        "started_at": STARTED,
        "duration_s": 1800,
    }
    return Call(**{**basics, **fields}, speakers=speakers, turns=turns)


def transcript_of(*lines: tuple[str, str]) -> Transcript:
    return canonical(call_of(*lines))


def criterion(name: str, **fields: Any) -> Criterion:
    """A criterion whose every text names it; `fields` replaces any of them."""
    basics: dict[str, Any] = {
        "id": CriterionId(name),
        "title": f"Title of {name}",
        "question": f"Does the rep do {name}?",
        "weight": 1.0,
        "not_applicable_when": f"There is no occasion for {name}.",
        "levels": {level: f"What {name} is like at {level}." for level in range(5)},
        "positive": (Sign(sign=f"does {name}", example="such as so"),),
        "negative": (Sign(sign=f"does not do {name}", example="such as this"),),
    }
    return Criterion(**{**basics, **fields})


def rep(label: str = "R1", role: Role = Role.AE) -> Rep:
    return Rep(
        speaker=label,
        label=label,
        name=NAMES.get(label, label),
        email=f"{label.lower()}@callcoach-tests.example",
        role=role,
        role_reason="said by the test",
    )


def task(
    *criteria: Criterion,
    dimension: Dimension = Dimension.DISCOVERY,
    subject: Rep | None = None,
    call_type: CallType = CallType.DISCOVERY,
) -> Task:
    return Task(dimension=dimension, rep=subject or rep(), call_type=call_type, criteria=criteria)
