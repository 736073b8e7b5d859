"""A small invented call with everything a page can show, and variations of it."""

from __future__ import annotations

from dataclasses import replace

from gong.model import Transcript
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import (
    Action,
    Claim,
    DimensionResult,
    Finding,
    Handling,
    Highlight,
    Match,
    Narrative,
    NotApplicable,
    Objection,
    ObjectionType,
    Observed,
    Sighting,
    Unscored,
    Verdict,
    Win,
    WinFinding,
    WinState,
)
from reports.facts import IndexEntry, OtherRep, Provenance, ScorecardFacts
from tests.reports import sample


def judged() -> ScorecardFacts:
    """Every kind of finding at once: scored, capped, unscored, not applicable; objections, claims, an injection."""
    said = sample.transcript()
    return ScorecardFacts(
        call=sample.CALL,
        rep=sample.REP,
        speakers=sample.SPEAKERS,
        transcript=said,
        results=(_discovery(said), _product_knowledge(said), _objection_handling(said)),
        rubrics={dimension: sample.rubric(dimension) for dimension in Dimension},
        provenance=sample.PROVENANCE,
        narrative=narrative(),
        gaps={Dimension.ENGAGEMENT: "Claude could not be reached. Run the command again."},
        metrics=sample.METRICS,
        product_facts={"workers-poll": "Workers poll the work pool over outgoing HTTPS."},
        win_titles={Win.TECHNICAL: "The people who evaluate choose us"},
        other_reps=(OtherRep(rep=sample.COLLEAGUE),),
        index_href="index.html",
    )


def _discovery(said: Transcript) -> DimensionResult:
    asked = sample.evidence(said, 0, "What would make this half hour worth your time?")
    slips = sample.evidence(said, 2, "What slips when that happens?")
    euros = sample.evidence(said, 3, sample.LINES[3][1])
    return DimensionResult(
        dimension=Dimension.DISCOVERY,
        findings=(
            sample.scored(0, 4, asked, weight=1.5),
            sample.scored(1, 3, slips, euros, weight=2),
            sample.scored(2, 1, judged=3),
            Unscored(criterion=sample.IDS[3], weight=1, reason="The judge left this out, even when asked again."),
        ),
        rejected_quotes=1,
        suspected_injection=7,
    )


def _product_knowledge(said: Transcript) -> DimensionResult:
    claim = Claim(
        verdict=Verdict.CORRECT,
        evidence=sample.evidence(said, 6, "Workers poll for work, so you open no port."),
        fact="workers-poll",
        note="Said plainly.",
    )
    return DimensionResult(
        dimension=Dimension.PRODUCT_KNOWLEDGE,
        findings=(NotApplicable(criterion=sample.IDS[0], reason="nothing was asked about the product"),),
        claims=(claim,),
    )


def _objection_handling(said: Transcript) -> DimensionResult:
    price = sample.evidence(said, 5, "It is more than we had in mind")
    return DimensionResult(
        dimension=Dimension.OBJECTION_HANDLING,
        findings=(
            sample.scored(0, 1, price, sample.evidence(said, 6, "We can do ten percent off.")),
            Unscored(criterion=sample.IDS[1], weight=3, reason="Claude was too busy."),
        ),
        objections=(
            Objection(type=ObjectionType.PRICING, handling=Handling.NOT, evidence=price, note="A discount came first."),
        ),
    )


def narrative() -> Narrative:
    return Narrative(
        summary="You got a number for the backfills, and Jonas agreed to Thursday. Price ended in a discount.",
        strength=Highlight(
            text="You asked what slips, and got nine thousand euros.",
            criterion=sample.IDS[1],
            customer_turn=3,
            rep_turn=2,
        ),
        focus=Highlight(
            text="You offered ten percent before you knew what they compared it with.",
            criterion=sample.IDS[0],
            customer_turn=5,
            rep_turn=6,
            say="More than you had in mind: what were you comparing it with?",
        ),
        action=Action(
            when="When Jonas brings up price",
            then="ask what he is comparing it with",
            look_for="we'll look for a question before any mention of a discount",
        ),
        wins=(
            WinFinding(win=Win.TECHNICAL, state=WinState.ADVANCED, note="No open port is needed.", turn=6),
            WinFinding(
                win=Win.COMMERCIAL, state=WinState.BLOCKED, note="The price is above what they planned.", turn=5
            ),
        ),
        primary_win=Win.TECHNICAL,
    )


def read() -> ScorecardFacts:
    """The same call as a keyword reading."""
    facts = judged()
    said = facts.transcript
    asked = sample.evidence(said, 2, "What slips when that happens?", Match.KEYWORD)
    price = sample.evidence(said, 5, "more than we had in mind", Match.KEYWORD)
    findings: tuple[Finding, ...] = (
        Observed(criterion=sample.IDS[0], sighting=Sighting.NOT_SEEN, note="no agenda in the first three minutes"),
        Observed(
            criterion=sample.IDS[1], sighting=Sighting.SEEN, note="2 questions, 1 of them open", evidence=(asked,)
        ),
        Observed(criterion=sample.IDS[2], sighting=Sighting.PARTLY, note="asked who, not when"),
        Observed(criterion=sample.IDS[3], sighting=Sighting.NO_OPPORTUNITY, note="the recording ends early"),
    )
    untold: tuple[Finding, ...] = (NotApplicable(criterion=sample.IDS[0], reason="keywords cannot tell this"),)
    return replace(
        facts,
        results=(
            DimensionResult(dimension=Dimension.DISCOVERY, findings=(*findings[1:], *untold)),
            DimensionResult(dimension=Dimension.PRODUCT_KNOWLEDGE, findings=untold),
            DimensionResult(
                dimension=Dimension.OBJECTION_HANDLING,
                findings=findings,
                objections=(Objection(type=ObjectionType.PRICING, handling=Handling.UNJUDGED, evidence=price),),
            ),
            DimensionResult(dimension=Dimension.ENGAGEMENT, findings=findings),
        ),
        provenance=Provenance(scorer="keyword:1", made_at=sample.MADE_AT),
        narrative=Narrative(
            summary="Keyword reading, not a judgement: you talked 44 % of the time and asked 2 questions.",
            strength=Highlight(text="A follow-up question.", criterion=sample.IDS[1], customer_turn=1, rep_turn=2),
            focus=Highlight(text="A discount came before any question.", customer_turn=5, rep_turn=6),
            action=None,
        ),
        gaps={},
    )


def bare() -> ScorecardFacts:
    """The least that a page can be made of: nobody knows anything, and nothing was said."""
    return ScorecardFacts(
        call=replace(
            sample.CALL, title="", account=None, url=None, language=None, is_invented=False, type=CallType.OTHER
        ),
        rep=replace(sample.REP, name="", email=None, role=Role.UNKNOWN, role_reason="no job title is known"),
        speakers={},
        transcript=Transcript(hash="0" * 64, utterances=()),
        results=(),
        rubrics={},
        provenance=Provenance(scorer="claude:claude-sonnet-5-5:medium", made_at=sample.MADE_AT),
    )


def entry(facts: ScorecardFacts) -> IndexEntry:
    """The line of a scorecard in the list of calls."""
    return IndexEntry(
        call=facts.call, rep=facts.rep, scorer=facts.provenance.scorer, results=facts.results, href="a-call.html"
    )
