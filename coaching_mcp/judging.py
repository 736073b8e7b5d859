"""Judging without a key: what the client's own model is given, and what becomes of its answers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analysis.answer import DimensionAnswer, NarrativeAnswer
from analysis.case import NARRATIVE, Case
from analysis.client_scorer import ClientScorer
from analysis.engine import ALL, Engine, Wanted
from analysis.errors import EngineError
from analysis.evidence import Verifier
from analysis.ports import Question
from analysis.prompt import words
from analysis.scorecards import Scorecard
from analysis.transcript import render
from coaching_mcp.answers import Answer, JudgeAnswer, ScorecardAnswer
from coaching_mcp.cards import scorecard_answer
from coaching_mcp.desk import Office
from coaching_mcp.refusals import BadSubmission, about_nothing, named, part_of, read_as, unfounded
from coaching_mcp.transcripts import page
from db.calls import CallRecord, find_call
from knowledge.rubric import Dimension

PAGE_CHARS: Final = 16_000
TICKET: Final = re.compile(r"(\d{1,18})\.(R\d{1,3})\.([dpoe]{1,4})\.([0-9a-f]{12})")
LETTERS: Final = {dimension.value[0]: dimension for dimension in ALL}
HOW: Final = (
    "No key is set, so you are the judge. Judge only what is asked below, from the transcript, then call "
    "submit_analysis with the ticket and your answer as JSON of the schema. A program checks every quote."
)
NAME: Final = re.compile(r"[^a-z0-9._-]+")


class BadTicket(EngineError):
    """The ticket names nothing that can be judged now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a client sends back. `final`: quotes that are not found are dropped, and levels capped, without asking."""

    ticket: str
    answer: Mapping[str, object]
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """One client judging one rep on one call."""

    office: Office
    client: str
    call: CallRecord
    wanted: Wanted

    def engine(self, answer: DimensionAnswer | NarrativeAnswer | None = None) -> Engine:
        own = self.office.engine
        return Engine(own.db, own.library, self.scorer(answer), clock=own.clock)

    def scorer(self, answer: DimensionAnswer | NarrativeAnswer | None = None) -> ClientScorer:
        return ClientScorer(self.client, self.office.engine.library, answer)

    async def ticket(self, label: str) -> str:
        """Names the call, the rep, what is asked, and by which transcript and rubrics."""
        parts = await self.engine().fingerprints(self.wanted)
        digest = hashlib.sha256("".join(parts.values()).encode()).hexdigest()[:12]
        letters = "".join(dimension.value[0] for dimension in ALL if dimension in self.wanted.dimensions)
        return f"{self.call.id}.{label}.{letters}.{digest}"


async def begin(office: Office, call: CallRecord, wanted: Wanted, *, client: str) -> Answer:
    """The first thing that is asked, with the first page of the transcript."""
    bench = _Bench(office=office, client=client_name(client), call=call, wanted=wanted)
    return await _next(bench, first=True)


async def submit(office: Office, submission: Submission, *, client: str) -> Answer:
    """Check, count and keep an answer; then the next thing that is asked, or the scorecard.

    What was kept before stays as it is, and that is said.

    Raises:
        BadTicket, BadSubmission: it cannot be taken; nothing was kept.
    """
    bench = await _bench(office, submission.ticket, client_name(client))
    known = await bench.engine().stored_parts(bench.wanted)
    part = _missing(bench.wanted, known)
    sent = part_of(submission.answer, office.engine.library)
    if part is None or (sent and sent != part):
        return await _another(bench, sent or NARRATIVE, asked=part)
    case = await bench.engine().case(bench.wanted)
    if part == NARRATIVE:
        return await _summary(bench, submission, case, known)
    answer = read_as(DimensionAnswer, submission.answer)
    engine, dimension = bench.engine(answer), Dimension(part)
    judged = bench.scorer(answer).read(case, office.engine.library.rubrics[dimension])
    if judged.to_repair and not submission.final:
        return unfounded(judged, Verifier(case.transcript), ticket=submission.ticket)
    await engine.analyze(Wanted(call=bench.wanted.call, rep=bench.wanted.rep, dimensions=(dimension,)))
    return await _next(bench)


async def _summary(bench: _Bench, submission: Submission, case: Case, known: Scorecard | None) -> Answer:
    answer = read_as(NarrativeAnswer, submission.answer)
    findings = bench.scorer().findings(case, known.results if known else ())
    if findings.unknown(answer) and not submission.final:
        return about_nothing(findings, answer, ticket=submission.ticket)
    await bench.engine(answer).analyze(bench.wanted)
    return await _next(bench)


async def _another(bench: _Bench, sent: str, *, asked: str | None) -> Answer:
    """What is asked now, where a part was sent that was kept before.

    Raises:
        BadSubmission: its turn has not come, or it is not asked for at all.
    """
    parts = bench.wanted.parts
    if asked and (sent not in parts or parts.index(sent) > parts.index(asked)):
        raise BadSubmission(f"This answers {named(sent)}, but {named(asked)} is asked now. Nothing was kept.")
    following = await _next(bench)
    following.verdict = f"Kept before, and nothing was changed: {named(sent)}. {following.verdict}"
    return following


def client_name(name: str) -> str:
    """A client's name as it stands in a scorer's id."""
    return NAME.sub("-", name.casefold()).strip("-")[:40] or "unknown"


async def _bench(office: Office, ticket: str, client: str) -> _Bench:
    found = TICKET.fullmatch(ticket.strip())
    call = await find_call(office.engine.db, f"#{found[1]}") if found else None
    if found is None or call is None:
        raise BadTicket(f"{ticket!r} is not a ticket. analyze_call gives one, such as 12.R1.dpoe.3f2a9c1b77e0.")
    wanted = Wanted(call=call.call.id, rep=found[2], dimensions=tuple(LETTERS[letter] for letter in found[3]))
    bench = _Bench(office=office, client=client, call=call, wanted=wanted)
    if await bench.ticket(found[2]) != ticket.strip():
        raise BadTicket("The transcript, a rubric or the client has changed since. Begin again with analyze_call.")
    return bench


def _missing(wanted: Wanted, known: Scorecard | None) -> str | None:
    there = {result.dimension.value for result in known.results} if known else set[str]()
    if known and known.narrative:
        there.add(NARRATIVE)
    return next((part for part in wanted.parts if part not in there), None)


async def _next(bench: _Bench, *, first: bool = False) -> JudgeAnswer | ScorecardAnswer:
    known = await bench.engine().stored_parts(bench.wanted)
    part = _missing(bench.wanted, known)
    if part is None and known:
        card = scorecard_answer(known, bench.office.engine.library, zone=bench.office.zone)
        card.verdict = f"Kept as {known.scorer}. {card.verdict}"
        return card
    case = await bench.engine().case(bench.wanted)
    ticket = await bench.ticket(case.rep.label)
    about = f"call {bench.call.id}, {bench.call.call.title}, {case.rep.name} ({case.rep.label})"
    answer = JudgeAnswer(
        status="needs_judge",
        verdict=f"{HOW} Now: {named(part or NARRATIVE)} of {about}.",
        ticket=ticket,
        part=part,
        next=[
            f'submit_analysis ticket="{ticket}" with your answer',
            f"analyze_call call={bench.call.id} judge=keywords needs no judge",
        ],
    )
    question = await _question(bench, case, part or NARRATIVE, known)
    _ask(answer, question, with_facts=part == Dimension.PRODUCT_KNOWLEDGE, again=not first and part != NARRATIVE)
    if first and part != NARRATIVE:
        _show(answer, bench, case)
    return answer


async def _question(bench: _Bench, case: Case, part: str, known: Scorecard | None) -> Question:
    scorer = bench.scorer()
    if part == NARRATIVE:
        return scorer.narrative_question(case, known.results if known else ())
    return scorer.dimension_question(case, bench.office.engine.library.rubrics[Dimension(part)], transcript="")


def _ask(answer: JudgeAnswer, question: Question, *, with_facts: bool, again: bool) -> None:
    """Put the question into the answer; what was said with an earlier part is not said again."""
    system = [block.text for block in question.system]
    if answer.part != NARRATIVE:
        system = [*([] if again else [words("judge")]), *(system[1:] if with_facts else [])]
    answer.instructions = "\n\n".join(system) or None
    answer.rubric = "\n\n".join(block.text for block in question.user if block.text)
    if answer.part == NARRATIVE or not again:
        answer.answer_schema = dict(question.schema)


def _show(answer: JudgeAnswer, bench: _Bench, case: Case) -> None:
    said = case.transcript.utterances
    shown = page(said, chars=PAGE_CHARS)
    answer.transcript = render(shown, case.speakers)
    if len(shown) < len(said):
        answer.transcript_next = len(shown)
        answer.next.insert(0, f"get_transcript call={bench.call.id} start={len(shown)} for the rest, before you judge")
