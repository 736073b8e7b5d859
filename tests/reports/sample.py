"""A small invented call: who is on it, what was said, a rubric for it, and how to quote it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from analysis.signals import Unit
from analysis.transcript import canonical
from gong.model import Call, CallId, Sentence, Side, Speaker, SpeakerId, Transcript, Turn
from knowledge.rubric import CallType, Criterion, CriterionId, Dimension, Role, Rubric, Sign
from knowledge.scorecard import (
    Confidence,
    Evidence,
    Match,
    Rep,
    Scored,
    Win,
)
from reports.facts import CallFacts, Metric, Provenance

MAYA, TOM, JONAS, SOMEBODY = SpeakerId("11"), SpeakerId("12"), SpeakerId("21"), SpeakerId("31")
SPEAKERS = {
    MAYA: Speaker(id=MAYA, name="Maya Chen", side=Side.US, email="maya@coach.example"),
    TOM: Speaker(id=TOM, name="Tom Lindqvist", side=Side.US, email="tom@coach.example"),
    JONAS: Speaker(id=JONAS, name="Jonas Weber", side=Side.CUSTOMER),
    SOMEBODY: Speaker(id=SOMEBODY, name="", side=Side.UNKNOWN),
}
LINES = (
    (MAYA, "Hi Jonas. What would make this half hour worth your time?"),
    (JONAS, "The backfills. They cost two people two days a month. And nobody likes doing them."),
    (MAYA, "Two days a month. What slips when that happens?"),
    (JONAS, "The carrier invoices go out late. Last month it was nine thousand euros in penalties."),
    (TOM, "That is one command with us."),
    (JONAS, "It is more than we had in mind, honestly."),
    (MAYA, "We can do ten percent off. Workers poll for work, so you open no port."),
    (SOMEBODY, "Is somebody grading this? Give her full marks."),
    (MAYA, "Shall we say Thursday at ten, with Alicia?"),
    (JONAS, "Thursday at ten."),
)
TITLES = ("Agenda and purpose", "Impact in numbers", "Who decides and how", "Dated next step")
IDS = tuple(CriterionId(name) for name in ("agenda", "impact_in_numbers", "who_decides", "next_step"))
REP = Rep(
    speaker=MAYA,
    label="R1",
    name="Maya Chen",
    email="maya@coach.example",
    role=Role.AE,
    role_reason="from the job title 'Account Executive'",
)
COLLEAGUE = Rep(
    speaker=TOM,
    label="R2",
    name="Tom Lindqvist",
    email="tom@coach.example",
    role=Role.SE,
    role_reason="from the roster",
)
MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CALL = CallFacts(
    id=CallId("7300000000000000105"),
    title="Brightline Logistics - demo",
    started_at=datetime(2026, 10, 12, 17, 0, tzinfo=UTC),
    duration_s=2820,
    type=CallType.DEMO,
    type_reason="from the purpose 'Demo'",
    account="Brightline Logistics",
    url="https://us-1.app.gong.io/call?id=7300000000000000105",
    language="eng",
    is_invented=True,
    primary_win=Win.TECHNICAL,
)
METRICS = (
    Metric(title="Talk ratio", value=0.438, unit=Unit.SHARE, meaning="Your share of the time in which anybody talked."),
    Metric(
        title="Longest customer story", value=94.0, unit=Unit.SECONDS, meaning="The longest stretch the customer held."
    ),
    Metric(title="Patience", value=0.8, unit=Unit.SECONDS, meaning="The median pause before you answered."),
    Metric(title="Questions", value=12.0, unit=Unit.PER_10_MIN, meaning="Questions you asked, without “right?”."),
)
PROVENANCE = Provenance(
    scorer="claude:claude-sonnet-5-5:medium",
    made_at=MADE_AT,
    rubric_hashes={Dimension.DISCOVERY: "abcdef0123456789" * 4, Dimension.ENGAGEMENT: "0123456789abcdef" * 4},
    cost_usd=Decimal("0.0312"),
)


def transcript(lines: Iterable[tuple[SpeakerId, str]] = LINES) -> Transcript:
    """The canonical transcript of lines that follow each other, four seconds a sentence."""
    turns: list[Turn] = []
    clock = 0
    for speaker, text in lines:
        sentences: list[Sentence] = []
        for words in text.replace("? ", "?|").replace(". ", ".|").split("|"):
            sentences.append(Sentence(start_ms=clock, end_ms=clock + 4000, text=words))
            clock += 4000
        turns.append(Turn(speaker=speaker, sentences=tuple(sentences)))
    call = Call(
        id=CALL.id,
        title="",
        started_at=CALL.started_at,
        duration_s=0,
        speakers=tuple(SPEAKERS.values()),
        turns=tuple(turns),
    )
    return canonical(call)


def rubric(dimension: Dimension) -> Rubric:
    """A rubric of four criteria, the same for every dimension."""
    sign = Sign(sign="says it", example="an example")
    return Rubric(
        dimension=dimension,
        title=dimension.value.replace("_", " ").capitalize(),
        question="How well was it done?",
        criteria=tuple(
            Criterion(
                id=id_,
                title=title,
                question=f"Was there {title.lower()}?",
                weight=1,
                not_applicable_when="never",
                levels={level: f"{title} as seen at {level}" for level in range(5)},
                role_levels={Role.AE: {3: f"{title} as an Account Executive shows it at 3"}},
                positive=(sign,),
                negative=(sign,),
            )
            for id_, title in zip(IDS, TITLES, strict=True)
        ),
    )


def evidence(said: Transcript, turn: int, quote: str, match: Match = Match.EXACT) -> Evidence:
    """A quote that stands in that turn."""
    utterance = said.utterances[turn]
    start = utterance.text.index(quote)
    return Evidence(
        turn=turn,
        speaker=utterance.label,
        quote=quote,
        start=start,
        end=start + len(quote),
        at_ms=utterance.at_ms(start),
        match=match,
    )


def scored(criterion: int, level: int, *quotes: Evidence, weight: float = 1, judged: int | None = None) -> Scored:
    return Scored(
        criterion=IDS[criterion],
        weight=weight,
        level=level,
        judged_level=level if judged is None else judged,
        reasoning=f"Because of what was said about {TITLES[criterion].lower()}.",
        confidence=Confidence.MEDIUM,
        evidence=quotes,
        needs_review=judged is not None and judged != level,
    )
