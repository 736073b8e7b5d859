"""What the engine answers about one rep on one call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from db.calls import CallRecord, Participant
from gong.model import Side
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import DimensionResult, Narrative, Rep


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The results of one rep on one call, all by one scorer.

    `cached` says that nothing was asked for this; `cost_usd` is what making it had cost, whenever that
    was. `notes` are sentences about what is uncertain, `narrative_gap` says why there is no narrative if
    one was asked for.
    """

    call: CallRecord
    rep: Rep
    others: tuple[Rep, ...]
    scorer: str
    results: tuple[DimensionResult, ...]
    narrative: Narrative | None
    cached: bool
    cost_usd: Decimal
    made_at: datetime
    rubric_hashes: dict[Dimension, str]
    notes: tuple[str, ...] = ()
    narrative_gap: str | None = None

    def with_narrative(self, narrative: Narrative | None, *, cost_usd: Decimal, gap: str) -> Scorecard:
        """This scorecard with the thirty seconds, or with the reason why there are none."""
        return replace(self, narrative=narrative, cost_usd=self.cost_usd + cost_usd, narrative_gap=gap or None)

    @property
    def is_keyword_reading(self) -> bool:
        return self.scorer.startswith("keyword:")

    def result(self, dimension: Dimension) -> DimensionResult | None:
        return next((result for result in self.results if result.dimension is dimension), None)


def reps(call: CallRecord) -> tuple[Rep, ...]:
    """Everybody on our side who spoke; the one the call belongs to first, then in order of speaking."""
    ours = [item for item in call.participants if item.speaker.side is Side.US and item.label]
    ours.sort(key=lambda item: (item.speaker.id != call.owner, len(item.label or ""), item.label))
    return tuple(rep(item) for item in ours)


def rep(participant: Participant) -> Rep:
    """A participant as the subject of a scorecard."""
    return Rep(
        speaker=participant.speaker.id,
        label=participant.label or "",
        name=participant.speaker.name,
        email=participant.speaker.email,
        role=participant.role,
        role_reason=participant.role_reason,
    )


def notes(call: CallRecord, subject: Rep, results: tuple[DimensionResult, ...]) -> tuple[str, ...]:
    """What is uncertain about a scorecard, in sentences."""
    said: list[str] = []
    if subject.role is Role.UNKNOWN:
        said.append(
            f"Role not known ({subject.role_reason}): only what anybody on our side owes the customer was judged."
        )
    if call.call_type.value == "other":
        said.append(f"Type of call not known ({call.call_type_reason}).")
    if any(result.needs_review for result in results):
        said.append("Some criteria need a second look: they are marked.")
    if any(result.suspected_injection is not None for result in results):
        said.append("Somebody on the call seems to address the grader; it was not followed.")
    return tuple(said)
