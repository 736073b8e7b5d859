"""Names by which calls are asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.name_words import name_tokens
from analysis.plain_words import understand
from db.database import Database
from db.names import load_names
from db.roster import Listing, set_people
from gong.model import CallId
from tests.analysis.desk import DEMO, FIRST_CALL, NOON, ZONE, bundled, stock


async def test_colleagues_and_the_customers_whose_names_begin_like_a_word_are_found(stocked: Database) -> None:
    names = await load_names(stocked, name_tokens("Maya's demo with PINECREST about ostra and 100% _"))
    assert {"Maya Chen", "Daniel Okafor"} <= {person.name for person in names.people}
    assert "Jonas Weber" not in {person.name for person in names.people}
    assert set(names.accounts) == {"Pinecrest Bank", "Ostrava Energy"}


async def test_whoever_leads_people_that_are_in_no_team_leads_one(stocked: Database) -> None:
    team = ("maya.chen", "tom.lindqvist")
    listings = [Listing(email=f"{name}@callcoach-demo.example", team="West") for name in team]
    assert [leader.name for leader in (await load_names(stocked, ())).leaders] == ["Ruth Abara"]
    await set_people(stocked, listings, by_hand=True)
    names = await load_names(stocked, ())
    assert names.teams == ("West",)
    assert [leader.name for leader in names.leaders] == ["Ruth Abara"]


@pytest.mark.parametrize(
    ("account", "text"),
    [
        ("Müller & Söhne GmbH", "calls with mueller"),
        ("Müller & Söhne GmbH", "calls with Muller & Sohne"),
        ("Mueller KG", "Müller demos"),
        ("AT&T", "demos with AT&T"),
        ("E.ON SE", "what E.ON said"),
        ("The Home Depot", "home depot last month"),
        ("O'Reilly, Inc.", "O'Reilly's demo"),
        ("Straße 7 AG", "Strasse 7"),
        ("100% Bio", "100% bio"),
    ],
)
async def test_a_customer_is_found_however_the_name_is_written(database: Database, account: str, text: str) -> None:
    await stock(database, replace(bundled(FIRST_CALL)[0], account=account))
    names = await load_names(database, name_tokens(text))
    assert understand(text, now=NOON, zone=ZONE, known=names).account == account


async def test_customers_of_invented_calls_have_no_names_once_there_are_real_ones(database: Database) -> None:
    first, demo = bundled(FIRST_CALL, DEMO)
    real = replace(demo, id=CallId("8300000000000000105"), is_invented=False, account="Brightside")
    await stock(database, first, real)
    assert (await load_names(database, ["bright"])).accounts == ("Brightside",)
