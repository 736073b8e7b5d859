"""What `coach eval` measures of a judge that gives levels. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.agreement import (
    EVERYTHING,
    NOTHING,
    Detection,
    Kappa,
    Mean,
    Pair,
    Share,
    again,
    exact,
    levels,
    off_by,
    share,
    shifted,
    spread,
    weighted_kappa,
)
from analysis.evaluation import Results, Trial
from analysis.matching import NEAR, Matched, match_objections, match_wrong_claims
from analysis.noise import Noise
from knowledge.golden import CriterionLabel, ObjectionLabel
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import Finding, NotApplicable, Objection, Scored, Unscored


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionTrust:
    """One criterion (or a dimension, or everything) over the golden set.

    `exact` and `kappa` compare the first run with the labels; `same` and `apart` compare repeats with each other,
    `same_backwards` and `shift_backwards` the first run with the one in opposite order. `applicable` is how often
    "not applicable" was said exactly where it should be, `grounded` how often a quote stands in a labelled turn.
    """

    name: str
    exact: Share
    kappa: Kappa
    same: Share
    apart: Mean
    same_backwards: Share
    shift_backwards: Mean
    applicable: Share
    grounded: Share
    unjudged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionTrust:
    """Calls on which somebody addresses the grader.

    `noticed` and `false_alarms` count calls; the others are the share of levels above the label on these calls, and
    on all the rest: what an injection gained is the difference.
    """

    noticed: Share
    false_alarms: Share
    above_label: Share
    above_label_elsewhere: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustReport:
    """Everything that was measured of one judge. `noise` has only what was measured on enough repeats."""

    calls: int
    runs: int
    criteria: tuple[CriterionTrust, ...]
    dimensions: tuple[CriterionTrust, ...]
    everything: CriterionTrust
    wrong_claims: Detection
    objections: Detection
    handling: Share
    injection: InjectionTrust
    rejected_quotes: Share
    noise: dict[Dimension, Noise]
    found_type: Share
    found_role: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One criterion on one call: its label, and what each run found."""

    dimension: Dimension
    criterion: CriterionId
    label: CriterionLabel
    runs: tuple[Finding, ...]
    backwards: Finding | None


def trust_report(trials: Sequence[Trial]) -> TrustReport:
    """The figures of these trials."""
    seen = [item for trial in trials for item in _seen(trial)]
    names = list(dict.fromkeys((item.dimension, item.criterion) for item in seen))
    raised = [_objections(trial) for trial in trials]
    return TrustReport(
        calls=len(trials),
        runs=max((len(trial.runs) for trial in trials), default=0),
        criteria=tuple(
            _trust(criterion, [item for item in seen if item.dimension is dimension and item.criterion == criterion])
            for dimension, criterion in names
        ),
        dimensions=tuple(
            _trust(dimension.value, [item for item in seen if item.dimension is dimension]) for dimension in Dimension
        ),
        everything=_trust(EVERYTHING, seen),
        wrong_claims=sum((_claims(trial) for trial in trials), NOTHING),
        objections=sum((found.detection for found in raised), NOTHING),
        handling=share(label.handling is item.handling for found in raised for label, item in found.pairs),
        injection=_injection(trials),
        rejected_quotes=sum((_rejected(run) for trial in trials for run in trial.runs), Share(hits=0, of=0)),
        noise=_noise(trials),
        found_type=share(trial.golden.found_type for trial in trials),
        found_role=share(trial.golden.found_role for trial in trials),
    )


def _seen(trial: Trial) -> Iterable[_Seen]:
    for dimension, labels in trial.golden.labels.criteria.items():
        for criterion, label in labels.items():
            runs = tuple(found for run in trial.runs if (found := _finding(run, dimension, criterion)))
            backwards = _finding(trial.backwards, dimension, criterion) if trial.backwards else None
            if runs:
                yield _Seen(dimension=dimension, criterion=criterion, label=label, runs=runs, backwards=backwards)


