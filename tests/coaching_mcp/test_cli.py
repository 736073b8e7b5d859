"""The command line as a person meets it: a process of its own, a private database, nothing else set up."""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from collections.abc import Generator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gong.bundled import bundled_export_json
from tests.coaching_mcp.shell import Shell
from tests.standins.claude import ClaudeStandin
from tests.standins.claude_script import Answered, HttpError
from tests.standins.judge import CarefulJudge

FIRST = "7300000000000000101"


@pytest.fixture
def with_key(stocked: Shell) -> Generator[tuple[Shell, ClaudeStandin]]:
    """The same with a key, and Claude's stand-in at the other end."""
    with ClaudeStandin(answer=CarefulJudge()) as standin:
        settings = {"ANTHROPIC_API_KEY": standin.key, "ANTHROPIC_BASE_URL": standin.base_url}
        yield Shell(home=stocked.home, settings={**stocked.settings, **settings}), standin


def test_the_demo_prints_a_table_and_a_scorecard_and_writes_a_page_for_each_call(shell: Shell) -> None:
    done = shell.coach("demo", "--no-open", "--out", "first")
    assert done.returncode == 0, done.stderr
    assert "Maya Chen (AE) on Brightline Logistics - first call" in done.stdout
    assert "26 calls" in done.stdout
    assert "Invented for the demo" in done.stdout
    assert "Keyword reading, not a judgement" in done.stdout
    pages = list((shell.home / "first").glob("call-*.html"))
    assert len(pages) == 26
    assert all("nvented" in page.read_text(encoding="utf-8") for page in pages)


def test_the_demo_comes_from_the_cache_the_second_time(stocked: Shell) -> None:
    done = stocked.coach("demo", "--no-open")
    assert "everything from the cache" in done.stdout


def test_every_judgement_of_a_page_leads_to_a_place_on_it(stocked: Shell) -> None:
    page = next((stocked.home / "call-coach-demo").glob("call-1-*.html")).read_text(encoding="utf-8")
    links = _Links()
    links.feed(page)
    assert links.inside
    assert links.inside <= links.ids


def test_the_demo_asks_before_claude_is_paid(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, standin = with_key
    done = shell.coach("demo", "--no-open")
    assert done.returncode == 1
    assert re.search(r"would judge 26 calls for about \$\d", done.stderr)
    assert "--yes" in done.stderr
    assert not standin.questions


def test_calls_are_taken_in_once(shell: Shell) -> None:
    folder = _export(shell.home / "export", "7300000000000000102")
    first, second = shell.coach("import", str(folder)), shell.coach("import", str(folder), "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(second.stdout)["calls"] == {"7300000000000000102": "unchanged"}


def test_a_refused_call_says_why_and_the_others_are_taken(shell: Shell) -> None:
    folder = _export(shell.home / "partly", "7300000000000000103", "7300000000000000104")
    calls = json.loads((folder / "calls.json").read_text())
    calls[0]["metaData"]["isPrivate"] = True
    (folder / "calls.json").write_text(json.dumps(calls))
    done = shell.coach("import", str(folder))
    assert done.returncode == 3
    assert "1 refused" in done.stdout
    assert "--include-private" in done.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [("{", "not"), ("", "empty"), ("[1, 2", "not"), ('"words"', "")],
    ids=["truncated", "empty", "half a list", "a string"],
)
def test_a_broken_file_is_named_and_harms_nothing(stocked: Shell, content: str, says: str) -> None:
    file = stocked.home / "broken.json"
    file.write_text(content)
    done = stocked.coach("import", str(file))
    assert done.returncode == 1
    assert "broken.json" in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(json.loads(stocked.coach("calls", "--json").stdout)) >= 26


def test_claude_judges_when_there_is_a_key_and_is_paid_once(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, standin = with_key
    first = json.loads(shell.coach("analyze", FIRST, "--json").stdout)
    asked = len(standin.questions)
    second = json.loads(shell.coach("analyze", FIRST, "--json").stdout)
    assert asked == 5
    assert len(standin.questions) == asked
    assert (first["from_cache"], second["from_cache"]) == (False, True)
    assert first["dimensions"][0]["score"] == 75
    assert first["dimensions"] == second["dimensions"]
    shown = shell.coach("show", FIRST, "--page", "one.html")
    assert "75 solid" in shown.stdout
    assert "When price comes up" in shown.stdout
    assert (shell.home / "one.html").exists()
    cost = json.loads(shell.coach("cost", "--json").stdout)
    assert cost["total"]["requests"] == 5
    assert cost["hits"] >= 5


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (HttpError(status=401, type="authentication_error"), "ANTHROPIC_API_KEY"),
        (HttpError(status=400, type="invalid_request_error", message="Your credit balance is too low"), "credit"),
        (HttpError(status=404, type="not_found_error", message="model: claude-x"), "ANTHROPIC_MODEL"),
    ],
    ids=["a wrong key", "no credit", "no such model"],
)
def test_what_claude_refuses_is_said_with_what_to_do(
    with_key: tuple[Shell, ClaudeStandin], outcome: HttpError, says: str
) -> None:
    shell, standin = with_key
    standin.on(outcome, times=None)
    done = shell.coach("analyze", "7300000000000000105")
    assert done.returncode == 1
    assert says in done.stderr
    assert standin.key not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_dimension_that_could_not_be_judged_is_said_and_told_by_the_exit_code(
    with_key: tuple[Shell, ClaudeStandin],
) -> None:
    shell, standin = with_key
    standin.on(Answered(stop_reason="refusal"), matching="Dimension: engagement")
    done = shell.coach("analyze", "7300000000000000106")
    assert done.returncode == 3
    assert "not judged" in done.stdout


