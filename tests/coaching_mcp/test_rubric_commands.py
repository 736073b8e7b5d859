"""`coach rubric` as a person types it."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from pathlib import Path

import pytest

from gong.bundled import bundled_export_json
from knowledge.library import FOLDER
from tests.coaching_mcp.shell import Shell
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

FIRST, DEMO = "7300000000000000101", "7300000000000000105"
ENGAGEMENT = (FOLDER / "rubrics" / "engagement.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stocked(shell: Shell) -> Shell:
    """A home with the bundled calls."""
    file = shell.home / "calls.json"
    file.write_text(json.dumps(bundled_export_json()), encoding="utf-8")
    assert shell.coach("import", str(file)).returncode == 0
    return shell


@pytest.fixture
def with_key(stocked: Shell) -> Generator[tuple[Shell, ClaudeStandin]]:
    """The same with a key, and Claude's stand-in at the other end."""
    with ClaudeStandin(answer=CarefulJudge()) as standin:
        settings = {"ANTHROPIC_API_KEY": standin.key, "ANTHROPIC_BASE_URL": standin.base_url}
        yield Shell(home=stocked.home, settings={**stocked.settings, **settings}), standin


@pytest.fixture(scope="module")
def changed(shell: Shell) -> Path:
    """A rubric that somebody works on."""
    file = shell.home / "mine.yaml"
    text = ENGAGEMENT.replace("- id: listening", "- id: hearing").replace("title: Room to talk", "title: Space to talk")
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_library_is_counted_and_a_bad_one_is_named_with_line_and_mend(shell: Shell) -> None:
    good = shell.coach("rubric", "check")
    assert good.returncode == 0
    assert "✓ engagement: " in good.stdout
    assert json.loads(shell.coach("rubric", "check", "--json").stdout)["wins"] == 5
    folder = shell.home / "mine"
    (folder / "rubrics").mkdir(parents=True)
    for file in (FOLDER / "rubrics").glob("*.yaml"):
        (folder / "rubrics" / file.name).write_bytes(file.read_bytes())
    (folder / "rubrics" / "engagement.yaml").write_text(ENGAGEMENT.replace("weight: 2\n", "wieght: 2\n", 1))
    bad = shell.coach("rubric", "check", str(folder))
    assert bad.returncode == 1
    assert "rubrics/engagement.yaml, line" in bad.stderr
    assert "did you mean 'weight'?" in bad.stderr


def test_a_copy_that_somebody_works_on_is_checked_by_itself(shell: Shell, changed: Path) -> None:
    good = shell.coach("rubric", "check", str(changed))
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith("✓ mine.yaml: ")
    broken = shell.home / "broken.yaml"
    broken.write_text(ENGAGEMENT.replace("weight: 2\n", "wieght: 2\n", 1))
    bad = shell.coach("rubric", "check", "broken.yaml")
    assert bad.returncode == 1
    assert "broken.yaml, line" in bad.stderr
    assert "'nowhere'" in shell.coach("rubric", "check", "nowhere").stderr
    card = FOLDER / "products" / "airflow.md"
    assert " facts" in shell.coach("rubric", "check", str(card)).stdout


def test_a_fact_cannot_have_been_checked_in_the_future(shell: Shell) -> None:
    card = (FOLDER / "products" / "airflow.md").read_text(encoding="utf-8")
    (shell.home / "airflow.md").write_text(re.sub(r", checked \d{4}", ", checked 2999", card, count=1))
    done = shell.coach("rubric", "check", "airflow.md")
    assert done.returncode == 1
    assert "products/airflow.md: AF-01 was checked on 2999-" in done.stderr


