"""`coach eval` and `coach calibrate`, as a person runs them."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from gong.bundled import bundled_export_json
from gong.simulated import Tenant
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from knowledge.library import read_library
from tests.analysis.golden import FOUNDRY, HARBOUR, labels, write_golden
from tests.coaching_mcp.shell import Shell
from tests.gong.reviews import AGENDA, answer, answered, review, settings
from tests.standins.claude import ClaudeStandin
from tests.standins.gong import GongStandin
from tests.standins.judge import CarefulJudge

FIRST = "7300000000000000101"
PER_CALL = 4 * 3  # two runs and one reversed


@pytest.fixture
def shell(tmp_path: Path, dsn: str) -> Shell:
    """A folder with two golden calls, and a database."""
    library = read_library()
    seen = {"discovery": {"agenda": "seen"}}
    write_golden(tmp_path, "01-harbour", HARBOUR, labels(library, HARBOUR, sightings=seen))
    write_golden(tmp_path, "02-foundry", FOUNDRY, labels(library, FOUNDRY))
    return Shell(home=tmp_path, settings={"DATABASE_URL": dsn})


@pytest.fixture
def with_key(shell: Shell) -> Generator[tuple[Shell, ClaudeStandin]]:
    """The same with a key, and Claude's stand-in at the other end."""
    with ClaudeStandin(answer=CarefulJudge(level=3)) as standin:
        key = {"ANTHROPIC_API_KEY": standin.key, "ANTHROPIC_BASE_URL": standin.base_url}
        yield Shell(home=shell.home, settings={**shell.settings, **key}), standin


