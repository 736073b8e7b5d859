"""Keeps a rep's mail to what is read in two minutes: what matters least goes first, and whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Final

from reports.mail_view import BehaviourView, FollowView, PlanView, Ref, RepMail

MOST: Final = 350
"""Words of a rep's mail."""
FRAME: Final = 24
"""Words that the template adds: heads of tables, labels."""
UNSEEN: Final = {"href", "tone", "subject", "preheader", "series"}
WORD: Final = re.compile(r"\S*\w\S*")
"""Figures are read too."""

Step = Callable[[RepMail], RepMail]


def brief(view: RepMail) -> RepMail:
    """The mail, without as much of it as makes it too long. A figure goes only with all that it stands in."""
    for step in STEPS:
        if words(view) <= MOST - FRAME:
            break
        view = step(view)
    return view


def words(view: RepMail) -> int:
    """How many there are to read, apart from those that the template adds."""
    return sum(len(WORD.findall(text)) for text in _shown(view))


def _shown(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:  # pyright: ignore[reportUnknownVariableType] - tuples of anything
            yield from _shown(item)  # pyright: ignore[reportUnknownArgumentType]
    elif is_dataclass(part):
        for one in fields(part):
            if one.name not in UNSEEN:
                yield from _shown(getattr(part, one.name))


def _first(text: str, most: int) -> str:
    """So many words of a text."""
    found = text.split()
    return text if len(found) <= most else f"{' '.join(found[:most])}…"


def _with_examples(most: int) -> Step:
    def step(view: RepMail) -> RepMail:
        return replace(view, followed=tuple(replace(item, moments=item.moments[:most]) for item in view.followed))

    return step


def _on_strength(**less: object) -> Step:
    def step(view: RepMail) -> RepMail:
        return replace(view, strength=_less(view.strength, less))

    return step


def _on_focus(**less: object) -> Step:
    def step(view: RepMail) -> RepMail:
        return replace(view, focus=_less(view.focus, less))

    return step


def _less(item: BehaviourView | None, less: dict[str, object]) -> BehaviourView | None:
    return replace(item, **less) if item else None  # pyright: ignore[reportArgumentType] - names of its fields


def _without_strength(view: RepMail) -> RepMail:
    return replace(view, strength=None)


def _shortened(view: RepMail) -> RepMail:
    """Every text that somebody else wrote, in its first words."""
    return replace(
        view,
        top=replace(view.top, title=_first(view.top.title, 12)),
        followed=tuple(_short_follow(item) for item in view.followed),
        strength=_short_behaviour(view.strength),
        focus=_short_behaviour(view.focus),
        plan=view.plan and _short_plan(view.plan),
        more=view.more and _first(view.more, 24),
    )


def _short_follow(item: FollowView) -> FollowView:
    return replace(item, text=_first(item.text, 16))


def _short_plan(item: PlanView) -> PlanView:
    return replace(item, when=_first(item.when, 8), then=_first(item.then, 14), look_for=_first(item.look_for, 9))


def _short_behaviour(item: BehaviourView | None) -> BehaviourView | None:
    if item is None:
        return None
    moment = item.moment and Ref(words=_first(item.moment.words, 8), href=item.moment.href)
    return replace(item, heading=_first(item.heading, 9), moment=moment, say=item.say and _first(item.say, 12))


STEPS: Final[tuple[Step, ...]] = (
    _with_examples(1),
    _with_examples(0),
    _on_strength(text=None),
    _on_focus(text=None),
    _on_strength(lines=()),
    _on_focus(lines=()),
    _shortened,
    _on_focus(say=None),
    _without_strength,
)
"""What goes, the least important first: news, last week's plan, the focus and this week's plan always stay."""
