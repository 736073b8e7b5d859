"""A week's review as everybody in the Prefect workspace may read it: nothing that was said, nobody's address. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from flows.outcome import MOST_LINES, Became, Result, call_link, cell
from flows.week_mails import Mailed
from flows.week_review import Reviewed
from reports.week_digests import TeamWeek
from reports.words import counted

STATES: Final = {
    "held": "held as drafts until they are released",
    "pending": "wait to be tried again",
    "sending": "are being sent",
    "sent": "sent",
    "ambiguous": "may have arrived and are not sent again",
    "refused": "not taken by the mail server",
}


def artifact(done: Reviewed) -> str:
    """Markdown: what came in, what was judged at what cost, what was sent, and what is left and why."""
    return "\n\n".join(block for block in _blocks(done) if block)


def headline(done: Reviewed) -> str:
    """One line for the list of runs."""
    parts = [f"{done.week}: {done.recorded} calls, {done.analysed} analysed, ${done.cost_usd:.2f}"]
    if done.mailed.held_back:
        parts.append("no mail sent")
    elif done.mailed.mails:
        parts.append(f"{sum(mail.state == 'sent' for mail in done.mailed.mails)} of {len(done.mailed.mails)} mails out")
    return ", ".join(parts)


def _blocks(done: Reviewed) -> Iterator[str]:
    yield f"# {done.week} ({done.week.words})"
    yield str(done.synced)
    yield str(done.taken)
    if done.left_out:
        yield f"{counted(done.left_out, 'invented call')} of the week left out, as there are real ones."
    yield _coverage(done)
    yield _cost(done)
    if done.judged.problem:
        yield f"**Stopped:** {done.judged.problem}"
    yield _mails(done.mailed)
    yield _left(done)


def _coverage(done: Reviewed) -> str:
    rows = [f"| everybody | {done.recorded} | {done.analysed} | |", *map(_team, done.mailed.written.teams)]
    return "\n".join(["| team | recorded | analysed | left out |", "|---|---|---|---|", *rows])


def _team(team: TeamWeek) -> str:
    covered = team.digest.coverage
    left_out = "; ".join(f"{out.calls} {out.reason}" for out in covered.left_out)
    return f"| {cell(team.name)} | {covered.recorded} | {covered.judged} | {cell(left_out)} |"


def _cost(done: Reviewed) -> str:
    if not done.standing.missing:
        return f"Everything was analysed before. The week’s calls have cost ${done.total_usd:.2f}."
    guess = f"estimated: ${done.estimate_usd:.2f}" if done.estimate_usd else "nobody is paid"
    missing = f"{counted(len(done.standing.missing), 'call')} to be judged ({guess})"
    return f"{missing}; paid in this run: ${done.cost_usd:.2f}, for the week’s calls so far: ${done.total_usd:.2f}."


def _mails(mailed: Mailed) -> str:
    if mailed.held_back:
        return f"Mails written: {len(mailed.written.letters)}, and none was sent. {mailed.held_back}"
    numbers = Counter(STATES[mail.state] for mail in mailed.mails if not mailed.went_before(mail))
    numbers["had gone out before"] = sum(mailed.went_before(mail) for mail in mailed.mails)
    reasons = Counter(left.reason for left in mailed.posted.not_sent) if mailed.posted else Counter[str]()
    numbers["wait until the calls that they are about are judged"] = len(mailed.waiting)
    told = ", ".join(f"{number} {what}" for what, number in numbers.items() if number)
    lines = [f"Mails: {told or 'none'}.", *(f"- {number} not sent: {reason}" for reason, number in reasons.items())]
    return "\n".join(lines)


def _left(done: Reviewed) -> str:
    fetched = done.synced.drained.results if done.synced.drained else []
    left = [one for one in (*fetched, *done.judged.results) if one.became not in {Became.JUDGED, Became.STORED}]
    rows = [_row(one) for one in (*left, *done.standing.impossible)]
    if not rows:
        return ""
    more = [f"\nand {len(rows) - MOST_LINES} more."] if len(rows) > MOST_LINES else []
    return "\n".join(["| call | because |", "|---|---|", *rows[:MOST_LINES], *more])


def _row(one: Result) -> str:
    return f"| {call_link(one.call_id)} | {cell(one.reason or one.became)} |"
