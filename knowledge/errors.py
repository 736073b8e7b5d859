"""What can be wrong with the files that say what good looks like.

BadStandard  a rubric, a product card or a golden call cannot be used; the message names the file, the line and the mend
"""

from __future__ import annotations


class BadStandard(Exception):
    """A file of the library cannot be used. `line` counts from 1; None when the whole file is meant."""

    def __init__(self, file: str, line: int | None, mend: str) -> None:
        super().__init__(f"{file}: {mend}" if line is None else f"{file}, line {line}: {mend}")
        self.file = file
        self.line = line
        self.mend = mend
