"""Reading golden calls: whatever is wrong with their labels is said with the line and the mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.golden_cases import golden_case
from knowledge.errors import BadStandard
from knowledge.golden_set import read_golden_set
from knowledge.library import Library, read_library
from knowledge.rubric import CallType, Role
from tests.analysis.golden import FOUNDRY, HARBOUR, golden_cases, labels, write_golden

Labels = dict[str, Any]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


def test_a_golden_call_comes_with_the_role_and_type_of_its_labels(library: Library, tmp_path: Path) -> None:
    write_golden(tmp_path, "02-foundry", FOUNDRY, labels(library, FOUNDRY))
    write_golden(tmp_path, "01-harbour", HARBOUR, labels(library, HARBOUR, role="ae"))
    first, second = golden_cases(library, tmp_path)
    assert (first.slug, second.slug) == ("01-harbour", "02-foundry")
    assert (first.case.rep.name, first.case.rep.role) == ("Lena Brook", Role.AE)
    assert (first.found_role, first.found_type) == (True, True)
    assert second.case.call_type is CallType.SUPPORT
    assert first.case.call_id is None


def discovery(content: Labels) -> Labels:
    return content["criteria"]["discovery"]


def without_level(content: Labels) -> None:
    del discovery(content)["agenda"]["level"]


def level_where_nothing_applies(content: Labels) -> None:
    discovery(content)["agenda"]["applicable"] = False


def level_seven(content: Labels) -> None:
    discovery(content)["agenda"]["level"] = 7


def missing_criterion(content: Labels) -> None:
    del discovery(content)["recap"]


def foreign_criterion(content: Labels) -> None:
    discovery(content)["charm"] = {"level": 1, "why": "charming"}


def misspelt_key(content: Labels) -> None:
    discovery(content)["agenda"]["trun"] = [1]


def misspelt_key_of_a_claim(content: Labels) -> None:
    content["claims"] = [{"turn": 1, "verdict": "correct", "fcat": "PC-01"}]


def unknown_fact(content: Labels) -> None:
    content["claims"] = [{"turn": 1, "verdict": "wrong", "fact": "ZZ-99"}]


def misspelt_fact(content: Labels) -> None:
    content["claims"] = [{"turn": 1, "verdict": "wrong", "fact": "pc-1"}]


def wrong_without_a_fact(content: Labels) -> None:
    content["claims"] = [{"turn": 1, "verdict": "wrong"}]


def unknown_type(content: Labels) -> None:
    content["objections"] = [{"turn": 1, "type": "prize", "handling": "well"}]


def turn_too_far(content: Labels) -> None:
    discovery(content)["agenda"]["turns"] = [1, 999]


def injection_too_far(content: Labels) -> None:
    content["injection_turns"] = [400]


def silent_rep(content: Labels) -> None:
    content["rep"] = "R7"


def sighting_of_nothing(content: Labels) -> None:
    content["sightings"] = {"discovery": {"charm": "seen"}}


@pytest.mark.parametrize(
    ("harm", "at", "mend"),
    [
        (without_level, "agenda:", "a level is missing"),
        (level_where_nothing_applies, "level:", "remove one of the two"),
        (level_seven, "level: 7", "write 0, 1, 2, 3 or 4"),
        (missing_criterion, "discovery:", "a label for 'recap' is missing"),
        (foreign_criterion, "charm:", "is not asked of this role"),
        (misspelt_key, "trun:", "did you mean 'turns'?"),
        (misspelt_key_of_a_claim, "fcat:", "did you mean 'fact'?"),
        (unknown_fact, "- turn: 1", "there is no fact ZZ-99"),
        (misspelt_fact, "fact: pc-1", "'pc-1' is not how 'fact' is written: compare it with another file of its kind"),
        (wrong_without_a_fact, "verdict: wrong", "needs the fact that contradicts it"),
        (unknown_type, "type: prize", "'pricing'"),
        (turn_too_far, "turns:", "there is no turn 999: the last one is 48"),
        (injection_too_far, "injection_turns:", "there is no turn 400"),
        (silent_rep, "rep: R7", "R7 says nothing on this call: write one of R1, R2"),
        (sighting_of_nothing, "charm: seen", "is not asked of this role"),
    ],
    ids=lambda value: value.__name__.replace("_", " ") if callable(value) else None,
)
def test_bad_labels_are_refused_with_the_line_and_the_mend(
    library: Library, tmp_path: Path, harm: Callable[[Labels], None], at: str, mend: str
) -> None:
    content = labels(library, HARBOUR)
    harm(content)
    file = write_golden(tmp_path, "01-harbour", HARBOUR, content)
    with pytest.raises(BadStandard) as refused:
        golden_cases(library, tmp_path)
    message = str(refused.value)
    lines = file.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if at in text)
    assert message.startswith(f"golden/01-harbour/labels.yaml, line {line}: ")
    assert mend in message


def test_a_bad_screenplay_names_its_folder_and_line(library: Library, tmp_path: Path) -> None:
    file = write_golden(tmp_path, "01-harbour", HARBOUR, labels(library, HARBOUR))
    play = file.with_name("call.txt")
    play.write_text(play.read_text(encoding="utf-8") + "\nNobody: Hello.\n", encoding="utf-8")
    (golden,) = read_golden_set(library, tmp_path / "golden")
    with pytest.raises(BadStandard, match=r"golden/01-harbour: call\.txt:\d+: a line starts with one of"):
        golden_case(golden)


@pytest.mark.parametrize("gone", ["call.txt", "labels.yaml"])
def test_a_missing_file_is_named(library: Library, tmp_path: Path, gone: str) -> None:
    write_golden(tmp_path, "01-harbour", HARBOUR, labels(library, HARBOUR)).with_name(gone).unlink()
    with pytest.raises(BadStandard, match=f"01-harbour.*{gone}"):
        golden_cases(library, tmp_path)


def test_an_empty_folder_says_what_belongs_into_it(library: Library, tmp_path: Path) -> None:
    with pytest.raises(BadStandard, match=r"no golden calls: put folders with call\.txt and labels\.yaml"):
        read_golden_set(library, tmp_path)
