"""`coach review`: a week from its calls to its mails, as the flow does it, with somebody watching."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import tzinfo
from decimal import Decimal
from typing import Final, TypeVar

from analysis.bootstrap import open_engine
from analysis.settings import Settings
from analysis.week import Week, read_week
from coaching_mcp import terminal, views
from coaching_mcp.asides import confirm, progress, tell
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.report import STATES, on_day, whom
from coaching_mcp.simulator import simulated
from db.outbox import Entered
from flows.drain import Work
from flows.outcome import Became, Drained, Result
from flows.week_mails import Mailed
from flows.week_review import Reviewed, planned, review
from flows.week_submission import Submission, submit_week
from reports.letters import Letter, Silence
from reports.words import counted

T = TypeVar("T")

UNJUDGED: Final = (
    "A mail waits until every call that it is about is judged, then the next run sends it; --partial sends it now:"
)


class AtTerminal:
    """Says each step, asks before money is spent, and moves a bar on with each call that is judged."""

    def __init__(self, settings: Settings, *, yes: bool) -> None:
        self._settings = settings
        self._yes = yes
        self._stack = ExitStack()
        self._advance: Callable[[], None] = lambda: None

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        tell(name[:1].upper() + name[1:])
        with self._stack:  # the bar is taken away when the step that moves it is over
            return await work()

    async def call(self, call_id: str, work: Work) -> Result:  # noqa: ARG002 (a protocol's signature)
        result = await work()
        self._advance()
        return result

    async def agree(self, calls: int, dollars: Decimal) -> None:
        await confirm(counted(calls, "call"), dollars, self._settings, yes=self._yes)
        self._advance = self._stack.enter_context(progress("Judging", calls))


async def week_review(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do what is left to do for a week, each part of it once."""
    settings = simulated(settings, arguments.simulated)
    stage = AtTerminal(settings, yes=arguments.yes)
    async with open_engine(settings) as engine:
        now = engine.clock()
        week = read_week(arguments.week) if arguments.week else None
        if arguments.submit:
            this = week or Week.of(now, settings.zone)
            return _tell_submission(arguments, await submit_week(engine, settings, this, stage))
        plan = replace(planned(week, now, now, settings.zone), dry_run=arguments.dry_run, partial=arguments.partial)
        done = await review(engine, settings, plan, stage)
    if arguments.json:
        views.write(_as_json(done))
    else:
        print("\n".join(_told(done, settings)))
    return DONE if done.is_clean else PARTLY


def _tell_submission(arguments: argparse.Namespace, done: Submission) -> int:
    if arguments.json:
        submitted = done.handed_in.submitted
        views.write(
            {
                "week": str(done.week),
                "batches": submitted.batches if submitted else 0,
                "questions": submitted.questions if submitted else 0,
                "calls": submitted.calls if submitted else 0,
                "estimate_usd": float(submitted.estimate_usd) if submitted else 0.0,
                "left_out": [
                    {"call": out.call_id, "reason": out.reason} for out in (submitted.left_out if submitted else ())
                ],
                "problem": done.synced.problem,
            }
        )
    else:
        print("\n".join(done.lines))
    return DONE if done.is_clean else PARTLY


def _told(done: Reviewed, settings: Settings) -> Iterator[str]:
    yield f"{done.week} ({done.week.words})"
    yield str(done.synced)
    if words := str(done.taken):
        yield words
    missing = len(done.standing.missing)
    if done.left_out:
        yield f"{counted(done.left_out, 'invented call')} of that week left out, as there are real calls."
    yield f"{counted(done.recorded, 'call')} here: {len(done.standing.known)} done before, {missing} to do."
    if missing and done.estimate_usd:
        cap = terminal.dollars(settings.daily_spend_cap_usd)
        yield f"Judging takes about {terminal.dollars(done.estimate_usd)}; the cap is {cap} a day."
    if done.judged.results:
        yield f"Judging: {done.judged}. Paid: {terminal.dollars(done.cost_usd)}."
    yield from _reasons(done.synced.drained)
    yield from _left(done)
    for one in done.standing.impossible:
        yield f"  not judged: {one.call_id}: {one.reason}"
    if done.total_usd:
        yield f"The week’s calls have cost {terminal.dollars(done.total_usd)} so far."
    yield from _mails(done.mailed, settings.zone, is_dry=done.plan.dry_run)


