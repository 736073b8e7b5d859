"""Standards: loaded once, with a history of which version counted since when."""

from __future__ import annotations

import asyncio

from db.database import Database
from db.standards import LoadReport, Standard, load_standards, standard_history
from tests.db.examples import digest


def rubric(text: str = "first words", name: str = "discovery") -> Standard:
    return Standard(kind="rubric", name=name, hash=digest(name + text), body={"title": text})


FACTS = Standard(kind="product", name="cloud", hash=digest("facts"), body={"facts": ["it retries"]})


async def test_new_standards_are_loaded_and_the_same_again_are_not(database: Database) -> None:
    both = [rubric(), FACTS]
    assert await load_standards(database, both, "Ada") == LoadReport(
        new=("rubric/discovery", "product/cloud"), unchanged=()
    )
    assert await load_standards(database, both, "Bob") == LoadReport(
        new=(), unchanged=("rubric/discovery", "product/cloud")
    )
    (only,) = await standard_history(database, kind="product", name="cloud")
    assert (only.hash, only.body, only.loaded_by) == (FACTS.hash, FACTS.body, "Ada")


async def test_a_changed_one_counts_from_now_on_and_the_earlier_one_stays(database: Database) -> None:
    for text in ("first words", "second words", "first words"):
        await load_standards(database, [rubric(text), FACTS], "Ada")
    history = await standard_history(database, kind="rubric", name="discovery")
    assert [one.body["title"] for one in history] == ["first words", "second words", "first words"]
    assert history[0].loaded_at > history[-1].loaded_at


async def test_many_loaders_at_once_load_once(database: Database) -> None:
    """Also when they bring back what was there before."""
    async with asyncio.TaskGroup() as group:  # so that every one of them has a connection already
        for _ in range(8):
            group.create_task(database.execute("select pg_sleep(0.1)"))
    for text in ("first words", "second words") * 4:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(load_standards(database, [rubric(text)], "Ada")) for _ in range(8)]
        assert sorted(len(task.result().new) for task in tasks) == [0] * 7 + [1]
    assert len(await standard_history(database, kind="rubric", name="discovery")) == 8


async def test_nothing_to_load_is_nothing(database: Database) -> None:
    assert await load_standards(database, [], "Ada") == LoadReport(new=(), unchanged=())
