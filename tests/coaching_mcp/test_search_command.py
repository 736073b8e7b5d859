"""`coach search`: what somebody at a terminal finds, and how it is told."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from coaching_mcp import searching
from gong.bundled import bundled_export_json
from knowledge.scorecard import Handling, ObjectionType, Verdict, Win, WinState
from tests.coaching_mcp.shell import Shell
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

FIRST = "7300000000000000101"
PRICE = "That is roughly twice what we pay now."
FORMULA = "=HYPERLINK(0)"


@pytest.fixture(scope="module")
def stocked(shell: Shell) -> Shell:
    """A home with the bundled calls, one of them judged and one with a dangerous title."""
    export = json.loads(json.dumps(bundled_export_json()))
    next(call for call in export["calls"] if call["metaData"]["id"] == FIRST)["metaData"]["title"] = FORMULA
    file = shell.home / "calls.json"
    file.write_text(json.dumps(export), encoding="utf-8")
    assert shell.coach("import", str(file)).returncode == 0
    with ClaudeStandin(answer=CarefulJudge(level=2, objection=PRICE)) as standin:
        key = {"ANTHROPIC_API_KEY": standin.key, "ANTHROPIC_BASE_URL": standin.base_url}
        done = shell.coach("analyze", FIRST, **key)
    assert done.returncode == 0, done.stderr
    return shell


def told(shell: Shell, *arguments: str, **more: str) -> str:
    done = shell.coach("search", *arguments, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def found(shell: Shell, *arguments: str) -> dict[str, Any]:
    return json.loads(told(shell, *arguments, "--json"))


def test_it_says_first_how_it_understood_then_how_many_then_the_moments(stocked: Shell) -> None:
    lines = told(stocked, "discovery calls in October 2026 with pricing objections under 70").splitlines()
    assert lines[0] == (
        "discovery calls · 1 Oct 2026 to 31 Oct 2026 · pricing objection · rep below 70 in at least one dimension"
    )
    assert any(line.startswith("1 call, newest first. Scores by ") for line in lines)
    assert any(line.startswith("1  5 Oct 2026  =HYPERLINK") for line in lines)
    assert "    7:57  Jonas Weber (customer) · pricing objection, partly met" in lines
    assert f"      “Hm. {PRICE}”" in lines
    assert lines[-1] == "The whole of a call: coach show 1"


def test_words_that_name_no_filter_are_looked_for_and_marked(stocked: Shell) -> None:
    said = told(stocked, "Maya's calls about budgets")
    assert "Note: Looked for as words, as no filter is called that: budgets." in said
    assert "*budget*" in said
    assert "\x1b" not in said


def test_a_narrow_terminal_is_enough(stocked: Shell) -> None:
    said = told(stocked, "twice", "--facets", COLUMNS="44")
    cut = [line for line in said.splitlines() if not line.startswith("More: ")]
    assert max(map(len, cut)) <= 44
    assert all(line == line.rstrip() for line in cut)


def test_nothing_found_names_the_filter_that_excludes_most(stocked: Shell) -> None:
    said = told(stocked, "demos with pricing objections")
    assert "No call fits. Without “pricing objection” 3 calls fit." in said
    assert "Only calls that were analysed have scores and findings." in said
    assert "leave out several" in told(stocked, "demos under 10 about xylophones in 2019")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("Mya's xylophones",), "“Mya” is no name here: is Maya Chen meant?"),
        (("brightlime",), "“brightlime” is no name here: is Brightline Logistics meant?"),
        (("pricng xylophones",), "“pricng” is no name here: is “pricing” meant?"),
        (("--team", "Nowhere"), "There is no team “Nowhere”. There are: Ruth Abara’s team."),
        (("--account", "zz"), "No call is with a customer called “zz”. The closest names are: "),
        (("--account", "Brightlime"), "No call is with a customer called “Brightlime”. Is Brightline Logistics meant?"),
        (("--product", "Toaster"), "No call is about a product called “Toaster”. The closest names are: Prefect Cloud"),
        (("demos with pricing objections",), "Only calls that were analysed have scores and findings."),
    ],
)
def test_nothing_found_says_what_may_have_been_meant(stocked: Shell, asked: tuple[str, ...], says: str) -> None:
    assert says in " ".join(told(stocked, *asked, COLUMNS="200").split())


@pytest.mark.parametrize(
    "asked",
    [
        ("--team", "Ruth Abara"), ("--team", "Ruth Abara's team"), ("--team", "ruth"), ("Ruth’s team",),
        ("--team", "ruth.abara@callcoach-demo.example"), ("calls of the people of Ruth Abara",),
    ],
)  # fmt: skip
def test_the_people_of_a_manager_are_found_as_the_reports_name_them(stocked: Shell, asked: tuple[str, ...]) -> None:
    page = found(stocked, *asked)
    assert page["understood"].startswith("Ruth Abara’s team")
    assert page["count"] > 5


def test_words_that_filter_nothing_are_said_and_all_calls_are_no_mistake(stocked: Shell) -> None:
    for text in ("(", "the", "🔥"):
        assert f"“{text}” says nothing that can be looked for, and filters nothing." in told(stocked, text)
    assert "says nothing" not in told(stocked, "all calls")


def test_what_a_customer_said_is_looked_for_by_name(stocked: Shell) -> None:
    page = found(stocked, "what Jonas said about pay")
    assert "“pay” said by Jonas" in page["understood"]
    speakers = {moment["speaker"] for call in page["calls"] for moment in call["moments"]}
    assert speakers == {"Jonas Weber"}


def test_what_is_left_out_is_quoted_once_and_times_are_those_of_the_company(stocked: Shell) -> None:
    said = told(stocked, "xylophone", "--type", "demo")
    assert "Without “xylophone” said 3 calls fit." in said
    day = next(call for call in found(stocked, "--period", "2026")["calls"])["started_at"]
    assert re.search(r"-0[78]:00$", day)


def test_that_a_call_has_more_moments_is_said(stocked: Shell) -> None:
    assert "At most 3 moments of each." in told(stocked, "price")


def test_pages_follow_each_other_and_the_count_is_of_all(stocked: Shell) -> None:
    seen: list[int] = []
    after: list[str] = []
    while True:
        page = found(stocked, "price", "--limit", "4", *after)
        seen += [call["call"] for call in page["calls"]]
        if page["cursor"] is None:
            break
        after = ["--after", page["cursor"]]
    assert len(seen) == len(set(seen)) == page["count"] > 4


def test_json_has_how_each_part_of_the_text_was_taken_and_where_the_hits_are(stocked: Shell) -> None:
    page = found(stocked, "the price, Daniel, in October 2026")
    assert [(piece["text"].strip(), piece["kind"]) for piece in page["pieces"] if piece["text"].strip(" ,")] == [
        ("the", "filler"),
        ("price", "word"),
        ("Daniel", "understood"),
        ("in October 2026", "understood"),
    ]
    moments = [moment for call in page["calls"] for moment in call["moments"]]
    marked = {moment["text"][start:end].lower() for moment in moments for start, end in moment["hits"]}
    assert marked <= {"price", "prices", "priced", "pricing"}
    assert {call["rep"] for call in page["calls"]} == {"Daniel Okafor"}
    assert sum(page["facets"]["type"].values()) == page["count"]


def test_a_table_has_a_row_for_each_moment_and_no_formula(stocked: Shell) -> None:
    file = stocked.home / "found.csv"
    done = stocked.coach("search", "pricing objections", "--csv", str(file))
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert [(row["title"], row["about"], row["at"]) for row in rows] == [
        (f"'{FORMULA}", "pricing objection, partly met", "7:57")
    ]
    assert rows[0]["discovery"] == "50"
    out = told(stocked, "--type", "demo", "--csv", "-")
    assert len(list(csv.DictReader(io.StringIO(out)))) == 3


def test_what_is_given_goes_before_the_text_and_that_is_said(stocked: Shell) -> None:
    said = told(stocked, "demos", "with", "Brightline", "--type", "discovery")
    assert said.startswith("discovery calls · with Brightline Logistics · at any time")
    assert "Note: The text says “demos”, but “discovery calls” was given, and counts." in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--side", "customer"), "give `words` as well"),
        (("--level", "2"), "--level is of a criterion: give --criterion as well"),
        (("--criterion", "charm", "--level", "2"), "There is no criterion 'charm'. There are: agenda"),
        ((" -discount",), "says only what shall not be there: add a word that shall"),
        (("--at-least", "80", "--below", "40"), "No score is at least 80 and below 40 at once"),
        (("--after", "soon"), "not one of mine. Leave it out"),
        (("--rep", "Bob"), "Nobody on our side is called 'Bob'"),
        (("--period", "soon"), "'soon' is not a period I know"),
        (("x", "--csv", "/nowhere/x.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_looked_for_is_a_sentence(stocked: Shell, arguments: tuple[str, ...], says: str) -> None:
    done = stocked.coach("search", *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("--below", "170"), ("--level", "9"), ("--limit", "0"), ("--type", "chat")])
def test_a_value_that_cannot_be_is_wrong_usage(stocked: Shell, arguments: tuple[str, ...]) -> None:
    done = stocked.coach("search", *arguments)
    assert done.returncode == 2
    assert len(done.stderr) < 400


def test_every_filter_by_its_flag_finds_what_the_same_words_find(stocked: Shell) -> None:
    by_flags = found(
        stocked, "--type", "discovery", "--period", "2026-10-01 to 2026-10-31", "--objection", "pricing",
        "--handling", "partly", "--below", "70", "--at-least", "40", "--dimension", "objection_handling",
        "--rep", "maya", "--role", "ae", "--account", "Brightline", "--criterion", "agenda", "--level", "1-2",
    )  # fmt: skip
    by_words = found(
        stocked,
        "discovery calls from 1 to 31 October 2026, pricing objections partly met, between 40 and 69 in objection "
        "handling, Maya, AEs, Brightline, agenda at level 1 to 2",
    )
    assert by_flags["understood"] == by_words["understood"].replace("Brightline Logistics", "Brightline")
    assert [call["call"] for call in by_flags["calls"]] == [call["call"] for call in by_words["calls"]] == [1]


def test_the_choices_are_those_that_there_are() -> None:
    for typed, known in (
        (searching.OBJECTIONS, ("any", *ObjectionType)),
        (searching.HANDLINGS, Handling),
        (searching.WINS, Win),
        (searching.WIN_STATES, WinState),
        (searching.CLAIMS, Verdict),
    ):
        assert set(typed) == {str(value) for value in known}


def test_before_the_first_import_it_says_what_to_do(shell: Shell) -> None:
    elsewhere = shell.home / "empty"
    elsewhere.mkdir()
    said = told(shell, "demos", COACH_DATA_DIR=str(elsewhere))
    assert re.search(r"No calls yet\. `coach import PATH`", said)
