"""Which sentences ask something, and how: open, closed, or only for a nod. Pure, English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

SENTENCE = re.compile(r"\S.*?(?:[.?!…]+[\"'”’)\]]*(?=\s|$)|$)", re.DOTALL)
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Ask(StrEnum):
    """What a sentence asks for. Only `open` and `closed` count as questions."""

    OPEN = "open"
    CLOSED = "closed"
    CHECK = "check"
    """Asks for agreement ("does that work?") or is a tag ("right?")."""
    SMALL_TALK = "small_talk"
    """Greetings and housekeeping: how are you, can you hear me."""


SHORTEST_REQUEST, SHORTEST_CLAUSE = 4, 2
"""Words: a request without a question mark, and a last clause that can be the question, have at least so many."""
COUNTED = frozenset({Ask.OPEN, Ask.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Where a sentence stands in its utterance's text, and what it asks, if anything."""

    start: int
    end: int
    asks: Ask | None

    @property
    def is_question(self) -> bool:
        return self.asks in COUNTED


# What people say before they come to the point: "Okay, so, Jonas, let me ask you this, how …".
_LEAD_IN = re.compile(
    r"(?:(?:so|and|but|or|okay|ok|um+|uh+|er+|well|now|yeah|yep|yes|no|right|sure|great|perfect|cool|got it|gotcha|like"
    r"|just|then|also|oh|ah|ha|alright|all right|actually|basically|honestly|hey|hi|hello|i mean|you know|maybe|good"
    r"|wow|interesting|thanks|thank you|fair|hm+|first|because|let me ask(?: you)?(?: this| that| a question| "
    r"something)?"
    r"|(?:can|could|may) i ask(?: you)?|i(?:'m| am) (?:just )?curious|i wonder|(?:one|another|a quick|quick|next) "
    r"(?:more )?(?:thing|question)|question)(?:[,:.…\s]+)|[^\W\d_]+,\s+)*"
)
_NAME_AT_END = re.compile(r", [^\W\d_]+[?!.]*$")
_POLITE = re.compile(r"(?:(?:can|could|would|will) (?:you|we|i) (?:please |maybe |just |all |also |perhaps )*)?")
_OPEN_WORD = re.compile(
    r"what(?:'s|'re|'d|'ll)?\b(?! (?:time|day|date|number|percent|percentage|version|year|month|if (?:we|i)|about)\b)"
    r"|how(?:'s|'d|'re|'ll)?\b(?! (?:many|much|long|often|soon|big|large|old|far|late|early|fast|quickly|recently"
    r"|likely"
    r"|high|about)\b)"
    r"|why\b(?! (?:not|don't (?:we|i|you))\b)"
)
_OPEN_REQUEST = re.compile(
    r"tell (?:me|us) (?:(?:just )?a (?:little |tiny )?bit |a little |some |something )?(?:more\b|about\b|how\b(?! "
    r"many| much)"
    r"|why\b|what happen)|(?:walk|talk|take) (?:me|us) through\b|help (?:me|us) understand\b"
    r"|describe (?:for me |to me )?(?:how|what|your|the|a)\b|explain (?:to me )?(?:how|why|what)\b"
    r"|give (?:me|us) (?:a|an) (?:sense|idea|feel|picture|example)\b|share (?:a (?:little )?bit|a little|more|some"
    r"|what|how)\b"
)
_CHECK = re.compile(
    r"(?:right|okay|ok|yeah|yes|yep|no|huh|hm+|mm+|what|sorry|pardon|really|hello|you know|see|correct|fair|agreed|cool"
    r"|deal|seriously|oh|(?:do )?you see (?:it|that|this)|you know what i mean|know what i mean|(?:does (?:that|it"
    r"|this) )?makes? (?:any )?sense(?: to you)?"
    r"|(?:is|was|are) (?:that|this|it|you|we|those)(?: still)? (?:right|correct|okay|ok|fair|alright|all right|good"
    r"|fine)\b.*"
    r"|(?:does|would|will|did|do) (?:that|this|it|they|those|you all) (?:work|sound|help|suit|fit)\b.*"
    r"|how(?:'s| does| do) (?:that|it|this) (?:sound|work)\b.*|(?:sound|look)s? (?:good|fair|okay|ok|right|like a "
    r"plan)\b.*"
    r"|isn't (?:it|that)|doesn't it|don't you(?: think)?|aren't (?:you|we|they)|wouldn't it)"
)
_TAG_END = re.compile(
    r",\s*(?:right|yeah|yes|okay|ok|no|huh|correct|you know|you know what i mean|isn't it|isn't that|doesn't it|don't "
    r"you"
    r"|do you know what i mean|aren't (?:you|we|they)|wouldn't (?:it|you)|am i|is that (?:right|correct|fair)|if that "
    r"makes sense)[?\s]*$"
)
_SMALL_TALK = re.compile(
    r"how (?:are|have) (?:you|things|we)\b(?:(?! \w+ing\b).)*$|how are you (?:doing|feeling)\b|how(?:'s| is| are) "
    r"(?:it|everything|things|life"
    r"|everybody|everyone) (?:going|doing)?\b[^,]*$|how(?:'s| is| was| were) (?:the|your) (?:weekend|week|monday"
    r"|tuesday|wednesday"
    r"|thursday|friday|day|morning|evening|holidays?|vacation|trip|flight|kids?|family)\b"
    r"|(?:can|could|do) (?:you|everybody|everyone|you guys|you all|we) (?:all )?(?:hear|see) (?:me|my|us|the screen"
    r"|that|it|this"
    r"|okay|ok|anything)\b|am i (?:speaking|talking|audible|on mute)\b|is (?:this|now) (?:still )?a good time\b|are "
    r"you there\b"
    r"|(?:hi|hello|hey)\b,? \w+(?: \w+)?\?|who(?:'s| is) this\b|what time is it\b|(?:how|what) about you\?|is that "
    r"better\?|.*\b(?:take|answer) (?:that|this)(?: one)?\?$"
)


