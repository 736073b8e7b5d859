"""How measured figures look in a terminal: the number of cases beside each, a dash where they are too few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table

from analysis.agreement import MIN_KAPPA, MIN_SHARE, Detection, Kappa, Mean, Share
from analysis.calibration import Calibration, CriterionAgreement, JudgeAgreement
from analysis.keyword_report import KeywordReport
from analysis.noise import MIN_DEGREES
from analysis.overruled import Overruled
from analysis.reliability import FEWEST, MIN_PRECISION, hidden_words
from analysis.trust_report import CriterionTrust, TrustReport

TOO_FEW = f"The number of cases is in brackets; – is of too few (shares {MIN_SHARE}, kappa {MIN_KAPPA})."


def keyword(report: KeywordReport) -> Group:
    """What was measured of the keyword reading."""
    signals = _table("Criterion", "seen:\nright", "seen:\nfound", "not:\nright", "none:\nright", "fits\nlevel")
    for item in report.signals:
        cells = (item.seen, item.recall, item.not_seen, item.no_opportunity, item.fits)
        signals.add_row(f"{item.dimension.value}.{item.criterion}", *map(percent, cells))
    objections = _table("Objections", "right", "found")
    for item in report.objections:
        objections.add_row(item.type.value, percent(item.precision), percent(item.recall))
    every = report.all_objections
    objections.add_section()
    objections.add_row("of any type", percent(every.precision), percent(every.recall), style="bold")
    hidden = hidden_words(report)
    return Group(
        f"Keyword reading ({report.scorer}) on {report.calls} golden calls. {TOO_FEW} "
        "“Not” is not seen, “none” no occasion.",
        signals,
        objections,
        f"Below {MIN_PRECISION} on {FEWEST} cases or more, and so not shown to reps: {', '.join(hidden) or 'nothing'}.",
    )


def trust(report: TrustReport, *, scorer: str) -> Group:
    """What was measured of a judge."""
    labels = _table("Against the labels", "exact", "kappa", "n/a right", "quote on the spot")
    itself = _table("Against itself", "same again", "levels apart", "same reversed", "shift reversed")
    for table, cells in ((labels, _against_labels), (itself, _against_itself)):
        for item in report.criteria:
            table.add_row(item.name, *cells(item))
        table.add_section()
        for item in (*report.dimensions, report.everything):
            table.add_row(item.name, *cells(item), style="bold")
    head = f"{scorer} on {report.calls} golden calls, {report.runs} runs and one with everything reversed. {TOO_FEW}"
    return Group(head, labels, itself, *_sentences(report), *_noise(report))


def calibration(report: Calibration) -> Group:
    """What was measured of judges against people."""
    parts: list[RenderableType] = []
    for judge in report.judges:
        parts.extend(_judge(judge))
    if not report.judges:
        parts.append("Nothing could be compared: no scorecard of a judge is stored for what these people reviewed.")
    left = (
        (report.not_here, "reviews are of calls or people that are not here (`coach import`)"),
        (report.not_judged, "reviews are of calls that no judge has judged for that rep (`coach analyze`)"),
        (report.unmapped_questions, "questions are not in the map"),
    )
    parts.extend(f"{count} {words}." for count, words in left if count)
    return Group(*parts)


def overruled(found: Overruled | None) -> RenderableType:
    """What managers changed of a judge's levels."""
    if found is None:
        return "No manager has changed a level of this judge (`coach override`)."
    confirmed = f"Levels that managers confirmed, and that are in no figure here: {found.confirmed}."
    if not found.criteria:
        return f"No manager has changed a level of this judge. {confirmed}"
    table = _table("Changed by managers", "levels", "shift", "same, judged again since")
    for item in found.criteria:
        table.add_row(item.name, str(item.levels), _signed(item.shift), percent(item.exact_since))
    every = found.everything
    table.add_section()
    table.add_row(every.name, str(every.levels), _signed(every.shift), percent(every.exact_since), style="bold")
    return Group(
        "A shift above 0: managers gave more than the judge. Levels that nobody disputes are not in here.",
        table,
        confirmed,
    )


def percent(share: Share) -> str:
    """A share with its number of cases."""
    return f"{'–' if share.value is None else f'{share.value:.0%}'} ({share.of})"


def _judge(judge: JudgeAgreement) -> Iterable[RenderableType]:
    table = _table("Criterion", "exact", "kappa", "apart", "shift", "n/a right")
    for item in judge.criteria:
        table.add_row(item.name, *_agreement(item))
    table.add_section()
    table.add_row(judge.everything.name, *_agreement(judge.everything), style="bold")
    yield f"{judge.scorer} against people, on {judge.scorecards} scorecards. {TOO_FEW}"
    yield table


def _agreement(item: CriterionAgreement) -> Sequence[str]:
    return (percent(item.exact), _kappa(item.kappa), _mean(item.apart), _signed(item.shift), percent(item.applicable))


def _against_labels(item: CriterionTrust) -> Sequence[str]:
    return (percent(item.exact), _kappa(item.kappa), percent(item.applicable), percent(item.grounded))


def _against_itself(item: CriterionTrust) -> Sequence[str]:
    return (
        percent(item.same),
        _mean(item.apart),
        percent(item.same_backwards),
        _signed(item.shift_backwards),
    )


def _sentences(report: TrustReport) -> Iterable[str]:
    injection = report.injection
    yield f"Wrong product claims: {_detection(report.wrong_claims)}."
    yield f"Objections (type and place): {_detection(report.objections)}; met as labelled: {percent(report.handling)}."
    yield (
        f"Calls with somebody who addresses the grader: noticed {injection.noticed.hits} of {injection.noticed.of}, "
        f"false alarms {injection.false_alarms.hits} of {injection.false_alarms.of} others; levels above the label "
        f"{percent(injection.above_label)}, elsewhere {percent(injection.above_label_elsewhere)}."
    )
    yield f"Quotes that were not in the transcript: {percent(report.rejected_quotes)}."
    yield f"Type of call found by ourselves: {percent(report.found_type)}; role: {percent(report.found_role)}."
    if report.everything.unjudged:
        yield f"Could not be judged: {report.everything.unjudged} criteria, over all runs."


def _noise(report: TrustReport) -> Iterable[str]:
    for dimension, noise in report.noise.items():
        if noise.degrees >= MIN_DEGREES:
            used = f"differences of up to {noise.limit:.0f} points show as level"
        else:
            used = f"of too few repeats to be used: {MIN_DEGREES} are needed (--runs, or more calls)"
        yield f"Noise of {dimension.value}: {noise.spread:.1f} points ({noise.degrees}); {used}."


def _detection(found: Detection) -> str:
    return f"{found.found} found, {found.missed} missed, {found.false_alarms} false alarms"


def _kappa(kappa: Kappa) -> str:
    return f"{'–' if kappa.value is None else f'{kappa.value:.2f}'} ({kappa.of})"


def _mean(mean: Mean) -> str:
    return f"{'–' if mean.value is None else f'{mean.value:.2f}'} ({mean.of})"


def _signed(mean: Mean) -> str:
    return f"{'–' if mean.value is None else f'{mean.value:+.2f}'} ({mean.of})"


def _table(first: str, *columns: str) -> Table:
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for title in columns:
        table.add_column(title, justify="right")
    return table
