"""The words with which somebody on a call addresses whoever grades it, as far as they can be known for certain. Pure.

A few precise phrases, not many: whoever is found here is read by a person, whatever the judge thought of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from gong.model import Utterance
from knowledge.scorecard import DimensionResult

_SOMEBODY = r"(?:me|us|him|her|them|it|this|(?:the|this|that|your) (?:rep|seller|salesperson|call|conversation))"
_LEAVE = r"\b(?:ignore|disregard|forget|override)"
_RULES = r"(?:instructions?|rubrics?|prompts?|guidelines)"
_TAG = r"(?:call_transcript|system|instructions?|rubric|task|findings|rejected|product_facts|measurements)"
_GRADER = r"(?:grader|reviewer|evaluator|scorer|judge|ai|llm|language model)"
_GRADES = r"(?:grade|score|rate|judge|review|evaluate|assesse?)s?"

PHRASES = (
    # Orders to leave the instructions
    _LEAVE + r" (?:\w+ ){0,2}?(?:all|any|previous|prior|earlier|your|above)(?: \w+){0,3}? " + _RULES + r"\b",
    r"\b(?:ignore|disregard|forget|override|reveal|repeat) (?:the|your) (?:system prompt|rubrics?)\b",
    # Orders for a level
    r"(?<!would )(?<!i'd )(?<!we'd )(?<!they'd )\bgive " + _SOMEBODY + r"(?: \w+){0,3}? (?:full marks|top marks)\b",
    r"\bgive " + _SOMEBODY + r" (?:a |an |the )?(?:\w+ )?(?:level|score)(?: of)? (?:zero|one|two|three|four|[0-9]+)\b",
    r"(?<!would )(?<!i'd )(?<!we'd )(?<!they'd )\bgive "
    + _SOMEBODY
    + r" (?:a |the )?(?:top|highest|best|maximum|perfect|full|lowest) (?:possible )?(?:level|score)s?\b",
    r"\b(?:set|score|mark|rate|grade) (?:every|each|all)(?: the)? (?:criterion|criteria|dimensions?)\b",
    # Speaking to, or as, a machine
    r"\bas an ai(?: language model| model| grader| reviewer| judge| assistant|,? (?:you|i)\b)",
    r"\byour system prompt\b|\bsystem prompt ?:|\b(?:end|beginning|start) of (?:the )?system (?:prompt|message)\b",
    r"\bnote (?:to|for) (?:the |any |our |your )?(?:automat(?:ic|ed) )?(?:ai )?" + _GRADER + r"\b",
    r"\b(?:note|message|word) (?:to|for) (?:whoever|whatever|anyone who|the (?:one|machine) that) " + _GRADES + r"\b",
    r"\battention,? (?:the )?(?:automat(?:ic|ed) |ai )?" + _GRADER + r"\b",
    # Our own tags, or those of a chat, imitated
    r"[<‹] ?/? ?" + _TAG + r" ?/? ?[>›]",
)
TRIPWIRE = re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES))
_LOOKALIKES = str.maketrans("’‘＇＜＞﹤﹥", "'''<><>")


def suspected(said: Sequence[Utterance]) -> tuple[int, ...]:
    """The turns that trip, in order, as places in what was said."""
    return tuple(index for index, utterance in enumerate(said) if trips(utterance.text))


def trips(text: str) -> bool:
    """Whether these words are meant for whoever grades the call."""
    plain = unicodedata.normalize("NFKC", text.translate(_LOOKALIKES)).casefold()
    return TRIPWIRE.search(" ".join(plain.split())) is not None


def flagged(result: DimensionResult, said: Sequence[Utterance]) -> DimensionResult:
    """The result with the first turn that the judge or the tripwire suspects, and when that was said."""
    turns = [*suspected(said), *(() if result.suspected_injection is None else (result.suspected_injection,))]
    if not turns:
        return result
    return replace(result, suspected_injection=min(turns), suspected_at_ms=said[min(turns)].start_ms)
