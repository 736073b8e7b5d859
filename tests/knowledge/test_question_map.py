"""Which question asks for which criterion, as a person writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import BadStandard
from knowledge.library import Library, read_library
from knowledge.question_map import Named, read_question_map
from knowledge.rubric import CriterionId, Dimension


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


def test_questions_are_named_by_their_id_as_gong_writes_it(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text('questions:\n  6843152929075440037: discovery.agenda\n  "12": engagement/next_step\n')
    assert read_question_map(library, file) == {
        "6843152929075440037": Named(dimension=Dimension.DISCOVERY, criterion=CriterionId("agenda")),
        "12": Named(dimension=Dimension.ENGAGEMENT, criterion=CriterionId("next_step")),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("questions:\n  12: discovery.charm\n", r"questions\.yaml, line 2: there is no criterion 'discovery\.charm'"),
        ("question:\n  12: discovery.agenda\n", r"line 1: 'question' is not a key here: did you mean 'questions'\?"),
        ("questions: {}\n", r"line 1: 'questions' has 0 entries: write 1 at least"),
        ("", "it is empty"),
    ],
    ids=["no such criterion", "a misspelt key", "nothing in it", "an empty file"],
)
def test_a_bad_map_is_refused_with_the_line_and_the_mend(
    library: Library, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(text)
    with pytest.raises(BadStandard, match=says):
        read_question_map(library, file)


def test_a_map_that_is_not_there_is_named(library: Library, tmp_path: Path) -> None:
    with pytest.raises(BadStandard, match=r"nothing\.yaml: it is missing"):
        read_question_map(library, tmp_path / "nothing.yaml")
