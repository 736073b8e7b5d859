"""What `coach eval` measures of the keyword reading: how often what it says is so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.agreement import NOTHING, Detection, Share, share
from analysis.evaluation import Results, Trial
from analysis.matching import match_objections
from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import Objection, ObjectionType, Observed, Sighting

SHOWN = frozenset({Sighting.SEEN, Sighting.PARTLY})
"""Both say that there is something to see: "partly" for "seen" is no mistake about a rep."""

FITS: Mapping[Sighting, frozenset[int | None]] = {
    Sighting.SEEN: frozenset({2, 3, 4}),
    Sighting.PARTLY: frozenset({1, 2, 3}),
    Sighting.NOT_SEEN: frozenset({0, 1}),
    Sighting.NO_OPPORTUNITY: frozenset({None}),
}
"""The levels (None: not applicable) that somebody who understands the call may give where keywords say this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One criterion as keywords see it, over the golden set.

    `seen` is the precision of "seen" and "partly" (right when the label is either), `recall` how many of these labels
    were said. `not_seen` is the precision of "not seen": right only when the label is that too, because to say it
    of a call without occasion is unfair. `no_opportunity` is the precision of "no occasion". `fits` is how often what
    was said goes with the level that a person gave, who is not bound to words.
    """

    criterion: CriterionId
    dimension: Dimension
    seen: Share
    recall: Share
    not_seen: Share
    no_opportunity: Share
    fits: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticedObjections:
    """Objections of one type as keywords notice them, by turn (give or take one) and type."""

    type: ObjectionType
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordReport:
    """Everything that was measured of one version of the keyword reading."""

    scorer: str
    measured: date
    calls: int
    signals: tuple[Signal, ...]
    objections: tuple[NoticedObjections, ...]
    all_objections: Detection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    dimension: Dimension
    criterion: CriterionId
    label: Sighting
    level: int | None
    said: Sighting | None


def keyword_report(trials: Sequence[Trial], *, scorer: str, measured: date) -> KeywordReport:
    """The figures of these trials."""
    said = [item for trial in trials for item in _said(trial)]
    names = list(dict.fromkeys((item.dimension, item.criterion) for item in said))
    return KeywordReport(
        scorer=scorer,
        measured=measured,
        calls=len(trials),
        signals=tuple(
            signal
            for dimension, criterion in sorted(names, key=lambda name: list(Dimension).index(name[0]))
            for signal in _signals(
                dimension,
                criterion,
                [item for item in said if (item.dimension, item.criterion) == (dimension, criterion)],
            )
        ),
        objections=tuple(_objections(trials)),
        all_objections=sum((_detected(trial, type_) for trial in trials for type_ in ObjectionType), NOTHING),
    )


def _said(trial: Trial) -> Iterable[_Said]:
    for dimension, labels in trial.golden.labels.sightings.items():
        for criterion, label in labels.items():
            said = _sighting(trial.runs[0], dimension, criterion)
            judged = trial.golden.labels.label(criterion)
            level = judged.level if judged else None
            yield _Said(dimension=dimension, criterion=criterion, label=label, level=level, said=said)


def _sighting(run: Results, dimension: Dimension, criterion: CriterionId) -> Sighting | None:
    findings = run[dimension].findings if dimension in run else ()
    found = next((item for item in findings if item.criterion == criterion), None)
    return found.sighting if isinstance(found, Observed) else None


def _signals(dimension: Dimension, criterion: CriterionId, said: Sequence[_Said]) -> Iterable[Signal]:
    if any(item.said for item in said):  # about the others keywords say nothing
        yield Signal(
            criterion=criterion,
            dimension=dimension,
            seen=share(item.label in SHOWN for item in said if item.said in SHOWN),
            recall=share(item.said in SHOWN for item in said if item.label in SHOWN),
            not_seen=_precision(said, Sighting.NOT_SEEN),
            no_opportunity=_precision(said, Sighting.NO_OPPORTUNITY),
            fits=share(item.level in FITS[item.said] for item in said if item.said),
        )


def _precision(said: Sequence[_Said], word: Sighting) -> Share:
    return share(item.label is word for item in said if item.said is word)


def _objections(trials: Sequence[Trial]) -> Iterable[NoticedObjections]:
    for type_ in ObjectionType:
        detection = sum((_detected(trial, type_) for trial in trials), NOTHING)
        if detection != NOTHING:
            yield NoticedObjections(type=type_, precision=detection.precision, recall=detection.recall)


def _detected(trial: Trial, type_: ObjectionType) -> Detection:
    found: list[Objection] = [item for result in trial.runs[0].values() for item in result.objections]
    return match_objections(
        [label for label in trial.golden.labels.objections if label.type is type_],
        [item for item in found if item.type is type_],
    ).detection
