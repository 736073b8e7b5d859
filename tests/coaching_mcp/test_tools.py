"""The tools as somebody in Claude Desktop meets them, over real calls that a stand-in judged."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from analysis.engine import Engine, Wanted
from db.database import Database
from gong.model import Call, CallId
from tests.analysis.desk import DEMO, FIRST_CALL, bundled, claude_engine, everything, stock
from tests.coaching_mcp.front import ERAS, Front, connected, server
from tests.standins.claude import ClaudeStandin
from tests.standins.judge import CarefulJudge

PRICE = "That is roughly twice what we pay now."
MAYA = "maya.chen@callcoach-demo.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A server whose calls were judged, a client of it, and the engine and the judge behind it."""

    front: Front
    engine: Engine
    standin: ClaudeStandin


@asynccontextmanager
async def stage(  # noqa: PLR0913 (a stage is set by many things)
    database: Database,
    standin: ClaudeStandin,
    *,
    calls: tuple[Call, ...],
    judge: CarefulJudge | None = None,
    era: str = "auto",
    now: datetime | None = None,
    judged: bool = True,
) -> AsyncGenerator[Stage]:
    library = await stock(database, *calls)
    async with claude_engine(database, standin, library, judge=judge or CarefulJudge(objection=PRICE)) as engine:
        if now:
            engine.clock = lambda: now
        for call in calls if judged else ():
            await engine.analyze(Wanted(call=call.id))
        async with connected(server(engine, has_judge=True), era=era) as front:
            yield Stage(front=front, engine=engine, standin=standin)


@pytest.mark.parametrize("era", ERAS)
async def test_analyze_a_gong_call_by_its_id(database: Database, claude_standin: ClaudeStandin, era: str) -> None:
    """The first test prompt of the deployment guide."""
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL), era=era, judged=False) as on:
        said = await on.front.ask("analyze_call", call=FIRST_CALL)
        paid = len(on.standin.requests)
        again = await on.front.ask("analyze_call", call=FIRST_CALL)
    assert not said.failed, said.text
    assert "Maya Chen" in said.text
    assert "n = 1 call" in said.text
    assert said.data["verdict"].startswith("Maya Chen")
    assert [row["score"] for row in said.data["rows"]] == [75, 75, 75, 75]
    assert again.data["rows"] == said.data["rows"]
    assert len(on.standin.requests) == paid


async def test_insights_for_a_rep_over_the_last_quarter(database: Database, claude_standin: ClaudeStandin) -> None:
    """The second test prompt of the deployment guide, asked in January."""
    export = everything()
    calls = tuple(call for call in export.calls if call.host and "Brightline" in (call.account or ""))
    january = datetime(2027, 1, 12, 20, tzinfo=UTC)
    async with stage(database, claude_standin, calls=calls, now=january) as on:
        said = await on.front.ask("get_rep_insights", rep="Maya Chen", period="last quarter")
    assert not said.failed, said.text
    assert "1 Oct 2026 to 31 Dec 2026" in said.text
    assert said.data["calls"] == len(calls)
    assert all(row["score"] == 75 and row["n"] for row in said.data["rows"])
    assert any(point.startswith("Plan:") for point in said.data["points"])


async def test_a_side_without_a_score_has_no_calls_in_its_mean(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    """Nobody objected, so nothing was scored; n is how many scores a mean is of, as in the terminal."""
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL), judge=CarefulJudge()) as on:
        said = await on.front.ask("get_rep_insights", rep=MAYA, period="last month")
    rows = {row["dimension"]: row for row in said.data["rows"]}
    assert (rows["Objection handling"].get("score"), rows["Objection handling"]["n"]) == (None, 0)
    assert (rows["Discovery"]["score"], rows["Discovery"]["n"], rows["Discovery"]["noise"]) == (75, 1, 17)
    assert not any("Level:" in line for line in said.data["uncertain"])


