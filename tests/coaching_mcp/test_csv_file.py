"""A table opens in a spreadsheet as what it is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from coaching_mcp.csv_file import harmless, write_csv
from coaching_mcp.errors import CannotWrite


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-2", "@SUM(A1)", " =1+1", "\t=1+1", "\r\n-2"])
def test_text_that_would_be_calculated_is_kept_from_it(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Rae", "a=b", "", "3-4", -2, -0.5, 0, None])
def test_everything_else_stays_as_it_is(cell: str | float | None) -> None:
    assert harmless(cell) == cell


def test_a_file_is_read_back_as_it_was_written_umlauts_quotes_and_lines_included(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    write_csv(file, ["name", "n"], [['Jörg "J", Müller', 3], ["two\nlines", None], ["=cmd|' /C calc'!A0", -1.5]])
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        read = list(csv.reader(stream))
    assert read == [["name", "n"], ['Jörg "J", Müller', "3"], ["two\nlines", ""], ["'=cmd|' /C calc'!A0", "-1.5"]]


def test_a_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(Path("-"), ["name"], [["=1"]])
    assert capsys.readouterr().out == "name\n'=1\n"


def test_a_place_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"cannot be written: .* Name another place"):
        write_csv(tmp_path / "nowhere" / "table.csv", ["name"], [])
