"""How both mails say things: calls, changes, counts, links, and who judged. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.transcript import visible
from knowledge.scorecard import is_keyword
from reports.digest import Average, Count, Moment, Trend
from reports.mail_view import Footer, Ref, Tone
from reports.weekly import FEWEST
from reports.words import DIMENSIONS, counted, first_words

KEYWORDS: Final = "Keyword reading, not a judgement: it counts what was seen, and gives no scores."
INVENTED: Final = "These calls are invented for the demo."
UP, DOWN, NOTHING = "▲", "▼", "–"
NAME, TITLE = 40, 70
"""So many characters of a name and of a call's title are shown."""
MODELS: Final = {"claude-sonnet-5-5": "Claude Sonnet 5.5"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What one recipient's mail may say. `quotes` False: no words of a call, only links to them.

    `stop` is where getting the mail can be stopped, an https or mailto address, if there is any. A `draft` goes to
    whoever releases it.
    """

    quotes: bool = True
    stop: str | None = None
    draft: bool = False


def calls(number: int) -> str:
    """Such as `6 calls`."""
    return counted(number, "call", "calls")


def of_calls(count: Count) -> str:
    """Such as `4 of 6 calls`."""
    return f"{count.done} of {calls(count.n)}"


def value_of(average: Average) -> str:
    """A mean, a keyword reading's count, or a dash."""
    if average.points is not None:
        return str(average.points)
    return f"{average.seen} of {average.looked}" if average.looked else NOTHING


def tone_of(trend: Trend) -> Tone:
    """How a change is coloured."""
    if trend.change == "up":
        return "good"
    return "warn" if trend.change == "down" else "plain"


def change_of(trend: Trend) -> str:
    """A change in a cell: beyond the noise with an arrow, else `level`, or a dash where nothing can be said."""
    if trend.change is None:
        return NOTHING
    return arrow(trend) or "level"


def arrow(trend: Trend) -> str:
    """Such as `▲ 12`; empty where nothing moved."""
    if trend.change == "up":
        return f"{UP} {abs(trend.delta)}"
    return f"{DOWN} {abs(trend.delta)}" if trend.change == "down" else ""


def against_before(trend: Trend, whose: str) -> str:
    """A change in a sentence, with what it is compared with."""
    past = f"{whose} 4-week average of {trend.before.points} ({calls(trend.before.n)})"
    if trend.change is None:
        return f"Nothing to compare with: {scored(trend.before.n)} in the 4 weeks before; it takes {FEWEST}."
    return f"{arrow(trend)} against {past}" if arrow(trend) else f"Level with {past}"


def scored(number: int) -> str:
    """Such as `6 scored calls`."""
    return counted(number, "scored call", "scored calls")


def name_of(trend: Trend) -> str:
    """The dimension in words."""
    return DIMENSIONS[trend.dimension]


def ref(moment: Moment | None, lead: str = "", *, span: bool = False) -> Ref | None:
    """A link to a moment: its call and when it was, from and to where a `span` is wanted."""
    if moment is None:
        return None
    when = f", {moment.clock}" if moment.clock else ""
    until = f" to {moment.until}" if span and moment.clock else ""
    return Ref(words=f"{lead}{cut(moment.call, TITLE)}{when}{until}", href=moment.href)


def judged_by(scorer: str) -> str:
    """Who judged, in a sentence."""
    if is_keyword(scorer):
        return "Read for keywords; nobody judged the calls."
    kind, _, rest = scorer.partition(":")
    model, _, effort = rest.rpartition(":")
    judge = f"{MODELS.get(model, model)}, {effort} effort" if kind == "claude" else f"the model of {rest}"
    return f"Scored by {judge}; every quote was checked."


def footer(lines: tuple[str, ...], wording: Wording) -> Footer:
    """The end of every mail."""
    stop = (
        Ref(words="Stop these mails", href=wording.stop)
        if wording.stop
        else Ref(words="To stop these mails, answer with “stop”.", href=None)
    )
    return Footer(lines=lines, stop=stop)


def full_name(name: str) -> str:
    """Somebody's name as it can be shown."""
    return cut(" ".join(visible(name).split()) or "Somebody", NAME)


def first_name(name: str) -> str:
    """What somebody is called."""
    return full_name(name).split()[0]


def listed(names: Sequence[str]) -> str:
    """Such as `Maya, Sam and Lee`."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def cut(text: str, most: int) -> str:
    """Text of at most so many characters, cut between words."""
    return text if len(text) <= most else f"{first_words(text, most - 1)}…"
