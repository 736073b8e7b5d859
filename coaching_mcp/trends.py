"""What `get_rep_insights` does, and how a coach says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from analysis.errors import EngineError
from analysis.insights import FEWEST_CALLS, Insights, Trend, insights
from analysis.lookup import Person, the_person
from analysis.period import Period, read_period
from analysis.transcript import clock
from coaching_mcp.answers import InsightsAnswer, Quote, TrendRow
from coaching_mcp.desk import Office
from coaching_mcp.quoting import LISTEN_MS, day, excerpt
from db.database import Session
from db.insights import CriterionOnCall, Presence, Span, rep_calls, rep_criteria, rep_narratives, rep_scorer, role_means
from db.search import load_moments
from knowledge.library import Library
from knowledge.rubric import CallType
from reports.moments import gong_link
from reports.words import CALL_TYPES, DIMENSIONS, counted

LAST_NARRATIVES = 20


class NothingKnown(EngineError):
    """There are no calls of that person in that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsAsked:
    """What `get_rep_insights` was asked."""

    rep: str
    period: str = "last 90 days"
    product: str | None = None
    call_type: CallType | None = None
    detailed: bool = False


async def rep_insights(office: Office, asked: InsightsAsked) -> InsightsAnswer:
    """A person over a period.

    Raises:
        BadPeriod, PersonNotFound: it cannot be looked for like this.
        NothingKnown: there was nothing then; the message says when there was.
    """
    async with office.engine.db.borrowed() as db:
        return await _rep_insights(office, db, asked)


async def _rep_insights(office: Office, db: Session, asked: InsightsAsked) -> InsightsAnswer:
    person = await the_person(db, asked.rep)
    period = read_period(asked.period, now=office.engine.clock(), zone=office.zone)
    span = Span(since=period.start, until=period.end)
    presence = await rep_calls(db, person.id, span)
    scorer = await rep_scorer(db, person.id, span)
    if scorer is None:
        raise NothingKnown(_nothing(person, period, presence, office))
    rows = await rep_criteria(
        db,
        person.id,
        Span(since=period.before().start, until=period.end),
        scorer=scorer,
        call_type=asked.call_type,
        product=asked.product,
    )
    told = await rep_narratives(db, person.id, scorer=scorer, until=period.end, limit=LAST_NARRATIVES)
    roles = await role_means(db, person.id, span, role=person.role, scorer=scorer)
    found = insights(rows, told, roles, since=period.start)
    library = office.engine.library
    return InsightsAnswer(
        verdict=_verdict(person, period, found, asked, scorer),
        points=list(_points(found, library, office, detailed=asked.detailed)),
        rows=[_row(trend) for trend in found.trends if trend.n],
        quotes=await _quotes(db, found.pattern.moments if found.pattern else (), library),
        uncertain=list(_uncertain(found, presence, scorer)),
        next=list(_next(person, found)),
        rep=person.name,
        email=person.email,
        role=person.role,
        period=period.words,
        calls=found.judged_calls,
        scorer=scorer,
    )


def _nothing(person: Person, period: Period, presence: Presence, office: Office) -> str:
    if presence.calls:
        return (
            f"{person.name} spoke on {counted(presence.calls, 'call', 'calls')} from {period.words}, and none has been "
            "analysed yet: analyze_call does that, one call at a time."
        )
    last = f" The last one was on {day(presence.last_call_at, office.zone)}." if presence.last_call_at else ""
    return f"No calls of {person.name} from {period.words}.{last} Ask for another period."


def _verdict(person: Person, period: Period, found: Insights, asked: InsightsAsked, scorer: str) -> str:
    kind = f" {CALL_TYPES[asked.call_type].lower()}" if asked.call_type else ""
    calls = "call" if found.judged_calls == 1 else "calls"
    about = f"{person.name}, {period.words}, n = {found.judged_calls}{kind} {calls}"
    if scorer.startswith("keyword:"):
        return f"{about}: keyword readings only, which are not a judgement."
    measured = sorted(((trend.mean, trend) for trend in found.trends if trend.mean is not None), key=itemgetter(0))
    if not measured:
        return f"{about}: nothing could be scored."
    (low, weakest), (high, strongest) = measured[0], measured[-1]
    if round(low) == round(high):
        return f"{about}: {', '.join(DIMENSIONS[trend.dimension].lower() for _, trend in measured)} {low:.0f}."
    return (
        f"{about}: strongest {DIMENSIONS[strongest.dimension].lower()} {high:.0f}, "
        f"weakest {DIMENSIONS[weakest.dimension].lower()} {low:.0f}{_moved(weakest)}."
    )


