"""What is looked for, and how that is said in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from analysis.period import Period
from analysis.plain_words import Side, Understood
from analysis.score_words import ScoreRange
from analysis.subject import team_led_by
from db.filter import After, Filter, Sort
from db.findings import Findings
from db.names import Colleague
from knowledge.rubric import LEVELS, CallType, Dimension, Role
from knowledge.scorecard import Handling, Verdict
from reports.words import CALL_TYPES, DIMENSIONS

TYPES = {
    **{kind: f"{name.lower()}s" for kind, name in CALL_TYPES.items()},
    CallType.POC_KICKOFF: "starts of a proof of concept",
    CallType.OTHER: "calls of another type",
}
MET = {Handling.WELL: "met well", Handling.PARTLY: "partly met", Handling.NOT: "not met", Handling.UNJUDGED: "noticed"}
CLAIMS = {
    Verdict.WRONG: "wrong claim",
    Verdict.CORRECT: "correct claim",
    Verdict.CANNOT_BE_CHECKED: "claim that could not be checked",
}
ORDERS: dict[Sort, str] = {
    "newest": "newest first",
    "lowest_score": "lowest score first",
    "relevance": "best match first",
}
SIDES: dict[Side, str] = {"us": "our side", "customer": "the customer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for; what is empty filters nothing."""

    call_type: CallType | None = None
    period: Period | None = None
    words: str = ""
    speaker: str | None = None
    side: Side | None = None
    asked: bool = False
    findings: Findings = field(default_factory=Findings)
    dimensions: tuple[Dimension, ...] = ()
    scores: ScoreRange | None = None
    people: tuple[Colleague, ...] = ()
    role: Role | None = None
    team: str | None = None
    led_by: Colleague | None = None
    account: str | None = None
    product: str | None = None
    sort: Sort | None = None

    @classmethod
    def of(cls, text: Understood) -> Sought:
        """What a text was understood to ask for."""
        return cls(
            call_type=text.call_type,
            period=text.period,
            words=text.words,
            speaker=text.speaker,
            side=text.side,
            asked=text.asked,
            findings=text.findings,
            dimensions=text.dimensions,
            scores=text.scores,
            people=text.people,
            role=text.role,
            team=text.team,
            led_by=text.led_by,
            account=text.account,
            product=text.product,
            sort=text.sort,
        )

    @property
    def order(self) -> Sort:
        return self.sort or "newest"

    def filter(self, after: After | None = None) -> Filter:
        """The same for the database, behind that place of the list."""
        findings = self.findings
        content = self.words or findings != Findings()
        return Filter(
            words=self.words or None,
            speaker=self.speaker,
            side=self.side,
            asked=self.asked,
            people=tuple(person.id for person in self.people) or None,
            role=self.role,
            team=self.team,
            led_by=self.led_by.id if self.led_by else None,
            account=self.account,
            product=self.product,
            call_type=self.call_type,
            since=self.period.start if self.period else None,
            until=self.period.end if self.period else None,
            dimensions=self.dimensions or tuple(Dimension),
            least=self.scores.least if self.scores else None,
            most=self.scores.most if self.scores else None,
            findings=findings,
            evidence=not content and bool(self.dimensions or self.scores),
            sort=self.order,
            after=after,
        )

    def in_words(self) -> str:
        """Such as `discovery calls · 1 Oct 2026 to 31 Oct 2026 · pricing objection`, so that mistakes show."""
        parts = [condition.words for condition in self.conditions()] or ["all calls"]
        if self.period is None:
            parts.append("at any time")
        return " · ".join([*parts, *([ORDERS[self.sort]] if self.sort else [])])

    def conditions(self) -> list[Condition]:
        """Everything a call has to fulfil."""
        return [Condition(words=words, others=others) for words, others in self._conditions() if words]

    def _conditions(self) -> Iterator[tuple[str, Sought]]:
        findings = self.findings
        yield TYPES[self.call_type] if self.call_type else "", replace(self, call_type=None)
        yield self.period.words if self.period else "", replace(self, period=None)
        yield self._said(), replace(self, words="", speaker=None, side=None, asked=False)
        without = replace(findings, objection=None, handling=None, any_objection=False)
        yield _objection(findings), replace(self, findings=without)
        yield _win(findings), replace(self, findings=replace(findings, win=None, win_state=None))
        yield CLAIMS[findings.claim] if findings.claim else "", replace(self, findings=replace(findings, claim=None))
        yield _reached(findings), replace(self, findings=replace(findings, reached=None))
        yield self._scores(), replace(self, scores=None, dimensions=())
        yield _any("of", *(person.name for person in self.people)), replace(self, people=())
        yield f"role {self.role.value.upper()}" if self.role else "", replace(self, role=None)
        yield _any("team", self.team), replace(self, team=None)
        yield team_led_by(self.led_by.name) if self.led_by else "", replace(self, led_by=None)
        yield _any("with", self.account), replace(self, account=None)
        yield _any("about", self.product), replace(self, product=None)

    def _said(self) -> str:
        if not self.words:
            return ""
        who = self.speaker or (SIDES[self.side] if self.side else "")
        words = self.words if '"' in self.words else f"“{self.words}”"
        return f"{words} {'asked' if self.asked else 'said'}{f' by {who}' if who else ''}"

    def _scores(self) -> str:
        where = " or ".join(DIMENSIONS[dimension].lower() for dimension in self.dimensions)
        if self.scores is None:
            return f"moments of {where}" if where else ""
        return f"rep {_range(self.scores)} in {where or 'at least one dimension'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that a call has to fulfil, in words; `others`: all the rest without it."""

    words: str
    others: Sought


def _any(word: str, *names: str | None) -> str:
    known = [name for name in names if name]
    return f"{word} {' or '.join(known)}" if known else ""


def _objection(findings: Findings) -> str:
    if not findings.objections:
        return ""
    kind = f"{findings.objection.replace('_', ' ')} objection" if findings.objection else "an objection"
    return f"{kind} {MET[findings.handling]}" if findings.handling else kind


def _win(findings: Findings) -> str:
    if not findings.wins:
        return ""
    return f"{findings.win or 'any'} win {findings.win_state or 'touched'}"


def _reached(findings: Findings) -> str:
    reached = findings.reached
    if reached is None:
        return ""
    levels = f"{reached.least}" if reached.least == reached.most else f"{reached.least} to {reached.most}"
    which = "any level" if (reached.least, reached.most) == (LEVELS[0], LEVELS[-1]) else f"level {levels}"
    return f"{reached.title or reached.criterion.replace('_', ' ')} at {which}"


def _range(scores: ScoreRange) -> str:
    match scores.least, scores.most:
        case None, most if most is not None:
            return f"below {most + 1}"
        case least, None:
            return f"at least {least}"
        case least, most:
            return f"at {least}" if least == most else f"from {least} to {most}"
