"""A changed rubric tried on past calls, before it counts: nothing is stored as their result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.engine import Engine, Wanted
from db.calls import CallSummary, list_calls
from knowledge.rubric import CriterionId, Rubric
from knowledge.scorecard import DimensionResult, Finding, NotApplicable, Observed, Rep, Scored, Unscored

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A criterion that came out differently, in words; None where a rubric does not ask it."""

    criterion: CriterionId
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """One rep on one call: what counts now (None when this was not judged so far), and what would.

    `cost_usd` is what the answers behind `after` cost, whenever they were paid.
    """

    call_id: int | None
    title: str
    rep: Rep
    before: DimensionResult | None
    after: DimensionResult
    cost_usd: Decimal

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The criteria that come out differently; none when there is nothing to compare with."""
        return tuple(_shifts(self.before, self.after)) if self.before else ()


async def rehearse(engine: Engine, rubric: Rubric, wanted: Wanted) -> Rehearsal:
    """Judge one rep on one call by this rubric. Answers are kept, so that nothing is paid twice.

    Raises:
        CallNotFound, RepNotFound, NothingToJudge: there is nothing to judge.
        JudgeError, SpendingCapReached: it could not be judged.
    """
    wanted = replace(wanted, dimensions=(rubric.dimension,))
    case = await engine.case(wanted)
    free = not engine.scorer.forecast(case)
    card = await engine.analyze(wanted) if free else await engine.stored(wanted)
    opinions = await engine.scorer.dimensions(case, [rubric])
    opinion = opinions[rubric.dimension]
    after = opinion.result if isinstance(opinion.result, DimensionResult) else _nothing(rubric)
    return Rehearsal(
        call_id=case.call_id,
        title=case.title,
        rep=case.rep,
        before=card.judged[0] if card else None,
        after=after,
        cost_usd=opinion.cost_usd,
    )


async def judged_calls(engine: Engine, count: int) -> tuple[Wanted, ...]:
    """The newest calls that this engine's scorer looked at, so that there is something to compare with."""
    found: list[CallSummary] = []
    page = await list_calls(engine.db, limit=PAGE)
    while page and len(found) < count:
        found += [item for item in page if item.scorer == engine.scorer.id]
        page = await list_calls(engine.db, limit=PAGE, before=page[-1].cursor)
    return tuple(Wanted(call=item.gong_id) for item in found[:count])


def _nothing(rubric: Rubric) -> DimensionResult:
    return DimensionResult(dimension=rubric.dimension, findings=())


def _shifts(before: DimensionResult, after: DimensionResult) -> Iterator[Shift]:
    old = {finding.criterion: outcome(finding) for finding in before.findings}
    new = {finding.criterion: outcome(finding) for finding in after.findings}
    for criterion in dict.fromkeys([*_ids(after.findings), *_ids(before.findings)]):
        if old.get(criterion) != new.get(criterion):
            yield Shift(criterion=criterion, before=old.get(criterion), after=new.get(criterion))


def _ids(findings: Sequence[Finding]) -> Iterator[CriterionId]:
    return (finding.criterion for finding in findings)


def outcome(finding: Finding) -> str:
    """How a criterion came out, in one or two words."""
    match finding:
        case Scored():
            return str(finding.level)
        case Unscored():
            return "not judged"
        case NotApplicable():
            return "not applicable"
        case Observed():
            return finding.sighting.value.replace("_", " ")
