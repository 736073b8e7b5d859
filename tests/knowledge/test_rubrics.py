"""The rubrics that ship: would a sales leader sign them, and could two people tell their levels apart?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from knowledge.library import FOLDER, read_library
from knowledge.rubric import JUDGED_ROLES, LEVELS, CallType, Criterion, Dimension, Role, Rubric

RUBRICS = tuple(read_library().rubrics.values())
CRITERIA = tuple((rubric, criterion) for rubric in RUBRICS for criterion in rubric.criteria)

# Words two people understand differently; "good" is in the eye of the reader, "with a number" is not.
VAGUE = """
good great excellent outstanding poor bad effective effectively ineffective strong strongly weak clear clearly unclear
appropriate appropriately adequate adequately proper properly thorough thoroughly sufficient sufficiently relevant
meaningful professional professionally nice nicely compelling solid robust deep deeply genuine genuinely proactive
proactively skilful skilfully superb impressive convincing convincingly effortless natural naturally reasonable some
somewhat fairly quite rather very
""".split()

# What is heard in a voice, or guessed about a person, is no business of a score.
VOICE_AND_PERSON = """
tone voice accent mood emotion emotions emotional feeling feelings enthusiasm enthusiastic energy energetic warm warmth
friendly confident confidence nervous smile smiling empathy empathetic charisma personality attitude filler fillers um
uh passion passionate sentiment polite politely
""".split()

METHODS = """
SPICED|MEDDIC|MEDDICC|MEDDPICC|MEDPICC|Challenger|Sandler|BANT|SPIN|GPCT|CHAMP|Command of the Message|Gap Selling|
Value Selling|Solution Selling|NEAT Selling|SNAP Selling
""".replace("\n", "").split("|")
JARGON = [
    "economic buyer",
    "pain point",
    "value prop",
    "compelling event",
    "power line",
    "multi-thread",
    "discovery call",
]

# An anchor is read by somebody who was not on the call; what our product calls its parts is no measure of behaviour.
OUR_WORDS = """
worker workers pool pools deployment deployments entrypoint lease heartbeat pod pods drain backfill subnet flow flows
""".split()


def anchors_of(criterion: Criterion) -> Iterator[tuple[Role, int, str]]:
    for role in criterion.roles:
        for level, text in criterion.anchors(role).items():
            yield role, level, text


def texts_of(rubric: Rubric) -> Iterator[str]:
    yield from (rubric.title, rubric.question)
    for criterion in rubric.criteria:
        yield from (criterion.title, criterion.question, criterion.not_applicable_when)
        yield from (text for _, _, text in anchors_of(criterion))
        for sign in (*criterion.positive, *criterion.negative):
            yield from (sign.sign, sign.example)


def words(text: str) -> set[str]:
    """The words outside quotation marks: what is quoted is what somebody says, not what we think of it."""
    return set(re.findall(r"[a-z]+(?:-[a-z]+)*", re.sub(r'"[^"]*"', "", text).lower()))


def test_every_dimension_has_five_or_six_criteria() -> None:
    assert {rubric.dimension for rubric in RUBRICS} == set(Dimension)
    assert all(5 <= len(rubric.criteria) <= 6 for rubric in RUBRICS)


def test_a_criterion_has_one_name_in_all_rubrics() -> None:
    ids = [criterion.id for _, criterion in CRITERIA]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("role", "call_type"), list(product(Role, CallType)))
def test_everybody_is_asked_enough_in_every_dimension_of_every_type_of_call(role: Role, call_type: CallType) -> None:
    asked = {rubric.dimension: rubric.criteria_for(role, call_type) for rubric in RUBRICS}
    assert all(len(criteria) >= 3 for criteria in asked.values()), {d: len(c) for d, c in asked.items()}
    for dimension, criteria in asked.items():
        weights = [criterion.weight_for(role) for criterion in criteria]
        assert max(weights) <= 0.6 * sum(weights), f"one criterion decides {dimension} for {role} on a {call_type} call"


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.dimension)
def test_somebody_whose_role_is_not_known_is_asked_only_what_all_roles_are(rubric: Rubric) -> None:
    asked = rubric.criteria_for(Role.UNKNOWN, CallType.OTHER)
    assert len(asked) >= 2
    assert all(set(JUDGED_ROLES) <= set(criterion.roles) for criterion in asked)


@pytest.mark.parametrize(
    ("role", "dimension", "heaviest"),
    [
        (Role.AE, Dimension.DISCOVERY, {"impact", "decision_path"}),
        (Role.SE, Dimension.DISCOVERY, {"current_state"}),
        (Role.CSM, Dimension.DISCOVERY, {"impact", "why_now"}),
        (Role.SUPPORT, Dimension.DISCOVERY, {"current_state"}),
        (Role.AE, Dimension.PRODUCT_KNOWLEDGE, {"tied_to_need", "comparison"}),
        (Role.SE, Dimension.PRODUCT_KNOWLEDGE, {"accuracy"}),
        (Role.CSM, Dimension.PRODUCT_KNOWLEDGE, {"tied_to_need"}),
        (Role.SUPPORT, Dimension.PRODUCT_KNOWLEDGE, {"accuracy", "tied_to_need", "explanation"}),
        (Role.SE, Dimension.OBJECTION_HANDLING, {"specific_answer"}),
        (Role.SUPPORT, Dimension.OBJECTION_HANDLING, {"open_concern"}),
        (Role.AE, Dimension.ENGAGEMENT, {"next_step"}),
        (Role.CSM, Dimension.ENGAGEMENT, {"bring_in"}),
    ],
)
def test_the_heaviest_criterion_is_the_core_of_that_job(role: Role, dimension: Dimension, heaviest: set[str]) -> None:
    rubric = next(rubric for rubric in RUBRICS if rubric.dimension is dimension)
    asked = rubric.criteria_for(role, CallType.OTHER)
    most = max(criterion.weight_for(role) for criterion in asked)
    assert {criterion.id for criterion in asked if criterion.weight_for(role) == most} == heaviest


@pytest.mark.parametrize("role", [Role.SE, Role.CSM, Role.SUPPORT])
def test_where_the_same_word_means_another_behaviour_the_role_has_anchors_of_its_own(role: Role) -> None:
    own = {rubric.dimension for rubric, criterion in CRITERIA if role in criterion.role_levels}
    assert {Dimension.DISCOVERY, Dimension.PRODUCT_KNOWLEDGE} <= own


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA, ids=lambda value: getattr(value, "id", ""))
def test_no_anchor_leaves_the_judgement_to_the_reader(rubric: Rubric, criterion: Criterion) -> None:
    for role, level, text in anchors_of(criterion):
        assert not words(text) & set(VAGUE), f"{rubric.dimension}, {criterion.id}, {role}, {level}: {text}"


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA, ids=lambda value: getattr(value, "id", ""))
def test_no_anchor_needs_the_words_of_our_product(rubric: Rubric, criterion: Criterion) -> None:
    for role, level, text in anchors_of(criterion):
        assert not words(text) & set(OUR_WORDS), f"{rubric.dimension}, {criterion.id}, {role}, {level}: {text}"


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA, ids=lambda value: getattr(value, "id", ""))
def test_what_a_colleague_does_is_nobodys_fault(rubric: Rubric, criterion: Criterion) -> None:
    for role, level, text in anchors_of(criterion):
        assert level > 1 or "colleague" not in text, f"{rubric.dimension}, {criterion.id}, {role}, {level}: {text}"


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.dimension)
def test_nobody_is_scored_for_voice_feelings_or_fillers(rubric: Rubric) -> None:
    for text in texts_of(rubric):
        assert not words(text) & set(VOICE_AND_PERSON), text


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*s/*.*")), ids=lambda file: file.name)
def test_no_sales_method_and_no_jargon_is_named_anywhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not [name for name in METHODS if re.search(rf"\b{name}\b", text)]
    assert not [name for name in JARGON if name in text.lower()]


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA, ids=lambda value: getattr(value, "id", ""))
def test_the_levels_of_a_role_are_five_different_sentences(rubric: Rubric, criterion: Criterion) -> None:
    assert rubric.dimension
    for role in criterion.roles:
        anchors = list(criterion.anchors(role).values())
        assert len({text.casefold() for text in anchors}) == len(LEVELS)
        assert all(len(text) >= 30 and text.endswith(".") for text in anchors), anchors


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA, ids=lambda value: getattr(value, "id", ""))
def test_a_level_that_builds_on_another_names_a_lower_one(rubric: Rubric, criterion: Criterion) -> None:
    assert rubric.dimension
    for _, level, text in anchors_of(criterion):
        assert all(int(lower) < level for lower in re.findall(r"\bAs (\d)\b", text)), text


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA, ids=lambda value: getattr(value, "id", ""))
def test_signs_come_with_short_examples_on_both_sides(rubric: Rubric, criterion: Criterion) -> None:
    assert rubric.dimension
    for signs in (criterion.positive, criterion.negative):
        assert 2 <= len(signs) <= 4
        assert all(len(sign.example.split()) <= 30 for sign in signs)


def test_meeting_concerns_is_not_asked_when_nobody_raised_one_save_for_price() -> None:
    rubric = next(rubric for rubric in RUBRICS if rubric.dimension is Dimension.OBJECTION_HANDLING)
    unasked = [criterion for criterion in rubric.criteria if not criterion.also_without_objection]
    assert all(re.search(r"[Nn]obody .* raised|[Nn]o concern was raised", c.not_applicable_when) for c in unasked)
    free = [(r.dimension, criterion.id) for r, criterion in CRITERIA if criterion.also_without_objection]
    assert free == [(Dimension.OBJECTION_HANDLING, "holds_value")]
