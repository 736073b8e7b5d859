"""Which calls somebody looks for, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from db.findings import Findings
from knowledge.rubric import CallType, Dimension, Role

Sort = Literal["newest", "lowest_score", "relevance"]
NO_SCORE: Final = 101
"""Where calls without a score stand when the lowest come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """A place in a list of results: behind this call.

    `rank` is its score where the lowest come first, how many of its turns match where relevance sorts, else None.
    """

    started_at: datetime
    id: int
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which calls; what is None filters nothing.

    Scores and findings all have to fit one rep, anybody of ours whom `people`, `role`, `team` and `led_by` (who manages
    them, and they are in no team) allow: the first of those who fit is shown, and where the lowest come first the
    lowest. With no such condition it is whoever the call belongs to. A call is in the range of scores if one of
    `dimensions` is. `words` are as in a web search (`db.words`); `speaker`, `side` and `asked` (in a question) say of
    the turn in which they were said. `evidence` wants moments of the weakest criteria shown. `relevance` sorts by how
    many turns match, and needs words.
    """

    words: str | None = None
    speaker: str | None = None
    side: Literal["us", "customer"] | None = None
    asked: bool = False
    people: tuple[int, ...] | None = None
    role: Role | None = None
    team: str | None = None
    led_by: int | None = None
    account: str | None = None
    product: str | None = None
    call_type: CallType | None = None
    since: datetime | None = None
    until: datetime | None = None
    dimensions: tuple[Dimension, ...] = tuple(Dimension)
    least: int | None = None
    most: int | None = None
    findings: Findings = field(default_factory=Findings)
    evidence: bool = False
    sort: Sort = "newest"
    after: After | None = None

    @property
    def score_key(self) -> str:
        """The block of the score that counts: a dimension's, the lowest of all, or that of some."""
        if len(self.dimensions) == 1:
            return f"key_{self.dimensions[0]}"
        return "key_lowest" if set(self.dimensions) == set(Dimension) else "key_some"
