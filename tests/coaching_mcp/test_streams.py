"""Terminals that are not as one would wish: no room, few letters, a reader who has gone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coaching_mcp.shell import Shell
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

COACH = f"{sys.executable} -m coaching_mcp.cli"


def _piped(shell: Shell, line: str) -> subprocess.CompletedProcess[str]:
    """A line as it is typed, with pipes and redirections."""
    return shell.run("bash", "-o", "pipefail", "-c", line)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("command", ["demo --no-open", "calls", "calls --json", "show 1", "doctor"])
def test_a_full_disk_is_a_sentence(stocked: Shell, command: str) -> None:
    done = _piped(stocked, f"{COACH} {command} > /dev/full")
    assert done.returncode == 1
    assert "coach: not everything could be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("command", ["demo --no-open", "calls --json", "show 1"])
def test_a_reader_who_has_read_enough_ends_it_quietly(stocked: Shell, command: str) -> None:
    done = _piped(stocked, f"{COACH} {command} | true")
    assert done.returncode == 0
    assert "coach:" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr
    assert "Task" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("command", ["calls", "show 1", "doctor", "cost"])
def test_a_terminal_with_few_letters_gets_the_nearest_ones(stocked: Shell, command: str, encoding: str) -> None:
    done = stocked.coach(*command.split(), PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert "?" not in done.stdout


def test_json_is_utf8_whatever_the_terminal_is(stocked: Shell) -> None:
    done = stocked.coach("calls", "--json", "--limit", "100", PYTHONIOENCODING="ascii")
    assert len(json.loads(done.stdout)) == 26
    assert done.returncode == 0


def test_a_hundred_years_of_costs_are_the_most(stocked: Shell) -> None:
    done = stocked.coach("cost", "--days", "99999999999")
    assert done.returncode == 2
    assert "36500" in done.stderr
    assert stocked.coach("cost", "--days", "36500").returncode == 0


def test_several_dimensions_are_written_after_one_another_or_each_with_its_own_option(stocked: Shell) -> None:
    together = stocked.coach("analyze", "1", "--dimension", "discovery", "engagement", "--json")
    apart = stocked.coach("analyze", "1", "--dimension", "discovery", "--dimension", "engagement", "--json")
    for done in (together, apart):
        named = [each["dimension"] for each in json.loads(done.stdout)["dimensions"]]
        assert named == ["discovery", "engagement"]
    swallowed = stocked.coach("analyze", "--dimension", "discovery", "1")
    assert swallowed.returncode == 2
    assert "write it before --dimension" in swallowed.stderr


def test_doctor_names_the_data_folder_and_the_settings_that_were_read(stocked: Shell) -> None:
    without = stocked.coach("doctor").stdout
    assert f"no .env in {stocked.home}" in without
    assert f"private, in {stocked.settings['COACH_DATA_DIR']}" in without
    (stocked.home / ".env").write_text("")
    try:
        assert f"read from {stocked.home / '.env'}" in stocked.coach("doctor").stdout
    finally:
        (stocked.home / ".env").unlink()


def test_doctor_warns_of_the_data_of_another_postgres(stocked: Shell) -> None:
    other = Path(stocked.settings["COACH_DATA_DIR"]) / "postgres-11"
    other.mkdir()
    try:
        done = stocked.coach("doctor")
    finally:
        other.rmdir()
    assert done.returncode == 0
    assert "! Database" in done.stdout
    assert "postgres-11, of another version of Postgres" in done.stdout


def test_the_list_of_calls_shows_what_a_keyword_reading_saw(stocked: Shell) -> None:
    listed = stocked.coach("calls", "--limit", "5", COLUMNS="80").stdout
    assert re.search(r"Corvid Health - second onb\S* +\S* *Elena +13 +\d/\d", listed)
    assert "5 of 26 calls; --limit shows more" in listed


def test_doctor_warns_when_the_cap_lets_nothing_be_judged(stocked: Shell) -> None:
    with ClaudeStandin(answer=CarefulJudge()) as standin:
        key = {"ANTHROPIC_API_KEY": standin.key, "ANTHROPIC_BASE_URL": standin.base_url}
        stopped = stocked.coach("doctor", DAILY_SPEND_CAP_USD="0", **key)
        allowed = stocked.coach("doctor", DAILY_SPEND_CAP_USD="2.5", **key)
    assert "! Claude" in stopped.stdout
    assert "nothing can be judged" in stopped.stdout
    assert "at most $2.50 a day" in allowed.stdout


def test_the_criteria_are_shown_when_asked_for(stocked: Shell) -> None:
    assert "Opening with a purpose" not in stocked.coach("show", "1").stdout
    assert "Opening with a purpose" in stocked.coach("show", "1", "--criteria").stdout


def test_the_golden_set_is_measured_without_a_key(stocked: Shell) -> None:
    assert "Below 0.8" in stocked.coach("eval", "--calls", "01-good-discovery", "02-pitch-without-questions").stdout
