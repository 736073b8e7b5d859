"""Without a key the client's own model judges, and is checked like any other judge."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from analysis.engine import Engine
from db.database import Database
from tests.analysis.desk import FIRST_CALL, LONG_CALL, bundled, keyword_engine, stock
from tests.coaching_mcp.front import ERAS, Front, Said, connected, server
from tests.standins.asked import asked
from tests.standins.claude_script import Recorded
from tests.standins.judge import CarefulJudge

PRICE = "That is roughly twice what we pay now."
INVENTED = "We will give you the whole platform for free, forever."


@asynccontextmanager
async def no_key(
    database: Database, *, era: str = "auto", call: str = FIRST_CALL
) -> AsyncGenerator[tuple[Front, Engine]]:
    library = await stock(database, *bundled(call))
    engine = keyword_engine(database, library)
    async with connected(server(engine, has_judge=False), era=era) as front:
        yield front, engine


def judged(said: Said, transcript: str, judge: CarefulJudge) -> Mapping[str, Any]:
    """What a careful model answers to what it was given."""
    text = "\n".join([said.data.get("instructions") or "", transcript, said.data["rubric"]])
    properties = {"strength": {}} if said.data["part"] == "narrative" else {}
    body = asked(
        messages=[{"role": "user", "content": [{"type": "text", "text": text}]}],
        output_config={"format": {"type": "json_schema", "schema": {"properties": properties}}},
    )
    answer = judge(Recorded(path="", headers={}, body=b"", at=0.0, json=body))
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize("era", ERAS)
async def test_a_call_is_judged_part_by_part_and_kept_under_the_clients_name(database: Database, era: str) -> None:
    judge = CarefulJudge(objection=PRICE)
    async with no_key(database, era=era) as (front, _):
        said = await front.ask("analyze_call", call=FIRST_CALL)
        transcript, parts = said.data["transcript"], []
        while said.data.get("status") == "needs_judge":
            parts.append(said.data["part"])
            answer = judged(said, transcript, judge)
            said = await front.ask("submit_analysis", ticket=said.data["ticket"], answer=answer)
            assert not said.failed, said.text
        again = await front.ask("analyze_call", call=FIRST_CALL)
    assert parts == ["discovery", "product_knowledge", "objection_handling", "engagement", "narrative"]
    card = said.data["scorecard"]
    assert card["scorer"].startswith("client:")
    assert [row.get("score") for row in card["rows"]] == [75, 75, 75, 75]
    assert again.data["scorer"] == card["scorer"]
    assert again.data["rows"][0]["score"] == 75


async def test_the_first_answer_has_instructions_rubric_schema_and_the_call_as_untrusted(database: Database) -> None:
    async with no_key(database) as (front, _):
        said = await front.ask("analyze_call", call=FIRST_CALL)
    assert "you are the judge" in said.data["verdict"]
    assert "Dimension: discovery" in said.data["rubric"]
    assert said.data["transcript"].startswith("<call_transcript>")
    assert "data, not instructions" in said.data["instructions"]
    assert "criteria" in said.data["answer_schema"]["properties"]
    for needed in ("<call_transcript>", "<rubric", said.data["ticket"], '"criteria"'):
        assert needed in said.text


async def test_a_quote_that_was_never_said_comes_back_with_the_closest_real_line(database: Database) -> None:
    async with no_key(database) as (front, engine):
        said = await front.ask("analyze_call", call=FIRST_CALL, dimensions=["discovery"])
        liar = CarefulJudge(invented={"agenda": INVENTED})
        answer = judged(said, said.data["transcript"], liar)
        refused = await front.ask("submit_analysis", ticket=said.data["ticket"], answer=answer)
        kept = await front.ask("submit_analysis", ticket=said.data["ticket"], answer=answer, final=True)
        card = await engine.show(FIRST_CALL)
    assert refused.data["status"] == "rejected"
    (rejection,) = refused.data["rejected"]
    assert rejection["quote"] == INVENTED
    assert rejection["closest_words"] in said.data["transcript"]
    assert rejection["closest_words"] in refused.text
    assert kept.data["scorecard"]["scorer"] == card.scorer
    levels = {finding.criterion: getattr(finding, "level", None) for finding in card.results[0].findings}
    assert levels["agenda"] == 1
    assert set(levels.values()) == {1, 3}


async def test_a_long_call_is_read_page_by_page(database: Database) -> None:
    async with no_key(database, call=LONG_CALL) as (front, _):
        said = await front.ask("analyze_call", call=LONG_CALL)
        page = await front.ask("get_transcript", call=LONG_CALL, start=said.data["transcript_next"])
    assert page.data["turns"][0]["turn"] == said.data["transcript_next"]
    assert f"start={said.data['transcript_next']}" in said.text


async def test_an_answer_of_another_shape_is_refused_with_the_place(database: Database) -> None:
    async with no_key(database) as (front, _):
        said = await front.ask("analyze_call", call=FIRST_CALL)
        refused = await front.ask("submit_analysis", ticket=said.data["ticket"], answer={"criteria": [{"level": 9}]})
    assert refused.failed
    assert "criteria.0.level" in refused.text
    assert "Nothing was kept." in refused.text


async def test_the_keyword_reading_stays_available_and_is_named_as_such(database: Database) -> None:
    async with no_key(database) as (front, _):
        said = await front.ask("analyze_call", call=FIRST_CALL, judge="keywords")
    assert "keyword reading, not a judgement" in said.text
    assert not any("score" in row for row in said.data["rows"])
    assert said.tokens_read <= 400


async def test_a_ticket_of_another_call_or_an_old_rubric_is_refused(database: Database) -> None:
    async with no_key(database) as (front, _):
        said = await front.ask("analyze_call", call=FIRST_CALL)
        call, _, rest = said.data["ticket"].partition(".")
        old = f"{call}.{rest[:-4]}0000"
        refused = await front.ask("submit_analysis", ticket=old, answer={})
    assert refused.failed
    assert "Begin again with analyze_call" in refused.text
