"""The house is as its papers say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.settings import Settings

ROOT = Path(__file__).parent.parent
PACKAGES = ("analysis", "coaching_mcp", "db", "flows", "gong", "knowledge", "reports")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 45


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_in_its_docstring_what_it_knows_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says in one line what it knows"
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_exports_nothing_from_its_init(package: str) -> None:
    tree = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))
    assert len(tree.body) == 1


def test_every_setting_is_in_the_example_and_the_other_way_round() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_nothing_else_grows_in_the_root() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    in_root = {line.split("/")[0] for line in listed.splitlines()}
    allowed = {*PACKAGES, "tests", "docs", ".ci", ".gitignore", ".gitattributes", ".env.example", "pyproject.toml"}
    allowed |= {"fastmcp.json", "prefect.yaml"}
    assert in_root <= {*allowed, "README.md", "LICENSE"}


def test_help_loads_neither_the_engine_nor_anything_heavy() -> None:
    script = "import sys, coaching_mcp.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"anthropic", "prefect", "fastmcp", "pydantic", "psycopg", "rich", "tiktoken", "jinja2", "yaml", "asyncio"}
    assert not heavy & set(loaded.stdout.split())