def evaluate(shell: Shell, *more: str) -> dict[str, Any]:
    done = shell.coach("eval", "--folder", "golden", "--json", *more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_without_a_key_the_keyword_reading_is_measured_and_no_database_is_needed(shell: Shell) -> None:
    away = Shell(home=shell.home, settings={"DATABASE_URL": "postgresql://nobody@localhost:1/nothing"})
    done = away.coach("eval", "--folder", "golden")
    assert done.returncode == 0, done.stderr
    assert "on 2 golden calls" in done.stdout
    assert "discovery.agenda" in done.stdout
    report = evaluate(away)
    assert report["calls"] == 2
    assert [item["criterion"] for item in report["signals"]] == ["agenda"]
    assert report["signals"][0]["seen"] == {"hits": 1, "of": 1, "value": None}


def test_nothing_is_asked_of_claude_before_somebody_agrees_to_the_price(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, standin = with_key
    done = shell.coach("eval", "--folder", "golden", "--runs", "2")
    assert done.returncode == 1
    assert "would judge 2 golden calls, 2 times and once reversed, for about $" in done.stderr
    assert "--yes" in done.stderr
    assert not standin.questions


def test_the_judge_is_measured_once_and_the_second_time_is_free(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, standin = with_key
    first = evaluate(shell, "--runs", "2", "--yes")
    asked = len(standin.questions)
    done = shell.coach("eval", "--folder", "golden", "--runs", "2")  # nothing to agree to
    assert asked == 2 * PER_CALL
    assert len(standin.questions) == asked
    assert first["everything"]["same"]["value"] == 1
    assert done.returncode == 0, done.stderr
    assert "claude:claude-sonnet-5-5:medium on 2 golden calls, 2 runs" in done.stdout
    assert "Wrong product claims: 0 found, 0 missed, 0 false alarms" in done.stdout


def test_a_golden_call_that_is_not_there_is_named_with_those_that_are(shell: Shell) -> None:
    done = shell.coach("eval", "--folder", "golden", "--calls", "99-nothing")
    assert done.returncode == 1
    assert "'99-nothing': 01-harbour, 02-foundry" in done.stderr


def test_people_are_compared_with_stored_scorecards(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, _ = with_key
    export: Any = bundled_export_json()
    first = next(call for call in export["calls"] if call["metaData"]["id"] == FIRST)
    user = first["metaData"]["primaryUserId"]
    (shell.home / "export.json").write_text(json.dumps(export))
    given = {**answered(*(review(int(FIRST), answer(AGENDA, score), user=int(user)) for score in (4, 4, 4, 4, 3)))}
    private = review(int(FIRST), answer(AGENDA, 1), user=int(user), visibilityType="PRIVATE")
    given["answeredScorecards"].append(private)
    (shell.home / "people.json").write_text(json.dumps(given))
    (shell.home / "scorecards.json").write_text(json.dumps(settings()))
    (shell.home / "questions.yaml").write_text(f"questions:\n  {AGENDA}: discovery/agenda\n  99: discovery.recap\n")
    assert shell.coach("import", "export.json").returncode == 0
    assert shell.coach("analyze", FIRST).returncode == 0
    command = ("calibrate", "people.json", "scorecards.json", "--map", "questions.yaml")
    done = shell.coach(*command)
    assert done.returncode == 0, done.stderr
    assert "against people, on 1 scorecards" in done.stdout
    assert "80% (5)" in done.stdout
    assert "1 private ones" in done.stdout
    assert "no questions with a range: 99." in done.stdout
    report = json.loads(shell.coach(*command, "--json").stdout)
    assert report["judges"][0]["everything"]["exact"] == {"hits": 4, "of": 5, "value": 0.8}
    assert report["left_out"] == {"automatic": 0, "private": 1, "without_range": 0}


def test_without_a_map_the_questions_are_printed_as_one_to_fill_in(shell: Shell) -> None:
    (shell.home / "people.json").write_text(json.dumps({**answered(review(1, answer(AGENDA, 4))), **settings()}))
    done = shell.coach("calibrate", "people.json")
    assert done.returncode == 1
    assert f"questions:\n  {AGENDA}: # How was it? (1 to 5)" in done.stdout
    assert "--map FILE" in done.stdout


def test_gong_is_asked_for_what_people_answered(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, _ = with_key
    tenant = Tenant.bundled()
    first = tenant.calls[FIRST]["metaData"]
    started = {"callStartTime": first["started"]}
    tenant.answered = [
        review(int(FIRST), answer(AGENDA, 4), user=int(first["primaryUserId"]), **started),
        review(int(FIRST), answer(AGENDA, 1), user=int(first["primaryUserId"]), reviewMethod="AUTOMATIC", **started),
    ]
    tenant.scorecards = settings()["scorecards"]
    (shell.home / "export.json").write_text(json.dumps(bundled_export_json()))
    (shell.home / "questions.yaml").write_text(f"questions:\n  {AGENDA}: discovery.agenda\n")
    assert shell.coach("import", "export.json").returncode == 0
    assert shell.coach("analyze", FIRST).returncode == 0
    command = ("calibrate", "--gong", "--map", "questions.yaml", "--since", "2026-10-01", "--until", "2026-11-16")
    with GongStandin(tenant) as gong:
        keys = {"GONG_ACCESS_KEY": ACCESS_KEY, "GONG_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET}
        done = shell.coach(*command, "--json", **keys, GONG_API_BASE_URL=gong.base_url)
        assert not gong.breaches
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["judges"][0]["everything"]["exact"] == {"hits": 1, "of": 1, "value": None}
    assert (report["reviews"], report["left_out"]["automatic"]) == (1, 1)


def test_gong_without_a_key_says_what_to_set(shell: Shell) -> None:
    done = shell.coach("calibrate", "--gong")
    assert done.returncode == 1
    assert "GONG_ACCESS_KEY" in done.stderr


def test_a_review_of_a_call_that_is_not_here_says_what_to_do(shell: Shell) -> None:
    (shell.home / "people.json").write_text(json.dumps({**answered(review(1, answer(AGENDA, 4))), **settings()}))
    (shell.home / "questions.yaml").write_text(f"questions:\n  {AGENDA}: discovery.agenda\n")
    done = shell.coach("calibrate", "people.json", "--map", "questions.yaml")
    assert done.returncode == 0, done.stderr
    assert "Nothing could be compared" in done.stdout
    assert "coach import" in done.stdout
