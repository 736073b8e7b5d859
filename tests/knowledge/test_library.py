"""Reading the library: the same every time, and a bad file is refused with its name, the line and the mend."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.errors import BadStandard
from knowledge.library import FOLDER, read_library, read_rubric
from knowledge.rubric import Dimension

CRITERION = """
  - id: {id}
    title: {id} in plain words
    question: Does the rep do {id}?
    weight: 2
    not_applicable_when: The recording is broken there.
    levels:
      0: The rep does nothing.
      1: The rep does one thing.
      2: The rep does two things.
      3: The rep does three things.
      4: The rep does four things.
    positive:
      - sign: Does it.
        example: Let me do that.
    negative:
      - sign: Does not.
        example: Let me not.
"""
GOOD = (
    "dimension: engagement\ntitle: Taking part\nquestion: Does the customer take part?\ncriteria:"
    + "".join(CRITERION.format(id=name) for name in ("airtime", "listening", "next_step"))
    + CRITERION.format(id="bring_in").replace(
        "    weight: 2", "    weight: 2\n    weights: {se: 1}\n    roles: [ae, se]"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ugly:
    """What somebody did to the rubric, in which line (the first with `at` in it) and which words the mend has."""

    old: str
    new: str
    at: str
    mend: str


UGLY = {
    "a misspelt key": Ugly(old="weight:", new="wieght:", at="wieght", mend="did you mean 'weight'?"),
    "an unknown key": Ugly(old="weight:", new="colour: blue\n    weight:", at="colour", mend="not a key here: use"),
    "a misspelt key in a sign": Ugly(old="example: Let", new="exmaple: Let", at="exmaple", mend="mean 'example'?"),
    "a missing key": Ugly(
        old="    title: airtime in plain words\n", new="", at="id: airtime", mend="'title' is missing"
    ),
    "a missing level": Ugly(old="      3: The rep does three things.\n", new="", at="levels", mend="level 3: add it"),
    "a level too many": Ugly(old="      4:", new="      5:", at="5: The", mend="there is no level 5: use 0 to 4"),
    "a level twice": Ugly(old="      4:", new="      3:", at="3: The rep does four", mend="3 was given before"),
    "a level in words": Ugly(old="      2:", new="      two:", at="two:", mend="'two' is not a level: write a number"),
    "a level that builds on none": Ugly(
        old="The rep does four", new="As 7, and four", at="As 7", mend="'As 7' is not a level below 4"
    ),
    "a level that builds on itself": Ugly(
        old="The rep does four", new="As 3, as 4. As 4, and four", at="As 3", mend="'As 4' is not a level below 4"
    ),
    "a method in a title": Ugly(old="Taking part", new="MEDDPICC", at="MEDD", mend="'MEDDPICC' is the name of a sales"),
    "a method in a level": Ugly(old="The rep does four", new="BANT with four", at="BANT", mend="what can be seen or"),
    "a method in an example": Ugly(old="Let me not.", new="As Sandler says", at="Sandler", mend="'Sandler' is the"),
    "markup in a title": Ugly(old="Taking part", new="<script>x", at="<script>", mend="remove the markup"),
    "markup in the title of a criterion": Ugly(old="airtime in", new="<b>in", at="<b>", mend="remove the markup"),
    "levels that read the same": Ugly(old="does four", new="does three", at="4: The", mend="say what is different"),
    "an id twice": Ugly(old="id: listening", new="id: airtime", at="id: airtime", mend="was used before"),
    "an id with a blank": Ugly(
        old="id: listening", new="id: good listening", at="good listening", mend="small letters"
    ),
    "a weight in words": Ugly(old="weight: 2", new="weight: a lot", at="a lot", mend="is not a number"),
    "no weight": Ugly(old="weight: 2", new="weight: 0", at="weight: 0", mend="a number above 0 and up to 10"),
    "too much weight": Ugly(old="weight: 2", new="weight: 11", at="weight: 11", mend="above 0 and up to 10"),
    "a weight that is no number": Ugly(old="weight: 2", new="weight: .nan", at=".nan", mend="is not a number"),
    "an unknown dimension": Ugly(old="engagement", new="charm", at="charm", mend="'discovery', 'product_knowledge'"),
    "an unknown role": Ugly(old="[ae, se]", new="[ae, se, boss]", at="boss", mend="'boss' is not allowed here"),
    "a role that is nobody's": Ugly(old="[ae, se]", new="[ae, se, unknown]", at="roles", mend="nobody's role"),
    "no role": Ugly(old="[ae, se]", new="[]", at="roles", mend="write 1 at least"),
    "a weight for a role that is not asked": Ugly(old="{se: 1}", new="{csm: 1}", at="{csm", mend="not asked of 'csm'"),
    "a number for a title": Ugly(old="title: Taking part", new="title: 12", at="title: 12", mend="has to be text"),
    "no title": Ugly(old="title: Taking part", new="title:", at="title:", mend="at least 3 characters"),
    "a blank title": Ugly(old="title: Taking part", new="title: '    '", at="title:", mend="at least 3 characters"),
    "a word for a list": Ugly(old="[ae, se]", new="ae", at="roles", mend="has to be a list"),
    "a word for keys": Ugly(old="{se: 1}", new="high", at="weights", mend="has to be keys with values"),
    "too few criteria": Ugly(
        old=GOOD[GOOD.index("\n  - id: bring_in") :], new="", at="criteria", mend="write 4 at least"
    ),
    "a tab": Ugly(old="    title: airtime", new="\ttitle: airtime", at="\ttitle", mend="indent with spaces"),
    "a colon in a text": Ugly(old="title: Taking", new="title: Part: taking", at="title: Part", mend="holds a colon"),
    "a text that begins with a quote": Ugly(old="title: Taking", new='title: "Taking"', at="title:", mend="quotes"),
    "a text that begins with @": Ugly(old="title: Taking", new="title: @Taking", at="title:", mend="into quotes"),
    "quotes that are never closed": Ugly(old="Let me not.\n", new='"Let me', at='"Let me', mend="quotes"),
    "a wrong indentation": Ugly(
        old="    title: airtime", new="   title: airtime", at="   title: airtime", mend="indent"
    ),
    "two documents": Ugly(old="dimension", new="---\na: 1\n---\ndimension", at="---", mend="in one file"),
    "a program in a tag": Ugly(
        old="Taking part", new="!!python/object/apply:os.getcwd []", at="title:", mend="only text and numbers"
    ),
    "a tag of one's own": Ugly(old="Taking part", new="!secret key", at="title:", mend="only text and numbers"),
    "an alias": Ugly(old="Taking part", new="&a Part\nquestion2: *a", at="&a", mend="anchors (&) and aliases (*)"),
    "a list for a key": Ugly(old="title: Taking", new="? [a]\n: Taking", at="? [a]", mend="remove the brackets"),
    "a control character": Ugly(old="Taking part", new="Taking\x07part", at="title:", mend="control character"),
}


def line_of(text: str, mark: str, *, last: bool = False) -> int:
    position = text.rindex(mark) if last else text.index(mark)
    return text.count("\n", 0, position) + 1


@pytest.mark.parametrize("ugly", [pytest.param(ugly, id=name) for name, ugly in UGLY.items()])
def test_a_bad_rubric_is_refused_with_the_line_and_the_mend(ugly: Ugly) -> None:
    assert ugly.old in GOOD
    text = GOOD.replace(ugly.old, ugly.new, 1)
    with pytest.raises(BadStandard) as refused:
        read_rubric("rubrics/engagement.yaml", text)
    message = str(refused.value)
    assert message.startswith("rubrics/engagement.yaml, line ")
    assert ugly.mend in message
    assert refused.value.line in (line_of(text, ugly.at), line_of(text, ugly.at, last=True)), message
    assert "\n" not in message
    assert len(message) < 300


def test_the_rubric_that_the_bad_ones_are_made_of_is_taken() -> None:
    rubric = read_rubric("rubrics/engagement.yaml", GOOD)
    assert [criterion.id for criterion in rubric.criteria] == ["airtime", "listening", "next_step", "bring_in"]


def test_words_that_are_also_names_of_methods_are_words() -> None:
    text = GOOD.replace("Let me not.", "We spin up a challenger; as 9 said, spiced with meddling.").replace(
        "The rep does four", "As 3, and four"
    )
    assert read_rubric("rubrics/engagement.yaml", text).criteria[0].levels[4] == "As 3, and four things."


def test_of_several_mistakes_the_first_to_mend_is_told_and_how_many_there_are_besides() -> None:
    text = GOOD.replace("weight: 2", "weight: none").replace("Let me not.", "")
    with pytest.raises(BadStandard, match=r"line 8: 'none' is not a number: write one, such as 1.5 \(7 more to mend"):
        read_rubric("rubrics/engagement.yaml", text)


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "null", "~", "2026-08-21", "0x1F!"])
def test_a_word_that_means_something_else_in_yaml_stays_the_word(word: str) -> None:
    rubric = read_rubric(
        "rubrics/engagement.yaml", GOOD.replace("example: Let me do that.", f"example: {word}  now", 1)
    )
    assert rubric.criteria[0].positive[0].example == f"{word}  now"


@pytest.mark.parametrize("title", ["yes", "off", "NULL", "2026-08-21"])
def test_a_title_that_yaml_takes_for_a_truth_value_or_a_date_is_text(title: str) -> None:
    assert read_rubric("rubrics/engagement.yaml", GOOD.replace("Taking part", title, 1)).title == title


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("utf-8", "replace")))
@example("")
@example("- a\n- b")
@example("&a [*a]")
@example("[" * 5000)
@example("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]")
@example("[" * 900 + "]" * 900)
@example("{" * 100)
@example("? {a: 1}\n: 2")
@example("%YAML 9.9\n---\na")
def test_whatever_is_in_the_file_it_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadStandard) as refused:
        read_rubric("rubrics/engagement.yaml", text)
    assert str(refused.value).startswith("rubrics/engagement.yaml")
    assert refused.value.mend


@pytest.mark.parametrize("depth", [50, 900, 5000])
def test_a_file_that_is_nested_without_end_is_refused(depth: int) -> None:
    with pytest.raises(BadStandard, match=r"keys with values|nested too deep|nesting depth"):
        read_rubric("rubrics/engagement.yaml", "[" * depth + "]" * depth)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library that may be spoilt."""
    for part in ("rubrics", "products"):
        shutil.copytree(FOLDER / part, tmp_path / part)
    shutil.copy(FOLDER / "wins.yaml", tmp_path)
    return tmp_path