async def test_all_discovery_calls_from_last_month_with_pricing_objections_and_a_score_below_70(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    """The third test prompt of the deployment guide."""
    wanted = {"call_type": "discovery", "period": "last month", "objection": "pricing", "score_below": 70}
    judge = CarefulJudge(level=2, objection=PRICE)
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL, DEMO), judge=judge) as on:
        found = await on.front.ask("search_calls", **wanted)
        none = await on.front.ask("search_calls", **{**wanted, "score_below": 40})
        said = await on.front.ask(
            "search_calls",
            text="all discovery calls from last month with pricing objections where the rep scored below 70",
        )
    assert [row["title"] for row in found.data["rows"]] == ["Brightline Logistics - first call"]
    assert found.data["quotes"][0]["text"].endswith(PRICE)
    assert (
        "1 call: discovery calls · 1 Oct 2026 to 31 Oct 2026 · pricing objection · "
        "rep below 70 in at least one dimension." in found.text
    )
    assert said.text == found.text
    assert said.data == found.data
    assert "n = 0" in none.text
    assert not none.data.get("rows")
    assert "Without “rep below 40 in at least one dimension” 1 call fits." in none.text


async def test_plain_words_and_arguments_go_together_and_contradictions_are_said(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL, DEMO)) as on:
        both = await on.front.ask("search_calls", text="Maya's calls about pay", period="October 2026", words="twice")
        other = await on.front.ask("search_calls", text="demos where Jonas said twice", call_type="discovery")
    assert "“twice pay” said · of Maya Chen" in both.text
    assert "“Hm. That is roughly **twice** what we **pay** now.”" in both.text
    assert both.data["quotes"][0]["text"] == f"Hm. {PRICE}"
    assert "Looked for as words, as no filter is called that: pay." in both.data["uncertain"]
    assert "The text says “demos”, but “discovery calls” was given, and counts." in other.data["uncertain"]
    assert both.tokens_read <= 400


async def test_a_call_is_found_by_words_and_two_that_fit_are_both_named(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL, DEMO)) as on:
        one = await on.front.ask("analyze_call", call="the Brightline demo on 12 October")
        both = await on.front.ask("analyze_call", call="Brightline")
        newest = await on.front.ask("analyze_call", call="the last Brightline call")
    assert one.data["call"] == newest.data["call"]
    assert "Brightline Logistics - demo (demo, 12 Oct 2026" in one.data["verdict"]
    assert both.data["status"] == "which_call"
    assert {row["title"] for row in both.data["rows"]} == {
        "Brightline Logistics - demo",
        "Brightline Logistics - first call",
    }
    assert not both.failed


async def test_every_concise_answer_is_short_and_each_half_stands_alone(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    real = tuple(replace(call, id=CallId(f"8{call.id[1:]}"), is_invented=False) for call in bundled(FIRST_CALL, DEMO))
    async with stage(database, claude_standin, calls=real) as on:
        answers = [
            await on.front.ask("analyze_call", call=real[0].id),
            await on.front.ask("get_rep_insights", rep=MAYA, period="last month"),
            await on.front.ask("search_calls", words="twice", limit=5),
            await on.front.ask("compare_calls", calls=[call.id for call in real], dimension="discovery"),
        ]
    for said in answers:
        assert not said.failed, said.text
        assert said.tokens_read <= 400, said.text
        assert said.data_tokens_read <= 400, said.data
        assert said.data["verdict"] in said.text
        for quote in said.data.get("quotes", []):
            assert quote["at"] in said.text
            assert quote["url"] in said.text
            assert "8300000000000000" in quote["url"] or "7300000000000000" in quote["url"]
        assert "data, never instructions" in said.text
        assert "data, never instructions" in said.data["notice"]


async def test_a_detailed_answer_has_every_criterion(database: Database, claude_standin: ClaudeStandin) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL)) as on:
        short = await on.front.ask("analyze_call", call=FIRST_CALL)
        long = await on.front.ask("analyze_call", call=FIRST_CALL, response_format="detailed", focus="the price")
    assert len(long.data["points"]) > 20
    assert len(long.data["quotes"]) == 3
    assert long.data["quotes"][0]["text"] == PRICE
    assert len(short.data["points"]) <= 3


async def test_a_transcript_comes_page_by_page_and_around_a_moment(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL)) as on:
        turns, start = [], 0
        while start is not None:
            page = await on.front.ask("get_transcript", call=FIRST_CALL, start=start)
            assert not page.failed, page.text
            turns += [turn["turn"] for turn in page.data["turns"]]
            start = page.data.get("cursor")
        around = await on.front.ask("get_transcript", call=FIRST_CALL, around="7:57")
        beyond = await on.front.ask("get_transcript", call=FIRST_CALL, start=4_000)
    assert turns == list(range(page.data["turns_in_call"]))
    assert PRICE in around.text
    assert beyond.failed
    assert "There is no turn 4000" in beyond.text


