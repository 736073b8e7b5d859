"""The MCPB bundle: this installation as one file that Claude Desktop installs with a click."""

from __future__ import annotations

import json
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coaching_mcp.errors import CannotWrite

PACKAGES: Final = ("analysis", "coaching_mcp", "db", "flows", "gong", "knowledge", "reports")
LEFT_OUT: Final = {"__pycache__"}
SUFFIX: Final = ".mcpb"
SETTINGS: Final = {
    "ANTHROPIC_API_KEY": ("Anthropic key", "Without one, your own Claude judges the calls.", True),
    "DATABASE_URL": ("Database", "A Postgres address. Without one, a private database is started.", True),
    "COMPANY_TIMEZONE": ("Time zone", "Days and weeks are those of this place, such as Europe/Berlin.", False),
}
"""What a person is asked when they install it: title, description, and whether it is secret. All may be left out."""


def write_bundle(root: Path, file: Path) -> Path:
    """Write the bundle of the checkout at `root`.

    Raises:
        CannotWrite: there is no checkout, or the file cannot be written, or Claude Desktop would not open it.
    """
    if file.suffix != SUFFIX:
        raise CannotWrite(f"Claude Desktop opens only files that end in {SUFFIX}: write --bundle {file.stem}{SUFFIX}.")
    project = root / "pyproject.toml"
    if not project.is_file():
        raise CannotWrite("A bundle is made from a checkout of Call Coach, and this is not one: clone it first.")
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("manifest.json", json.dumps(manifest(project.read_text(encoding="utf-8")), indent=2))
            for path in _files(root):
                bundle.write(path, path.relative_to(root))
    except OSError as error:
        raise CannotWrite(f"{str(file)!r} could not be written: {error.strerror}. Choose another place.") from error
    return file


def manifest(project: str) -> dict[str, object]:
    """What Claude Desktop reads: `project` is the text of pyproject.toml."""
    about = tomllib.loads(project)["project"]
    return {
        "manifest_version": "0.4",
        "name": about["name"],
        "display_name": "Call Coach",
        "version": about["version"],
        "description": about["description"],
        "author": {"name": "Call Coach"},
        "server": {
            "type": "uv",
            "entry_point": "coaching_mcp/server.py",
            "mcp_config": {
                "command": "uv",
                "args": ["run", "--no-dev", "--directory", "${__dirname}", "mcp-server"],
                "env": {name: f"${{user_config.{name.lower()}}}" for name in SETTINGS},
            },
        },
        "compatibility": {"platforms": ["darwin", "linux"], "runtimes": {"python": about["requires-python"]}},
        "user_config": {
            name.lower(): {
                "type": "string", "title": title, "description": says, "required": False, "sensitive": secret,
                "default": "",
            }
            for name, (title, says, secret) in SETTINGS.items()
        },
    }  # fmt: skip


def _files(root: Path) -> Iterator[Path]:
    yield from (root / name for name in ("pyproject.toml", "README.md"))
    for package in PACKAGES:
        found = sorted((root / package).rglob("*"))
        yield from (path for path in found if path.is_file() and not LEFT_OUT & set(path.parts))
