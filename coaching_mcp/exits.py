"""What a command's exit code means."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
NOT_DONE: Final = 1
USAGE: Final = 2
"""argparse's own."""
PARTLY: Final = 3
INTERRUPTED: Final = 130
