"""Tables as CSV files that a spreadsheet opens as what they are: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, TextIO

from coaching_mcp.errors import CannotWrite

Cell = str | int | float | None
FORMULA: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""
STANDARD_OUTPUT: Final = Path("-")


def write_csv(file: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write the table, to standard output where the file is `-`.

    Raises:
        CannotWrite: the file cannot be made there.
    """
    if file == STANDARD_OUTPUT:
        _write(sys.stdout, columns, rows)
        return
    try:
        # The mark at its beginning has Excel read it as UTF-8.
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            _write(stream, columns, rows)
    except OSError as error:
        raise CannotWrite(f"{str(file)!r} cannot be written: {error.strerror}. Name another place.") from error


def harmless(cell: Cell) -> Cell:
    """Text so that no spreadsheet calculates it; a number stays one."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip().startswith(FORMULA) else cell


def _write(stream: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(columns)
    table.writerows([harmless(cell) for cell in row] for row in rows)
