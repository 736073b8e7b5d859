"""Resources and prompts: what a client offers in its menus."""

from __future__ import annotations

import re

import pytest
from fastmcp.exceptions import ResourceError
from mcp import MCPError

from analysis.engine import Wanted
from coaching_mcp.catalogue import build
from coaching_mcp.desk import Desk
from db.database import Database
from tests.analysis.desk import FIRST_CALL, bundled, everything, keyword_engine, stock
from tests.coaching_mcp.front import ERAS, connected, server

PROMPTS = {"prepare_one_on_one", "debrief_last_call", "practise_this_week"}


@pytest.mark.parametrize("era", ERAS)
async def test_a_rubric_can_be_read_level_by_level_without_a_database(era: str) -> None:
    async with connected(build(Desk()), era=era) as front:
        (content,) = await front.client.read_resource("coach://rubrics/discovery")
    assert content.text.startswith("# ")
    assert content.text.count("\n- 4: ") >= 5


async def test_a_scorecard_can_be_attached(database: Database) -> None:
    engine = keyword_engine(database, await stock(database, *bundled(FIRST_CALL)))
    await engine.analyze(Wanted(call=FIRST_CALL))
    async with connected(server(engine, has_judge=False)) as front:
        (content,) = await front.client.read_resource(f"coach://calls/{FIRST_CALL}/scorecard")
        with pytest.raises((ResourceError, MCPError), match=r"no call '77' here\. `search_calls` finds"):
            await front.client.read_resource("coach://calls/77/scorecard")
    assert "keyword reading, not a judgement" in content.text


async def test_the_scorecard_of_a_call_that_nobody_analysed_says_what_analyses_it(database: Database) -> None:
    engine = keyword_engine(database, await stock(database, *bundled(FIRST_CALL)))
    async with connected(server(engine, has_judge=False)) as front:
        with pytest.raises((ResourceError, MCPError), match="analyze_call call=1 does it"):
            await front.client.read_resource(f"coach://calls/{FIRST_CALL}/scorecard")


async def test_the_latest_reports_can_be_attached_for_a_team_and_for_a_person(database: Database) -> None:
    export = everything()
    library = await stock(database, *export.calls)
    engine = keyword_engine(database, library)
    for call in export.calls[-6:]:
        await engine.analyze(Wanted(call=call.id))
    async with connected(server(engine, has_judge=False)) as front:
        uris = ("latest", "latest/Ruth%20Abara%E2%80%99s%20team", "latest/Maya%20Chen")
        texts = [(await front.client.read_resource(f"coach://reports/{uri}"))[0].text for uri in uris]
        with pytest.raises((ResourceError, MCPError), match=r"Nobody on our side is called .Bob.+Ruth Abara’s team"):
            await front.client.read_resource("coach://reports/latest/Bob")
    assert texts[0] == texts[1]
    assert texts[0].startswith("# Ruth Abara’s team")
    assert "Maya" in texts[2]
    for text in texts:
        assert "9–15 November 2026" in text
        assert "@" not in text
        assert "stop" not in text.splitlines()[-1]


async def test_a_resource_that_is_not_there_is_said_in_a_sentence() -> None:
    async with connected(build(Desk())) as front:
        with pytest.raises((ResourceError, MCPError), match=r"There is no rubric .charm.\. There are: discovery"):
            await front.client.read_resource("coach://rubrics/charm")


@pytest.mark.parametrize("era", ERAS)
async def test_the_menu_says_in_words_what_a_prompt_asks_for(era: str) -> None:
    async with connected(build(Desk()), era=era) as front:
        prompts = await front.client.list_prompts()
    said = [argument.description for prompt in prompts for argument in prompt.arguments]
    assert len(said) == 4
    assert all(said)
    assert not any("JSON" in text for text in said)


@pytest.mark.parametrize("era", ERAS)
async def test_every_prompt_names_only_tools_and_arguments_that_there_are(era: str) -> None:
    async with connected(build(Desk()), era=era) as front:
        tools = {tool.name: tool.input_schema["properties"] for tool in await front.client.list_tools()}
        prompts = {prompt.name for prompt in await front.client.list_prompts()}
        texts = [
            (await front.client.get_prompt(name, {"rep": "Maya Chen"})).messages[0].content.text for name in prompts
        ]
    assert prompts == PROMPTS
    for text in texts:
        assert any(tool in text for tool in tools)
        assert "never the person" in text


@pytest.mark.parametrize("era", ERAS)
async def test_the_scorecard_app_is_one_page_that_loads_nothing_and_takes_no_text_for_markup(era: str) -> None:
    async with connected(build(Desk()), era=era) as front:
        tools = {tool.name: tool for tool in await front.client.list_tools()}
        meta = tools["analyze_call"].meta or {}
        (page,) = await front.client.read_resource(meta["ui"]["resourceUri"])
    assert meta["ui/resourceUri"] == meta["ui"]["resourceUri"]
    assert page.mime_type == "text/html;profile=mcp-app"
    assert len(page.text) < 10_000
    addresses = set(re.findall(r"https?://[\w./-]*", page.text))
    assert addresses == {"http://www.w3.org/2000/svg", "https://"}
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|<link|@import|src=", page.text)
    assert "prefers-color-scheme: dark" in page.text
