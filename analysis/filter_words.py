"""Everyday words for what calls can be filtered and sorted by: types, roles, objections, wins, claims, order. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from analysis.named_days import MONTH
from analysis.reading import TAKEN
from analysis.score_words import COUNTED
from db.filter import Sort
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Verdict, Win, WinState

Value = TypeVar("Value")
CALL_NAMES: Final = "calls?|meetings?|conversations?|sessions?|recordings?"
CALL: Final = rf"(?: (?:{CALL_NAMES})\b)"
"""What may follow on a type of call, and makes of some words one."""
CONCERN: Final = r"(?:objections?|concerns?|push[- ]?backs?|worr(?:y|ies))"
RAISED: Final = (
    rf"{CONCERN} (?:about|on|over|to|around|regarding|concerning|with|of)(?: the| our)?|objected to(?: the| our)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Generic[Value]):
    """A value of a filter and what people call it."""

    value: Value
    pattern: re.Pattern[str]


def _words(*named: tuple[Value, *tuple[str, ...]]) -> tuple[Word[Value], ...]:
    """Values with what they are called; the first that a text says is taken first."""
    return tuple(
        Word(value=value, pattern=re.compile(rf"\b(?:{pattern})(?!\w)")) for value, *names in named for pattern in names
    )


TYPES: Final = _words(
    (CallType.POC_KICKOFF, rf"(?:pocs?|povs?|proofs?[- ]of[- ](?:concept|value))(?: kick[- ]?offs?)?{CALL}?"),
    (CallType.POC_KICKOFF, rf"(?:pilot|trial)(?:{CALL}| kick[- ]?offs?{CALL}?)", rf"kick[- ]?offs?{CALL}?"),
    (CallType.ARCHITECTURE_REVIEW, rf"(?:architecture|security) reviews?{CALL}?", rf"architecture{CALL}"),
    (
        CallType.TECHNICAL_DEEP_DIVE,
        rf"(?:tech(?:nical)? )?deep[- ]?dives?{CALL}?",
        rf"technical (?:discovery|{CALL_NAMES})",
    ),
    (CallType.EXECUTIVE_PRESENTATION, rf"business case(?: presentations?)?{CALL}?"),
    (
        CallType.EXECUTIVE_PRESENTATION,
        rf"(?:exec(?:utive)?|board|ceo|cfo|cto) (?:presentations?|briefings?|pitch(?:es)?|{CALL_NAMES})",
    ),
    (CallType.NEGOTIATION, rf"(?:pricing|price|commercial|contract|procurement|proposal|closing){CALL}"),
    (CallType.NEGOTIATION, rf"negotiations?{CALL}?"),
    (CallType.CHECK_IN, rf"(?:customer )?check[- ]?ins?{CALL}?", rf"qbrs?{CALL}?", rf"health[- ]?checks?{CALL}?"),
    (CallType.CHECK_IN, r"(?:quarterly )?business reviews?", rf"(?:renewal|onboarding|customer success){CALL}"),
    (CallType.DEMO, rf"(?:demos?|demonstrations?|product tours?){CALL}?", rf"walk[- ]?throughs?{CALL}?"),
    (CallType.DISCOVERY, rf"(?:discovery|discoveries|qualification){CALL}?"),
    (CallType.DISCOVERY, rf"(?:intro|introduction|introductory|cold|first){CALL}"),
    (
        CallType.SUPPORT,
        rf"(?:support|incident|troubleshooting|escalation)(?:{CALL}| tickets?)",
        "escalations",
        "support",
    ),
)
"""The most telling first."""
ALSO_SOMETHING_ELSE: Final = re.compile(rf"\b(?:demos?|discovery|support|negotiations?)\b(?!{CALL}| tickets?)")
"""Types of calls in one word, which may have been meant as something else."""
ROLES: Final = _words(
    (Role.AE, "aes?", "account (?:executives?|managers?)", "sales ?reps?", "salespeople", "sellers?"),
    (Role.SE, "ses?", "(?:sales|solutions?|pre-?sales) (?:engineers?|architects?|consultants?)", "pre-?sales"),
    (Role.CSM, "csms?", "customer success (?:managers?|reps?|people|team)", rf"customer success(?!{CALL})"),
    (Role.SUPPORT, "support (?:engineers?|agents?|reps?|people|staff|team|specialists?)", "(?:by|from) support"),
)
SKILL: Final = r"(?: (?:scores?|skills?|dimension|level)\b)"
IN: Final = r"(?:(?:in|on|at|for) )"
DIMENSIONS: Final = _words(
    (Dimension.PRODUCT_KNOWLEDGE, rf"{IN}?product[- _]knowledge{SKILL}?"),
    (Dimension.OBJECTION_HANDLING, rf"{IN}?(?:objection[- _]handling|handling (?:of )?objections){SKILL}?"),
    (Dimension.ENGAGEMENT, rf"{IN}?engagement{SKILL}?"),
    (Dimension.DISCOVERY, rf"discovery{SKILL}"),
)
SCORED_DIMENSIONS: Final = _words((Dimension.DISCOVERY, rf"{IN}discovery(?!{CALL})"))
"""With a score in the text these name a dimension, and no type of call."""
DISCOVERY_BEFORE_SCORE: Final = re.compile(
    r"\bdiscovery(?= (?:is |was )?(?:under|below|over|above|at least|at most|less|more|lower|higher|between|[<>≤≥]|\d))"
)
OBJECTION_NAMES: Final = (
    (ObjectionType.PRICING, "pricing|prices?|costs?|budget|money|(?:being )?too expensive"),
    (ObjectionType.TIMING, "timing|timelines?|time"),
    (ObjectionType.TECHNICAL_FIT, "technical[- _]fit|technical|technology|integrations?|(?:missing )?features?"),
    (ObjectionType.COMPETITOR, "competitors?|competition|competitive"),
    (ObjectionType.SECURITY, "security|compliance|privacy|gdpr"),
    (ObjectionType.AUTHORITY, "authority|decision[- ]makers?|who decides"),
    (ObjectionType.STATUS_QUO, "status[- _]quo|staying as they are|inertia"),
    (ObjectionType.OTHER, "other"),
)
OBJECTIONS: Final = tuple(
    word
    for value, names in OBJECTION_NAMES
    for word in _words((value, rf"(?:{names}) {CONCERN}", rf"(?:{RAISED}) (?:{names})"))
)
ALSO_AN_OBJECTION: Final = tuple(
    re.compile(pattern)
    for names in ["|".join(names for _, names in OBJECTION_NAMES)]
    for pattern in (rf"(?<={TAKEN}) (?:and|or) (?:{names})(?!\w)", rf"\b(?:{names}) (?:and|or) (?={TAKEN})")
)
"""What is said of objections in one breath with another kind, which was taken."""
ANY_OBJECTION: Final = re.compile(r"\b(?:objections?|push[- ]?backs?|concerns)\b(?! handling)")
MET: Final = "(?:handled?|met|answered|addressed)"
HANDLINGS: Final = _words(
    (
        Handling.NOT,
        rf"(?:badly|poorly|not(?: well)?|never) {MET}(?: well)?",
        "(?:un|mis)handled",
        "(?:ignored|dodged) (?=objection)",
    ),
    (Handling.NOT, rf"{MET}(?: the)?(?: {CONCERN})? (?:badly|poorly|not at all)"),
    (Handling.PARTLY, rf"(?:partly|partially|half|somewhat) {MET}", rf"{MET} (?:partly|partially|halfway)"),
    (Handling.WELL, rf"(?:well|nicely) {MET}", rf"{MET}(?: the)?(?: {CONCERN})? (?:well|nicely)", "overcome"),
)
WINS: Final = tuple(
    word
    for win in Win
    for word in _words(
        (win, rf"{win}[- ]wins?", rf"(?:won|win(?:ning)?)(?: the)? {win}(?: win)?"),
        (win, rf"{win}(?= (?:(?:is|was|got) )?(?:blocked|stuck|advanced|moved forward)\b)"),
        (win, rf"(?<=blocked by ){win}", rf"(?<=blocked on ){win}", rf"(?<=blocked in ){win}", rf"(?<=stuck in ){win}"),
    )
)
STATES_OF_A_WIN: Final = _words(
    (WinState.BLOCKED, "(?:(?:is|was|got) )?(?:blocked|stuck)(?: (?:by|on|in))?"),
    (WinState.ADVANCED, "(?:(?:is|was|got) )?(?:advanced|moved forward)"),
)
STATES_OF_ANY_WIN: Final = _words(
    (WinState.BLOCKED, "(?:blocked|stuck) wins?", "wins? (?:that )?(?:(?:are|were|is|was|got) )?(?:blocked|stuck)"),
    (WinState.ADVANCED, "advanced wins?", "wins? (?:that )?(?:(?:are|were|is|was|got) )?(?:advanced|moved forward)"),
)
CLAIM: Final = "(?: product)? (?:claims?|statements?|facts?)"
UNTRUE: Final = "(?:wrong|false|incorrect|untrue|inaccurate)"
CLAIMS: Final = _words(
    (
        Verdict.WRONG,
        f"{UNTRUE}{CLAIM}",
        f"(?:product )?claims?(?: that (?:are|were))? {UNTRUE}",
        f"said (?:some|any)thing {UNTRUE}",
    ),
    (Verdict.CANNOT_BE_CHECKED, f"(?:unchecked|uncheckable|unverified|unverifiable){CLAIM}"),
    (Verdict.CORRECT, f"(?:correct|true){CLAIM}"),
)
SPEAKS: Final = (
    r"(?: who| that|s)?(?: also)? (?:said|says?|mention(?:ed|s|ing)?|talk(?:ed|s|ing)? about|brought up|raised?|"
    r"complain(?:ed|s)? about|(?P<asked>ask(?:ed|s|ing)?(?: about| for| if| whether)?))\b"
)
SAID_BY: Final = r"\b(?:said|mentioned|raised) by (?:the )?"
CUSTOMER: Final = "(?:customers?|prospects?|buyers?|clients?)"
OURS: Final = "(?:we|us|our (?:side|people|team)|(?:the )?(?:reps?|sellers?))"
CUSTOMER_SAID: Final = re.compile(rf"\b(?:the )?{CUSTOMER}{SPEAKS}|{SAID_BY}{CUSTOMER}\b")
WE_SAID: Final = re.compile(rf"\b{OURS}{SPEAKS}|{SAID_BY}{OURS}\b")
A_NAME: Final = r"[^\W\d_a-z]\w+"
SOMEBODY_SAID: Final = re.compile(
    rf"\b(?P<name>{A_NAME}(?: {A_NAME})?)(?=(?i:{SPEAKS}))|(?i:{SAID_BY})(?P<by>{A_NAME}(?: {A_NAME})?)"
)
"""Where it may be somebody's name that stands beside what was said."""
ASKED: Final = re.compile(r"\b(?:asked(?: about| for)?|questions? (?:about|on|around))(?!\w)")
"""That what follows was said in a question."""
SORTS: Final[tuple[Word[Sort], ...]] = (
    *_words(
        (
            "lowest_score",
            rf"(?:the )?(?:worst|weakest|lowest(?:[- ]scor(?:es?|ed|ing))?){CALL}?(?: first)?",
            "low[- ]scor(?:es?|ing)",
        )
    ),
    *_words(("newest", rf"(?:the )?(?:newest|latest|most recent){CALL}?(?: first)?", "recent(?:ly)?")),
    *_words(("relevance", "(?:the )?(?:best match(?:es)?|most relevant)(?: first)?", "(?:sorted )?by relevance")),
)
LENGTH: Final = "(?:(?:longer|shorter|more|less) than|over|under|above|below|at least|at most|between)"
ORDERS: Final = "lists go by date, newest first, by the lowest score, or by the best match"
LISTED: Final = rf"(?=(?: \w+){{0,2}} (?:{CALL_NAMES}|scores?|first|demos?)\b)"
IMPOSSIBLE: Final = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)"), why)
    for pattern, why in (
        (r"(?:top|first|last) \d{1,3}", "how many are shown is given apart"),
        (r"\d{1,3}(?= (?:newest|latest|most recent|worst|weakest|lowest)\b)", "how many are shown is given apart"),
        (rf"(?:the )?(?:oldest|earliest){CALL}?(?: first)?", ORDERS),
        (rf"(?:the )?(?:best|highest|high|strongest|top){LISTED}(?: first)?", ORDERS),
        (rf"{LENGTH} \d+ ?(?:and|to|-)? ?\d* ?(?:min(?:ute)?s?|hours?|h)", "calls are not told apart by their length"),
        (r"\d{1,2}/\d{1,2}/\d{2,4}", "write a date as 2026-10-12 or 12 October"),
        (r"(?!24/7)(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|[12]\d|3[01])", "write a date as 2026-10-12 or 12 October"),
        (rf"(?:3\d(?:st|nd|rd|th)? (?:of )?(?:{MONTH})|(?:{MONTH}) 3\d(?:st|nd|rd|th)?)", "there is no such day"),
        (rf"call (?:no\.? ?|number |#)?\d+(?! ?(?:{COUNTED})\b)", "a call with a number is shown, not searched for"),
        (r"(?:the )?(?:best|strongest|better)(?= (?:at|in|with|on)\b)", ORDERS),
        ("my|mine|(?:by|with|of) me", "who is asking is not known here, so write a name"),
    )
)
"""What is understood and cannot be looked for, with the reason."""
WITHOUT: Final = re.compile(
    r"\b(?:without|except(?: for)?|exclud(?:e|es|ing)|ignor(?:e|ing)|omit(?:ting)?|leav(?:e|ing) out|skip(?:ping)?|"
    r"not (?:including|about|mentioning)|other than)(?: (?:any|the|an?|with|in))* [\w’'-]+"
)
NOT_DONE: Final = re.compile(
    r"\b(?:(?:did|do|does|has|have|had|could|would) ?(?:n['’]?t| not| never)|never) "
    rf"(?!{MET})\w+[^,;.?!]*?(?=[,;.?!]|$| (?:in|last|this|since|before|during|yesterday|today|and|but)\b)"
)
"""What somebody did not do, up to where something else begins."""
ABSENT: Final = "a search asks for what is there, not for what is not"
FILLERS: Final = frozenset(
    "a about after all an and any anybody anyone anything are as at be been before between brought but by call calls "
    "came can come comes conversation conversations could customer customers deals did discussed discussing do does "
    "during every everyone everything find first for from gave get give got had has have having he her him his how i "
    "in into is it its last list look looking made make many may maybe me meeting meetings mention mentioned mentions "
    "might moment moments of on one ones only or order our out over people please prospect prospects raise raised "
    "recording recordings rep reps said say says score scored scores scoring search see seen session sessions she "
    "should show since some somebody someone something sort sorted talk talked talking team teams tell that the their "
    "them then there these they this those to told transcript transcripts until up us was we were what when where "
    "which while who whose will with within would you your".split()
)
"""What says nothing that could be looked for."""
