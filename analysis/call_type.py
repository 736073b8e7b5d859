"""What a call was for, from Gong's own fields and its title. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gong.model import Call
from knowledge.rubric import CallType


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTypeGuess:
    """A type of call with the reason for it, fit to be shown."""

    type: CallType
    reason: str


FOR_EXECUTIVES = "presentation|briefing|(?:business )?review|meeting|session|summary|pitch"

# The first match counts: "proof of concept kickoff" before "demo", "renewal negotiation" before "renewal".
WORDS: tuple[tuple[CallType, re.Pattern[str]], ...] = tuple(
    (type_, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for type_, pattern in (
        (CallType.POC_KICKOFF, r"poc|pov|proof[- ]of[- ](?:concept|value)|(?:pilot|trial) kick[- ]?off"),
        (CallType.ARCHITECTURE_REVIEW, r"architecture|security review"),
        (CallType.TECHNICAL_DEEP_DIVE, r"technical (?:session|discovery)|deep[- ]?dive"),
        (
            CallType.EXECUTIVE_PRESENTATION,
            rf"exec(?:utive)? (?:{FOR_EXECUTIVES})|business case|board (?:meeting|pitch)",
        ),
        (CallType.NEGOTIATION, r"negotiations?|pricing|proposal|commercials?(?: terms)?|contract|procurement|closing"),
        (CallType.SUPPORT, r"support|incident|escalation|troubleshooting|ticket"),
        (CallType.CHECK_IN, r"check[- ]?in|qbr|business review|renewal|onboarding|customer success|health check"),
        (CallType.DEMO, r"demo|demonstration|product tour|walk[- ]?through"),
        (CallType.DISCOVERY, r"discovery|intro(?:duction|ductory)?|first (?:call|meeting)|qualification|cold call"),
    )
)


def call_type_of(call: Call) -> CallTypeGuess:
    """The type that the purpose names, else the title, else `other`; each with its reason."""
    for field, value in (("purpose", call.purpose), ("title", call.title), ("deal stage", call.stage)):
        for type_, pattern in WORDS:
            if value and pattern.search(value):
                return CallTypeGuess(type=type_, reason=f"from the {field} {value!r}")
    return CallTypeGuess(type=CallType.OTHER, reason="neither purpose, title nor deal stage names a type of call")