def test_a_rubric_is_shown_as_a_role_is_judged_by_it(shell: Shell) -> None:
    brief = shell.coach("rubric", "show")
    assert "(engagement, version " in brief.stdout
    assert "(discovery, version " in brief.stdout
    one = shell.coach("rubric", "show", "engagement", "--role", "se")
    assert "airtime: Room to talk (weight 1.5" in one.stdout
    assert "Not applicable when:" in one.stdout
    assert "csm" not in one.stdout.partition("Not applicable when:")[0]
    assert "poc_kickoff" not in shell.coach("rubric", "show").stdout
    (rubric,) = json.loads(shell.coach("rubric", "show", "engagement", "--role", "se", "--json").stdout)
    assert rubric["criteria"][0]["weight"] == 1.5


def test_what_is_different_from_the_version_that_counts_is_said_in_words(stocked: Shell, changed: Path) -> None:
    assert stocked.coach("knowledge", "load").returncode == 0
    assert "engagement: the same as the version that counts" in stocked.coach("rubric", "diff").stdout
    diff = stocked.coach("rubric", "diff", str(changed))
    assert "engagement: 3 differences, in 3 criteria" in diff.stdout
    assert "airtime: title Room to talk → Space to talk" in diff.stdout
    assert "listening: criterion is gone" in diff.stdout
    listed = json.loads(stocked.coach("rubric", "diff", str(changed), "--json").stdout)
    assert {change["criterion"] for change in listed["engagement"]} == {"airtime", "listening", "hearing"}


def test_who_loaded_which_version_is_told(stocked: Shell) -> None:
    stocked.coach("knowledge", "load")
    done = stocked.coach("rubric", "history", "engagement")
    assert "the first version" in done.stdout
    assert len(json.loads(stocked.coach("rubric", "history", "--json").stdout)["discovery"]) == 1


def test_a_changed_rubric_is_tried_by_keywords_without_a_key(stocked: Shell, changed: Path) -> None:
    assert "run `coach analyze CALL`" in stocked.coach("rubric", "try", str(changed), "--last", "2").stderr
    done = stocked.coach("rubric", "try", str(changed), "--calls", FIRST, DEMO)
    assert done.returncode == 0, done.stderr
    assert "Maya Chen" in done.stdout
    assert "hearing: not asked → not applicable" in done.stdout
    assert "2 of 2 calls come out differently in engagement; nothing was stored" in done.stdout
    assert "this says nothing about changed levels" in done.stdout
    for wrong in ("0", "-3", "x"):
        assert "is not a whole number from 1" in stocked.coach("rubric", "try", str(changed), "--last", wrong).stderr
    last = stocked.coach("rubric", "try", str(changed), "--last", "1", "--json")
    assert len(json.loads(last.stdout)) == 1


def test_with_a_key_the_price_comes_first_and_is_paid_once(
    with_key: tuple[Shell, ClaudeStandin], changed: Path
) -> None:
    shell, standin = with_key
    asked = shell.coach("rubric", "try", str(changed), "--calls", FIRST)
    assert asked.returncode == 1
    assert "would judge 1 call by the changed rubric for about $" in asked.stderr
    assert not standin.questions
    done = shell.coach("rubric", "try", str(changed), "--calls", FIRST, "--yes")
    assert done.returncode == 0, done.stderr
    assert "not judged so far → 75" in done.stdout
    assert "The answers cost $" in done.stdout
    assert "Tried without a key" not in done.stdout
    assert len(standin.questions) == 1
    shell.coach("rubric", "try", str(changed), "--calls", FIRST, "--yes")
    assert len(standin.questions) == 1
    assert shell.coach("show", FIRST, "--rep", "nobody").returncode == 1


def test_a_file_that_is_no_rubric_is_a_sentence(shell: Shell) -> None:
    file = shell.home / "bad.yaml"
    file.write_text("dimension: charm\n")
    done = shell.coach("rubric", "try", str(file), "--calls", "1")
    assert done.returncode == 1
    assert "bad.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert "nowhere.yaml: it is missing" in shell.coach("rubric", "diff", "nowhere.yaml").stderr
    assert shell.coach("rubric", "try", str(file)).returncode == 2
