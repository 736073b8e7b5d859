"""`coach insights` as a person types it, over stored calls."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from analysis.errors import NothingKnown, PersonNotFound
from analysis.settings import Settings
from coaching_mcp.cli import parser
from coaching_mcp.insights import insights
from db.database import Database
from db.roster import Listing, set_people
from knowledge.rubric import Role
from tests.analysis.calls_of_years import Company

OCTOBER = datetime(2026, 10, 5, 17, tzinfo=UTC)
DAY = timedelta(days=1)
PERIOD = ("--period", "in October 2026")

Coach = Callable[..., Coroutine[object, object, str]]


@pytest.fixture
def coach(dsn: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Coach:
    """What the command prints, in a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    settings = Settings(database_url=SecretStr(dsn))

    async def run(*arguments: str) -> str:
        assert await insights(parser().parse_args(["insights", *PERIOD, *arguments]), settings) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
async def company(database: Database) -> Company:
    """Rae with 25, 50 and 75 in October and 0 three times in September; nine others, three of them better."""
    company = Company(database)
    for day, level in enumerate((1, 2, 3)):
        await company.call(OCTOBER + day * DAY, {"agenda": level, "impact": level})
        await company.call(OCTOBER - (28 - day) * DAY, {"agenda": 0, "impact": 0})
    for who in range(9):
        for day in range(3):
            levels = {"agenda": 4 if who < 3 else 2, "impact": 3 if who < 3 else 2}
            await company.call(OCTOBER + day * DAY, levels, rep=f"colleague{who}")
    return company


async def test_a_persons_page_fits_a_narrow_terminal_and_has_every_figure(coach: Coach, company: Company) -> None:
    """Mean 50, spread 25; noise of 3 calls 2.77 · 6 ÷ √3 = 9.6; before 0."""
    said = await coach("--rep", "rae@us.example")
    assert max(map(len, said.splitlines())) <= 80
    flat = " ".join(said.split())
    assert "Rae, 1 Oct 2026 to 31 Oct 2026, n = 3 calls: discovery 50." in flat
    assert "discovery 50. Against the time before (n = 3): discovery +50." in flat
    assert "The role's mean, of 9 others, each of them counted once: discovery 63 (n = 27, noise 5)." in flat
    assert "Discovery 50 3 25 10 0 (3) +50" in flat
    assert "Claude (claude-sonnet-5-5, medium effort)" in flat
    assert "up to 17 points on one call (assumed" in flat
    assert company


async def test_colleagues_are_shown_by_what_they_do_and_never_by_name(coach: Coach, company: Company) -> None:
    """The best three: agenda 4, here 2, two levels more; impact one, which is chance with three calls.

    Rae's lowest is agenda, so calls for it are named as well.
    """
    said = await coach("--rep", "rae@us.example")
    assert "What the top quarter of the same role does more (3 people):" in said
    assert "they ████████████████ 4.0 of 4, n = 9" in said
    assert "worth listening to" in said
    assert "A colleague" in said
    assert "Colleague" not in said
    as_json = json.loads(await coach("--rep", "rae@us.example", "--json"))
    assert [(gap["own"]["mean"], gap["top_quarter"]["mean"]) for gap in as_json["ahead"]] == [(2, 4)]
    assert {moment["speaker"] for moment in as_json["worth_hearing"]} == {"A colleague"}
    assert "Colleague0" not in json.dumps(as_json)
    assert company