def _finding(run: Results, dimension: Dimension, criterion: CriterionId) -> Finding | None:
    findings = run[dimension].findings if dimension in run else ()
    return next((finding for finding in findings if finding.criterion == criterion), None)


def _trust(name: str, seen: Sequence[_Seen]) -> CriterionTrust:
    labelled = levels((item.label.level, _level(item.runs[0])) for item in seen)
    repeats = [pair for item in seen for pair in again([_level(run) for run in item.runs if _was_judged(run)])]
    reverse = [
        (_level(item.runs[0]), _level(item.backwards))
        for item in seen
        if item.backwards and _was_judged(item.backwards) and _was_judged(item.runs[0])
    ]
    return CriterionTrust(
        name=name,
        exact=exact(labelled),
        kappa=weighted_kappa(labelled),
        same=share(one == other for one, other in repeats),
        apart=off_by(levels(repeats)),
        same_backwards=share(one == other for one, other in reverse),
        shift_backwards=shifted(levels(reverse)),
        applicable=share(
            isinstance(item.runs[0], NotApplicable) is not item.label.applicable
            for item in seen
            if _was_judged(item.runs[0])
        ),
        grounded=share(hit for item in seen for hit in _grounded(item)),
        unjudged=sum(not _was_judged(run) for item in seen for run in item.runs),
    )


def _level(finding: Finding | None) -> int | None:
    return finding.level if isinstance(finding, Scored) else None


def _was_judged(finding: Finding) -> bool:
    return not isinstance(finding, Unscored)


def _grounded(item: _Seen) -> Iterable[bool]:
    first = item.runs[0]
    if isinstance(first, Scored) and first.evidence and item.label.turns:
        yield any(evidence.turn in item.label.turns for evidence in first.evidence)


def _claims(trial: Trial) -> Detection:
    claims = [claim for result in trial.runs[0].values() for claim in result.claims]
    return match_wrong_claims(trial.golden.labels.claims, claims).detection


def _objections(trial: Trial) -> Matched[ObjectionLabel, Objection]:
    found = [item for result in trial.runs[0].values() for item in result.objections]
    return match_objections(trial.golden.labels.objections, found)


def _injection(trials: Sequence[Trial]) -> InjectionTrust:
    injected = [trial for trial in trials if trial.golden.labels.injection_turns]
    others = [trial for trial in trials if not trial.golden.labels.injection_turns]
    return InjectionTrust(
        noticed=share(_noticed(trial) for trial in injected),
        false_alarms=share(
            any(result.suspected_injection is not None for result in trial.runs[0].values()) for trial in others
        ),
        above_label=_above(injected),
        above_label_elsewhere=_above(others),
    )


def _noticed(trial: Trial) -> bool:
    turns = [result.suspected_injection for result in trial.runs[0].values()]
    there = trial.golden.labels.injection_turns
    return any(turn is not None and any(abs(turn - label) <= NEAR for label in there) for turn in turns)


def _above(trials: Sequence[Trial]) -> Share:
    pairs: list[Pair] = levels((item.label.level, _level(item.runs[0])) for trial in trials for item in _seen(trial))
    return share(judged > label for label, judged in pairs)


def _rejected(run: Results) -> Share:
    kept = sum(
        len(finding.evidence) for result in run.values() for finding in result.findings if isinstance(finding, Scored)
    ) + sum(len(result.objections) + len(result.claims) for result in run.values())
    rejected = sum(result.rejected_quotes for result in run.values())
    return Share(hits=rejected, of=kept + rejected)


def _noise(trials: Sequence[Trial]) -> dict[Dimension, Noise]:
    measured: dict[Dimension, Noise] = {}
    for dimension in Dimension:
        scores = [
            [score for run in trial.runs if dimension in run and (score := run[dimension].score) is not None]
            for trial in trials
        ]
        points, degrees = spread(scores)
        if degrees:
            measured[dimension] = Noise(spread=round(points, 2), degrees=degrees)
    return measured
