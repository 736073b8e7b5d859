"""The README is true: every command in it is run here, in its order, on a machine that has nothing."""

from __future__ import annotations

import json
import re
import shlex
import sys

from gong.bundled import bundled_export_json
from tests.coaching_mcp.shell import ROOT, Shell

BLOCK = re.compile(r"^```\n(.+?)^```$", re.MULTILINE | re.DOTALL)
INSTALLED = "pip install uv && "
COACH, PYTEST = "uv run coach ", "uv run pytest"


def _commands() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return [line.removeprefix(INSTALLED) for block in BLOCK.findall(readme) for line in block.splitlines()]


def test_every_command_works_in_the_order_of_the_readme(shell: Shell) -> None:
    (shell.home / ".env.example").write_bytes((ROOT / ".env.example").read_bytes())
    (shell.home / "PATH").write_text(json.dumps(bundled_export_json()), encoding="utf-8")
    commands = _commands()
    assert len(commands) > 5
    for command in commands:
        if command.startswith(PYTEST):
            arguments = shlex.split(command)[3:]
            some = ROOT / "tests" / ("bench" if "bench" in arguments else "knowledge")
            once = (*arguments, "-n", "0", "--collect-only", "-q", str(some))
            done = shell.run(sys.executable, "-m", "pytest", *once)
        elif command.startswith(COACH):
            done = shell.coach(*shlex.split(command)[3:])
        else:
            done = shell.run(*shlex.split(command))
        assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"


def test_every_command_of_coach_that_a_document_names_exists() -> None:
    help_text = Shell(home=ROOT).coach("--help").stdout
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for named in re.findall(r"`coach ([a-z]+)", path.read_text(encoding="utf-8")):
            assert re.search(rf"^    {named}\b", help_text, re.MULTILINE), f"{path.name}: coach {named}"
