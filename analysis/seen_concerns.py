"""The criteria of meeting concerns (objection handling) as keywords see them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.asking_words import BUDGET
from analysis.concern_words import DISCOUNT, PRICE_NAMED
from analysis.floors import Said
from analysis.moments import Moment, find
from analysis.objections import Raised
from analysis.sightings import (
    Reader,
    Sight,
    View,
    counted,
    moments,
    no_opportunity,
    not_seen,
    partly,
    seen,
    sentence,
    share,
)
from knowledge.scorecard import ObjectionType

NONE_NOTICED = "An objection was not noticed in known words; there may have been one in others."


def _acknowledge(view: View) -> Sight | None:
    met = [hit for item in _met(view) if (hit := item.acknowledged())]
    return _of_all(view, met, "replied to with words that take it up")


def _understand_first(view: View) -> Sight | None:
    met = [hit for item in _met(view) if (hit := item.explored())]
    return _of_all(view, met, "replied to with a question first")


def _settled(view: View) -> Sight | None:
    met = [hit for item in _met(view) if (hit := item.checked())]
    return _of_all(view, met, "followed by a question whether that settles it")


def _holds_value(view: View) -> Sight | None:
    start = _price_named(view, view.heard.parts)
    if start is None:
        return no_opportunity("Talk of the price was not noticed in known words.")
    offers = list(find(view.call.rep, DISCOUNT))
    asked = [item for item in view.call.asked if start.turn <= item.moment.turn]
    early = [offer for item in view.call.raised if (offer := item.discount_first())]
    note = f"{counted(len(offers), 'offer')} of a discount or an extra"
    if early or (offers and not any(item.moment.order < offers[0].order for item in asked)):
        return not_seen(sentence(f"{note}, the first before any question"), early or offers)
    if offers:
        return partly(sentence(f"{note}, after a question"), offers)
    theirs = _price_named(view, view.call.customer)
    if theirs is None:
        return no_opportunity("The customer taking up the price was not noticed in known words.")
    about = [
        item for item in asked if item.moment.turn > theirs.turn and (item.matches(BUDGET) or item.matches(PRICE_NAMED))
    ]
    if about:
        return seen(
            "The customer took up the price; a question about it or the budget, and no discount or extra in known "
            "words.",
            moments(about),
        )
    return partly("Price came up; no question about it, and no discount or extra in known words.")


def _price_named(view: View, parts: Iterable[Said]) -> Moment | None:
    """Where these named the price first, or a customer was concerned about it."""
    pricing = [item.moment for item in view.call.raised if item.type is ObjectionType.PRICING]
    named = next(find(parts, PRICE_NAMED), None)
    return min([*pricing, *([named] if named else [])], key=lambda moment: moment.order, default=None)


def _met(view: View) -> Sequence[Raised]:
    return [item for item in view.call.raised if item.reply]


def _of_all(view: View, hits: Sequence[Moment], what: str) -> Sight:
    met = _met(view)
    if not view.call.raised:
        return no_opportunity(NONE_NOTICED)
    if not met:
        return no_opportunity(
            sentence(
                f"{counted(len(view.call.raised), 'objection')} to which somebody else replied; others were not "
                "noticed in known words"
            )
        )
    note = sentence(f"{len(hits) or 'none'} of {counted(len(met), 'objection')} {what}")
    return share(len(hits), len(met), note, hits or [item.moment for item in met])


READERS: Mapping[str, Reader] = {
    "acknowledge": _acknowledge,
    "understand_first": _understand_first,
    "settled": _settled,
    "holds_value": _holds_value,
}
