"""The five wins as data: complete, told apart, and refused with the line and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import BadStandard
from knowledge.library import FOLDER, read_document, read_library
from knowledge.mend import wins_owner
from knowledge.rubric import CallType
from knowledge.scorecard import Win
from knowledge.wins import Wins

TEXT = (FOLDER / "wins.yaml").read_text(encoding="utf-8")


def read(text: str) -> Wins:
    return read_document(Wins, "wins.yaml", text, owner=wins_owner).value


def test_every_win_is_there_and_their_weights_are_those_of_a_deal() -> None:
    cards = read(TEXT).wins
    total = sum(card.weight for card in cards)
    shares = {card.win: round(100 * card.weight / total) for card in cards}
    assert shares == {Win.BUSINESS: 35, Win.TECHNICAL: 25, Win.SECURITY: 15, Win.COMMERCIAL: 15, Win.LEGAL: 10}


def test_a_type_of_call_advances_one_win_or_none_in_particular() -> None:
    wins = read_library().wins
    advanced = {type_: wins.primary(type_) for type_ in CallType}
    assert advanced[CallType.DISCOVERY] is advanced[CallType.EXECUTIVE_PRESENTATION] is Win.BUSINESS
    assert advanced[CallType.ARCHITECTURE_REVIEW] is Win.SECURITY
    assert advanced[CallType.SUPPORT] is advanced[CallType.OTHER] is None


@pytest.mark.parametrize(
    ("old", "new", "at", "mend"),
    [
        ("weight: 2.5", "wieght: 2.5", "wieght", "did you mean 'weight'?"),
        ("win: legal", "win: security", "win: security", "'security' was there before"),
        ("[negotiation]", "[negotiation, demo]", "[negotiation, demo]", "'demo' should already advance 'technical'"),
        ("[negotiation]", "[haggling]", "[haggling]", "'haggling' is not allowed here"),
    ],
    ids=["a misspelt key", "a win twice", "a call for two wins", "no such call"],
)
def test_a_mistake_is_named_with_its_line_and_the_mend(old: str, new: str, at: str, mend: str) -> None:
    text = TEXT.replace(old, new, 1)
    with pytest.raises(BadStandard, match=mend.replace("?", r"\?")) as refused:
        read(text)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if at in line]
    assert refused.value.line in lines


def test_a_win_that_is_missing_is_named() -> None:
    with pytest.raises(BadStandard, match="'legal' is missing: add it"):
        read(TEXT[: TEXT.index("  - win: legal")])


def test_a_library_without_wins_says_which_file_is_missing(tmp_path: Path) -> None:
    for part in ("rubrics", "products"):
        (tmp_path / part).symlink_to(FOLDER / part)
    with pytest.raises(BadStandard, match=r"wins\.yaml: it is missing"):
        read_library(tmp_path)


def test_any_change_of_words_is_another_version() -> None:
    assert read(TEXT.replace("The contract is signed", "The contract is signed by both")).hash != read(TEXT).hash


def test_whoever_writes_the_summary_reads_when_each_win_is_reached() -> None:
    assert "security: Security approves it formally. Won when:\n- What security asks for" in read(TEXT).text
