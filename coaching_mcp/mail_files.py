"""Writes letters into a folder: as a page, as plain text, and as the message that a mail program opens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from coaching_mcp.errors import CannotWrite
from reports.letters import Letter
from reports.message import Envelope, as_mime

NOBODY: Final = "nobody@call-coach.invalid"
SENDER: Final = "Call Coach <coach@call-coach.invalid>"
"""Whom a written message is from, where REPORT_FROM does not say; `.invalid` can never be sent to."""


def file_name(letter: Letter, prefix: str) -> str:
    """Of the three files of a letter, without what tells them apart, such as `2026-W46-maya-chen`."""
    plain = unicodedata.normalize("NFKD", letter.name.replace("’", "")).encode("ascii", "ignore").decode()
    return f"{prefix}-{re.sub(r'[^a-z0-9]+', '-', plain.lower()).strip('-') or 'nameless'}"


def write_letters(
    folder: Path,
    letters: Sequence[Letter],
    *,
    prefix: str,
    sender: str | None,
    at: datetime,
    messages: Sequence[Letter] | None = None,
) -> dict[str, Path]:
    """Write each letter's `.html`, `.txt` and `.eml`; where the page of each is, by the name of its files.

    `messages` are the same letters as they read outside of the folder: what they link to is found from anywhere.

    Raises:
        CannotWrite: the folder or a file in it cannot be written; the message says which.
    """
    written: dict[str, Path] = {}
    for letter, message in zip(letters, messages or letters, strict=True):
        name = _free(file_name(letter, prefix), written)
        envelope = Envelope(
            key=f"{letter.kind}\n{letter.to}\n{prefix}",
            sender=sender or SENDER,
            to=letter.to or NOBODY,
            reply_to=letter.reply_to,
            stop=letter.stop,
        )
        _write(folder / f"{name}.html", letter.email.html.encode())
        _write(folder / f"{name}.txt", message.email.text.encode())
        _write(folder / f"{name}.eml", as_mime(message.email, envelope, at))
        written[name] = folder / f"{name}.html"
    return written


def _free(name: str, taken: dict[str, Path]) -> str:
    """Two people may have the same name."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise CannotWrite(
            f"The mail could not be written to {str(file)!r}: {error.strerror}. Choose another place with --out."
        ) from error