def test_a_dimension_that_failed_is_not_forgotten_by_show(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, standin = with_key
    standin.on(Answered(stop_reason="refusal"), matching="Dimension: engagement")
    shell.coach("analyze", "7300000000000000103", "--page", "failed.html")
    assert "No score. Claude declined to judge this part" in (shell.home / "failed.html").read_text()
    shown = shell.coach("show", "7300000000000000103", "--page", "shown.html")
    assert "Engagement is not judged yet: run `coach analyze " in " ".join(shown.stdout.replace("│", "").split())
    page = (shell.home / "shown.html").read_text()
    assert "Not judged yet: run" in page
    assert "not asked for" not in page
    answer = json.loads(shell.coach("show", "7300000000000000103", "--json").stdout)
    assert "coach analyze" in answer["not_judged"]["engagement"]


def test_a_summary_that_could_not_be_written_is_told_by_the_exit_code(with_key: tuple[Shell, ClaudeStandin]) -> None:
    shell, standin = with_key
    standin.on(Answered(stop_reason="refusal"), matching="<wins>")
    done = shell.coach("analyze", "7300000000000000104")
    assert done.returncode == 3
    assert "The summary could not be written" in " ".join(done.stdout.replace("│", "").split())


def test_no_network_is_a_sentence(stocked: Shell) -> None:
    done = stocked.coach(
        "analyze", FIRST, ANTHROPIC_API_KEY="sk-ant-x", ANTHROPIC_BASE_URL="http://127.0.0.1:9", ANTHROPIC_EFFORT="low"
    )
    assert done.returncode == 1
    assert "ANTHROPIC_BASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_call_that_is_not_there_is_a_sentence(stocked: Shell) -> None:
    done = stocked.coach("analyze", "4711", "--json")
    assert done.returncode == 1
    assert "coach calls" in done.stderr
    assert json.loads(done.stdout)["error"]["kind"] == "CallNotFound"


def test_a_rep_who_did_not_speak_is_a_sentence_with_those_who_did(stocked: Shell) -> None:
    done = stocked.coach("analyze", FIRST, "--rep", "nobody@callcoach-demo.example")
    assert done.returncode == 1
    assert "Maya Chen" in done.stderr


def test_a_bad_setting_is_named_and_never_shown(stocked: Shell) -> None:
    done = stocked.coach("calls", DAILY_SPEND_CAP_USD="lots-of-money", COMPANY_TIMEZONE="Mars/Olympus")
    assert done.returncode == 1
    assert "DAILY_SPEND_CAP_USD" in done.stderr
    assert "COMPANY_TIMEZONE" in done.stderr
    assert "lots-of-money" not in done.stderr


def test_a_database_that_is_away_is_a_sentence_without_the_password(shell: Shell) -> None:
    done = shell.coach("calls", DATABASE_URL="postgresql://maya:hunter2@127.0.0.1:9/calls")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "hunter2" not in done.stderr


def test_doctor_says_for_each_part_that_it_works_or_what_to_do(stocked: Shell) -> None:
    done = stocked.coach("doctor")
    assert done.returncode == 0
    assert "✓ Database" in done.stdout
    assert "– Claude: no ANTHROPIC_API_KEY" in done.stdout
    broken = stocked.coach("doctor", DATABASE_URL="postgresql://127.0.0.1:9/calls")
    assert broken.returncode == 1
    assert "✗ Database" in broken.stdout


def test_rubrics_can_be_loaded_by_hand_as_well(shell: Shell) -> None:
    by_hand = shell.run(sys.executable, "-m", "knowledge.loader")
    assert by_hand.returncode == 0, by_hand.stderr
    assert json.loads(shell.coach("knowledge", "load", "--json").stdout)["new"] == []


def test_wrong_usage_is_told_by_exit_code_two(shell: Shell) -> None:
    assert shell.coach("analyse").returncode == 2
    for limit in ("0", "99999999999999999999"):
        assert shell.coach("calls", "--limit", limit).returncode == 2


def test_a_stack_trace_is_shown_only_on_request(stocked: Shell) -> None:
    assert "Traceback" in stocked.coach("analyze", "4711", "--debug").stderr


class _Links(HTMLParser):
    """The ids on a page and the links that stay on it."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.inside: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(given["id"] or "")
        href = given.get("href") or ""
        if tag == "a" and href.startswith("#"):
            self.inside.add(href[1:])


def _export(folder: Path, *ids: str) -> Path:
    """Some bundled calls as files of Gong's JSON."""
    folder.mkdir()
    everything = json.loads(json.dumps(bundled_export_json()))
    calls = [call for call in everything["calls"] if call["metaData"]["id"] in ids]
    transcripts = [item for item in everything["callTranscripts"] if item["callId"] in ids]
    (folder / "calls.json").write_text(json.dumps(calls), encoding="utf-8")
    (folder / "transcripts.json").write_text(json.dumps(transcripts), encoding="utf-8")
    return folder


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_who_is_stopped_says_so_in_a_sentence_and_the_next_one_need_not_wait(
    with_key: tuple[Shell, ClaudeStandin], stop: signal.Signals
) -> None:
    shell, standin = with_key
    standin.total_s = 20.0
    call = {signal.SIGINT: "7300000000000000107", signal.SIGTERM: "7300000000000000109"}[stop]
    running = shell.start(sys.executable, "-m", "coaching_mcp.cli", "analyze", call)
    deadline = time.monotonic() + 20
    while not standin.questions and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(stop)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "stopped" in said
    assert "Traceback" not in said
    standin.total_s = 0.0
    started = time.monotonic()
    assert shell.coach("analyze", call).returncode == 0
    assert time.monotonic() - started < 15


def test_a_place_where_nothing_can_be_written_is_found_out_before_any_work(shell: Shell) -> None:
    (shell.home / "a file").write_text("")
    done = shell.coach("demo", "--no-open", "--out", "a file")
    assert done.returncode == 1
    assert "is a file" in done.stderr
    assert "Taking in" not in done.stderr


TWO = ("7300000000000000107", "7300000000000000109")


def test_calls_without_their_transcripts_are_one_sentence_with_their_titles(shell: Shell) -> None:
    folder = _export(shell.home / "calls-only", *TWO)
    calls = folder / "calls.json"
    calls.write_text(calls.read_text().replace('"73000000000000001', '"88000000000000001'))
    done = shell.coach("import", str(calls))
    assert done.returncode == 3
    assert done.stdout.count("no transcripts were given; add the transcripts.json of the same export") == 1
    assert "refused 2: " in done.stdout
    assert all(call["metaData"]["title"] in done.stdout for call in json.loads(calls.read_text()))
    assert "no transcript yet" not in done.stdout


@pytest.mark.parametrize("half", ["calls.json", "transcripts.json"])
def test_half_of_an_export_that_is_stored_already_is_unchanged_and_not_refused(stocked: Shell, half: str) -> None:
    folder = _export(stocked.home / f"stored-{half}", *TWO)
    transcripts = json.loads((folder / "transcripts.json").read_text())
    transcripts[0]["transcript"][-1]["sentences"][-1]["end"] = 10**25
    (folder / "transcripts.json").write_text(json.dumps(transcripts))
    assert stocked.coach("import", str(folder)).returncode == 0
    done = stocked.coach("import", str(folder / half))
    assert done.returncode == 0, done.stdout
    assert "2 unchanged" in done.stdout
    assert "0 refused" in done.stdout


def test_half_of_an_export_that_differs_from_what_is_stored_is_asked_for_the_other_half(stocked: Shell) -> None:
    folder = _export(stocked.home / "differs", *TWO)
    calls, words = folder / "calls.json", folder / "transcripts.json"
    calls.write_text(calls.read_text().replace('"title": "', '"title": "Renamed: '))
    words.write_text(words.read_text().replace('"text": "', '"text": "Well, '))
    with_new_details, with_new_words = stocked.coach("import", str(calls)), stocked.coach("import", str(words))
    assert (with_new_details.returncode, with_new_words.returncode) == (3, 3)
    assert "refused 2: it is stored already, and its details are different now" in with_new_details.stdout
    assert "refused 2: it is stored already, with another transcript" in with_new_words.stdout


def test_one_user_is_not_one_users(shell: Shell) -> None:
    file = shell.home / "one-user.json"
    file.write_text(json.dumps({"users": [{"id": "99", "firstName": "Zoe", "emailAddress": "zoe@seller.example"}]}))
    assert "; 1 user.\n" in shell.coach("import", str(file)).stdout


def test_what_was_chosen_for_a_call_is_a_note_and_no_refusal(shell: Shell) -> None:
    folder = _export(shell.home / "copies", "7300000000000000110")
    calls = json.loads((folder / "calls.json").read_text())
    (folder / "copy.json").write_text(json.dumps([calls[0] | {"metaData": {**calls[0]["metaData"], "title": "Copy"}}]))
    done, as_json = shell.coach("import", str(folder)), shell.coach("import", str(folder), "--json")
    assert done.returncode == 0, done.stdout
    assert "0 refused" in done.stdout
    assert "note on 7300000000000000110 (Copy): its call data is there more than once" in done.stdout
    assert [note["call"] for note in json.loads(as_json.stdout)["notes"]] == ["7300000000000000110"]


def test_a_stray_file_in_a_folder_is_refused_and_the_calls_are_taken(shell: Shell) -> None:
    folder = _export(shell.home / "stray", "7300000000000000111")
    (folder / "package.json").write_text('{"name": "my-app"}')
    done = shell.coach("import", str(folder))
    assert done.returncode == 3
    assert "1 refused" in done.stdout
    assert re.search(r"refused .*package\.json: there are no calls", done.stdout)
    assert "7300000000000000111" in shell.coach("calls", "--json", "--limit", "100").stdout