@pytest.mark.parametrize("columns", [40, 50, 60, 69, 70, 80])
async def test_every_figure_has_its_name_in_a_terminal_however_narrow(
    coach: Coach, company: Company, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for arguments in (("--rep", "rae"), ("--rep", "rae", "--dimension", "discovery")):
        said = await coach(*arguments, "--step", "week")
        assert max(map(len, said.splitlines())) <= columns
        flat = " ".join(said.split())
        assert "…" not in flat
        shown = ("Discovery", "50", "25", "10", "0 (3)") if len(arguments) == 2 else ("Opening", "2.0", "1.0", "0.9")
        assert all(figure in flat for figure in (*shown, "n 3" if columns < 70 else " n "))
    assert company


async def test_one_dimension_is_shown_by_its_criteria_in_levels(coach: Coach, company: Company) -> None:
    said = " ".join((await coach("--rep", "rae", "--dimension", "discovery", "--step", "week")).split())
    assert "Opening with a purpose 2.0 3 1.0" in said
    assert "levels 0 to 4" in said
    assert company


async def test_json_has_n_spread_and_noise_at_every_figure(coach: Coach, company: Company) -> None:
    """Of one call 2.77 · 6 = 16.62; 25, 50, 75 spread by 25."""
    answer = json.loads(await coach("--rep", "rae@us.example", "--json", "--step", "week"))
    (discovery,) = answer["dimensions"]
    assert discovery["now"] == {"n": 3, "mean": 50, "spread": 25, "level_within": 9.6}
    assert discovery["level_up_to"] == 28.29  # 1.96 · √(25² ÷ 3 + 0): chance with calls that differ so much
    assert (discovery["change"], discovery["before"]["mean"]) == ("up", 0)
    assert [(point["first_day"], point["n"]) for point in discovery["series"]] == [("2026-10-05", 3)]
    assert (answer["scorer"], answer["calls"], answer["calls_judged"]) == ("claude:claude-sonnet-5-5:medium", 3, 3)
    assert company


async def test_a_spreadsheet_has_a_line_for_each_person_part_and_step(
    coach: Coach, company: Company, tmp_path: Path
) -> None:
    await set_people(
        company.database,
        [Listing(email="rae@us.example", name='=HYPERLINK("http://x")', team="West")],
        by_hand=True,
    )
    file = tmp_path / "west.csv"
    said = await coach("--team", "west", "--csv", str(file))
    assert "6 lines for a spreadsheet" in said
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert {line["person"] for line in lines} == {'\'=HYPERLINK("http://x")'}
    found = [(line["criterion"], line["step"], line["first_day"], line["n"], line["mean"]) for line in lines]
    assert found == [
        ("", "before", "", "3", "0.0"),
        ("", "week", "2026-10-05", "3", "50.0"),
        ("agenda", "before", "", "3", "0.0"),
        ("agenda", "week", "2026-10-05", "3", "2.0"),
        ("impact", "before", "", "3", "0.0"),
        ("impact", "week", "2026-10-05", "3", "2.0"),
    ]
    only = await coach("--team", "west", "--csv", "-")
    assert list(csv.DictReader(io.StringIO(only))) == lines


async def test_a_team_of_several_roles_is_compared_with_nobody(coach: Coach, company: Company) -> None:
    listings = [
        Listing(email="rae@us.example", team="West"),
        Listing(email="colleague1@us.example", role=Role.SE, team="West"),
    ]
    await set_people(company.database, listings, by_hand=True)
    said = " ".join((await coach("--team", "West")).split())
    assert "n = 6 calls" in said
    assert "of several roles" in said
    assert "top quarter" not in said


async def test_in_a_team_nobody_is_named(coach: Coach, company: Company) -> None:
    """Two of one role: the moments of the pattern are by whoever, which is not said."""
    listings = [Listing(email=f"{who}@us.example", team="West") for who in ("rae", "colleague5")]
    await set_people(company.database, listings, by_hand=True)
    said = await coach("--team", "West")
    assert "Pattern:" in said
    assert "Rae" not in said
    assert "Colleague5" not in said


async def test_a_keyword_reading_shows_what_was_seen_and_no_score(coach: Coach, database: Database) -> None:
    company = Company(database)
    await company.call(OCTOBER, {"agenda": 3, "impact": 0}, scorers=("keyword:7",))
    await company.call(OCTOBER, {"agenda": 3}, scorers=("keyword:7",))
    said = await coach("--rep", "rae")
    flat = " ".join(said.split())
    assert "keyword readings only, which are not a judgement" in flat
    assert "Discovery 2 of 3" in flat
    assert "Opening with a purpose 2 of 2" in " ".join(
        (await coach("--rep", "rae", "--dimension", "discovery")).split()
    )
    assert "Change" not in said


async def test_nobody_no_team_and_nothing_are_sentences(coach: Coach, company: Company) -> None:
    with pytest.raises(PersonNotFound, match="There is no team 'East'"):
        await coach("--team", "East")
    with pytest.raises(PersonNotFound, match="Nobody has the role csm"):
        await coach("--role", "csm")
    with pytest.raises(NothingKnown, match="Ask for another period"):
        await coach("--rep", "rae", "--period", "in May 2020")
    assert company
