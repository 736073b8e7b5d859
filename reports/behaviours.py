"""What each criterion looks like when it is done, and how to try it: the words of plans and patterns. Pure.

Whether it was done is decided by the criterion's level; these words only say it in plain language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from knowledge.rubric import Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`doing` names the behaviour ("asking …"), `short` asks for it in a few words; the others make a plan of it."""

    doing: str
    short: str
    when: str
    then: str
    look_for: str


def _words(doing: str, short: str, when: str, then: str, look_for: str) -> Words:
    return Words(doing=doing, short=short, when=when, then=then, look_for=look_for)


WORDS: Final[Mapping[str, Words]] = {
    "agenda": _words(
        "opening with what the call is for, and asking what they want from it",
        "ask what they want from the call",
        "When a call starts",
        "say in one sentence what it is for, then ask what would make it worth their time",
        "their answer in the first five minutes",
    ),
    "current_state": _words(
        "asking how they do it today before offering anything",
        "ask how it works today first",
        "Before you show or offer anything",
        "ask them to walk you through the last time it happened",
        "their answer, step by step, before your first screen",
    ),
    "impact": _words(
        "finding out what the problem costs, in numbers",
        "ask what it costs them",
        "When they name a problem",
        "ask how often it happens, and what slips when it does",
        "a number from the customer",
    ),
    "why_now": _words(
        "finding out why it matters now",
        "ask why now",
        "When they have told you what is wrong",
        "ask what happens if nothing changes in the next three months",
        "a date or an event from the customer",
    ),
    "decision_path": _words(
        "finding out who decides, and how",
        "ask who else decides",
        "In the last ten minutes",
        "ask who else has to say yes to this",
        "a named second person, or a clear “no one”",
    ),
    "recap": _words(
        "saying back what you heard, and letting them correct it",
        "say it back before you go on",
        "Before you move to the next topic",
        "say back what you heard in their words, and ask what you missed",
        "a summary that they confirm or correct",
    ),
    "accuracy": _words(
        "getting product facts right",
        "check a fact before you state it",
        "When you are about to give a detail from memory",
        "say that you will check, and send them the answer the same day",
        "no product statement that turns out wrong",
    ),
    "tied_to_need": _words(
        "tying each feature to something they said they need",
        "name their need first",
        "When you show a feature",
        "first say, in their words, which problem it solves",
        "their words just before the feature",
    ),
    "honest_limits": _words(
        "saying so when you do not know, and finding out",
        "say “I’ll find out”",
        "When you are not sure",
        "say so, and say by when they will have the answer",
        "a dated promise instead of a guess",
    ),
    "explanation": _words(
        "explaining so that they can put it to use",
        "check that it landed",
        "When you have explained something for a minute",
        "stop, and ask how they would use it",
        "the customer saying it in their own words",
    ),
    "comparison": _words(
        "comparing fairly, in a way they can check",
        "compare fairly",
        "When an alternative comes up",
        "name one thing it does well, then one that you do better",
        "a comparison that they could check themselves",
    ),
    "set_up_fit": _words(
        "saying how it fits into what they have",
        "say where it fits in",
        "When they describe their set-up",
        "say where this would sit in it, and what they would have to change",
        "one named part of their set-up in your answer",
    ),
    "acknowledge": _words(
        "showing that you heard a concern before answering it",
        "show that you heard the concern",
        "When they raise a concern",
        "count to two, then say back what worries them",
        "their worry, said back, before your answer",
    ),
    "understand_first": _words(
        "asking what is behind a concern before answering it",
        "ask before you answer",
        "When they raise a concern",
        "ask one question about it before you answer",
        "a question between the concern and your answer",
    ),
    "specific_answer": _words(
        "answering concerns with something they can check",
        "back your answer up",
        "When you answer a concern",
        "use one example or figure that they can check",
        "a name, a figure or a document in the answer",
    ),
    "settled": _words(
        "checking that a concern is settled",
        "check that it is settled",
        "After you have answered a concern",
        "ask whether that settles it, and wait",
        "their yes or no before the next topic",
    ),
    "holds_value": _words(
        "asking a question before moving on price or terms",
        "let the price question breathe",
        "When price or terms come up",
        "count to two, then ask what they are comparing it with",
        "a question before any mention of a discount",
    ),
    "open_concern": _words(
        "giving every open concern an owner and a day",
        "give open concerns a date",
        "When a concern stays open",
        "agree who will answer it, and by which day",
        "a name and a day for the open point",
    ),
    "airtime": _words(
        "leaving them room to talk",
        "leave room to talk",
        "When you have talked for two minutes",
        "stop, and ask an open question",
        "no stretch of yours over two and a half minutes",
    ),
    "listening": _words(
        "building on what they just said",
        "follow up on their last answer",
        "When they finish an answer",
        "ask one more question about something they just said",
        "a follow-up question with their words in it",
    ),
    "customer_questions": _words(
        "inviting and answering their questions",
        "invite their questions",
        "When you finish a topic",
        "ask what questions that raises, and wait five seconds",
        "a question from the customer, answered",
    ),
    "bring_in": _words(
        "bringing the quiet people in",
        "bring the quiet ones in",
        "When somebody has said nothing for ten minutes",
        "ask them by name what they would need",
        "an answer from everybody on the call",
    ),
    "continuity": _words(
        "picking up where the last call ended",
        "start from last time",
        "At the start of a follow-up call",
        "say what was agreed last time, and ask what has changed",
        "something from the last call in the first five minutes",
    ),
    "next_step": _words(
        "ending with a next step that has a date",
        "end with a date",
        "In the last five minutes",
        "propose a next step with a day, and get their yes",
        "a day and a yes before the call ends",
    ),
}


def words_for(name: str, criterion: Criterion | None) -> Words:
    """The words for a criterion; for one that is written here for the first time, those of its rubric."""
    if name in WORDS:
        return WORDS[name]
    if criterion is None:
        plain = name.replace("_", " ")
        return _words(plain, plain, "On your next call", f"try more of this: {plain}", plain)
    title, sign = criterion.title, criterion.positive[0]
    lower = title[:1].lower() + title[1:]
    return _words(
        lower,
        lower,
        "On your next call",
        f"try something like “{sign.example}”",
        sign.sign[:1].lower() + sign.sign[1:].rstrip("."),
    )