def _moved(trend: Trend) -> str:
    if trend.change is None:
        return ""
    return f" ({trend.change:+.0f} on the {counted(trend.n_before, 'call', 'calls')} before)"


def _points(found: Insights, library: Library, office: Office, *, detailed: bool) -> Iterator[str]:
    pattern = found.pattern
    if pattern:
        often = f"low (0 or 1 of 4) on {pattern.low} of" if pattern.low else "lowest, though never below 2, over"
        yield f"Pattern: {_title(library, pattern.criterion)} is {often} {counted(pattern.n, 'call', 'calls')}."
    if found.plan:
        yield f"Plan: {found.plan.when}: {found.plan.then}. We'll look for: {found.plan.look_for}"
    followed = found.follow_through
    if followed:
        since = ", ".join(map(str, followed.levels_since[-5:]))
        yield (
            f"Follow-through on {day(followed.told_at, office.zone)} ({followed.action.then}): "
            f"{_title(library, followed.criterion)} done on {followed.done} of "
            f"{counted(len(followed.levels_since), 'later call', 'later calls')} (levels {since})."
        )
    if found.improvement:
        better = found.improvement
        title = _title(library, better.criterion)
        yield f"Improved: {title}, mean level {better.level_before:.1f} to {better.level:.1f}."
    if detailed:
        yield from (
            f"{DIMENSIONS[trend.dimension]}: {trend.role.people} others of the same role, mean {trend.role.mean:.0f}."
            for trend in found.trends
            if trend.role
        )


def _row(trend: Trend) -> TrendRow:
    return TrendRow(
        dimension=DIMENSIONS[trend.dimension],
        score=None if trend.mean is None else round(trend.mean),
        n=trend.n,
        change=None if trend.change is None else round(trend.change),
        n_before=trend.n_before,
        role_mean=round(trend.role.mean) if trend.role else None,
        seen=f"{trend.seen} of {trend.looked} seen" if trend.looked else None,
    )


async def _quotes(db: Session, moments: tuple[CriterionOnCall, ...], library: Library) -> list[Quote]:
    spoken = await load_moments(db, [(item.transcript_id, item.turn) for item in moments if item.turn is not None])
    quotes: list[Quote] = []
    for item in moments:
        turn = spoken.get((item.transcript_id, item.turn or 0))
        if turn:
            start, text = excerpt(turn.said, None)
            at_ms = turn.said.at_ms(start)
            quotes.append(
                Quote(
                    speaker=turn.speaker,
                    at=clock(at_ms),
                    text=text,
                    call=item.call_id,
                    about=f"{_title(library, item.criterion or '')}: {item.level} of 4",
                    url=None if item.is_invented else gong_link(item.url, at_ms, at_ms + LISTEN_MS),
                )
            )
    return quotes


def _uncertain(found: Insights, presence: Presence, scorer: str) -> Iterator[str]:
    if found.judged_calls < FEWEST_CALLS:
        yield f"{counted(found.judged_calls, 'call', 'calls')} say little: do not read a mean or a change as a trend."
    elif any(trend.change is not None and trend.n_before < FEWEST_CALLS for trend in found.trends):
        yield "The time before has fewer than three calls: its means say little."
    if presence.calls > found.judged_calls:
        left_out = counted(presence.calls - found.judged_calls, "call", "calls")
        yield f"{left_out} of that time more, not judged yet or of another kind."
    if scorer.startswith("keyword:"):
        yield "A keyword reading has no scores; with a key, or with Claude here as the judge, there are."


def _next(person: Person, found: Insights) -> Iterator[str]:
    if found.pattern and found.pattern.moments:
        yield f"analyze_call call={found.pattern.moments[0].call_id} for the call that shows it"
    yield f'search_calls rep="{person.email or person.name}" for more moments'


def _title(library: Library, criterion: str) -> str:
    return next(
        (item.title for rubric in library.rubrics.values() for item in rubric.criteria if item.id == criterion),
        criterion.replace("_", " "),
    )
