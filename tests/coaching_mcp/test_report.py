"""`coach report` as a person meets it: files to look at, and mails that go out once."""

from __future__ import annotations

import json
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analysis.bootstrap import system_clock
from tests.coaching_mcp.shell import ROOT, Shell
from tests.standins.smtp import mail_server

WEEK = "2026-W46"
REPS = ("daniel-okafor", "elena-vasquez", "marcus-boyd", "maya-chen", "tom-lindqvist")


@pytest.fixture(scope="module")
def with_demo(shell: Shell) -> Shell:
    """The machine after `coach demo`."""
    done = shell.coach("demo", "--no-open")
    assert done.returncode == 0, done.stderr
    assert "Monday's mails about the last of these weeks" in done.stdout
    return shell


def test_the_demo_ends_with_the_mails_of_its_last_week_linked_to_its_pages(with_demo: Shell) -> None:
    folder = with_demo.home / "call-coach-demo"
    assert {path.stem for path in folder.glob("mail-*.html")} == {
        *(f"mail-{name}" for name in REPS), "mail-ruth-abaras-team"
    }  # fmt: skip
    for mail in folder.glob("mail-*.html"):
        text = mail.read_text(encoding="utf-8")
        assert "These calls are invented" in text
        for href in text.split('href="')[1:]:
            page, _, anchor = href.split('"')[0].partition("#")
            assert not anchor or f'id="{anchor}"' in (folder / page).read_text(encoding="utf-8")


def test_a_report_is_written_as_page_text_and_message_and_nothing_is_sent(with_demo: Shell) -> None:
    done = with_demo.coach("report", "--week", WEEK, "--out", "mails")
    assert done.returncode == 0, done.stderr
    assert "Nothing was sent" in done.stdout
    assert "Priya Raman: no mail. No call of theirs was recorded this week." in done.stdout
    folder = with_demo.home / "mails"
    for name in REPS:
        files = [folder / f"{WEEK}-{name}{ending}" for ending in (".html", ".txt", ".eml")]
        assert all(file.stat().st_size for file in files)
    message = message_from_bytes((folder / f"{WEEK}-maya-chen.eml").read_bytes(), policy=default)
    assert message["To"] == "maya.chen@callcoach-demo.example"
    assert message["From"] == "Call Coach <coach@call-coach.invalid>"


