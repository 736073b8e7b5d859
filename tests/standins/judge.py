"""How the stand-in judges: it reads the request as Claude would have to, and quotes what is really there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standins.claude_script import Recorded

Json = dict[str, Any]
LINE = re.compile(r"^ *\[(\d+)\|[\d:]+\] ([RCU]\d+): (.+)$", re.MULTILINE)
CRITERION = re.compile(r'<criterion id="(\w+)"/>')
AGAIN = re.compile(r"^Criteria to answer again: (.+)$", re.MULTILINE)
SUBJECT = re.compile(r"^Judge (R\d+)\.", re.MULTILINE)
DIMENSION = re.compile(r"^Dimension: (\w+)$", re.MULTILINE)
QUOTE_ID = re.compile(r"^ +(E\d+), ", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class CarefulJudge:
    """Answers every criterion with `level` and a verbatim quote of the rep.

    `invented` replaces the quote of a criterion by words that may never have been said; in a repair it
    is only repeated if `stubborn`. `objection` is a text whose line is reported as an objection; without one only
    `holds_value` applies of how objections were met, unless this judge `contradicts` itself. Asked for it, this
    judge takes every call for a `call_type`, and the last line for what shows it.
    """

    level: int = 3
    invented: Mapping[str, str] = field(default_factory=dict[str, str])
    stubborn: bool = False
    objection: str | None = None
    contradicts: bool = False
    forgets: frozenset[str] = frozenset()
    call_type: str = "other"

    def __call__(self, request: Recorded) -> Json:
        if "strength" in (request.schema or {}).get("properties", {}):
            return self._narrative(request)
        if "type" in (request.schema or {}).get("properties", {}):
            return self._call_type(request)
        lines = [(int(turn), label, said) for turn, label, said in LINE.findall(request.text)]
        again = AGAIN.search(request.text)
        wanted = again.group(1).split(", ") if again else CRITERION.findall(request.text)
        (subject,) = SUBJECT.findall(request.text)
        own = [line for line in lines if line[1] == subject]
        (dimension,) = DIMENSION.findall(request.text)
        objections = self._objections(lines) if dimension == "objection_handling" else []
        nothing_raised = dimension == "objection_handling" and not objections and not self.contradicts
        criteria = [
            self._criterion(name, own, position, repairing=bool(again))
            | ({"applicable": False} if nothing_raised and name != "holds_value" else {})
            for position, name in enumerate(wanted)
            if name not in {"objections", "claims"} and (again or name not in self.forgets)
        ]
        return {"criteria": criteria, "objections": objections, "claims": [], "injection_turns": []}

    def _criterion(self, name: str, own: list[tuple[int, str, str]], position: int, *, repairing: bool) -> Json:
        evidence: list[Json] = []
        if own:
            turn, label, said = own[position % len(own)]
            quote = " ".join(said.split()[:30])
            if name in self.invented and (self.stubborn or not repairing):
                quote = self.invented[name]
            evidence.append({"turn": turn, "speaker": label, "quote": quote})
        return {
            "criterion": name,
            "evidence": evidence,
            "reasoning": f"What was said decides {name}.",
            "applicable": bool(own),
            "level": self.level,
            "confidence": "medium",
        }

    def _objections(self, lines: list[tuple[int, str, str]]) -> list[Json]:
        return [
            {
                "turn": turn,
                "speaker": label,
                "quote": self.objection,
                "type": "pricing",
                "handling": "partly",
                "note": "Answered before it was understood.",
            }
            for turn, label, said in lines
            if self.objection and self.objection in said and label.startswith("C")
        ][:1]

    def _call_type(self, request: Recorded) -> Json:
        turn, label, said = LINE.findall(request.text)[-1]
        quote = self.invented.get("call_type", " ".join(said.split()[:12]))
        reason = "The call was about this and about nothing else."
        return {"turn": int(turn), "speaker": label, "quote": quote, "reason": reason, "type": self.call_type}

    def _narrative(self, request: Recorded) -> Json:
        ids = QUOTE_ID.findall(request.text)
        first, last = (ids[0], ids[-1]) if ids else ("", "")
        return {
            "summary": "You learned how they work today. The price came up, and you answered it.",
            "strength": {"text": "You asked before you offered.", "criterion": "agenda", "evidence": first, "say": ""},
            "focus": {
                "text": "The price was answered before it was understood.",
                "criterion": "",
                "evidence": last,
                "say": "What are you holding it up next to?",
            },
            "action": {
                "when": "When price comes up",
                "then": "count to two, then ask what they compare it with",
                "look_for": "a question before any mention of a discount",
            },
            "wins": [],
        }
