"""What the tools about single calls do, once the office is open: find the call, ask the engine, answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from analysis.engine import ALL, Engine, Wanted
from analysis.errors import CallNotFound, NotAnalysed, PersonNotFound
from analysis.keyword_scorer import KeywordScorer
from analysis.lookup import is_reference, the_call, the_person
from analysis.mention import AmbiguousCall
from analysis.reliability import measured
from analysis.scorecards import Scorecard
from coaching_mcp.answers import Answer, CallRow, ScorecardAnswer, WhichCall
from coaching_mcp.cards import scorecard_answer
from coaching_mcp.desk import Desk, Office
from coaching_mcp.errands import Done
from coaching_mcp.judging import begin
from coaching_mcp.quoting import day
from coaching_mcp.transcripts import transcript_answer
from db.calls import CallRecord, load_transcript
from knowledge.rubric import Dimension
from reports.words import DIMENSIONS

Tell = Callable[[float, float, str], Awaitable[None]]
"""Tells whoever waits how far things are: done, of how much, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisAsked:
    """What `analyze_call` was asked."""

    call: str
    rep: str | None = None
    dimensions: tuple[Dimension, ...] = ()
    focus: str | None = None
    force: bool = False
    keywords: bool = False
    detailed: bool = False
    client: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """An analysis that goes on in the server, by what is analysed and who judges."""

    wanted: Wanted
    scorer: str


async def analysis(desk: Desk, office: Office, asked: AnalysisAsked, *, tell: Tell) -> Answer:
    """The scorecard, or what is known while it is being made, or which call could be meant."""
    judged_here = asked.keywords or office.has_judge
    # The engine finds it: one query less; but what is being judged anew is known by the call's own id.
    if judged_here and not asked.force and not _judged_anew(desk) and is_reference(asked.call):
        try:
            return await _judged(desk, office, asked, asked.call, tell=tell)
        except CallNotFound:
            pass  # what follows says it in this door's words
    try:
        call = await _call(office, asked.call, whose=asked.rep)
    except AmbiguousCall as which:
        return which_call(which)
    if judged_here:
        return await _judged(desk, office, asked, call.call.id, tell=tell)
    return await _by_the_client(office, call, await _wanted(office, asked, call.call.id), asked)


async def _judged(desk: Desk, office: Office, asked: AnalysisAsked, call: str, *, tell: Tell) -> Answer:
    engine = _keyword_engine(office) if asked.keywords else office.engine
    wanted = await _wanted(office, asked, call)
    await tell(0, 1, f"Looking at {asked.call}")

    async def tick(seconds: float) -> None:
        await tell(min(0.9, seconds / 120), 1, f"Claude is judging {asked.call}: {seconds:.0f} s so far")

    errand = _Errand(wanted=wanted, scorer=engine.scorer.id)
    forced = replace(errand, wanted=replace(wanted, force=True))
    anew = _judged_anew(desk)
    if forced in anew:
        errand = forced
    outcome = await desk.analyses.run(
        errand, lambda: engine.analyze(errand.wanted), patience_s=desk.patience_s, on_tick=tick
    )
    if not isinstance(outcome, Done):
        return await _meanwhile(office, await _call(office, call), errand.wanted, outcome.seconds)
    answer = _card(office, outcome.value, asked)
    if not errand.wanted.force and any((key.wanted.call, key.scorer) == (call, errand.scorer) for key in anew):
        answer.uncertain.insert(0, "This call is being judged anew: some of this is about to be replaced.")
    return answer


def _judged_anew(desk: Desk) -> list[_Errand]:
    """What is being judged although it was judged before."""
    return [key for key in desk.analyses.kept if isinstance(key, _Errand) and key.wanted.force]


async def _wanted(office: Office, asked: AnalysisAsked, call: str) -> Wanted:
    rep = await _rep(office, asked.rep)
    dimensions = tuple(dimension for dimension in ALL if dimension in (asked.dimensions or ALL))
    return Wanted(call=call, rep=rep, dimensions=dimensions, force=asked.force)


async def transcript(office: Office, call: str, *, start: int | None, around: str | None) -> Answer:
    """A stretch of a call."""
    try:
        record = await _call(office, call)
    except AmbiguousCall as which:
        return which_call(which)
    said = await load_transcript(office.engine.db, record.transcript_id)
    return transcript_answer(record, said, start=start, around=around, zone=office.zone)


def which_call(
    error: AmbiguousCall, *, again: str = "the same again with call set to one of these numbers"
) -> WhichCall:
    """The calls that may be meant, and how to ask `again`."""
    return WhichCall(
        status="which_call",
        verdict=str(error),
        rows=[CallRow(call=item.id, title=item.title, day=item.day, owner=item.owner) for item in error.candidates],
        next=[again],
    )


async def _by_the_client(office: Office, call: CallRecord, wanted: Wanted, asked: AnalysisAsked) -> Answer:
    """Without a key: what a judge said before, else what the client needs to judge the call itself."""
    try:
        card = await office.engine.show(wanted.call, wanted.rep)
    except NotAnalysed:
        card = None
    if card and not asked.force and not card.is_keyword_reading and all(map(card.result, wanted.dimensions)):
        return _card(office, card, asked)
    return await begin(office, call, wanted, client=asked.client)


def _card(office: Office, card: Scorecard, asked: AnalysisAsked) -> ScorecardAnswer:
    return scorecard_answer(card, office.engine.library, zone=office.zone, focus=asked.focus, detailed=asked.detailed)


async def _meanwhile(office: Office, call: CallRecord, wanted: Wanted, seconds: float) -> Answer:
    """What is there of an analysis that goes on: the dimensions that are judged by now."""
    verdict = (
        f"Claude is still judging call {call.id}, {call.call.title} ({day(call.call.started_at, office.zone)}), "
        f"after {seconds:.0f} seconds. It goes on here; nothing is paid twice."
    )
    again = ["the same call again in a minute: the result is picked up then"]
    # What is stored while it is judged anew may be of the judgement before.
    known = None if wanted.force else await office.engine.stored_parts(wanted)
    if known is None:
        return Answer(status="running", verdict=verdict, next=again)
    answer = scorecard_answer(known, office.engine.library, zone=office.zone)
    answer.status, answer.verdict, answer.next = "running", f"{verdict} So far: {answer.verdict}", again
    waits = [DIMENSIONS[dimension].lower() for dimension in wanted.dimensions if known.result(dimension) is None]
    if waits:
        answer.uncertain.insert(0, f"Still being judged: {', '.join(waits)}.")
    return answer


async def _call(office: Office, text: str, *, whose: str | None = None) -> CallRecord:
    named = None if whose is None or _is_label(whose) else whose
    return await the_call(office.engine.db, text, now=office.engine.clock(), zone=office.zone, whose=named)


def _is_label(text: str) -> bool:
    """Whether this is a speaker of a transcript, such as `R1`."""
    return len(text) > 1 and text[0] in "rR" and text[1:].isdigit()


async def _rep(office: Office, text: str | None) -> str | None:
    """As the engine knows them: a full name or e-mail where the words name a colleague, else the words themselves."""
    if text is None or "@" in text or _is_label(text):
        return text
    try:
        person = await the_person(office.engine.db, text)
    except PersonNotFound:
        return text  # the engine says who was on the call
    return person.email or person.name


def _keyword_engine(office: Office) -> Engine:
    engine = office.engine
    return Engine(engine.db, engine.library, KeywordScorer(engine.library.rubrics, measured()), clock=engine.clock)
