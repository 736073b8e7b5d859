"""`coach connect`: what to write into Claude Desktop's configuration on this machine."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Final

from platformdirs import user_config_path

from analysis.settings import Settings, told_by_shell
from coaching_mcp import views
from coaching_mcp.bundle import write_bundle
from coaching_mcp.exits import DONE

NAME: Final = "call-coach"
ROOT: Final = Path(__file__).resolve().parent.parent


async def connect(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the entry, and where it goes; or write the bundle, which needs neither."""
    if arguments.bundle:
        print(f"Open this with Claude Desktop: {write_bundle(ROOT, arguments.bundle).resolve()}")
        return DONE
    entry = server_entry(ROOT, uv=shutil.which("uv"), python=Path(sys.executable))
    told = told_by_shell(settings, ROOT)
    if "COACH_DATA_DIR" in told:
        entry["env"] = {"COACH_DATA_DIR": str(settings.coach_data_dir.resolve())}
    if missing := [name for name in told if name != "COACH_DATA_DIR"]:
        print(
            f"Claude Desktop does not know what only this shell sets. Put it into {ROOT / '.env'} as well: "
            f"{', '.join(missing)}.",
            file=sys.stderr,
        )
    configuration = {"mcpServers": {NAME: entry}}
    if arguments.json:
        views.write(configuration)
        return DONE
    print(json.dumps(configuration, indent=2))
    print(
        f"\nPut this into {configuration_file(sys.platform)}\n"
        '(Claude Desktop: Settings, Developer, Edit Config; if the file has "mcpServers" already, add "call-coach" to '
        "it), then quit Claude Desktop and open it again.\n"
        'Then ask it: "Analyze the last call", or "How is Maya doing this quarter?"\n'
        "Another program over HTTP: `mcp-server --transport http`, address http://127.0.0.1:8000/mcp",
        file=sys.stderr,
    )
    return DONE


def server_entry(root: Path, *, uv: str | None, python: Path) -> dict[str, object]:
    """How Claude Desktop starts the server: with whole paths, as it knows neither our PATH nor our folder."""
    if uv and (root / "pyproject.toml").is_file():
        return {"command": uv, "args": ["run", "--directory", str(root), "mcp-server"]}
    return {"command": str(python), "args": ["-m", "coaching_mcp.server"]}


def configuration_file(platform: str) -> Path:
    """Where Claude Desktop looks."""
    name = "claude_desktop_config.json"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Claude" / name
    if platform == "win32":
        return user_config_path("Claude", appauthor=False, roaming=True) / name
    return user_config_path("Claude") / name
