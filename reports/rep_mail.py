"""A rep's digest in words, in the order in which it is read: the news, last week's plan, keep, change, try. Pure."""

from __future__ import annotations

from datetime import date

from reports.behaviours import words_for
from reports.brevity import brief
from reports.digest import Bar, Behaviour, Followed, FollowUp, Planned, RepDigest, Trend
from reports.mail_view import (
    BarView,
    BehaviourView,
    DimensionRow,
    FollowView,
    LineView,
    NumberView,
    PlanView,
    Ref,
    RepMail,
    Tone,
    Top,
)
from reports.mail_words import (
    INVENTED,
    KEYWORDS,
    NAME,
    NOTHING,
    Wording,
    against_before,
    calls,
    change_of,
    cut,
    first_name,
    footer,
    full_name,
    judged_by,
    name_of,
    of_calls,
    ref,
    tone_of,
    value_of,
)
from reports.weekly import FEWEST
from reports.words import capital, counted

HIGHEST = 76
"""Pixels of a bar of 100 points."""
STATES: dict[Followed, tuple[str, Tone]] = {
    "done": ("Done", "good"),
    "partly": ("Partly", "plain"),
    "not_yet": ("Not yet", "plain"),
    "no_occasion": ("No occasion", "plain"),
}


def rep_mail(digest: RepDigest, wording: Wording) -> RepMail:
    """The mail to a rep about their own week, short enough to be read."""
    return brief(_whole(digest, wording))


def _whole(digest: RepDigest, wording: Wording) -> RepMail:
    return RepMail(
        top=_top(digest, wording),
        number=_number(digest),
        instead=_instead(digest),
        follow_eyebrow="Last week’s plan" if digest.followed_from == "mail" else "What earlier calls asked for",
        follow_heading=_follow_heading(digest),
        followed=tuple(_follow(item, digest) for item in digest.followed),
        strength=_behaviour(digest.strength, digest, wording, good=True),
        focus=_behaviour(digest.focus, digest, wording, good=False),
        plan=_plan(digest.plan[0]) if digest.plan else None,
        more=_more(digest.plan[1:]),
        button=_button(digest),
        value_title="Criteria seen" if digest.is_keyword_reading else "Score",
        has_change=not digest.is_keyword_reading,
        dimensions=_rows(digest),
        notes=tuple(_notes(digest)),
        footer=footer(tuple(_footer(digest)), wording),
    )


def _top(digest: RepDigest, wording: Wording) -> Top:
    next_up = _short(digest)
    this_week = f"This week: {next_up}" if next_up else "This week: more of the same"
    judged = "" if digest.judged == digest.recorded else f", {digest.judged} of them analysed"
    banners = [KEYWORDS] if digest.is_keyword_reading else []
    draft = f"Draft for {full_name(digest.person.name)}: " if wording.draft else ""
    if wording.draft:
        banners.append(
            f"This is the draft of a mail to {full_name(digest.person.name)}. Nothing went out yet: "
            f"`coach report --week {digest.week} --release` sends it. An earlier draft no longer counts."
        )
    if digest.is_invented:
        banners.append(INVENTED)
    return Top(
        subject=cut(f"{draft}{_news(digest)}. {this_week}", 110),
        preheader=_preheader(digest),
        kicker=f"{digest.week.words} · {calls(digest.recorded)}{judged} · 2 min read",
        title=_title(digest),
        banners=tuple(banners),
    )


def _short(digest: RepDigest) -> str | None:
    name = digest.focus.criterion if digest.focus else digest.plan[0].criterion if digest.plan else None
    return words_for(name, None).short if name else None


def _news(digest: RepDigest) -> str:
    trend = digest.headline
    if digest.is_keyword_reading:
        return f"Keyword reading of {calls(digest.judged)}"
    if trend is None:
        return f"{capital(calls(digest.judged))}, too few for an average"
    moved = {"up": f"up {trend.delta}", "down": f"down {-trend.delta}", "level": "level"}
    words = f", {moved[trend.change]}" if trend.change else ""
    return f"{name_of(trend)} {trend.now.points}{words}"


def _title(digest: RepDigest) -> str:
    first = first_name(digest.person.name)
    trend = digest.headline
    if digest.is_keyword_reading:
        return f"What keywords saw on your {'call' if digest.judged == 1 else 'calls'}, {first}"
    if trend is None:
        return f"{'One call' if digest.judged == 1 else capital(calls(digest.judged))} this week, {first}"
    dimension = name_of(trend).lower()
    if trend.change is None:
        return f"Your {dimension} on {calls(trend.now.n)}, {first}"
    moved = {"up": f"is up {trend.delta} points", "down": f"is down {-trend.delta} points"}
    return f"Your {dimension} {moved.get(trend.change or '', 'is where it was')}, {first}"


def _preheader(digest: RepDigest) -> str:
    parts = [capital(digest.strength.doing)] if digest.strength else []
    parts.append("and one thing to do on the calls you already have" if digest.plan else "and your week in short")
    return cut(", ".join(parts) if digest.strength else capital(parts[0].removeprefix("and ")), 100)


def _number(digest: RepDigest) -> NumberView | None:
    trend = digest.headline
    if trend is None:
        return None
    first = next((at for at, bar in enumerate(digest.bars) if bar.average.n), len(digest.bars) - 1)
    bars = digest.bars[first:]
    return NumberView(
        label=f"{name_of(trend)}, {calls(trend.now.n)}",
        value=value_of(trend.now),
        change=against_before(trend, "your"),
        tone=tone_of(trend),
        bars=tuple(_bar(bar, is_now=bar is bars[-1]) for bar in bars),
        chart=_chart(bars),
        series=_series(bars),
    )


