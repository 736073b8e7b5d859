"""A team's digest in words, for whoever leads it: where an hour goes, who stands where, what moved, how sure. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from knowledge.scorecard import ObjectionType
from reports.digest import (
    Average,
    Coverage,
    HeatGroup,
    HeatRow,
    HourItem,
    Mover,
    ObjectionPattern,
    QuietTeam,
    TeamDigest,
    Trend,
)
from reports.mail_view import (
    CellView,
    ClipView,
    HeatBlock,
    HeatLine,
    HourView,
    MoverView,
    ObjectionView,
    Ref,
    TeamMail,
    Top,
)
from reports.mail_words import (
    DOWN,
    INVENTED,
    KEYWORDS,
    NOTHING,
    UP,
    Wording,
    arrow,
    calls,
    cut,
    first_name,
    footer,
    full_name,
    judged_by,
    listed,
    name_of,
    of_calls,
    ref,
    tone_of,
)
from reports.weekly import FEWEST
from reports.words import OBJECTIONS, ROLES, capital, counted

STEPS = (50, 60, 70, 80, 90)
"""From each of these points on a cell is darker."""
MOST_ROWS = 24
"""More would make the mail so large that mail programs cut it off."""
NAMED = 3
"""So many people are named in a list; the others are counted."""
PLURALS = {ROLES[role]: f"{ROLES[role]}s" for role in ROLES}


def team_mail(digest: TeamDigest | QuietTeam, wording: Wording) -> TeamMail:
    """The mail to whoever leads the team."""
    if isinstance(digest, QuietTeam):
        return _quiet(digest, wording)
    reading = digest.is_keyword_reading
    return TeamMail(
        top=_top(digest),
        hour_heading="What keywords saw least" if reading else "Where your hour goes furthest",
        hour=tuple(_hour(item, reading=reading) for item in digest.hour),
        heat_heading="What keywords saw, 4 weeks" if reading else "Averages by rep, 4 weeks",
        heat=tuple(_heat(group) for group in _fitting(digest.heat)),
        heat_notes=tuple(_heat_notes(digest)),
        movers=tuple(_mover(item) for item in digest.movers),
        no_movers=_no_movers(digest),
        clips=tuple(
            ClipView(
                link=ref(clip.moment, f"{full_name(clip.name)}: ", span=True) or NO_LINK,
                text=f"{capital(clip.doing)}.",
            )
            for clip in digest.clips
        ),
        objection=_objection(digest.objection, reading=reading) if digest.objection else None,
        coverage=tuple(_coverage(digest.coverage, reading=reading)),
        footer=footer((judged_by(digest.scorer), *PURPOSE), wording),
    )


NO_LINK = Ref(words="", href=None)
PURPOSE = ("For coaching, not for ranking or pay: people are listed by role and name.",)


def _quiet(digest: QuietTeam, wording: Wording) -> TeamMail:
    return TeamMail(
        top=Top(
            subject=f"{digest.team}: nothing to report, {digest.week.words}",
            preheader="One sentence on the week, and what was recorded and analysed of the team’s calls.",
            kicker=f"{digest.week.words} · {digest.team}",
            title="A quiet week",
            banners=(),
        ),
        quiet=digest.sentence,
        coverage=tuple(_coverage(digest.coverage)) if digest.coverage.recorded else tuple(_missing(digest.coverage)),
        footer=footer(PURPOSE, wording),
    )


def _top(digest: TeamDigest) -> Top:
    judged = calls(digest.coverage.judged)
    banners = [KEYWORDS] if digest.is_keyword_reading else []
    if digest.is_invented:
        banners.append(INVENTED)
    title = _title(digest)
    return Top(
        subject=cut(f"{digest.team}: {title} ({judged})", 120),
        preheader=_preheader(digest),
        kicker=f"{digest.week.words} · {digest.team} · {judged}, {counted(digest.reps, 'rep', 'reps')}",
        title=title,
        banners=tuple(banners),
    )


def _title(digest: TeamDigest) -> str:
    """What moved and what is stuck."""
    stuck = next((item for item in digest.hour if not item.is_mentor), None)
    if digest.is_keyword_reading:
        return "What keywords saw of the team"
    moved = "Scores held steady" if _is_compared(digest) else "Too early to say what moved"
    if digest.movers:
        first = digest.movers[0]
        news = f"{first.trend.change} {abs(first.trend.delta)}"
        moved = f"{first_name(first.name)}’s {name_of(first.trend).lower()} is {news}"
    return f"{moved}; most to gain: {stuck.short}" if stuck else moved


def _preheader(digest: TeamDigest) -> str:
    names = listed([first_name(item.name) for item in digest.hour])
    if names:
        return cut(f"An hour goes furthest with {names}; clips for the team meeting; what was left out, and why.", 100)
    return "Where everybody stands by role, clips for the team meeting, and what was left out and why."


def _hour(item: HourItem, *, reading: bool) -> HourView:
    return HourView(
        eyebrow="Could show the others" if item.is_mentor else "Not seen" if reading else "To work on",
        tone="plain" if reading else "good" if item.is_mentor else "warn",
        name=f"{full_name(item.name)}, {ROLES[item.role]}",
        text=_why(item, reading=reading),
        opener=f"“{item.opener}”",
        moment=ref(item.moment, "Start here: ") if item.is_mentor or not reading else None,
    )


def _why(item: HourItem, *, reading: bool) -> str:
    seen = "Keywords saw it on" if reading else "Seen on"
    text = f"{capital(item.doing)}. {seen} {of_calls(item.count)} in 4 weeks"
    if item.is_mentor:
        return f"{text}."
    if reading:
        return f"{text}; it may have been said in other words."
    return f"{text}, missing on {item.count.low}."


def _fitting(groups: tuple[HeatGroup, ...]) -> tuple[HeatGroup, ...]:
    """As many rows as a mail has room for; whoever had no call this week goes first."""
    rows = sorted((row for group in groups for row in group.rows), key=_has_no_call)
    kept = {id(row) for row in rows[:MOST_ROWS]}
    fitting = (replace(group, rows=tuple(row for row in group.rows if id(row) in kept)) for group in groups)
    return tuple(group for group in fitting if group.rows)


def _has_no_call(row: HeatRow) -> bool:
    return row.calls == 0


def _heat(group: HeatGroup) -> HeatBlock:
    return HeatBlock(
        role=PLURALS[ROLES[group.role]] if len(group.rows) > 1 else ROLES[group.role],
        lines=tuple(
            HeatLine(name=full_name(row.name), cells=tuple(_cell(item) for item in row.trends), calls=str(row.calls))
            for row in group.rows
        ),
    )


def _cell(item: Trend) -> CellView:
    sign = UP if item.change == "up" else DOWN if item.change == "down" else ""
    return CellView(value=f"{_short(item.now)} {sign}".strip(), n=str(item.now.n), step=_step(item.now.points))


def _short(value: Average) -> str:
    if value.points is not None:
        return str(value.points)
    return f"{value.seen}/{value.looked}" if value.looked else NOTHING


def _step(points: int | None) -> int | None:
    return None if points is None else sum(points >= step for step in STEPS)


def _heat_notes(digest: TeamDigest) -> Iterator[str]:
    left_out = sum(len(group.rows) for group in digest.heat) - MOST_ROWS
    if left_out > 0:
        yield f"{counted(left_out, 'more person has', 'more people have')} no room here: `coach insights` has them."
    if digest.is_keyword_reading:
        yield (
            "2/6 is two of six criteria seen, counted over the calls below it; counts are not scores, and are not "
            "compared."
        )
        return
    yield "The stronger the colour, the higher, from 0 to 100; calls are below each figure."
    yield f"{UP} {DOWN}: changed by more than chance against the 4 weeks before."
    yield f"{NOTHING}: fewer than {FEWEST} scored calls in 4 weeks. {digest.noise}"


def _mover(item: Mover) -> MoverView:
    points, before = item.trend.now.points, item.trend.before
    text = (
        f"{full_name(item.name)}, {name_of(item.trend).lower()}: {points} ({calls(item.trend.now.n)}), "
        f"it was {before.points} ({calls(before.n)})."
    )
    if item.doing and item.now and item.before:
        text += f" {capital(item.doing)}: {of_calls(item.now)}, it was {of_calls(item.before)}."
    return MoverView(change=arrow(item.trend), tone=tone_of(item.trend), text=text)


def _no_movers(digest: TeamDigest) -> str:
    if digest.is_keyword_reading:
        return "Changes need scores, which a keyword reading does not give."
    if not _is_compared(digest):
        return f"Nothing to compare yet: nobody has {FEWEST} scored calls in these 4 weeks and in the 4 before."
    return "Nobody’s score moved by more than chance, 4 weeks against the 4 before."


def _is_compared(digest: TeamDigest) -> bool:
    """Whether anybody has enough calls now and before."""
    return any(item.change for group in digest.heat for row in group.rows for item in row.trends)


def _objection(item: ObjectionPattern, *, reading: bool) -> ObjectionView:
    name = OBJECTIONS[item.type]
    heading = f"{name} came up most" if item.type is not ObjectionType.OTHER else "No one kind of concern stands out"
    times = f"{counted(item.times, 'time', 'times')} on {calls(item.calls)} in 4 weeks"
    met = (
        "How it was met takes a judgement, which keywords do not give."
        if reading
        else f"Met well {item.well}, partly {item.partly}, not met {item.not_met}."
    )
    return ObjectionView(
        heading=heading,
        text=f"{capital(times)}. {met}",
        play=f"{item.play.when}, {item.play.then}.",
        example=ref(item.example, "Met well: "),
    )


def _coverage(item: Coverage, *, reading: bool = False) -> Iterator[str]:
    done = "read for keywords; none is judged" if reading else "analysed"
    yield f"{item.judged} of {counted(item.recorded, 'recorded call was', 'recorded calls were')} {done}."
    for out in item.left_out:
        yield f"{capital(calls(out.calls))} left out: {out.reason}."
    yield from _missing(item)
    if item.plans:
        done = f"{item.plans_done} {'was' if item.plans_done == 1 else 'were'} done"
        yield f"Of {counted(item.plans, 'thing', 'things')} to try from the week before, {done}."
    if item.disputes or item.changed:
        yield (
            f"{counted(item.disputes, 'score was', 'scores were')} disputed, "
            f"{counted(item.changed, 'level was', 'levels were')} changed."
        )
    else:
        yield "No score was disputed."
    if item.spent_usd is not None:
        yield f"Analysing the whole company’s calls of the week has cost ${item.spent_usd:.2f}."


def _missing(item: Coverage) -> Iterator[str]:
    """What somebody has to look after."""
    yield from item.remarks
    if item.unreachable:
        shown = [full_name(name) for name in item.unreachable[:NAMED]]
        more = [f"{len(item.unreachable) - NAMED} more"] if len(item.unreachable) > NAMED else []
        yield f"No mail reaches {listed([*shown, *more])}: the address takes none."