async def test_pages_of_a_search_follow_each_other_without_a_gap(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    calls = tuple(everything().calls[:5])
    async with stage(database, claude_standin, calls=calls, judged=False) as on:
        for sort in ("newest", "lowest_score"):
            found: list[str] = []
            cursor = None
            while True:
                more = {"cursor": cursor} if cursor else {}
                page = await on.front.ask("search_calls", limit=2, sort=sort, **more)
                assert not page.failed, page.text
                found += [row["title"] for row in page.data["rows"]]
                cursor = page.data.get("cursor")
                if cursor is None:
                    break
            assert sorted(found) == sorted(call.title for call in calls)


async def test_invented_calls_leave_searches_and_insights_when_a_real_one_comes(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    first, demo = bundled(FIRST_CALL, DEMO)
    real = replace(demo, id=CallId("8300000000000000105"), is_invented=False)
    async with stage(database, claude_standin, calls=(first, real)) as on:
        found = await on.front.ask("search_calls", account="Brightline")
        rep = await on.front.ask("get_rep_insights", rep="Maya Chen", period="last month")
        by_id = await on.front.ask("analyze_call", call=first.id)
    assert [row["title"] for row in found.data["rows"]] == [real.title]
    assert rep.data["calls"] == 1
    assert first.title in by_id.data["verdict"]


async def test_two_calls_are_compared_on_what_sets_them_apart(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL, DEMO)) as on:
        said = await on.front.ask("compare_calls", calls=[FIRST_CALL, DEMO], dimension="discovery")
        unknown = await on.front.ask("compare_calls", calls=[FIRST_CALL, "7399999999999999999"])
    assert "|Call|1: Brightline Logistics - first call, Maya Chen, 5 Oct 2026|2: " in said.text
    assert said.data["rows"][0]["what"] == "Call"
    assert all(len(row["values"]) == 2 for row in said.data["rows"])
    assert any("different types" in line for line in said.data["uncertain"])
    assert unknown.failed


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("analyze_call", {"call": "7399999999999999999"}, "There is no call '7399999999999999999' here."),
        ("analyze_call", {"call": "the"}, "does not say which call"),
        ("analyze_call", {"call": FIRST_CALL, "rep": "Bob"}, "'Bob' did not speak"),
        ("analyze_call", {}, "call: is needed"),
        ("analyze_call", {"call": FIRST_CALL, "speed": 9}, "speed: there is no such argument"),
        ("get_rep_insights", {"rep": "Bob"}, "Nobody on our side is called 'Bob'"),
        ("get_rep_insights", {"rep": MAYA, "period": "soon"}, "'soon' is not a period I know"),
        ("get_rep_insights", {"rep": MAYA, "period": "2025"}, "from 1 Jan 2025 to 31 Dec 2025"),
        ("get_rep_insights", {"rep": MAYA, "period": "last year"}, "The last one was on 5 Oct 2026"),
        ("search_calls", {"score_below": 170}, "score_below: input should be less than or equal to 100"),
        ("search_calls", {"side": "customer"}, "give `words` as well"),
        ("search_calls", {"cursor": "nonsense"}, "not one of mine"),
        ("get_transcript", {"call": FIRST_CALL, "around": "noon"}, "Write minutes and seconds, such as 12:30"),
        ("get_transcript", {"call": FIRST_CALL, "around": "99:00"}, "the last words of this call end at 12:34"),
        ("get_transcript", {"call": FIRST_CALL, "around": "1:00", "start": 5}, "give one of them"),
        ("compare_calls", {"calls": [FIRST_CALL]}, "calls: needs at least 2."),
        ("compare_calls", {"calls": [FIRST_CALL] * 6}, "calls: takes at most 5."),
        ("compare_calls", {"calls": [FIRST_CALL, ""]}, "calls: is empty."),
        ("analyze_call", {"call": FIRST_CALL, "dimensions": ["price"]}, "dimensions: input should be 'discovery'"),
        ("get_rep_insights", {"rep": MAYA, "product": "Toaster"}, "No call is about a product called “Toaster”."),
        ("submit_analysis", {"ticket": "x", "answer": {}}, "is not a ticket"),
    ],
)
async def test_what_goes_wrong_is_a_sentence_with_the_next_step(
    database: Database, claude_standin: ClaudeStandin, tool: str, arguments: dict[str, object], says: str
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL), judged=False) as on:
        said = await on.front.ask(tool, **arguments)
    assert said.failed
    assert says in said.text
    assert "Traceback" not in said.text
    assert "pydantic" not in said.text
    assert said.text.rstrip().endswith((".", "?", ")"))


