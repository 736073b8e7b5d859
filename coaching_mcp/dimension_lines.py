"""The dimensions of a scorecard in a terminal: a line for each, and where somebody asks for them, its criteria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Group
from rich.table import Table
from rich.text import Text

from analysis.scorecards import Scorecard
from knowledge.library import Library
from knowledge.rubric import CriterionId
from knowledge.ruling import rulings_on
from knowledge.scorecard import DimensionResult, NotApplicable, Observed, Scored, Sighting, Unscored, band
from reports.words import DIMENSIONS, SIGHTINGS


def dimensions(card: Scorecard, library: Library, *, criteria: bool) -> Group:
    """A line for each dimension, with `criteria` one for each criterion as well; below it what people said of them."""
    table = Table.grid(padding=(0, 2))
    said: list[Text] = []
    for result in card.results:
        name = Text(DIMENSIONS[result.dimension], style="bold")
        table.add_row(name, Text(_headline(result), style="bold"), Text(_remark(result), style="dim"))
        titles = library.titles(result.dimension)
        for line in _criteria(result, titles) if criteria else ():
            table.add_row(Text(f"  {line.title}"), Text(line.value), Text(line.said, style="dim"))
        for finding in result.findings:
            for ruling in rulings_on(card.rulings, result.dimension, finding.criterion):
                title = titles.get(finding.criterion, finding.criterion)
                said.append(Text.assemble((f"{title}: ", "bold"), (ruling.sentence, "yellow")))
    return Group(table, *([Text()] if said else ()), *said)


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    value: str
    said: str


def _headline(result: DimensionResult) -> str:
    if result.score is not None:
        return f"{result.score} {band(result.score)}{' *' if result.needs_review else ''}"
    if seen := seen_of(result):
        return f"{seen[0]} of {seen[1]} seen"
    if result.is_single:
        return "one criterion only"
    if any(isinstance(finding, Unscored) for finding in result.findings):
        return "not judged"
    return "not noticed" if any(isinstance(finding, Observed) for finding in result.findings) else "no opportunity"


def _remark(result: DimensionResult) -> str:
    """The few words beside a dimension: why there is no score, if that is one reason, or that somebody should look."""
    if reason := _only_reason(result):
        return reason
    return "* needs a second look" if result.score is not None and result.needs_review else ""


def _only_reason(result: DimensionResult) -> str | None:
    """Why none of the criteria got a level, where it is the same for all of them."""
    reasons = {finding.reason if isinstance(finding, Unscored | NotApplicable) else "" for finding in result.findings}
    return reasons.pop() if len(reasons) == 1 else None


def _criteria(result: DimensionResult, titles: Mapping[CriterionId, str]) -> Iterable[_Line]:
    """A line for each criterion; what keywords did not see is one line, and what does not apply is on the page."""
    missed: list[str] = []
    for finding in result.findings:
        title = titles.get(finding.criterion, finding.criterion)
        match finding:
            case Scored():
                yield _Line(title, f"{finding.level} of 4{' *' if finding.needs_review else ''}", _reasoning(finding))
            case Observed(sighting=Sighting.NOT_SEEN):
                missed.append(title)
            case Observed(sighting=Sighting.SEEN | Sighting.PARTLY):
                yield _Line(title, SIGHTINGS[finding.sighting].lower(), finding.note)
            case Unscored() if not _only_reason(result):
                yield _Line(title, "not judged", finding.reason)
            case _:
                continue
    if missed:
        yield _Line("", "not seen", f"in known words: {', '.join(missed)}")


def _reasoning(finding: Scored) -> str:
    if finding.level < finding.judged_level:
        why = "no quote for it could be found in the transcript"
        return f"lowered from {finding.judged_level}: {why}. {finding.reasoning}"
    return finding.reasoning


def seen_of(result: DimensionResult) -> tuple[int, int] | None:
    """How many criteria keywords saw, of those that there was occasion for."""
    observed = [finding for finding in result.findings if isinstance(finding, Observed)]
    looked = [finding for finding in observed if finding.sighting is not Sighting.NO_OPPORTUNITY]
    return (sum(finding.sighting is Sighting.SEEN for finding in looked), len(looked)) if looked else None