def _bar(bar: Bar, *, is_now: bool) -> BarView:
    points = bar.average.points
    return BarView(
        value=NOTHING if points is None else str(points),
        height=max(2, round(HIGHEST * (points or 0) / 100)),
        n=str(bar.average.n or ""),
        is_now=is_now,
    )


def _chart(bars: tuple[Bar, ...]) -> str:
    return f"By week since {_day(bars[0].monday)}, with calls"


def _series(bars: tuple[Bar, ...]) -> str:
    shown = (_bar(bar, is_now=False) for bar in bars)
    points = ", ".join(f"{bar.value} ({bar.n})" if bar.n else NOTHING for bar in shown)
    return f"{_chart(bars)}: {points}."


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _instead(digest: RepDigest) -> str | None:
    """Why there is no number, where there is none."""
    if digest.headline or digest.is_keyword_reading:
        return None
    return (
        f"An average takes {FEWEST} scored calls of a dimension, and this week had fewer. What follows was seen on "
        f"{calls(digest.judged)} and is no pattern yet."
    )


def _follow_heading(digest: RepDigest) -> str:
    total = sum(item.n > 0 for item in digest.followed)
    if not total:
        return "There was no occasion for it"
    shown = sum(item.state in {"done", "partly"} for item in digest.followed)
    if digest.followed_from == "mail":
        return f"{shown} of {counted(total, 'action', 'actions')} showed up"
    return f"{shown} of {total} showed up"


def _follow(item: FollowUp, digest: RepDigest) -> FollowView:
    words, tone = STATES[item.state]
    if digest.is_keyword_reading and item.state == "not_yet":
        words = "Not seen"
    moments = (ref(moment) for moment in item.moments)
    return FollowView(
        state=words,
        tone=tone,
        text=cut(f"{_cue(item.planned)}, {item.planned.then.strip().rstrip('.')}", 130),
        seen=f"{item.done} of {calls(item.n)}" if item.n else NOTHING,
        moments=tuple(moment for moment in moments if moment),
    )


def _cue(planned: Planned) -> str:
    return capital(planned.when.strip().rstrip(",.:"))


def _behaviour(item: Behaviour | None, digest: RepDigest, wording: Wording, *, good: bool) -> BehaviourView | None:
    if item is None:
        return None
    reading = digest.is_keyword_reading
    eyebrow = ("Seen" if reading else "Keep doing") if good else ("Not seen" if reading else "One thing to work on")
    return BehaviourView(
        eyebrow=eyebrow,
        tone="plain" if reading else "good" if good else "warn",
        heading=cut(capital(item.doing), 90),
        lines=tuple(LineView(who=cut(line.who, NAME), text=line.text) for line in item.lines) if wording.quotes else (),
        moment=ref(item.moment, "Hear it: ") if good or not reading else None,
        text=cut(item.text, 120) if item.text and wording.quotes and not reading else None,
        pattern=_pattern(item, digest),
        say=cut(item.say, 120) if item.say and wording.quotes and not good else None,
    )


def _pattern(item: Behaviour, digest: RepDigest) -> str:
    """How often, this week and before; where it is a keyword's word against the rep, with what it may have missed."""
    before = f"; {item.before.done} of {item.before.n} in the 4 weeks before" if item.before.n else ""
    if digest.is_keyword_reading:
        missed = " It may have been said in other words." if item.now.low else ""
        return f"Keywords saw it on {of_calls(item.now)}{before}.{missed}"
    return f"Seen on {of_calls(item.now)}{before}."


def _plan(item: Planned) -> PlanView:
    then = item.then.strip().rstrip(".")
    return PlanView(
        when=cut(_cue(item), 80),
        then=cut(f"{then}.", 150),
        look_for=cut(item.look_for.strip().rstrip("."), 100),
    )


def _more(plan: tuple[Planned, ...]) -> str | None:
    """What else will be looked for, in a few words each."""
    if not plan:
        return None
    return f"If there is room: {'; '.join(words_for(item.criterion, None).short for item in plan)}."


def _button(digest: RepDigest) -> Ref | None:
    """The one thing to press, below what it shows: the moment to work on."""
    moment = digest.focus.moment if digest.focus else None
    return Ref(words=f"Listen at {moment.clock}", href=moment.href) if moment and moment.clock and moment.href else None


def _rows(digest: RepDigest) -> tuple[DimensionRow, ...]:
    """All dimensions, or nothing where there is nothing to show of any."""
    rows = tuple(_row(item) for item in digest.trends)
    return rows if any(row.value != NOTHING for row in rows) else ()


def _row(item: Trend) -> DimensionRow:
    return DimensionRow(
        name=name_of(item),
        value=value_of(item.now),
        n=calls(item.now.n),
        width=item.now.points,
        change=change_of(item),
        tone=tone_of(item),
    )


def _notes(digest: RepDigest) -> list[str]:
    if digest.is_keyword_reading:
        return ["Only what the calls gave a chance to do is counted. Counts are not scores, and are not compared."]
    notes = [digest.noise] if digest.headline else []
    if any(item.change is None for item in digest.trends):
        notes.insert(0, f"{NOTHING}: fewer than {FEWEST} scored calls, now or before.")
    return notes


def _footer(digest: RepDigest) -> list[str]:
    manager = digest.person.manager and full_name(digest.person.manager)
    lines = [judged_by(digest.scorer), f"Something wrong? Answer this mail; {manager or 'a person'} checks."]
    if manager:
        shown = "what keywords saw" if digest.is_keyword_reading else "your averages"
        lines.append(f"Your manager sees {shown}.")
    return [*lines, "For coaching, not ranking or pay."]