def test_the_library_that_ships_is_complete() -> None:
    library = read_library()
    assert set(library.rubrics) == set(Dimension)
    names = {"prefect-open-source", "prefect-cloud", "horizon", "fastmcp"}
    names |= {"airflow", "dagster", "temporal", "aws-step-functions"}
    assert {product.name for product in library.products} == names


def test_two_readings_are_the_same_to_the_byte() -> None:
    first, second = read_library(), read_library()
    assert first.products_text.encode() == second.products_text.encode()
    assert first.products_hash == second.products_hash
    assert {d: r.hash for d, r in first.rubrics.items()} == {d: r.hash for d, r in second.rubrics.items()}


def test_how_the_files_lie_on_the_disk_changes_nothing(copy: Path) -> None:
    cards = sorted((copy / "products").iterdir(), reverse=True)
    for age, card in enumerate(cards):
        text = card.read_bytes()
        card.unlink()
        card.write_bytes(text)
        os.utime(card, (age, age))
    assert read_library(copy).products_text == read_library().products_text


def test_looking_at_a_source_again_changes_the_card_and_no_judgement(copy: Path) -> None:
    card = copy / "products/airflow.md"
    card.write_text(card.read_text().replace("checked 2026-11-24", "checked 2026-12-24"))
    before, after = read_library(), read_library(copy)
    assert after.products_hash == before.products_hash
    cards = {product.name: product.hash for product in before.products}
    assert [product.name for product in after.products if product.hash != cards[product.name]] == ["airflow"]


