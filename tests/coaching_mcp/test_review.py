"""`coach review` as a person meets it: what there is to do, what it takes, what was done, and an exit code."""

from __future__ import annotations

import json

import pytest

from tests.coaching_mcp.shell import Shell
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge
from tests.standins.smtp import mail_server

WEEK = "2026-W46"
PAID = ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL")


def at(claude: ClaudeStandin) -> dict[str, str]:
    claude.answer = CarefulJudge()
    return dict(zip(PAID, (claude.key, claude.base_url), strict=True))


def test_on_a_newcomers_machine_it_says_that_there_is_nothing(shell: Shell) -> None:
    done = shell.coach("review", "--week", "2026-W30")
    assert done.returncode == 0, done.stderr
    assert "2026-W30 (20–26 July 2026)" in done.stdout
    assert "Gong is not connected" in done.stdout
    assert "0 calls here" in done.stdout


def test_without_a_key_and_a_mail_server_it_writes_what_it_would_send(stocked: Shell) -> None:
    done = stocked.coach("review", "--week", WEEK)
    assert done.returncode == 0, done.stderr
    assert "5 calls here: 5 done before, 0 to do." in done.stdout
    assert "6 mails written, and none was sent. REPORT_MODE is off" in done.stdout
    assert "Maya Chen <maya.chen@callcoach-demo.example>" in done.stdout
    assert "Priya Raman: no mail." in done.stdout


def test_a_dry_run_says_what_it_would_cost_and_asks_nobody(stocked: Shell, claude_standin: ClaudeStandin) -> None:
    done = stocked.coach("review", "--week", WEEK, "--dry-run", **at(claude_standin))
    assert done.returncode == 0, done.stderr
    assert "5 to do" in done.stdout
    assert "Judging takes about $" in done.stdout
    assert "This was a dry run." in done.stdout
    assert claude_standin.requests == []


def test_nothing_is_paid_before_somebody_agrees(stocked: Shell, claude_standin: ClaudeStandin) -> None:
    done = stocked.coach("review", "--week", WEEK, **at(claude_standin))
    assert done.returncode == 1
    assert "would judge 5 calls for about $" in done.stderr
    assert "Add --yes" in done.stderr
    assert claude_standin.requests == []


def test_the_evening_before_and_then_the_review(stocked: Shell, claude_standin: ClaudeStandin) -> None:
    with mail_server() as server:
        how = {
            **at(claude_standin), "SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send",
            "REPORT_OVERRIDE_TO": "me@company.example",
        }  # fmt: skip
        evening = stocked.coach("review", "--week", WEEK, "--submit", "--yes", "--json", **how)
        assert evening.returncode == 0, evening.stderr
        submitted = json.loads(evening.stdout)
        assert (submitted["batches"], submitted["calls"]) == (1, 5)
        first = stocked.coach("review", "--week", WEEK, "--yes", "--json", **how)
        assert first.returncode == 0, first.stderr
        again = stocked.coach("review", "--week", WEEK, **how)
        assert again.returncode == 0, again.stderr
    said = json.loads(first.stdout)
    assert said["calls"] == {"recorded": 5, "judged": 5, "were_missing": 5}
    assert said["cost_usd"] > 0
    assert {mail["state"] for mail in said["sent"]} == {"sent"}
    assert again.stdout.count("so not again") == len(server.arrived) == len(said["sent"]) == 6


def test_where_the_cap_ends_the_judging_it_names_the_calls_and_the_mails_that_wait_and_says_why_once(
    stocked: Shell, claude_standin: ClaudeStandin
) -> None:
    with mail_server() as server:
        how = {
            **at(claude_standin), "SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send",
            "REPORT_OVERRIDE_TO": "me@company.example",
        }  # fmt: skip
        first = stocked.coach("review", "--week", "2026-W45", "--yes", DAILY_SPEND_CAP_USD="0.3", **how)
        went = len(server.arrived)
        partly = stocked.coach("review", "--week", "2026-W45", "--yes", "--partial", DAILY_SPEND_CAP_USD="0.3", **how)
    assert first.returncode == 3, first.stderr
    assert first.stdout.count("spending cap") == 1
    assert "waits for that: 'Harborview Insurance" in first.stdout
    assert "was spent today" in first.stdout
    assert "A mail waits until every call that it is about is judged" in first.stdout
    assert "waits: Ruth Abara’s team <ruth.abara@callcoach-demo.example>" in first.stdout
    assert "ruth.abara@callcoach-demo.example, delivered to me@company.example: sent" in partly.stdout
    assert len(server.arrived) > went


def test_a_dry_run_of_a_week_that_is_not_over_says_so(stocked: Shell) -> None:
    done = stocked.coach("review", "--week", "2036-W02", "--dry-run")
    assert "This was a dry run. The week is not over before 14 January 2036" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (("--week", "2026-W54"), "'2026-W54' is not a week", 1),
        (("--week", "last"), "'last' is not a week", 1),
        (("--dry-run", "--submit"), "not allowed with argument", 2),
    ],
)
def test_what_cannot_be_is_said(shell: Shell, arguments: tuple[str, ...], words: str, code: int) -> None:
    done = shell.coach("review", *arguments)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr


def test_a_mail_server_that_is_not_set_up_is_said_first(shell: Shell, claude_standin: ClaudeStandin) -> None:
    done = shell.coach("review", "--week", WEEK, "--yes", REPORT_MODE="send", **at(claude_standin))
    assert done.returncode == 1
    assert "SMTP_URL is not set" in done.stderr
    assert claude_standin.requests == []
