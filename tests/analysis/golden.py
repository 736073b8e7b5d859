"""Golden calls for tests: screenplays of `tests/golden` with labels that a test can alter."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from analysis.golden_cases import GoldenCase, golden_case
from knowledge.golden_set import read_golden_set
from knowledge.library import Library
from knowledge.rubric import CallType, Role
from tests.builders import GOLDEN

HARBOUR, FOUNDRY = "harbour-discovery", "foundry-support"
ROLES = {HARBOUR: (Role.AE, CallType.DISCOVERY), FOUNDRY: (Role.SUPPORT, CallType.SUPPORT)}


def labels(library: Library, name: str, *, level: int = 3, **other: Any) -> dict[str, Any]:
    """Labels that give every criterion the same level, shown by the first turns; `other` replaces keys."""
    role, call_type = ROLES[name]
    criteria = {
        dimension.value: {
            criterion.id: {"level": level, "turns": [0, 1], "why": "as the test says"}
            for criterion in rubric.criteria_for(role, call_type)
        }
        for dimension, rubric in library.rubrics.items()
    }
    basics = {"about": "For a test.", "rep": "R1", "role": role.value, "call_type": call_type.value}
    return {**basics, "criteria": criteria, "objections": [], "claims": [], "injection_turns": [], **other}


def write_golden(folder: Path, slug: str, name: str, content: Mapping[str, Any]) -> Path:
    """A golden call below `folder/golden`; the path of its labels."""
    home = folder / "golden" / slug
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(GOLDEN / f"{name}.txt", home / "call.txt")
    file = home / "labels.yaml"
    file.write_text(yaml.safe_dump(dict(content), sort_keys=False), encoding="utf-8")
    return file


def golden_cases(library: Library, folder: Path) -> list[GoldenCase]:
    """Everything below `folder/golden`, ready to be judged."""
    return [golden_case(item) for item in read_golden_set(library, folder / "golden")]