def test_another_word_in_a_fact_changes_what_the_judge_reads(copy: Path) -> None:
    card = copy / "products/airflow.md"
    card.write_text(card.read_text().replace("batch workflows", "daily workflows", 1))
    assert read_library(copy).products_hash != read_library().products_hash


def test_a_missing_rubric_is_missed_by_name(copy: Path) -> None:
    (copy / "rubrics/discovery.yaml").unlink()
    with pytest.raises(BadStandard, match=r"rubrics/discovery\.yaml: it is missing: put it into"):
        read_library(copy)


@pytest.mark.parametrize("name", ["draft.yaml", "discovery.yml"])
def test_a_rubric_that_nobody_would_read_is_refused(copy: Path, name: str) -> None:
    (copy / "rubrics" / name).write_text(GOOD)
    with pytest.raises(BadStandard, match="rename or remove it"):
        read_library(copy)


def test_a_rubric_under_the_name_of_another_is_refused(copy: Path) -> None:
    shutil.copy(copy / "rubrics/engagement.yaml", copy / "rubrics/discovery.yaml")
    with pytest.raises(BadStandard, match=r"rubrics/discovery\.yaml: .* write `dimension: discovery`"):
        read_library(copy)


def test_two_rubrics_may_not_name_a_criterion_alike(copy: Path) -> None:
    """A plan, a search and a trend name it by its id alone."""
    file = copy / "rubrics/engagement.yaml"
    (first, *_) = read_library().rubrics[Dimension.DISCOVERY].criteria
    file.write_text(file.read_text().replace("- id: listening", f"- id: {first.id}"))
    with pytest.raises(BadStandard, match=rf"engagement\.yaml: '{first.id}' is a criterion of discovery\.yaml as well"):
        read_library(copy)


