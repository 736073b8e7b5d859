"""`python -m knowledge.loader`: the rubrics and product facts into the database, as `coach knowledge load` does it.

Knowledge lies below the database and must not know it, so nothing is imported here: what puts the files in is
the `coach` command that this project installs, found by the name under which it is registered.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points


def main(arguments: Sequence[str]) -> int:
    """Check the files and load them; loading what is there already changes nothing.

    `arguments`: none, or `--folder PATH` with a `rubrics/` and a `products/` in it. The exit code of `coach`.
    """
    for command in entry_points(group="console_scripts", name="coach"):
        coach: Callable[[Sequence[str]], int] = command.load()
        return coach(["knowledge", "load", *arguments])
    sys.stderr.write(
        "The `coach` command is not installed here: run `uv sync`, then `uv run python -m knowledge.loader`.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
