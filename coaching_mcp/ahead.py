"""On which side one of some calls is ahead by more than its scorer's noise. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.noise import Noise, beyond
from analysis.scorecards import Scorecard
from knowledge.rubric import Dimension
from reports.words import DIMENSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The calls with the best score of a dimension, and those that are behind by more than noise: none if level."""

    dimension: Dimension
    best: tuple[int, ...]
    behind: tuple[int, ...]
    gap: int


def leads(cards: Sequence[Scorecard], noise: Mapping[Dimension, Noise]) -> tuple[Lead, ...]:
    """One for each dimension that several have a score in, the widest gap first; of one scorer and one role."""
    found = [lead for dimension in Dimension if (lead := _lead(cards, dimension, noise[dimension]))]
    return tuple(sorted(found, key=lambda lead: -lead.gap))


def leads_in_words(found: Sequence[Lead], limit: float) -> str:
    """Which call is ahead of which, where, and what is level; `limit` is how many points are noise."""
    ahead: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Dimension]] = {}
    for lead in found:
        ahead.setdefault((lead.best, lead.behind), []).append(lead.dimension)
    said = [
        f"{_calls(best)} of {_calls(behind)} in {_named(sides)}" for (best, behind), sides in ahead.items() if behind
    ]
    level = [lead.dimension for lead in found if not lead.behind]
    parts = [f"Ahead by more than noise ({limit:.0f} points): {', '.join(said)}."] if said else []
    if level:
        parts.append(
            f"Level: {_named(level)}." if said else f"All level: none is ahead by more than {limit:.0f} points."
        )
    return " ".join(parts) or "Nothing was scored on more than one of them."


def _lead(cards: Sequence[Scorecard], dimension: Dimension, noise: Noise) -> Lead | None:
    results = ((card.call.id, card.result(dimension)) for card in cards)
    scores = {call: result.score for call, result in results if result and result.score is not None}
    if len(scores) < 2:  # noqa: PLR2004 (one score is ahead of nothing)
        return None
    top = max(scores.values())
    behind = tuple(call for call, score in scores.items() if beyond(noise.limit, top, score) == "down")
    best = tuple(call for call, score in scores.items() if score == top)
    return Lead(dimension=dimension, best=best, behind=behind, gap=top - min(scores.values()))


def _calls(calls: Sequence[int]) -> str:
    return f"call{'' if len(calls) == 1 else 's'} {' and '.join(map(str, calls))}"


def _named(dimensions: Sequence[Dimension]) -> str:
    return ", ".join(DIMENSIONS[dimension].lower() for dimension in dimensions)