def test_what_is_broken_is_told_to_whoever_can_do_without_it_and_the_rest_is_read(copy: Path) -> None:
    for file in ("rubrics/engagement.yaml", "products/airflow.md", "wins.yaml"):
        (copy / file).write_text("broken")
    (copy / "rubrics/draft.yaml").touch()
    told: list[BadStandard] = []
    library = read_library(copy, broken=told.append)
    broken = {"rubrics/engagement.yaml", "rubrics/draft.yaml", "products/airflow.md", "wins.yaml"}
    assert {error.file for error in told} == broken
    assert set(library.rubrics) == {*Dimension} - {Dimension.ENGAGEMENT}
    assert len(library.products) == len(read_library().products) - 1
    assert library.titles(Dimension.DISCOVERY) == read_library().titles(Dimension.DISCOVERY)
    assert library.titles(Dimension.ENGAGEMENT) == {}


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(copy: Path) -> None:
    file = copy / "rubrics/discovery.yaml"
    file.write_bytes(file.read_bytes().replace(b"title: Finding out", b"title: Finding out \xe4\xf6", 1))
    with pytest.raises(BadStandard, match=r"rubrics/discovery\.yaml, line 4: .* save the file as UTF-8"):
        read_library(copy)


def test_a_folder_in_place_of_a_file_is_refused(copy: Path) -> None:
    (copy / "rubrics/discovery.yaml").unlink()
    (copy / "rubrics/discovery.yaml").mkdir()
    with pytest.raises(BadStandard, match="cannot be read"):
        read_library(copy)


def test_two_cards_may_not_number_their_facts_alike(copy: Path) -> None:
    card = (copy / "products/airflow.md").read_text().replace("product: airflow", "product: luigi")
    (copy / "products/luigi.md").write_text(card)
    with pytest.raises(BadStandard, match=r"products/luigi\.md: its ids begin with AF, as those of airflow\.md"):
        read_library(copy)
