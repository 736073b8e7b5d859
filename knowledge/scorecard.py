"""A scorecard: a filled-in rubric, with its evidence and the arithmetic that makes scores of levels. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from knowledge.rubric import LEVELS, CriterionId, Dimension, Role

KEYWORD_SCORER = "keyword:"
"""How the id of a scorer begins that reads keywords and judges nothing."""
MIN_SCORED_SHARE = 0.5
"""A dimension gets a score only if at least this share of its applicable weight could be judged."""


class Match(StrEnum):
    """How a quote was found in the transcript."""

    EXACT = "exact"
    NORMALISED = "normalised"
    ELLIPSIS = "ellipsis"
    REINDEXED = "reindexed"
    REPAIRED = "repaired"
    KEYWORD = "keyword"


class Confidence(StrEnum):
    """How sure the judge says it is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Sighting(StrEnum):
    """What a keyword reading says instead of a level."""

    SEEN = "seen"
    PARTLY = "partly"
    NOT_SEEN = "not_seen"
    NO_OPPORTUNITY = "no_opportunity"


class ObjectionType(StrEnum):
    """What a customer was worried about."""

    PRICING = "pricing"
    TIMING = "timing"
    TECHNICAL_FIT = "technical_fit"
    COMPETITOR = "competitor"
    SECURITY = "security"
    AUTHORITY = "authority"
    STATUS_QUO = "status_quo"
    OTHER = "other"


class Handling(StrEnum):
    """How an objection was met. `unjudged`: only noticed, by a keyword reading."""

    WELL = "well"
    PARTLY = "partly"
    NOT = "not"
    UNJUDGED = "unjudged"


class Verdict(StrEnum):
    """What can be said of a product claim."""

    CORRECT = "correct"
    WRONG = "wrong"
    CANNOT_BE_CHECKED = "cannot_be_checked"


class Win(StrEnum):
    """The five things that have to be won before a deal is."""

    BUSINESS = "business"
    TECHNICAL = "technical"
    SECURITY = "security"
    COMMERCIAL = "commercial"
    LEGAL = "legal"


class WinState(StrEnum):
    """What a call did to one of the five wins."""

    ADVANCED = "advanced"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A span of the transcript, verified to be there: `quote` is the transcript's own text.

    `start` and `end` are character offsets into the turn's text, `at_ms` is when it was said.
    """

    turn: int
    speaker: str
    quote: str
    start: int
    end: int
    at_ms: int
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A criterion with a level from 0 to 4. `judged_level` is what the judge said before any cap."""

    criterion: CriterionId
    weight: float
    level: int
    judged_level: int
    reasoning: str
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()
    needs_review: bool = False
    state: Literal["scored"] = "scored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """A criterion that should have been judged and could not be; `reason` is a sentence for a person."""

    criterion: CriterionId
    weight: float
    reason: str
    state: Literal["unscored"] = "unscored"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """A criterion that this call gave no occasion for."""

    criterion: CriterionId
    reason: str
    state: Literal["not_applicable"] = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a keyword reading saw of a criterion: never a level, never part of a score."""

    criterion: CriterionId
    sighting: Sighting
    note: str
    evidence: tuple[Evidence, ...] = ()
    state: Literal["observed"] = "observed"


Finding = Scored | Unscored | NotApplicable | Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Something a customer raised against us, where it was said, and how it was met."""

    type: ObjectionType
    handling: Handling
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something a rep said about a product, checked. `fact` names the fact that decides it."""

    verdict: Verdict
    evidence: Evidence
    fact: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionResult:
    """One dimension of a call, judged or read.

    `suspected_injection` is the first turn in which somebody seems to address the grader, said at `suspected_at_ms`.
    """

    dimension: Dimension
    findings: tuple[Finding, ...]
    objections: tuple[Objection, ...] = ()
    claims: tuple[Claim, ...] = ()
    rejected_quotes: int = 0
    suspected_injection: int | None = None
    suspected_at_ms: int | None = None

    @property
    def score(self) -> int | None:
        return None if self.is_single else score(self.findings)

    @property
    def is_single(self) -> bool:
        """Whether one of several criteria came up: its level is that criterion's, and no dimension's."""
        came_up = [finding for finding in self.findings if not isinstance(finding, NotApplicable)]
        return len(self.findings) > 1 and len(came_up) == 1 and isinstance(came_up[0], Scored)

    @property
    def unsure(self) -> int:
        """How many criteria a person should look at."""
        return sum(
            isinstance(finding, Unscored) or (isinstance(finding, Scored) and finding.needs_review)
            for finding in self.findings
        )

    @property
    def needs_review(self) -> bool:
        """Whether a person should look: at a criterion, or because somebody may have addressed the grader."""
        return self.unsure > 0 or self.suspected_injection is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """One behaviour worth keeping or changing, with the exchange that shows it.

    `customer_turn` and `rep_turn` are turns of the transcript; `say` is what to try saying instead.
    """

    text: str
    criterion: CriterionId | None = None
    customer_turn: int | None = None
    rep_turn: int | None = None
    say: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The one thing to do before the next call, and how it will be seen there."""

    when: str
    then: str
    look_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WinFinding:
    """What the call did to one of the five wins, with where it shows."""

    win: Win
    state: WinState
    note: str
    turn: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """The part that is read in thirty seconds."""

    summary: str
    strength: Highlight | None
    focus: Highlight | None
    action: Action | None
    wins: tuple[WinFinding, ...] = ()
    primary_win: Win | None = None


def score(findings: Iterable[Finding]) -> int | None:
    """100 · Σ weight·level/4 / Σ weight over the scored criteria, rounded half up.

    None when nothing was scored, or when so much could not be judged that a number would mislead.
    """
    found = list(findings)
    scored = [finding for finding in found if isinstance(finding, Scored)]
    total = sum(finding.weight for finding in scored)
    missing = sum(finding.weight for finding in found if isinstance(finding, Unscored))
    if not scored or total < MIN_SCORED_SHARE * (total + missing):
        return None
    reached = sum(finding.weight * finding.level / LEVELS[-1] for finding in scored)
    return int(100 * reached / total + 0.5)


def band(points: int) -> str:
    """The words for a score from 0 to 100."""
    named = ((90, "exceptional"), (80, "strong"), (70, "solid"), (60, "developing"))
    return next((name for least, name in named if points >= least), "needs attention")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rep:
    """Whose part of a call a scorecard is about. `label` is how the transcript names them, such as R1."""

    speaker: str
    label: str
    name: str
    email: str | None
    role: Role
    role_reason: str


def is_keyword(scorer: str) -> bool:
    """Whether this scorer reads keywords and judges nothing."""
    return scorer.startswith(KEYWORD_SCORER)