def _reasons(drained: Drained | None) -> Iterator[str]:
    for reason, calls in drained.reasons if drained else ():
        if drained and (drained.problem is None or drained.problem not in reason):
            yield f"  {calls} × {reason}"


def _left(done: Reviewed) -> Iterator[str]:
    """The calls that wait or failed, by name, and why: once what stopped the work."""
    names: dict[str, str] = {one.call.gong_id: one.call.name for one in done.standing.missing}
    left = [one for one in done.judged.results if one.reason]
    if done.judged.problem:
        yield f"Stopped: {done.judged.problem}"
        stopped = [one for one in left if one.became is Became.WAITS and not one.in_part]
        yield from (f"  waits for that: {names[one.call_id]}" for one in stopped)
        left = [one for one in left if one not in stopped]
    yield from (f"  {one.became}: {names[one.call_id]}: {one.reason}" for one in left)


def _mails(mailed: Mailed, zone: tzinfo, *, is_dry: bool) -> Iterator[str]:
    if mailed.held_back:
        became = "to be written as things are" if is_dry else "written, and none was sent"
        yield f"{counted(len(mailed.written.letters), 'mail')} {became}. {mailed.held_back}"
    yield from (f"  {line}" for line in map(_post, mailed.written.posts) if mailed.held_back)
    yield from _handed_over(mailed, zone)
    if mailed.waiting:
        yield UNJUDGED
    yield from (f"  waits: {letter.name} <{letter.to or 'nobody is known'}>" for letter in mailed.waiting)
    for left in mailed.posted.not_sent if mailed.posted else ():
        yield f"  {left.letter.name}: not sent. {left.reason}"


def _handed_over(mailed: Mailed, zone: tzinfo) -> Iterator[str]:
    """What became of each mail; a reason that several share is said once, above them."""
    shared: defaultdict[str, list[str]] = defaultdict(list)
    for item in mailed.mails:
        before = on_day(item, zone) if mailed.went_before(item) else ""
        words = f"{STATES[item.state]}{before}{_later(item, zone)}"
        if item.reason and item.state != "sent":
            shared[f"{words}: {item.reason}"].append(whom(item))
        else:
            yield f"  {whom(item)}: {words}"
    for words, whose in shared.items():
        yield f"  {whose[0]}: {words}" if len(whose) == 1 else f"  {words}, each of:"
        yield from (f"    {one}" for one in whose if len(whose) > 1)


def _later(item: Entered, zone: tzinfo) -> str:
    if item.state != "pending" or item.not_before is None:
        return ""
    return f", and a run after {item.not_before.astimezone(zone):%H:%M on %d %B} tries it again"


def _post(item: Letter | Silence) -> str:
    if isinstance(item, Silence):
        return f"{item.name}: no mail. {item.reason}"
    return f"{item.name} <{item.to or 'nobody is known'}>: {item.email.subject}"


def _as_json(done: Reviewed) -> dict[str, object]:
    mailed = done.mailed
    fetched = done.synced.drained.results if done.synced.drained else []
    return {
        "week": str(done.week),
        "invented_left_out": done.left_out,
        "dry_run": done.plan.dry_run,
        "gong": {"said": str(done.synced), "problem": done.synced.problem, "on_the_way": done.synced.on_the_way},
        "calls": {"recorded": done.recorded, "judged": done.analysed, "were_missing": len(done.standing.missing)},
        "estimate_usd": float(done.estimate_usd),
        "cost_usd": float(done.cost_usd),
        "total_usd": float(done.total_usd),
        "problem": done.problem,
        "left": [
            {"call": one.call_id, "became": one.became, "reason": one.reason}
            for one in (*fetched, *done.judged.results, *done.standing.impossible)
            if one.reason
        ],
        "held_back": mailed.held_back,
        "letters": [
            {"name": item.name, "to": item.to, "subject": item.email.subject} for item in mailed.written.letters
        ],
        "sent": [
            {
                "recipient": item.recipient,
                "delivered_to": item.deliver_to,
                "state": item.state,
                "went_before": mailed.went_before(item),
                "reason": item.reason,
            }
            for item in mailed.mails
        ],
        "waiting": [{"name": letter.name, "to": letter.to} for letter in mailed.waiting],
        "not_sent": [
            {"name": left.letter.name, "reason": left.reason}
            for left in (mailed.posted.not_sent if mailed.posted else ())
        ],
    }