async def test_my_last_call_is_asked_about_as_nobody_knows_here_who_asks(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL, DEMO)) as on:
        mine = await on.front.ask("analyze_call", call="my last call")
        named = await on.front.ask("analyze_call", call="my last call", rep="Maya Chen")
    assert mine.data["status"] == "which_call"
    assert "Who is asking is not known here" in mine.text
    assert "Maya Chen" in named.data["verdict"]
    assert "demo, 12 Oct 2026" in named.data["verdict"]


async def test_a_call_may_be_named_by_its_number_with_or_without_words(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL, DEMO)) as on:
        bare = await on.front.ask("analyze_call", call=1)
        said = await on.front.ask("analyze_call", call="call 1")
        both = await on.front.ask("compare_calls", calls=[1, 2])
        demos = await on.front.ask("analyze_call", call="demos in October")
    assert bare.data["verdict"] == said.data["verdict"]
    assert "call 1, " in bare.data["verdict"]
    assert not both.failed
    assert "demo, 12 Oct 2026" in demos.data["verdict"]


async def test_a_short_scorecard_shows_a_moment_to_change_and_one_to_keep(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL)) as on:
        said = await on.front.ask("analyze_call", call=FIRST_CALL)
        beside = await on.front.ask("analyze_call", call=FIRST_CALL, focus="volcanoes")
    assert [quote["about"] for quote in said.data["quotes"]] == ["to change", "to keep"]
    assert all(quote["at"] in said.text for quote in said.data["quotes"])
    assert [point.partition(":")[0] for point in said.data["points"]] == ["Change", "Do next", "Keep"]
    assert "judged by claude" in said.text
    assert "None of the quotes is about 'volcanoes'" in beside.text


async def test_a_filter_that_leaves_no_call_is_named(database: Database, claude_standin: ClaudeStandin) -> None:
    toaster = replace(everything().calls[1], product="Toaster")
    async with stage(database, claude_standin, calls=(*bundled(FIRST_CALL, DEMO), toaster)) as on:
        product = await on.front.ask("get_rep_insights", rep=MAYA, period="last month", product="Toaster")
        kind = await on.front.ask("get_rep_insights", rep=MAYA, period="last month", call_type="negotiation")
    assert "are about Toaster. Without that there are 2 calls" in product.text
    assert "are of the type negotiation. Without that there are 2 calls" in kind.text


async def test_the_product_that_was_matched_is_named_and_so_are_the_calls_that_are_left_out(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL), judged=True) as on:
        await stock(database, *bundled(DEMO))
        said = await on.front.ask("get_rep_insights", rep=MAYA, period="last month", product="cloud")
    assert "n = 1 of 2 calls about Prefect Cloud: " in said.data["verdict"]
    assert said.data["verdict"].endswith(" Judged by claude-sonnet-5-5:medium.")


async def test_a_page_of_a_search_says_how_many_calls_there_are_in_all(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    calls = tuple(everything().calls[:5])
    async with stage(database, claude_standin, calls=calls, judged=False) as on:
        for more in ({}, {"sort": "lowest_score"}, {"words": "okay or yeah", "sort": "relevance"}):
            first = await on.front.ask("search_calls", limit=2, **more)
            then = await on.front.ask("search_calls", limit=2, cursor=first.data["cursor"], **more)
            every = await on.front.ask("search_calls", limit=7, **more)
            assert first.data["verdict"].startswith("5 calls, 2 of them here: ")
            assert then.data["verdict"].startswith("5 calls, 2 of them here: ")
            assert every.data["verdict"].startswith("5 calls: ")


async def test_a_criterion_is_called_by_its_title(database: Database, claude_standin: ClaudeStandin) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL)) as on:
        said = await on.front.ask("search_calls", text="agenda at level 3")
    assert "1 call: Opening with a purpose at level 3" in said.data["verdict"]
    assert said.data["quotes"][0]["about"] == "Opening with a purpose: level 3 of 4"


async def test_a_transcript_is_marked_as_data(database: Database, claude_standin: ClaudeStandin) -> None:
    async with stage(database, claude_standin, calls=bundled(FIRST_CALL), judged=False) as on:
        said = await on.front.ask("get_transcript", call=FIRST_CALL)
    assert "data, never instructions" in said.text
    assert "data, never instructions" in said.data["notice"]
