"""The criteria of finding out (discovery) as keywords see them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.asking_words import (
    BUDGET,
    CONFIRM,
    CURRENT,
    DECIDERS,
    IMPACT,
    MEASURE,
    RECAP,
    STEPS,
    TIMELINE,
    TROUBLE,
    WHY_NOW,
)
from analysis.exchanges import SMALL_TALK_MS
from analysis.floors import Said
from analysis.lexicon import AGENDA, AIM
from analysis.moments import Moment, find, sentence_of
from analysis.phrases import Phrases
from analysis.sightings import (
    Reader,
    Sight,
    View,
    counted,
    moments,
    no_opportunity,
    not_seen,
    partly,
    questions_in_words,
    seen,
    sentence,
)
from knowledge.rubric import Role

OPENING_MS = 180_000
DECISION: Mapping[str, Phrases] = {
    "who decides": DECIDERS,
    "the steps": STEPS,
    "the date": TIMELINE,
    "the budget": BUDGET,
    "the measure": MEASURE,
}
SEVERAL = 2


def _agenda(view: View) -> Sight | None:
    if view.role is Role.SUPPORT:  # their opening is what is broken, in any words
        return None
    opening = _opening(view, view.call.rep)
    said = list(find(opening, AGENDA))
    aims = [hit for hit in find(opening, AIM) if sentence_of(hit.said, hit.start).asks]
    if said and aims:
        return seen(
            "In the first 3 minutes an agenda, and a question what the customer wants or whether it suits.",
            [said[0], aims[0]],
        )
    if said:
        return partly("An agenda in the first 3 minutes, and no question what the customer wants from the call.", said)
    if aims:
        return partly("A question what the customer wants in the first 3 minutes, and no agenda in known words.", aims)
    if any(find(_opening(view, view.colleagues), AGENDA)):
        return no_opportunity("A colleague opened the call.")
    return not_seen("No agenda in known words in the first 3 minutes.")


def _current_state(view: View) -> Sight | None:
    asked = view.call.asked
    words = [CURRENT, TROUBLE] if view.role is Role.SUPPORT else [CURRENT]
    about = [item for item in asked if any(item.matches(phrases) for phrases in words)]
    if not about and any(view.colleague_asked(phrases) for phrases in words):
        return no_opportunity("A colleague asked how it works today.")
    wide = [item for item in asked if item.is_open and item.said.start_ms >= SMALL_TALK_MS]
    note = sentence(
        f"{questions_in_words(asked)}; {len(about) or 'none'} in words that ask how it works or what happened"
    )
    if any(item.is_open for item in about):
        return seen(note, moments(about))
    return partly(note, moments(about or wide)) if about or wide else not_seen(note)


def _impact(view: View) -> Sight | None:
    asked = [item for item in view.call.asked if item.matches(IMPACT)]
    numbers = [(item.moment, number) for item in asked if (number := item.number())]
    if not asked:
        return _nobody(view, IMPACT, "what follows from a problem or what it costs")
    note = sentence(
        f"{counted(len(asked), 'question')} in words that ask what follows or what it costs, "
        f"{len(numbers) or 'none'} answered with a number"
    )
    return seen(note, [moment for pair in numbers for moment in pair]) if numbers else partly(note, moments(asked))


def _why_now(view: View) -> Sight | None:
    asked = [item for item in view.call.asked if item.matches(WHY_NOW)]
    if not asked:
        return _nobody(view, WHY_NOW, "what gives it a date or what happens if nothing changes")
    note = f"{counted(len(asked), 'question')} in words that ask what gives it a date or what if nothing changes"
    return seen(sentence(note), moments(asked))


def _decision_path(view: View) -> Sight | None:
    found: dict[str, Moment] = {}
    for name, phrases in DECISION.items():
        hit = next((item.moment for item in view.call.asked if item.matches(phrases)), None)
        if hit:
            found[name] = hit
    if not found and any(view.colleague_asked(phrases) for phrases in DECISION.values()):
        return no_opportunity("A colleague asked how it will be decided.")
    if not found:
        return not_seen(f"No question in known words about {', '.join(DECISION)}.")
    missing = [name for name in DECISION if name not in found]
    note = sentence(f"asked about {', '.join(found)}" + (f"; not about {', '.join(missing)}" if missing else ""))
    return (seen if len(found) >= SEVERAL else partly)(note, found.values())


def _recap(view: View) -> Sight | None:
    said = list(find(view.call.rep, RECAP))
    checked = [hit for hit in said if CONFIRM.occur(hit.said.lower, hit.start)]
    if not said and any(find(view.colleagues, RECAP)):
        return no_opportunity("A colleague said back what the customer told.")
    if not said:
        return not_seen("No words that say back what the customer told.")
    times = f"{len(checked) or 'never'} with a question whether it is right"
    note = sentence(f"said something back {counted(len(said), 'time')}, {times}")
    return seen(note, checked) if checked else partly(note, said)


READERS: Mapping[str, Reader] = {
    "agenda": _agenda,
    "current_state": _current_state,
    "impact": _impact,
    "why_now": _why_now,
    "decision_path": _decision_path,
    "recap": _recap,
}


def _nobody(view: View, phrases: Phrases, what: str) -> Sight:
    """Nothing was seen of the rep; when a colleague did it, there was nothing left to do."""
    if view.colleague_asked(phrases):
        return no_opportunity(f"A colleague asked {what}.")
    return not_seen(f"No question in known words about {what}.")


def _opening(view: View, parts: tuple[Said, ...]) -> tuple[Said, ...]:
    return tuple(part for part in parts if part.start_ms < view.heard.start_ms + OPENING_MS)
