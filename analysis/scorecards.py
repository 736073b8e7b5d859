"""What the engine answers about one rep on one call."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from analysis.errors import NothingToJudge, RepNotFound
from analysis.transcript import clock
from db.calls import CallRecord, Participant
from gong.model import Side
from knowledge.rubric import CallType, Dimension, Role
from knowledge.ruling import Ruling, ruled
from knowledge.scorecard import DimensionResult, Narrative, Rep, Unscored, is_keyword


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The results of one rep on one call, all by one scorer.

    `cached` says that nothing was asked for this; `cost_usd` is what making it had cost, whenever that
    was. `judged` is what the scorer said, `rulings` what people said of it since, and `results` what counts
    with both; `analysis_ids` are the stored results that it consists of, by part. `notes` are sentences about
    what is uncertain, `narrative_gap` says why there is no narrative if one was asked for, and `gaps` what to do
    about a dimension that is not there though it was asked for.
    """

    call: CallRecord
    rep: Rep
    others: tuple[Rep, ...]
    scorer: str
    judged: tuple[DimensionResult, ...]
    narrative: Narrative | None
    cached: bool
    cost_usd: Decimal
    made_at: datetime
    rubric_hashes: dict[Dimension, str]
    analysis_ids: dict[str, int]
    rulings: tuple[Ruling, ...] = ()
    notes: tuple[str, ...] = ()
    narrative_gap: str | None = None
    gaps: Mapping[Dimension, str] = field(default_factory=dict[Dimension, str])

    def with_narrative(self, narrative: Narrative | None, *, cost_usd: Decimal, gap: str) -> Scorecard:
        """This scorecard with the thirty seconds, or with the reason why there are none."""
        return replace(self, narrative=narrative, cost_usd=self.cost_usd + cost_usd, narrative_gap=gap or None)

    def with_gaps(self, command: str) -> Scorecard:
        """This scorecard as it is stored, saying of everything that is not there which `command` gets it."""
        missing = [dimension for dimension in Dimension if all(item.dimension is not dimension for item in self.judged)]
        said = tuple(f"{_words(dimension)} is not judged yet: run `{command}`." for dimension in missing)
        waits = "The summary waits until every dimension is judged." if missing else f"No summary yet: run `{command}`."
        return replace(
            self,
            gaps=dict.fromkeys(missing, f"Not judged yet: run `{command}`."),
            notes=(*said, *self.notes),
            narrative_gap=None if self.narrative else waits,
        )

    @property
    def results(self) -> tuple[DimensionResult, ...]:
        """Every dimension with the levels that count; whoever addresses the grader puts all of them in doubt."""
        first = min((result for result in self.judged if _is_suspect(result)), key=_suspected_turn, default=None)
        return tuple(ruled(_doubted(result, first), self.rulings) for result in self.judged)

    @property
    def is_keyword_reading(self) -> bool:
        return is_keyword(self.scorer)

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Why criteria could not be judged this time."""
        found = (finding for result in self.results for finding in result.findings)
        return tuple(finding.reason for finding in found if isinstance(finding, Unscored))

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
    if call.call_type is CallType.OTHER:
        said.append(f"Type of call not known ({call.call_type_reason}).")
    if any(result.unsure for result in results):
        said.append("Some criteria need a second look: they are marked.")
    if moments := sorted({_moment(result) for result in results if _is_suspect(result)}):
        where = ", ".join(words for _, words in moments)
        said.append(f"Somebody on the call seems to address the grader ({where}). Read the marked levels yourself.")
    return tuple(said)


def analyze_command(call: CallRecord, wanted: str | None) -> str:
    """What to type to have this rep judged, with the call's number in `coach calls`; `wanted` as it was typed."""
    return shlex.join(["coach", "analyze", str(call.id), *(("--rep", wanted) if wanted else ())])


def _words(dimension: Dimension) -> str:
    return dimension.value.replace("_", " ").capitalize()


def _is_suspect(result: DimensionResult) -> bool:
    return result.suspected_injection is not None


def _suspected_turn(result: DimensionResult) -> int:
    return result.suspected_injection or 0


def _moment(result: DimensionResult) -> tuple[int, str]:
    """The turn, and how to say where it is; results of before version 3 of the verdict do not know the time."""
    turn = _suspected_turn(result)
    return turn, f"turn {turn}" if result.suspected_at_ms is None else clock(result.suspected_at_ms)


def _doubted(result: DimensionResult, suspect: DimensionResult | None) -> DimensionResult:
    if suspect is None or _is_suspect(result):
        return result
    return replace(result, suspected_injection=suspect.suspected_injection, suspected_at_ms=suspect.suspected_at_ms)


def chosen_rep(call: CallRecord, wanted: str | None) -> Rep:
    """The rep that was asked for, or the one the call belongs to, or whoever of us spoke first.

    Raises:
        NothingToJudge, RepNotFound: nobody of us spoke, or not this one; the message says who did.
    """
    ours = reps(call)
    if not ours:
        raise NothingToJudge(
            f"Nobody known to be on our side spoke on {call.call.title!r}, so there is nobody to judge. "
            "Check the participants' affiliation in Gong and import the call again."
        )
    if wanted is None:
        return ours[0]
    sought = wanted.strip().casefold()
    for rep in ours:
        if sought in {rep.label.casefold(), rep.name.casefold(), (rep.email or "").casefold()}:
            return rep
    fitting = [rep for rep in ours if sought and sought == rep.name.casefold().partition(" ")[0]]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise RepNotFound(f"{wanted!r} could be {_named(fitting)}. Say which, by the e-mail or label in brackets.")
    raise RepNotFound(f"{wanted!r} did not speak on {call.call.title!r} for our side. Those who did: {_named(ours)}.")


def _named(several: Iterable[Rep]) -> str:
    return ", ".join(f"{rep.name} ({rep.email or rep.label})" for rep in several)
