"""`coach dispute`, `coach override` and `coach disputes` as people type them."""

from __future__ import annotations

import json
from collections.abc import Generator

import pytest

from gong.bundled import bundled_export_json
from tests.coaching_mcp.shell import Shell
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

FIRST = "7300000000000000101"
RUTH = "ruth.abara@callcoach-demo.example"


@pytest.fixture(scope="module")
def judged(shell: Shell) -> Generator[Shell]:
    """A home with one judged call."""
    file = shell.home / "calls.json"
    file.write_text(json.dumps(bundled_export_json()), encoding="utf-8")
    assert shell.coach("import", str(file)).returncode == 0
    with ClaudeStandin(answer=CarefulJudge()) as standin:
        settings = {"ANTHROPIC_API_KEY": standin.key, "ANTHROPIC_BASE_URL": standin.base_url}
        with_key = Shell(home=shell.home, settings={**shell.settings, **settings})
        assert with_key.coach("analyze", FIRST).returncode == 0
        yield with_key


def test_a_dispute_is_open_until_the_manager_decides_and_then_counts(judged: Shell) -> None:
    assert judged.coach("disputes").stdout == "No open disputes.\n"
    said = judged.coach("dispute", FIRST, "agenda", "--reason", "We agreed on it by mail.", "--by", "maya")
    assert said.returncode == 0, said.stderr
    assert "Disputed by maya" in " ".join(said.stdout.replace("│", " ").split())
    (open_one,) = json.loads(judged.coach("disputes", "--json").stdout)
    assert (open_one["criterion"], open_one["judged_level"], open_one["by"]) == ("agenda", 3, "maya")
    listed = judged.coach("disputes").stdout
    assert "Maya Chen: discovery.agenda" in listed
    assert "coach override" in listed

    refused = judged.coach("override", FIRST, "agenda", "--level", "2", "--reason", "No", "--by", "maya@x.example")
    assert refused.returncode == 1
    assert "Only Ruth Abara" in refused.stderr

    done = judged.coach("override", FIRST, "agenda", "--level", "2", "--reason", "It was late.", "--by", RUTH, "--json")
    assert done.returncode == 0, done.stderr
    discovery = json.loads(done.stdout)["dimensions"][0]
    agenda = next(item for item in discovery["findings"] if item["criterion"] == "agenda")
    assert agenda["level"] == 2
    assert [(item["judged_level"], item["level"], item["counts"]) for item in agenda["disputes"]] == [
        (3, None, False),
        (3, 2, True),
    ]
    assert discovery["score"] < 75
    assert judged.coach("disputes").stdout == "No open disputes.\n"


def test_the_page_says_who_changed_what_and_why(judged: Shell) -> None:
    judged.coach("override", FIRST, "impact", "--level", "1", "--reason", "No number.", "--by", RUTH)
    assert judged.coach("show", FIRST, "--page", "page.html").returncode == 0
    page = (judged.home / "page.html").read_text(encoding="utf-8")
    assert f"Changed from 3 to 1 by {RUTH} on " in page
    assert "Lowered from" not in page


def test_a_criterion_or_level_that_is_not_there_is_a_sentence(judged: Shell) -> None:
    wrong = judged.coach("dispute", FIRST, "charm", "--reason", "x")
    assert wrong.returncode == 1
    assert "There are: discovery.agenda" in wrong.stderr
    assert judged.coach("override", FIRST, "agenda", "--level", "7", "--reason", "x", "--by", RUTH).returncode == 2
    assert "There is no call '4711'" in judged.coach("dispute", "4711", "agenda", "--reason", "x").stderr


def test_a_dispute_of_what_has_no_level_can_be_closed(judged: Shell) -> None:
    keyless = Shell(home=judged.home, settings={**judged.settings, "ANTHROPIC_API_KEY": ""})
    demo = "7300000000000000105"
    assert keyless.coach("analyze", demo).returncode == 0
    assert keyless.coach("dispute", demo, "discovery.recap", "--reason", "I did.", "--by", "maya").returncode == 0
    decide = ("override", demo, "discovery.recap", "--reason", "Listened again.", "--by", RUTH)
    refused = keyless.coach(*decide, "--level", "2")
    assert refused.returncode == 1
    assert "close a dispute of it with --keep" in refused.stderr
    assert keyless.coach(*decide).returncode == 2
    kept = keyless.coach(*decide, "--keep")
    assert kept.returncode == 0, kept.stderr
    assert "Kept as it is by" in kept.stdout
    assert keyless.coach("disputes").stdout == "No open disputes.\n"


def test_what_people_said_stands_in_whole_lines_below_the_dimensions(judged: Shell) -> None:
    reason = "We agreed on it by mail the day before, and she knew what it would be about."
    judged.coach("dispute", FIRST, "current_state", "--reason", reason, "--by", "maya")
    shown = judged.coach("show", FIRST, COLUMNS="80").stdout
    assert "How it works today: Disputed by maya on " in shown
    assert " what it would be about." in shown
    judged.coach("override", FIRST, "current_state", "--keep", "--reason", "So it was.", "--by", RUTH)
