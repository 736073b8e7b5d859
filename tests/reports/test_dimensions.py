"""How a page shows each score and how it arose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from knowledge.rubric import CriterionId, Dimension
from knowledge.scorecard import DimensionResult, NotApplicable, Unscored
from reports.facts import ScorecardFacts
from reports.page import scorecard_view
from reports.render import render_scorecard
from reports.view import ScorecardView
from tests.reports import examples, sample
from tests.reports.reading import Page


def view(facts: ScorecardFacts) -> ScorecardView:
    return scorecard_view(facts, zone=UTC)


def page(facts: ScorecardFacts) -> Page:
    return Page(render_scorecard(view(facts)))


def test_a_score_comes_with_its_band_and_the_arithmetic_that_made_it() -> None:
    discovery = view(examples.judged()).dimensions[0]
    assert (discovery.score, discovery.lead, discovery.outcome) == (72, "Solid", "72 of 100, solid")
    assert discovery.arithmetic == "100 × (1.5·4/4 + 2·3/4 + 1·1/4) ÷ 4.5 → 72"
    assert discovery.review == "Needs review: 2 of 4 criteria"


def test_a_level_comes_with_the_words_of_its_anchor_for_the_role() -> None:
    discovery = view(examples.judged()).dimensions[0]
    assert discovery.findings[1].meaning == ("Level 3: Impact in numbers as an Account Executive shows it at 3",)
    assert discovery.findings[0].meaning == ("Level 4: Agenda and purpose as seen at 4",)


def test_an_anchor_that_builds_on_another_level_brings_its_words_along() -> None:
    facts = examples.judged()
    rubric = facts.rubrics[Dimension.DISCOVERY]
    criterion = rubric.criteria[0]
    levels = {**criterion.levels, 4: "As 2, and waits for the answer.", 2: "Asks."}
    rubric = rubric.model_copy(
        update={"criteria": (criterion.model_copy(update={"levels": levels}), *rubric.criteria[1:])}
    )
    meaning = view(replace(facts, rubrics={Dimension.DISCOVERY: rubric})).dimensions[0].findings[0].meaning
    assert meaning == ("Level 4: As 2, and waits for the answer.", "Level 2: Asks.")


def test_a_capped_level_says_what_it_was_lowered_from_and_why() -> None:
    capped = view(examples.judged()).dimensions[0].findings[2]
    assert capped.verdict == "1 of 4"
    assert capped.warnings == (
        "Lowered from 3 to 1 because no quote for it could be verified in the transcript.",
        "Needs review: read the transcript before you rely on this.",
    )


def test_a_low_level_without_a_quote_is_about_what_was_not_said() -> None:
    facts = replace(
        examples.judged(),
        results=(DimensionResult(dimension=Dimension.DISCOVERY, findings=(sample.scored(0, 0),)),),
    )
    assert "no quote: this is about what was not said" in view(facts).dimensions[0].findings[0].small


def test_a_dimension_is_scored_unscored_not_applicable_or_missing_and_says_which() -> None:
    states = [(item.state, item.lead) for item in view(examples.judged()).dimensions]
    assert states == [
        ("scored", "Solid"),
        ("not_applicable", "Not applicable. Nothing was asked about the product."),
        ("unscored", "No score: too much of it could not be judged."),
        ("missing", "Claude could not be reached. Run the command again."),
    ]
    objections = view(examples.judged()).dimensions[2]
    assert objections.arithmetic == "Of a weight of 4, only 1 could be judged; a score needs at least half."


def test_one_criterion_that_came_up_keeps_its_level_and_is_no_score_of_the_dimension() -> None:
    alone = (sample.scored(0, 0), NotApplicable(criterion=CriterionId("recap"), reason="Nobody raised a concern."))
    facts = replace(examples.judged(), results=(DimensionResult(dimension=Dimension.DISCOVERY, findings=alone),))
    shown = view(facts).dimensions[0]
    assert (shown.score, shown.findings[0].verdict) == (None, "0 of 4")
    assert shown.lead == "No score. Only one of its criteria came up, and one criterion is no score."


def test_a_dimension_that_was_not_asked_for_says_so() -> None:
    facts = replace(examples.judged(), gaps={})
    assert view(facts).dimensions[3].lead == "Not judged: this dimension was not asked for."


def test_a_dimension_that_failed_as_a_whole_gives_the_reason_at_its_head() -> None:
    failed = tuple(Unscored(criterion=CriterionId(name), weight=1, reason="Claude declined.") for name in ("a", "b"))
    facts = replace(examples.judged(), results=(DimensionResult(dimension=Dimension.DISCOVERY, findings=failed),))
    assert view(facts).dimensions[0].lead == "No score. Claude declined."


def test_a_dimension_with_a_turn_to_the_grader_needs_review_though_every_criterion_is_sure() -> None:
    sure = DimensionResult(dimension=Dimension.DISCOVERY, findings=(sample.scored(0, 0),), suspected_injection=0)
    facts = replace(examples.judged(), results=(sure,))
    assert view(facts).dimensions[0].review == "Needs review: somebody seems to address the grader"


def test_dropped_quotes_are_counted() -> None:
    assert "1 quote was dropped" in page(examples.judged()).by_id("d-discovery").text


def test_a_criterion_that_the_rubric_no_longer_has_is_still_readable() -> None:
    finding = Unscored(criterion=CriterionId("old_habit"), weight=1, reason="gone")
    facts = replace(examples.judged(), results=(DimensionResult(dimension=Dimension.DISCOVERY, findings=(finding,)),))
    assert view(facts).dimensions[0].findings[0].title == "Old habit"
    assert view(replace(facts, rubrics={})).dimensions[0].findings[0].title == "Old habit"
