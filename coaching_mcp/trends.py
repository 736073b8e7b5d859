"""What `get_rep_insights` does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.closest import the_product
from analysis.looking_back import look_back
from analysis.period import read_period
from analysis.retrospect import Asked, Retrospect
from analysis.subject import one_person
from analysis.trend import Trend
from coaching_mcp import insight_words
from coaching_mcp.answers import InsightsAnswer, TrendRow
from coaching_mcp.desk import Office
from knowledge.rubric import CallType, Role
from reports.words import DIMENSIONS


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
    library, db = office.engine.library, office.engine.db
    subject = await one_person(db, asked.rep)
    about = Asked(
        subject=subject,
        period=read_period(asked.period, now=office.engine.clock(), zone=office.zone),
        call_type=asked.call_type,
        product=await the_product(db, asked.product) if asked.product else None,
        others=asked.detailed,
    )
    found = await look_back(db, about, library.rubrics)
    gaps = (insight_words.gap_words(gap, library, people=found.top_people) for gap in found.ahead)
    measure, pattern = found.pattern and found.pattern.measure, insight_words.pattern(found, library)
    return InsightsAnswer(
        verdict=_verdict(about, found),
        points=[
            *filter(None, [pattern]),
            *insight_words.points(found, library, office.zone),
            *gaps,
            *filter(None, [insight_words.role_means(found) if asked.detailed else None]),
        ],
        rows=[_row(trend, found, asked) for trend in found.dimensions if trend.now.results],
        quotes=[insight_words.quote(moment, library, measure, named=True) for moment in found.moments if measure],
        uncertain=list(insight_words.uncertain(about, found)),
        next=list(_next(about, found)),
        rep=subject.name,
        email=subject.email,
        role=(subject.role or Role.UNKNOWN).value,
        period=about.period.words,
        calls=found.coverage.judged,
        scorer=found.coverage.scorer,
    )


def _verdict(about: Asked, found: Retrospect) -> str:
    said, coverage = insight_words.verdict(about, found), found.coverage
    return said if coverage.is_keyword_reading else f"{said} Judged by {coverage.scorer.removeprefix('claude:')}."


def _row(trend: Trend, found: Retrospect, asked: InsightsAsked) -> TrendRow:
    role = found.roles.get(trend.measure.dimension)
    read = found.sightings(trend.measure.dimension)
    return TrendRow(
        dimension=DIMENSIONS[trend.measure.dimension],
        score=None if trend.now.mean is None else round(trend.now.mean),
        n=trend.now.results if found.coverage.is_keyword_reading else trend.now.n,
        noise=round(trend.measure.within(trend.now.n)) if trend.now.n else None,
        change=insight_words.change_words(trend),
        n_before=trend.before.n if asked.detailed else 0,
        role_mean=round(role.mean) if role else None,
        role_n=role.calls if role else None,
        seen=f"{read.seen} of {read.looked} seen" if read.looked else None,
    )


def _next(asked: Asked, found: Retrospect) -> Iterator[str]:
    if found.moments:
        yield f"analyze_call call={found.moments[0].on.call_id} for the call that shows it"
    if found.worth_hearing:
        yield f"analyze_call call={found.worth_hearing[0].on.call_id} for a colleague's call worth listening to"
    yield f'search_calls rep="{asked.subject.email or asked.subject.name}" for more moments'
