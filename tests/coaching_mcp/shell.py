"""`coach` in a process of its own, as a person runs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.coaching_mcp.warm import run_warm

ROOT = Path(__file__).parent.parent.parent
TIMEOUT_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A home folder and the settings of the environment; nothing else of ours gets in."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict[str, str])

    def coach(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Forked from a process that is warm already, unless `more` says something that Python reads at its start."""
        if sys.platform == "win32" or any(name.startswith("PYTHON") for name in more):
            return self.run(sys.executable, "-m", "coaching_mcp.cli", *arguments, **more)
        code, out, err = run_warm(arguments, cwd=self.home, env=self._environment(more), timeout=TIMEOUT_S)
        return subprocess.CompletedProcess(["coach", *arguments], code, out, err)

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.home,
            env=self._environment(more),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT_S,
        )

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        """The same without waiting for its end."""
        return subprocess.Popen(
            command,
            cwd=self.home,
            env=self._environment(more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        found = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        return {**found, "COLUMNS": "120", **self.settings, **more}
