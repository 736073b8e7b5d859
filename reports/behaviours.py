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
        "their answer to that question in the first five minutes",
    ),
    "current_state": _words(
        "finding out how they do it today before offering anything",
        "ask how it works today first",
        "Before you show or offer anything",
        "ask them to walk you through the last time it happened",
        "their step-by-step answer before the first screen",
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
        "finding out how it will be decided",
        "ask how it will be decided",
        "In the last ten minutes",
        "ask who else has to be comfortable with this",
        "a named second person, or a clear “no one”",
    ),
    "recap": _words(
        "saying it back in their words and having it corrected",
        "say it back before you go on",
        "Before you move to the next topic",
        "say back what you heard in their words, and ask what you missed",
        "a summary that they confirm or correct",
    ),
    "accuracy": _words(
        "saying about products only what is true",
        "check one product fact",
        "When you are about to give a detail from memory",
        "say how sure you are, and look it up afterwards",
        "product statements that agree with the product facts",
    ),
    "tied_to_need": _words(
        "tying each feature to something they said they need",
        "name their need first",
        "When you show a feature",
        "begin with their own words for the problem it solves",
        "their words in the sentence that introduces it",
    ),
    "honest_limits": _words(
        "saying what you do not know, and taking care of it",
        "say when you do not know",
        "When you are not sure",
        "say so, and say by when they will have the answer",
        "a dated promise instead of a guess",
    ),
    "explanation": _words(
        "explaining it so that they can use it",
        "check that it landed",
        "When you have explained something for a minute",
        "stop, and ask how they would use it",
        "the customer saying it in their own words",
    ),
    "comparison": _words(
        "comparing in a way they could check",
        "compare fairly",
        "When an alternative comes up",
        "name one thing it does well before what you do better",
        "a comparison that the customer could check",
    ),
    "set_up_fit": _words(
        "saying how it fits into what they have",
        "say where it would sit",
        "When they describe their set-up",
        "say where this would sit in it, and what they would have to change",
        "one named part of their set-up in your answer",
    ),
    "acknowledge": _words(
        "taking a concern up before answering it",
        "take the concern up first",
        "When they raise a concern",
        "count to two, then say back what worries them",
        "their concern in your words before the answer",
    ),
    "understand_first": _words(
        "asking what is behind a concern before answering it",
        "ask before you answer",
        "When they raise a concern",
        "ask one question about it before you answer",
        "a question between the concern and your answer",
    ),
    "specific_answer": _words(
        "answering the concern they have, with something they can check",
        "answer with something to check",
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
        "asking before giving anything on price or terms",
        "let the price question breathe",
        "When price or terms come up",
        "count to two, then ask what they are comparing it with",
        "a question before any mention of a discount",
    ),
    "open_concern": _words(
        "taking an open concern further",
        "give open concerns a date",
        "When a concern stays open",
        "agree who answers it by which day",
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
        "use their last words",
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
        "picking up the thread of the last call",
        "start from last time",
        "At the start of a follow-up call",
        "say what was agreed last time, and ask what has changed",
        "something from the last call in the first five minutes",
    ),
    "next_step": _words(
        "agreeing on a dated next step",
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