def sentences(lower: str, starts: Sequence[int]) -> tuple[Sentence, ...]:
    """The sentences of a lower-cased text; `starts` are where the recording's own sentences begin.

    A recording without punctuation still has its own sentences, and a recorded sentence may hold two.
    """
    return tuple(_sentences(lower, starts))


def _sentences(lower: str, starts: Sequence[int]) -> Iterator[Sentence]:
    bounds = sorted({0, len(lower), *(start for start in starts if 0 < start < len(lower))})
    for left, right in pairwise(bounds):
        for match in SENTENCE.finditer(lower, left, right):
            end = match.start() + len(match.group().rstrip())
            yield Sentence(start=match.start(), end=end, asks=asks(lower[match.start() : end]))


def asks(sentence: str) -> Ask | None:
    """What one lower-cased sentence asks for; None when it asks nothing."""
    marked = sentence.rstrip("\"'”’)] ").endswith("?")
    if not marked and _OPEN_REQUEST.search(sentence) is None:
        return None
    point = sentence[_lead_in(sentence) :]
    if not marked:
        return Ask.OPEN if _OPEN_REQUEST.match(point) and len(WORD.findall(point)) >= SHORTEST_REQUEST else None
    return _asks(sentence, point)


def without_address(sentence: str) -> str:
    """A lower-cased question without what it opens with and without the name it ends with: ", Victor?"."""
    return _NAME_AT_END.sub("", sentence[_lead_in(sentence) :])


def _asks(sentence: str, point: str) -> Ask:
    if _SMALL_TALK.match(point) or _SMALL_TALK.match(sentence):
        return Ask.SMALL_TALK
    bare = point.rstrip("?!.…\"'”’)] ,")
    if not bare or _CHECK.fullmatch(bare) or _CHECK.fullmatch(sentence.rstrip("?!. ")) or _TAG_END.search(sentence):
        return Ask.CHECK
    if _is_open(point) or any(_is_open(clause) for clause in _last_clause(point)):
        return Ask.OPEN
    return Ask.CLOSED


def _is_open(point: str) -> bool:
    polite = _POLITE.match(point)
    request = point[polite.end() :] if polite else point
    return bool(_OPEN_WORD.match(point) or _OPEN_REQUEST.match(request))


def _last_clause(point: str) -> Iterator[str]:
    """What stands behind the last comma, if it is long enough to be the question: "when it hangs, what happens?"."""
    _, comma, rest = point.rpartition(",")
    clause = rest.strip()
    point = clause[_lead_in(clause) :]
    if comma and len(WORD.findall(point)) >= SHORTEST_CLAUSE:
        yield point


def _lead_in(sentence: str) -> int:
    match = _LEAD_IN.match(sentence)
    return match.end() if match and match.end() < len(sentence) else 0
