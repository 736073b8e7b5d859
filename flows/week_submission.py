"""Sunday evening: the week's calls fetched, and what is to be judged of them handed in at half the price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from analysis.engine import Engine
from analysis.half_price import Submitted
from analysis.settings import Settings
from analysis.week import Week
from db.insights import Span
from db.weeks import calls_of
from flows.stage import Stage
from flows.week_batches import HandedIn, hand_in
from flows.week_judging import Standing, standing
from flows.week_sync import Synced, sync_week
from reports.words import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was found of a week, and what of it was handed in."""

    week: Week
    synced: Synced
    standing: Standing
    handed_in: HandedIn

    @property
    def is_clean(self) -> bool:
        submitted = self.handed_in.submitted
        return not (self.synced.problem or self.handed_in.taken.problem or (submitted and submitted.left_out))

    @property
    def lines(self) -> Iterator[str]:
        """What there is to say of it, without anything of what was said on calls."""
        yield f"{self.week} ({self.week.words})"
        yield str(self.synced)
        yield f"{counted(len(self.standing.known), 'call')} done before, {len(self.standing.missing)} to do."
        planned, submitted = self.handed_in.planned, self.handed_in.submitted
        if planned is None or submitted is None:
            yield "There is nothing to hand in."
            return
        yield (
            f"Handed in: {counted(submitted.questions, 'question')} about {counted(submitted.calls, 'call')}; "
            f"{submitted.waiting} were in a batch before."
        )
        yield (
            f"To judge everything takes about ${planned.estimate_usd:.2f} in batches, ${planned.alone_usd:.2f} when "
            "asked directly, the summaries that follow included."
        )
        yield from self._left_out(submitted)
        if words := str(self.handed_in.taken):
            yield words

    def _left_out(self, submitted: Submitted) -> Iterator[str]:
        calls = {one.call.id: one.call for one in self.standing.missing}
        for reason in dict.fromkeys(out.reason for out in submitted.left_out):
            names = [calls[out.call_id].name for out in submitted.left_out if out.reason == reason]
            yield f"Left out: {', '.join(names)}: {reason}"


async def submit_week(engine: Engine, settings: Settings, week: Week, stage: Stage, *, wait_s: float = 0) -> Submission:
    """Hand in what is left to judge of a week, and for up to `wait_s` seconds what follows from the answers.

    Raises:
        EngineError: Claude cannot be asked, or somebody did not agree. What was handed in stays so.
        StorageError: the database went away.
    """
    synced = await stage.step("the week’s calls in Gong", partial(sync_week, engine, settings, week, stage))
    calls = await calls_of(engine.db, Span(since=week.start(settings.zone), until=week.end(settings.zone)))
    look = partial(standing, engine, calls, with_colleagues=settings.judge_colleagues)
    stands = await stage.step("what is judged already", look)
    handed_in = await stage.step("handing in", partial(hand_in, engine, settings, stands.missing, stage, wait_s=wait_s))
    return Submission(week=week, synced=synced, standing=stands, handed_in=handed_in)
