"""A week's review from beginning to end: fetched, judged, written about, sent. Knows nothing of Prefect.

Every step asks the database what is left to do, so whatever is broken off goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import partial
from typing import Final

from analysis.engine import Engine
from analysis.settings import Settings
from analysis.week import Week, last_week
from db.insights import Span
from db.weeks import WeekCall, calls_of, invented_left_out, spent_on
from flows.outcome import Became, Drained
from flows.stage import Stage
from flows.week_batches import Taken, alone_usd, look_over, take_over
from flows.week_judging import Standing, judge, standing
from flows.week_mails import About, Mailed, mail, post_of
from flows.week_sync import Synced, sync_week

STALE: Final = "This run came a week late: `coach review --week {week}` sends what it would have sent."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which week. A dry run fetches, judges and sends nothing; `held_back` is why nothing is to be sent.

    `partial`: also mails about calls of which some wait to be judged are sent.
    """

    week: Week
    dry_run: bool = False
    partial: bool = False
    held_back: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a review found and did.

    `estimate_usd` is what judging the missing calls would have cost about; `cost_usd` was paid in this review for the
    calls of the week, apart from what batches cost, `total_usd` ever. `left_out` calls of the week are invented.
    """

    plan: Plan
    synced: Synced
    taken: Taken
    standing: Standing
    estimate_usd: Decimal
    judged: Drained
    cost_usd: Decimal
    total_usd: Decimal
    mailed: Mailed
    left_out: int = 0

    @property
    def week(self) -> Week:
        return self.plan.week

    @property
    def recorded(self) -> int:
        """Calls of the week that are here."""
        return len(self.standing.known) + len(self.standing.missing) + len(self.standing.impossible)

    @property
    def analysed(self) -> int:
        """Those of them that are judged now, by whoever judges today."""
        return len(self.standing.known) + self.judged.count(Became.JUDGED)

    @property
    def problem(self) -> str | None:
        """What kept the work from its end, with what to do about it."""
        return self.judged.problem or self.synced.problem or self.taken.problem

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to look after anything."""
        is_sent = not (self.mailed.not_arrived or self.mailed.waiting)
        return self.problem is None and self.judged.is_clean and is_sent


def planned(asked_for: Week | None, due: datetime, now: datetime, zone: tzinfo) -> Plan:
    """The week asked for, or the one that was over when a run was due; much too late, its mails are old news."""
    week = asked_for or last_week(due, zone)
    is_stale = asked_for is None and week < last_week(now, zone)
    return Plan(week=week, held_back=STALE.format(week=week) if is_stale else None)


async def review(engine: Engine, settings: Settings, plan: Plan, stage: Stage) -> Reviewed:
    """Do, or in a dry run look at, all that is left to do for a week.

    Raises:
        BadSetting: mails are to be sent, and that is not set up, or the mail server does not let us in.
        StorageError: the database went away.
    """
    began, week = engine.clock(), plan.week
    held_back = "This was a dry run." if plan.dry_run else plan.held_back
    post = post_of(settings, week, began, held_back=held_back)
    synced = await stage.step(
        "the week’s calls in Gong", partial(sync_week, engine, settings, week, stage, dry_run=plan.dry_run)
    )
    span = Span(since=week.start(settings.zone), until=week.end(settings.zone))
    calls = await calls_of(engine.db, span)
    take = look_over if plan.dry_run else take_over
    taken = await stage.step("what batches have answered", partial(take, engine, settings))
    before = await _spent(engine, calls)
    look = partial(standing, engine, calls, with_colleagues=settings.judge_colleagues)
    stands = await stage.step("what is judged already", look)
    dollars = await alone_usd(engine, settings, stands.missing)
    judged = Drained()
    if stands.missing and not plan.dry_run:
        await stage.agree(len(stands.missing), dollars)
        at_once = settings.anthropic_concurrency
        judged = await stage.step("judging", partial(judge, engine, stands.missing, stage, at_once=at_once))
    about = _about(plan, synced, stands, judged)
    mailed = await stage.step("the mails", partial(mail, engine, settings, week, post, about, since=began))
    after = await _spent(engine, calls)
    return Reviewed(
        plan=plan,
        synced=synced,
        taken=taken,
        standing=stands,
        estimate_usd=dollars,
        judged=judged,
        cost_usd=after - before,
        total_usd=after,
        mailed=mailed,
        left_out=await invented_left_out(engine.db, span),
    )


async def _spent(engine: Engine, calls: list[WeekCall]) -> Decimal:
    return await spent_on(engine.db, [call.id for call in calls])


def _about(plan: Plan, synced: Synced, stands: Standing, judged: Drained) -> About:
    """What the mails have to wait for, and what may be missing; each team's own mail says how many calls wait."""
    names = {one.call_id for one in judged.results if one.became is Became.WAITS and not one.in_part}
    waits = frozenset(one.call.id for one in stands.missing if one.call.gong_id in names)
    remarks = (synced.remark,) if synced.remark else ()
    return About(waits=frozenset() if plan.partial else waits, remarks=remarks)
