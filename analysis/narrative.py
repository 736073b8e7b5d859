"""From verified findings to the thirty seconds: what the writer is shown, and what becomes of its answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.answer import ActionAnswer, HighlightAnswer, NarrativeAnswer, WinAnswer
from analysis.case import Case
from analysis.ports import Question
from analysis.prompt import narrative_question, tagged
from analysis.transcript import clock, fenced
from gong.model import Utterance
from knowledge.rubric import CriterionId
from knowledge.scorecard import (
    Action,
    DimensionResult,
    Evidence,
    Finding,
    Highlight,
    Narrative,
    NotApplicable,
    Observed,
    Scored,
    Unscored,
    WinFinding,
)

EXCHANGE_REACH = 3
"""How many turns away the other half of an exchange is looked for."""
LONGEST_LINE = 320


class Findings:
    """The findings of one case as the writer sees them, with an id for every quote."""

    def __init__(self, case: Case, results: Sequence[DimensionResult], measurements: Mapping[str, str]) -> None:
        self._case = case
        self._results = results
        self._measurements = measurements
        self._ids: dict[str, Evidence] = {}

    def text(self) -> str:
        """The fenced block, which also settles what the ids mean."""
        self._ids.clear()
        lines = [line for result in self._results for line in self._dimension(result)]
        lines += ["Measurements:", *(f"  {title}: {value}" for title, value in self._measurements.items())]
        return tagged("findings", "\n".join(lines))

    def question(self, wins: str) -> Question:
        """What asks for the thirty seconds; `wins` says what each win takes."""
        win = self._case.primary_win
        return narrative_question(
            rep=self._case.rep,
            call_type=self._case.call_type,
            primary_win=win.value if win else "nothing in particular; keep what was won",
            wins=wins,
            findings=self.text(),
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that the quotes of the text have."""
        return tuple(self._ids)

    def unknown(self, answer: NarrativeAnswer) -> dict[str, str]:
        """Ids in the answer that no quote has, by where they stand."""
        cited = {"strength": answer.strength.evidence, "focus": answer.focus.evidence}
        cited |= {f"{win.win} win": win.evidence for win in answer.wins}
        return {place: id_.strip() for place, id_ in cited.items() if id_.strip() and not self._cited(id_)}

    def narrative(self, answer: NarrativeAnswer) -> Narrative:
        """The answer with its ids turned into moments of the call; ids that do not exist are dropped."""
        return Narrative(
            summary=answer.summary.strip(),
            strength=self._highlight(answer.strength),
            focus=self._highlight(answer.focus),
            action=_action(answer.action),
            wins=tuple({win.win: win for win in map(self._win, answer.wins) if win}.values()),
            primary_win=self._case.primary_win,
        )

    def _dimension(self, result: DimensionResult) -> Iterator[str]:
        yield f"Dimension {result.dimension.value}:"
        for finding in result.findings:
            yield from self._finding(finding)
        for objection in result.objections:
            yield f"  Objection ({objection.type.value}), met: {objection.handling.value}. {fenced(objection.note)}"
            yield from self._quote(objection.evidence)
        for claim in result.claims:
            yield f"  Product claim, {claim.verdict.value}. {fenced(claim.note)}"
            yield from self._quote(claim.evidence)

    def _finding(self, finding: Finding) -> Iterator[str]:
        match finding:
            case Scored():
                yield f"  {finding.criterion} (weight {finding.weight:g}): level {finding.level} of 4. " + fenced(
                    finding.reasoning
                )
                for evidence in finding.evidence:
                    yield from self._quote(evidence)
            case NotApplicable():
                yield f"  {finding.criterion}: not applicable. {fenced(finding.reason)}"
            case Unscored() | Observed():
                yield f"  {finding.criterion}: could not be judged."

    def _quote(self, evidence: Evidence) -> Iterator[str]:
        id_ = next((known for known, item in self._ids.items() if item == evidence), f"E{len(self._ids) + 1}")
        self._ids[id_] = evidence
        yield f"    {id_}, {clock(evidence.at_ms)}, {evidence.speaker}: “{fenced(evidence.quote)}”"
        before = self._before(evidence)
        if before:
            yield f"      just before, {before.label}: “{fenced(before.text[-LONGEST_LINE:])}”"

    def _before(self, evidence: Evidence) -> Utterance | None:
        return self._case.transcript.utterances[evidence.turn - 1] if evidence.turn else None

    def _highlight(self, answer: HighlightAnswer) -> Highlight | None:
        if not answer.text.strip():
            return None
        evidence = self._cited(answer.evidence)
        known = {finding.criterion for result in self._results for finding in result.findings}
        criterion = CriterionId(answer.criterion.strip().casefold())
        customer, rep = self._exchange(evidence) if evidence else (None, None)
        return Highlight(
            text=answer.text.strip(),
            criterion=criterion if criterion in known else None,
            customer_turn=customer,
            rep_turn=rep,
            say=answer.say.strip() or None,
        )

    def _cited(self, id_: str) -> Evidence | None:
        return self._ids.get(id_.strip().upper())

    def _exchange(self, evidence: Evidence) -> tuple[int | None, int | None]:
        """The customer's and the rep's turn of the exchange that a quote stands in."""
        label = self._case.rep.label
        if evidence.speaker == label:
            return self._nearest(evidence.turn, range(-1, -EXCHANGE_REACH - 1, -1), rep=False), evidence.turn
        return evidence.turn, self._nearest(evidence.turn, range(1, EXCHANGE_REACH + 1), rep=True)

    def _nearest(self, turn: int, steps: range, *, rep: bool) -> int | None:
        utterances = self._case.transcript.utterances
        for step in steps:
            if 0 <= turn + step < len(utterances):
                label = utterances[turn + step].label
                if label == self._case.rep.label if rep else not label.startswith("R"):
                    return turn + step
        return None

    def _win(self, answer: WinAnswer) -> WinFinding | None:
        """Nothing without a moment that shows it."""
        evidence = self._cited(answer.evidence)
        if evidence is None:
            return None
        return WinFinding(win=answer.win, state=answer.state, note=answer.note.strip(), turn=evidence.turn)


def _action(answer: ActionAnswer) -> Action | None:
    when, then, look_for = answer.when.strip(), answer.then.strip(), answer.look_for.strip()
    return Action(when=when, then=then, look_for=look_for) if then else None
