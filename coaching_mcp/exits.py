"""What a command's exit code means; 2 is argparse's own, for wrong usage."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
NOT_DONE: Final = 1
PARTLY: Final = 3
INTERRUPTED: Final = 130