def test_one_rep_or_one_team_can_be_asked_for(with_demo: Shell) -> None:
    one = with_demo.coach("report", "--week", WEEK, "--rep", "Maya.Chen@callcoach-demo.example", "--json")
    team = with_demo.coach("report", "--week", WEEK, "--team", "ruth abara's team", "--json")
    assert [mail["name"] for mail in json.loads(one.stdout)["mails"]] == ["Maya Chen"]
    assert [mail["to"] for mail in json.loads(team.stdout)["mails"]] == ["ruth.abara@callcoach-demo.example"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rep", "nobody@company.example"), "There is no mail for the rep 'nobody@company.example' in 2026-W46"),
        (("--team", "West"), "There is no mail for the team 'West'"),
        (("--week", "2026-W99"), "'2026-W99' is not a week"),
        (("--send",), "REPORT_MODE is off, so nothing is sent"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(with_demo: Shell, arguments: tuple[str, ...], words: str) -> None:
    done = with_demo.coach("report", *(() if "--week" in arguments else ("--week", WEEK)), *arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_mails_go_out_once_however_often_the_command_runs(with_demo: Shell) -> None:
    with mail_server() as server:
        how = {
            "SMTP_URL": server.url, "REPORT_FROM": "Coach <coach@company.example>", "REPORT_MODE": "send",
            "REPORT_OVERRIDE_TO": "once@company.example",
        }  # fmt: skip
        first = with_demo.coach("report", "--week", WEEK, "--send", **how)
        second = with_demo.coach("report", "--week", WEEK, "--send", "--json", **how)
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert len(server.arrived) == 6
    assert {mail["state"] for mail in json.loads(second.stdout)["sent"]} == {"sent"}
    assert "maya.chen@callcoach-demo.example, delivered to once@company.example: sent\n" in first.stdout


def test_a_second_run_says_on_which_day_of_the_companys_the_mails_went_before(with_demo: Shell) -> None:
    zone = "Pacific/Kiritimati" if system_clock().hour >= 12 else "Pacific/Pago_Pago"  # where it is another day
    with mail_server() as server:
        how = {
            "SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send",
            "REPORT_OVERRIDE_TO": "twice@company.example", "COMPANY_TIMEZONE": zone,
        }  # fmt: skip
        first = with_demo.coach("report", "--week", WEEK, "--send", **how)
        again = with_demo.coach("report", "--week", WEEK, "--send", **how)
        reviewed = with_demo.coach("review", "--week", WEEK, **how)
    before = f": sent on {system_clock().astimezone(ZoneInfo(zone)):%d %B}, so not again"
    assert again.stdout.count(before) == reviewed.stdout.count(before) == first.stdout.count(": sent\n") > 0
    assert ": sent\n" not in again.stdout


def test_drafts_are_reported_as_drafts_and_releasing_says_what_went_and_that_nothing_is_left(
    with_demo: Shell,
) -> None:
    with mail_server() as server:
        how = {
            "SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "draft",
            "REPORT_OVERRIDE_TO": "drafts@company.example",
        }  # fmt: skip
        nothing = with_demo.coach("report", "--week", "2026-W44", "--release", **how)
        drafted = with_demo.coach("report", "--week", WEEK, "--send", **how)
        assert len(server.arrived) == 6
        released = with_demo.coach("report", "--week", WEEK, "--release", **how)
        assert len(server.arrived) == 11
    assert "No mail of this week is held, so nothing was released." in nothing.stdout
    maya = "maya.chen@callcoach-demo.example"
    assert f"draft of the mail to {maya}, to drafts@company.example: sent" in drafted.stdout
    assert f"{maya}, delivered to drafts@company.example: held until somebody releases it" in drafted.stdout
    assert f"{maya}, delivered to drafts@company.example: sent\n" in released.stdout


def test_looking_at_the_mails_says_who_would_get_none(with_demo: Shell) -> None:
    maya = "maya.chen@callcoach-demo.example"
    with_demo.coach("person", "set", maya, "--mail", "off")
    shown = with_demo.coach("report", "--week", WEEK)
    with_demo.coach("person", "set", maya, "--mail", "on")
    assert shown.stdout.count("This one is not sent.") == 1
    assert f"They asked not to get these mails: `coach person set {maya} --mail on` undoes it." in shown.stdout


def test_the_links_of_a_message_of_the_demo_are_found_from_anywhere(with_demo: Shell) -> None:
    folder = with_demo.home / "call-coach-demo"
    text = (folder / "mail-maya-chen.txt").read_text(encoding="utf-8")
    links = [line.strip() for line in text.splitlines() if ".html" in line]
    assert links
    assert all(link.startswith("file:///") for link in links)


def test_a_mail_that_was_not_taken_makes_the_command_say_so(with_demo: Shell) -> None:
    with mail_server(otherwise="450 rcpt") as server:
        how = {
            "SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send",
            "REPORT_OVERRIDE_TO": "me@company.example",
        }  # fmt: skip
        done = with_demo.coach("report", "--week", WEEK, "--rep", "maya.chen@callcoach-demo.example", "--send", **how)
    assert done.returncode == 3
    assert "delivered to me@company.example: waits: the server said 450" in done.stdout


def test_a_folder_that_cannot_be_written_is_named(with_demo: Shell) -> None:
    Path(with_demo.home / "a-file").write_text("", encoding="utf-8")
    done = with_demo.coach("report", "--week", WEEK, "--out", "a-file/mails")
    assert done.returncode == 1
    assert "a-file" in done.stderr


def test_killed_in_the_middle_of_handing_over_nothing_goes_twice(with_demo: Shell) -> None:
    """The server has the mail when the process is killed; the next run does not know whether it arrived."""
    with mail_server(otherwise="take and hang") as server:
        how = {
            "SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send",
            "REPORT_OVERRIDE_TO": "killed@company.example",
        }  # fmt: skip
        command = ("report", "--week", WEEK, "--rep", "tom.lindqvist@callcoach-demo.example", "--send")
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(with_demo.home), "PYTHONPATH": str(ROOT)}
        running = subprocess.Popen(
            [sys.executable, "-m", "coaching_mcp.cli", *command],
            cwd=with_demo.home,
            env={**environment, **with_demo.settings, **how},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert server.got_one.wait(30)
        running.kill()
        running.wait()
        server.otherwise = "take"
        again = with_demo.coach(*command, **how)
    assert "tom.lindqvist@callcoach-demo.example, delivered to killed@company.example: is being sent" in again.stdout
    assert again.returncode == 3
    assert len(server.arrived) == 1


def test_a_report_on_a_mail_that_came_back_can_be_piped_in_and_whatever_else_does_no_harm(with_demo: Shell) -> None:
    file = with_demo.home / "away.eml"
    file.write_bytes(b"Subject: Out of office\r\n\r\nI am away.")
    done = with_demo.coach("report", "bounced", "away.eml")
    assert done.returncode == 0, done.stderr
    assert "no mail server's report" in done.stdout
    as_json = with_demo.coach("report", "bounced", "away.eml", "--json")
    assert json.loads(as_json.stdout)["outcome"] == "no report"
    missing = with_demo.coach("report", "bounced", "nowhere.eml")
    assert missing.returncode == 1
    assert "'nowhere.eml' cannot be read" in missing.stderr


def test_somebody_can_be_left_out_and_taken_in_again(with_demo: Shell) -> None:
    maya = "maya.chen@callcoach-demo.example"
    off = with_demo.coach("person", "set", maya, "--mail", "off")
    assert off.returncode == 0, off.stderr
    assert f"Weekly mails: none, as they or you asked, until: coach person set {maya} --mail on" in off.stdout
    shown = with_demo.coach("person", "show", maya, "--json")
    assert json.loads(shown.stdout)["mail"] == {"wanted": False, "refused": None}
    on = with_demo.coach("person", "set", maya, "--mail", "on")
    assert "Weekly mails: yes" in on.stdout


def test_invented_calls_bother_nobody_whose_address_is_invented_too(with_demo: Shell) -> None:
    with mail_server() as server:
        how = {"SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send"}
        done = with_demo.coach("report", "--week", WEEK, "--send", **how)
    assert done.returncode == 1
    assert "REPORT_OVERRIDE_TO" in done.stderr
    assert server.arrived == []


def test_the_mails_of_a_week_that_is_not_over_do_not_go_out(with_demo: Shell) -> None:
    how = {"SMTP_URL": "smtp://127.0.0.1:9", "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send"}
    done = with_demo.coach("report", "--week", "2099-W01", "--send", **how)
    assert done.returncode == 1
    assert "The week is not over" in done.stderr


def test_the_doctor_says_whether_mails_can_go(with_demo: Shell) -> None:
    off = with_demo.coach("doctor")
    assert "– Weekly mails: REPORT_MODE is off" in off.stdout
    with mail_server() as server:
        how = {"SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "draft"}
        good = with_demo.coach("doctor", **how)
    gone = with_demo.coach("doctor", **how)
    assert "✓ Weekly mails: 127.0.0.1" in good.stdout
    assert "drafts go to managers first" in good.stdout
    assert "✗ Weekly mails: The mail server could not be reached" in gone.stdout
    assert gone.returncode == 1


def test_each_report_on_a_mail_is_answered_with_what_it_changed(with_demo: Shell) -> None:
    with mail_server() as server:
        how = {
            "SMTP_URL": server.url, "REPORT_FROM": "coach@company.example", "REPORT_MODE": "send",
            "REPORT_OVERRIDE_TO": "gone@company.example",
        }  # fmt: skip
        maya = ("--rep", "maya.chen@callcoach-demo.example")
        with_demo.coach("report", "--week", WEEK, *maya, "--send", **how)
    (sent,) = server.arrived

    def back(address: str) -> str:
        report = (
            'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
            "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
            f"--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {sent['Message-ID']}\n\n--B--\n"
        )
        (with_demo.home / "back.eml").write_text(report, encoding="utf-8")
        return with_demo.coach("report", "bounced", "back.eml").stdout

    assert "the report names another address, so nothing was changed" in back("evil@elsewhere.example")
    assert "came back: 550 5.1.1 User unknown. No more go there" in back("gone@company.example")
    assert "is known to have come back, so nothing was changed" in back("gone@company.example")
