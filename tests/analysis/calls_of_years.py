"""Small judged calls on whatever day, for tests of what many of them show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from analysis.looking_back import look_back
from analysis.period import read_period
from analysis.retrospect import Asked, Retrospect
from analysis.steps import Step
from analysis.subject import one_person
from db.analyses import StoredAnalysis, save_analyses
from db.database import Database
from gong.model import UserId
from knowledge.library import read_library
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import DimensionResult, Observed, Sighting
from tests.analysis.desk import NOON, ZONE
from tests.db.examples import NARRATIVE, REP, digest, draft, evidence, new_call, scored, stored_call

SONNET, OPUS = "claude:claude-sonnet-5-5:medium", "claude:claude-opus-5-1:high"
RUBRICS = read_library().rubrics


@dataclass(slots=True)
class Company:
    """Calls of reps who are called by a name, such as `rae`, and are judged as AEs; each call is an hour later."""

    database: Database
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def call(
        self,
        at: datetime,
        levels: Mapping[str, int],
        *,
        rep: str = "rae",
        scorers: tuple[str, ...] = (SONNET,),
        real: bool = False,
    ) -> tuple[StoredAnalysis, ...]:
        """One call, on which these criteria of discovery (of equal weight) were judged at these levels."""
        number = next(self.numbers)
        new = new_call(f"73{number:017}")
        first, *others = new.call.speakers
        us = replace(first, name=rep.title(), email=f"{rep}@us.example", user_id=UserId(rep))
        changed = replace(
            new.call,
            speakers=(us, *others),
            started_at=at,
            host=us.user_id,
            is_invented=not real,
            title=f"Call {number}",
        )
        record = await stored_call(self.database, replace(new, call=changed))
        basis = draft(record, person_id=record.person_id(REP))
        drafts = [
            replace(basis, scorer=scorer, fingerprint=digest(f"{number} {scorer}"), result=made(scorer, levels))
            for scorer in scorers
        ]
        told = [
            replace(one, part="narrative", fingerprint=digest(f"n {one.fingerprint}"), result=NARRATIVE)
            for one in drafts
        ]
        return await save_analyses(self.database, [*drafts, *told])

    async def ask(
        self, period: str, *, step: Step | None = Step.MONTH, rep: str = "rae", now: datetime = NOON
    ) -> Retrospect:
        """What can be said of somebody."""
        subject = await one_person(self.database, f"{rep}@us.example")
        asked = Asked(subject=subject, period=read_period(period, now=now, zone=ZONE), step=step)
        return await look_back(self.database, asked, RUBRICS)


def made(scorer: str, levels: Mapping[str, int]) -> DimensionResult:
    """What this scorer makes of it: keywords see what is at level 3 or more, and give no level."""
    if not scorer.startswith("keyword:"):
        return discovery(levels)
    findings = tuple(
        Observed(
            criterion=CriterionId(criterion),
            sighting=Sighting.SEEN if level >= 3 else Sighting.NOT_SEEN,
            note="a word",
            evidence=(evidence(),),
        )
        for criterion, level in levels.items()
    )
    return DimensionResult(dimension=Dimension.DISCOVERY, findings=findings)


def discovery(levels: Mapping[str, int]) -> DimensionResult:
    findings = tuple(scored(criterion, level=level) for criterion, level in levels.items())
    return DimensionResult(dimension=Dimension.DISCOVERY, findings=findings)
