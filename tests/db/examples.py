"""A small call and what could be said of it, to be changed by each test as it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

from db.analyses import Draft
from db.calls import CallRecord, NewCall, find_call, save_call
from db.database import Database
from gong.model import Call, CallId, Side, Span, Speaker, SpeakerId, Transcript, UserId, Utterance
from knowledge.rubric import CallType, CriterionId, Dimension, Role
from knowledge.scorecard import (
    Action,
    Claim,
    Confidence,
    DimensionResult,
    Evidence,
    Handling,
    Highlight,
    Match,
    Narrative,
    NotApplicable,
    Objection,
    ObjectionType,
    Scored,
    Unscored,
    Verdict,
    Win,
    WinFinding,
    WinState,
)

REP, CUSTOMER, LISTENER = SpeakerId("1001"), SpeakerId("1002"), SpeakerId("1003")
STARTED = datetime(2026, 11, 3, 17, 30, tzinfo=UTC)


def digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def transcript(*lines: str) -> Transcript:
    """What was said, rep and customer in turn."""
    said = lines or ("Hi. What brings you here?", "Our nightly jobs are late.", "What does that cost you?")
    utterances = tuple(
        Utterance(
            seq=seq,
            speaker=(REP, CUSTOMER)[seq % 2],
            label=("R1", "C1")[seq % 2],
            text=line,
            spans=(
                Span(start_char=0, start_ms=5000 * seq, end_ms=5000 * seq + 2000),
                Span(start_char=min(4, len(line)), start_ms=5000 * seq + 2000, end_ms=5000 * seq + 4000),
            ),
        )
        for seq, line in enumerate(said)
    )
    return Transcript(hash=digest("\n".join(said)), utterances=utterances)


def speakers() -> tuple[Speaker, ...]:
    return (
        Speaker(
            id=REP,
            name="Rae Rep",
            side=Side.US,
            email="rae@us.example",
            user_id=UserId("u1"),
            title="Account Executive",
        ),
        Speaker(id=CUSTOMER, name="Cy Customer", side=Side.CUSTOMER, email="cy@them.example", title="CTO"),
        Speaker(id=LISTENER, name="Lou Listener", side=Side.CUSTOMER),
    )


def call(gong_id: str = "7300000000000000001") -> Call:
    return Call(
        id=CallId(gong_id),
        title="Them: first call",
        started_at=STARTED,
        duration_s=15,
        speakers=speakers(),
        turns=(),
        url=f"https://app.gong.io/call?id={gong_id}",
        language="eng",
        purpose="Discovery",
        direction="Conference",
        host=UserId("u1"),
        account="Them",
        opportunity="Them: pilot",
        stage="Qualify",
        product="Orchestration",
        is_invented=True,
    )


def new_call(gong_id: str = "7300000000000000001") -> NewCall:
    return NewCall(
        call=call(gong_id),
        transcript=transcript(),
        call_type=CallType.DISCOVERY,
        call_type_reason="its purpose says so",
        roles={REP: (Role.AE, "title: Account Executive")},
        metrics={REP: {"talk_share": 0.6, "questions": 2.0}},
    )


def with_speaker(new: NewCall, **changes: object) -> NewCall:
    """The same call with the rep changed."""
    rep, *others = new.call.speakers
    return replace(new, call=replace(new.call, speakers=(replace(rep, **changes), *others)))


async def stored_call(database: Database, new: NewCall | None = None) -> CallRecord:
    """A call that is in the database."""
    wanted = new or new_call()
    await save_call(database, wanted)
    record = await find_call(database, wanted.call.id)
    assert record is not None
    return record


def evidence(turn: int = 0) -> Evidence:
    return Evidence(
        turn=turn, speaker="R1", quote="What brings you here?", start=4, end=25, at_ms=2000, match=Match.EXACT
    )


def scored(criterion: str = "open_questions", *, level: int = 3, turn: int = 0) -> Scored:
    return Scored(
        criterion=CriterionId(criterion),
        weight=2.0,
        level=level,
        judged_level=level,
        reasoning="asks openly",
        confidence=Confidence.HIGH,
        evidence=(evidence(turn),),
    )


def result(dimension: Dimension = Dimension.DISCOVERY, *, level: int = 3, turn: int = 0) -> DimensionResult:
    """One of everything that a judge can find."""
    return DimensionResult(
        dimension=dimension,
        findings=(
            scored(level=level, turn=turn),
            Unscored(criterion=CriterionId("impact"), weight=1.0, reason="the answer could not be used"),
            NotApplicable(criterion=CriterionId("budget"), reason="nobody spoke of money"),
        ),
        objections=(Objection(type=ObjectionType.TIMING, handling=Handling.PARTLY, evidence=evidence(1)),),
        claims=(Claim(verdict=Verdict.WRONG, evidence=evidence(2), fact="retries", note="it does retry"),),
    )


def draft(record: CallRecord, **changes: object) -> Draft:
    return replace(
        Draft(
            call_id=record.id,
            transcript_id=record.transcript_id,
            speaker=REP,
            person_id=record.person_id(REP),
            part="discovery",
            fingerprint=digest("discovery"),
            scorer="claude:claude-sonnet-5-5:medium",
            role=Role.AE,
            call_type=CallType.DISCOVERY,
            rubric_hash=None,
            made_with={"model": "claude-sonnet-5-5", "prompt": "3f"},
            result=result(),
            cost_usd=Decimal("0.012345"),
        ),
        **changes,
    )


NARRATIVE = Narrative(
    summary="You opened well.",
    strength=Highlight(text="You asked what it costs.", criterion=CriterionId("impact"), customer_turn=1, rep_turn=2),
    focus=Highlight(text="Ask who decides.", say="Who else has a say?"),
    action=Action(when="they name a cost", then="ask who feels it", look_for="a name"),
    wins=(
        WinFinding(win=Win.BUSINESS, state=WinState.ADVANCED, note="they named a cost", turn=1),
        WinFinding(win=Win.LEGAL, state=WinState.BLOCKED, note="nobody knows the terms"),
        WinFinding(win=Win.BUSINESS, state=WinState.BLOCKED, note="and no sponsor"),
    ),
    primary_win=Win.BUSINESS,
)
