"""What standard output and standard error can take: letters they do not know, a full disk, a reader who has gone."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from contextlib import suppress
from typing import Final, TextIO

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The errors that say there is no room."""
PLAINER: Final = {"–": "-", "—": "-", "…": "~", "“": '"', "”": '"', "‘": "'", "’": "'", "✓": "+", "✗": "x", "→": ">"}
"""One letter for another, so that columns stay columns."""
HANDLER: Final = "coach-plainer"


def write_anything(*, as_json: bool) -> None:
    """From now on no letter is an error where the terminal does not have it; JSON is always UTF-8."""
    codecs.register_error(HANDLER, _plainer)
    _set_up(sys.stderr, as_json=False)
    _set_up(sys.stdout, as_json=as_json)


def say(line: str) -> None:
    """To whoever watches a command that goes on until it is stopped; standard output may be somebody else's."""
    print(line, file=sys.stderr, flush=True)


def _set_up(stream: TextIO, *, as_json: bool) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8" if as_json else None, errors="replace" if as_json else HANDLER)


def let_go() -> None:
    """Write what is left; where that cannot be, forget it, so that Python says nothing of it at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(PLAINER.get(letter, "?") for letter in unknown), error.end
