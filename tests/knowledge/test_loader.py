"""`python -m knowledge.loader`: the documented way into the database, from a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from db.database import Database
from db.standards import standard_history
from knowledge.library import read_library
from knowledge.loader import main


def load(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "knowledge.loader", *arguments],
        env={"DATABASE_URL": dsn},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


async def test_loading_twice_leaves_one_version_of_everything(dsn: str, database: Database) -> None:
    for _ in range(2):
        loaded = load(dsn)
        assert loaded.returncode == 0, loaded.stderr
    library = read_library()
    for dimension, rubric in library.rubrics.items():
        history = await standard_history(database, kind="rubric", name=dimension.value)
        assert [version.hash for version in history] == [rubric.hash]
    for product in library.products:
        history = await standard_history(database, kind="product", name=product.name)
        assert [version.hash for version in history] == [product.hash]


def test_asked_for_help_it_says_what_the_command_says(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--folder" in capsys.readouterr().out


def test_a_folder_without_rubrics_is_refused_with_a_sentence(dsn: str, tmp_path: Path) -> None:
    refused = load(dsn, "--folder", str(tmp_path))
    assert refused.returncode == 1
    assert "rubrics/discovery.yaml: it is missing: put it into" in refused.stderr
    assert "Traceback" not in refused.stderr
