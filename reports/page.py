"""The page of one rep on one call: from facts to what a template shows. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import tzinfo

from analysis.signals import shown
from analysis.transcript import visible
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import Claim, Objection
from reports.dimensions import DimensionPage
from reports.facts import OtherRep, Provenance, ScorecardFacts
from reports.highlights import thirty_seconds
from reports.moments import Moments, gong_address
from reports.view import Alert, Footer, Header, Item, Link, MetricView, ScorecardView
from reports.words import (
    CALL_TYPES,
    DIMENSIONS,
    HANDLINGS,
    OBJECTIONS,
    ROLES,
    VERDICTS,
    date_and_time,
    language_tag,
    length,
    relative,
)

MANY_METRICS = 10
"""How many measurements can be read at a glance."""


def scorecard_view(facts: ScorecardFacts, *, zone: tzinfo) -> ScorecardView:
    """What the page of one rep on one call shows; times of day are in `zone`, the company's."""
    moments = Moments(facts)
    pages = DimensionPage(facts, moments)
    # The order of citing is the order of the page: it numbers the quotes and sorts the chips of a turn.
    thirty = thirty_seconds(facts, moments)
    alerts = tuple(_alerts(facts, moments))
    dimensions = tuple(pages.view(dimension) for dimension in Dimension)
    objections = tuple(_objection(item, moments) for result in facts.results for item in result.objections)
    claims = tuple(_claim(item, moments, facts) for result in facts.results for item in result.claims)
    metrics = tuple(
        MetricView(title=item.title, value=shown(item.unit, item.value), meaning=item.meaning) for item in facts.metrics
    )
    return ScorecardView(
        header=_header(facts, zone),
        is_keyword_reading=facts.provenance.is_keyword_reading,
        thirty=thirty,
        alerts=alerts,
        dimensions=dimensions,
        objections=objections,
        claims=claims,
        metrics=metrics[:MANY_METRICS],
        more_metrics=metrics[MANY_METRICS:],
        turns=tuple(moments.turns()),
        speech_lang=language_tag(facts.call.language),
        footer=_footer(facts.provenance, zone),
    )


def _header(facts: ScorecardFacts, zone: tzinfo) -> Header:
    call, rep = facts.call, facts.rep
    return Header(
        title=visible(call.title) or "A call without a title",
        rep=visible(rep.name) or rep.label,
        role=f"{ROLES[rep.role]} ({rep.role_reason})",
        started=date_and_time(call.started_at, zone),
        length=length(call.duration_s),
        type=CALL_TYPES[call.type],
        type_reason=call.type_reason,
        account=visible(call.account) if call.account else None,
        gong=gong_address(facts),
        is_invented=call.is_invented,
        others=tuple(_other(facts, other) for other in facts.other_reps),
        index_href=relative(facts.index_href) if facts.index_href else None,
    )


def _other(facts: ScorecardFacts, other: OtherRep) -> Link:
    words = f"{visible(other.rep.name) or other.rep.label} ({ROLES[other.rep.role]})"
    if other.href:
        return Link(words=words, href=relative(other.href))
    command = shlex.join(
        ["coach", "analyze", str(facts.call.number or facts.call.id), "--rep", other.rep.email or other.rep.label]
    )
    return Link(words=words, href=None, command=command)


def _alerts(facts: ScorecardFacts, moments: Moments) -> Iterator[Alert]:
    if facts.rep.role is Role.UNKNOWN:
        yield Alert(
            anchor="alert-role",
            text="The role is not known, so only what is asked of every role counts here. "
            "Ask your manager to set it, and the call can be judged for the right job.",
            moment=None,
        )
    turns = {result.suspected_injection for result in facts.results if result.suspected_injection is not None}
    for turn in sorted(turns):
        anchor = f"alert-t{turn}"
        yield Alert(
            anchor=anchor,
            text="Words said here may be meant for whoever grades the call. "
            "They are not evidence for any level; read the moment yourself.",
            moment=moments.point(turn, anchor, "May be meant for the grader"),
        )


def _objection(item: Objection, moments: Moments) -> Item:
    name = OBJECTIONS[item.type]
    return Item(
        name=name,
        kind=item.handling.value,
        verdict=HANDLINGS[item.handling],
        note=item.note,
        fact=None,
        quote=moments.quote(item.evidence, f"Objection: {name.lower()}"),
    )


def _claim(item: Claim, moments: Moments, facts: ScorecardFacts) -> Item:
    verdict = VERDICTS[item.verdict]
    return Item(
        name=None,
        kind=item.verdict.value,
        verdict=verdict,
        note=item.note,
        fact=facts.product_facts.get(item.fact, item.fact) if item.fact else None,
        quote=moments.quote(item.evidence, f"Product claim: {verdict.lower()}"),
    )


def _footer(made: Provenance, zone: tzinfo) -> Footer:
    versions = (
        f"{DIMENSIONS[dimension]} {made.rubric_hashes[dimension][:8]}"
        for dimension in Dimension
        if dimension in made.rubric_hashes
    )
    return Footer(
        scorer=made.scorer,
        rubrics=", ".join(versions) or None,
        made=date_and_time(made.made_at, zone),
        cost=_cost(made),
    )


def _cost(made: Provenance) -> str | None:
    if made.is_keyword_reading:
        return "Made on this machine, at no cost."
    paid = f"${made.cost_usd:.4f}" if made.cost_usd < 1 else f"${made.cost_usd:.2f}"
    if made.from_cache:
        return f"Taken from the cache: nothing was asked or paid again. Making it had cost {paid}."
    return f"Making it cost {paid}."
